//! The public key of whoever is to read.

use super::agreement::public_key;
use crate::jose::verifying_key::{bits, check_public, decode_exactly, decode_uint, is_safe_exponent};
use crate::jose::{JwkError, MAX_RSA_BITS, MIN_RSA_BITS};
use crate::model::JweAlgorithm;
use aws_lc_rs::agreement::ParsedPublicKey;
use aws_lc_rs::rsa::{OaepPublicEncryptingKey, PublicEncryptingKey};
use aws_lc_rs::signature::RsaPublicKeyComponents;
use serde_json::Value;

/// A public key that content keys are encrypted to by one algorithm.
#[derive(Debug)]
pub struct RecipientKey {
    pub(super) kid: Option<String>,
    pub(super) alg: JweAlgorithm,
    pub(super) key: PublicKey,
}

#[derive(Debug)]
pub(super) enum PublicKey {
    Rsa(OaepPublicEncryptingKey),
    P256(ParsedPublicKey),
}

impl RecipientKey {
    /// Parses a public JWK for `alg`. Its own `alg`, if it has one, must be that one.
    ///
    /// # Errors
    /// See [`JwkError`].
    pub fn from_jwk(jwk: &Value, alg: JweAlgorithm) -> Result<Self, JwkError> {
        check_public(jwk)?;
        let text = |name: &str| match jwk.get(name) {
            None => Ok(None),
            Some(value) => value.as_str().map(Some).ok_or(JwkError::Malformed),
        };
        let kty = text("kty")?.ok_or(JwkError::Malformed)?;
        if kty != key_type(alg) || text("alg")?.is_some_and(|own| own != alg.as_str()) {
            return Err(JwkError::Unsupported);
        }
        if text("use")?.is_some_and(|usage| usage != "enc") || !allows_encryption(jwk) {
            return Err(JwkError::NotForEncryption);
        }
        let kid = text("kid")?.map(str::to_owned);
        let key = match alg {
            JweAlgorithm::RsaOaep256 => rsa(text("n")?, text("e")?)?,
            JweAlgorithm::EcdhEs | JweAlgorithm::EcdhEsA256Kw => {
                if text("crv")?.ok_or(JwkError::Malformed)? != "P-256" {
                    return Err(JwkError::Unsupported);
                }
                let (x, y) = (decode_exactly::<32>(text("x")?)?, decode_exactly::<32>(text("y")?)?);
                PublicKey::P256(public_key(&x, &y).ok_or(JwkError::Malformed)?)
            }
        };
        Ok(Self { kid, alg, key })
    }

    /// The key of a set that `alg` encrypts to: one that says `use: enc` before one that says nothing, one that names the
    /// algorithm before one that does not, else the first.
    #[must_use]
    pub fn choose<'a>(keys: impl IntoIterator<Item = &'a Value>, alg: JweAlgorithm) -> Option<Self> {
        let usable = keys.into_iter().filter_map(|jwk| Some((jwk, Self::from_jwk(jwk, alg).ok()?)));
        let vague = |(jwk, _): &(&Value, Self)| (jwk.get("use").is_none(), jwk.get("alg").is_none());
        usable.min_by_key(vague).map(|(_, key)| key)
    }
}

/// The `kty` that `alg` is for (RFC 7518 §6.1).
fn key_type(alg: JweAlgorithm) -> &'static str {
    match alg {
        JweAlgorithm::RsaOaep256 => "RSA",
        JweAlgorithm::EcdhEs | JweAlgorithm::EcdhEsA256Kw => "EC",
    }
}

/// `key_ops` (RFC 7517 §4.3); a public key for agreements may have an empty one.
fn allows_encryption(jwk: &Value) -> bool {
    let ops = jwk.get("key_ops").map(|ops| ops.as_array().map(Vec::as_slice).unwrap_or_default());
    let names = ["encrypt", "wrapKey", "deriveKey", "deriveBits"];
    ops.is_none_or(|ops| ops.is_empty() || ops.iter().any(|op| op.as_str().is_some_and(|op| names.contains(&op))))
}

fn rsa(n: Option<&str>, e: Option<&str>) -> Result<PublicKey, JwkError> {
    let (n, e) = (decode_uint(n)?, decode_uint(e)?);
    if !(MIN_RSA_BITS..=MAX_RSA_BITS).contains(&bits(&n)) || !is_safe_exponent(&e) {
        return Err(JwkError::Weak);
    }
    let key: PublicEncryptingKey = RsaPublicKeyComponents { n, e }.try_into().map_err(|_| JwkError::Malformed)?;
    OaepPublicEncryptingKey::new(key).map(PublicKey::Rsa).map_err(|_| JwkError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::test_keys::{RSA_1, key_for, signing_key};
    use crate::model::SigningAlgorithm;
    use serde_json::json;

    /// A public key without `use` and `alg`, and the algorithm that it is for.
    fn keys() -> [(Value, JweAlgorithm); 2] {
        let bare = |mut jwk: Value| {
            for name in ["use", "alg"] {
                jwk.as_object_mut().unwrap().remove(name);
            }
            jwk
        };
        let ec = key_for(SigningAlgorithm::Es256).public_jwk().clone();
        [(bare(signing_key(RSA_1).public_jwk().clone()), JweAlgorithm::RsaOaep256), (bare(ec), JweAlgorithm::EcdhEs)]
    }

    fn with(jwk: &Value, name: &str, value: impl Into<Value>) -> Value {
        let mut jwk = jwk.clone();
        jwk[name] = value.into();
        jwk
    }

    #[test]
    fn key_is_for_encryption_or_says_nothing() {
        for (jwk, alg) in keys() {
            let refusal = |jwk: &Value| RecipientKey::from_jwk(jwk, alg).err();
            assert_eq!(refusal(&jwk), None);
            assert_eq!(refusal(&with(&jwk, "use", "enc")), None);
            assert_eq!(refusal(&with(&jwk, "alg", alg.as_str())), None);
            assert_eq!(refusal(&with(&jwk, "key_ops", json!([]))), None);
            assert_eq!(refusal(&with(&jwk, "key_ops", json!(["deriveBits", "wrapKey"]))), None);
            assert_eq!(refusal(&with(&jwk, "use", "sig")), Some(JwkError::NotForEncryption));
            assert_eq!(refusal(&with(&jwk, "key_ops", json!(["verify"]))), Some(JwkError::NotForEncryption));
            for other in ["RS256", "RSA1_5", "RSA-OAEP", "dir", "PBES2-HS256+A128KW"] {
                assert_eq!(refusal(&with(&jwk, "alg", other)), Some(JwkError::Unsupported), "{other}");
            }
            assert_eq!(refusal(&with(&jwk, "d", "AAAA")), Some(JwkError::Private));
            assert_eq!(refusal(&with(&jwk, "kty", "oct")), Some(JwkError::Unsupported));
        }
    }

    #[test]
    fn weak_rsa_keys_and_points_off_the_curve_are_refused() {
        let [(rsa, oaep), (ec, ecdh)] = keys();
        let short = signing_key(RSA_1).public_jwk()["n"].as_str().unwrap()[..172].to_owned();
        assert_eq!(RecipientKey::from_jwk(&with(&rsa, "n", short), oaep).err(), Some(JwkError::Weak));
        for e in ["AQ", "Ag"] {
            assert_eq!(RecipientKey::from_jwk(&with(&rsa, "e", e), oaep).err(), Some(JwkError::Weak), "{e}");
        }
        let x = ec["x"].clone();
        assert_eq!(RecipientKey::from_jwk(&with(&ec, "y", x), ecdh).err(), Some(JwkError::Malformed));
        for crv in ["P-384", "secp256k1", "X25519"] {
            assert_eq!(
                RecipientKey::from_jwk(&with(&ec, "crv", crv), ecdh).err(),
                Some(JwkError::Unsupported),
                "{crv}"
            );
        }
    }

    #[test]
    fn key_meant_for_encryption_is_chosen_before_others() {
        let [(rsa, oaep), (ec, ecdh)] = keys();
        let named = |jwk: &Value, kid: &str| with(jwk, "kid", kid);
        let sig = named(&with(&rsa, "use", "sig"), "sig");
        let (vague, enc) = (named(&rsa, "vague"), named(&with(&rsa, "use", "enc"), "enc"));
        let kid = |keys: &[&Value], alg| RecipientKey::choose(keys.iter().copied(), alg).and_then(|key| key.kid);
        assert_eq!(kid(&[&sig, &vague, &enc], oaep).as_deref(), Some("enc"));
        assert_eq!(kid(&[&sig, &vague], oaep).as_deref(), Some("vague"));
        assert_eq!(kid(&[&sig, &ec], oaep), None);
        assert_eq!(kid(&[&sig, &named(&ec, "ec")], ecdh).as_deref(), Some("ec"));
    }
}
