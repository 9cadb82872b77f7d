//! Keys of somebody else: of a client, or of another issuer. Unlike ours they may lack `kid` and `alg`, and stand beside
//! keys that mean nothing here.

use super::verifier::{JoseHeader, Parts};
use super::verifying_key::check_public;
use super::{JwkError, JwtError, VerifyingKey};
use crate::model::{JwsAlgorithm, SigningAlgorithm};
use aws_lc_rs::hmac;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// More keys than any honest set has.
const MOST_KEYS: usize = 64;

/// A JWK set (RFC 7517 §5), parsed once. Keys that cannot be used are left out, as that section wants.
#[derive(Clone, Debug, Default)]
pub struct ForeignKeys {
    verifying: Vec<ForeignKey>,
    encryption: Vec<Value>,
}

#[derive(Clone, Debug)]
struct ForeignKey {
    /// As it stands in the set.
    kid: Option<String>,
    key: VerifyingKey,
}

/// What an unproven token says of how it was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedBy {
    /// The algorithm.
    pub alg: JwsAlgorithm,
    /// The name of the key.
    pub kid: Option<String>,
}

impl ForeignKeys {
    /// Reads a JWK set.
    ///
    /// # Errors
    /// [`JwkError::Malformed`] when it is none, or far too long; [`JwkError::Private`] when a key of it is given away.
    pub fn parse(set: &Value) -> Result<Self, JwkError> {
        let keys = set.get("keys").and_then(Value::as_array).ok_or(JwkError::Malformed)?;
        if keys.len() > MOST_KEYS {
            return Err(JwkError::Malformed);
        }
        let mut parsed = Self::default();
        for jwk in keys {
            check_public(jwk)?;
            parsed.take(jwk);
        }
        Ok(parsed)
    }

    fn take(&mut self, jwk: &Value) {
        let kid = jwk.get("kid").and_then(Value::as_str).map(str::to_owned);
        for alg in SigningAlgorithm::ALL {
            if let Ok(key) = VerifyingKey::from_foreign_jwk(jwk, alg) {
                self.verifying.push(ForeignKey { kid: kid.clone(), key });
            }
        }
        if jwk.get("use").and_then(Value::as_str).is_none_or(|usage| usage == "enc") {
            self.encryption.push(jwk.clone());
        }
    }

    /// Whether nothing can be verified with these.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.verifying.is_empty()
    }

    /// Whether a verifying key goes by this name.
    #[must_use]
    pub fn has(&self, kid: &str) -> bool {
        self.verifying.iter().any(|known| known.kid.as_deref() == Some(kid))
    }

    /// Keys that are not kept for signatures, as they are, in the order of the set.
    #[must_use]
    pub fn encryption(&self) -> &[Value] {
        &self.encryption
    }

    /// Checks form, header and signature of `token` and reads its claims, as [`super::KeySet::verify`] does for ours. The
    /// algorithm is one of `allowed`, and never one that is not a key pair's.
    ///
    /// The key is the first of the header's `kid` that is for the algorithm. A header without `kid` is taken where one key
    /// is for the algorithm (OpenID Connect Core §10.1), and a `kid` that the set lacks where one key has no name at all.
    ///
    /// # Errors
    /// See [`JwtError`].
    pub fn verify<T: DeserializeOwned>(
        &self,
        token: &str,
        expected_typ: &[&str],
        allowed: &[JwsAlgorithm],
    ) -> Result<T, JwtError> {
        let parts = Parts::read(token)?;
        let header = parts.header()?;
        let alg = algorithm(&header).filter(|alg| allowed.contains(alg)).and_then(JwsAlgorithm::asymmetric);
        let key = self.find(alg.ok_or(JwtError::Algorithm)?, header.kid.as_deref())?;
        header.check_type(expected_typ)?;
        if !key.accepts(parts.message, &parts.signature) {
            return Err(JwtError::Signature);
        }
        parts.claims()
    }

    fn find(&self, alg: SigningAlgorithm, kid: Option<&str>) -> Result<&VerifyingKey, JwtError> {
        let of_alg = || self.verifying.iter().filter(|known| known.key.algorithm() == alg);
        let Some(kid) = kid else {
            let mut fitting = of_alg();
            return match (fitting.next(), fitting.next()) {
                (Some(only), None) => Ok(&only.key),
                (None, _) => Err(JwtError::UnknownKid),
                (Some(_), Some(_)) => Err(JwtError::MissingKid),
            };
        };
        if let Some(named) = of_alg().find(|known| known.kid.as_deref() == Some(kid)) {
            return Ok(&named.key);
        }
        if self.has(kid) {
            return Err(JwtError::Algorithm);
        }
        let mut nameless = of_alg().filter(|known| known.kid.is_none());
        match (nameless.next(), nameless.next()) {
            (Some(only), None) => Ok(&only.key),
            _ => Err(JwtError::UnknownKid),
        }
    }
}

/// Checks form, header and HS256 of `token` under `secret`, and reads its claims.
///
/// # Errors
/// See [`JwtError`].
pub fn verify_mac<T: DeserializeOwned>(token: &str, expected_typ: &[&str], secret: &[u8]) -> Result<T, JwtError> {
    let parts = Parts::read(token)?;
    let header = parts.header()?;
    if algorithm(&header) != Some(JwsAlgorithm::Hs256) {
        return Err(JwtError::Algorithm);
    }
    header.check_type(expected_typ)?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    hmac::verify(&key, parts.message, &parts.signature).map_err(|_| JwtError::Signature)?;
    parts.claims()
}

/// How a token says that it was signed, to choose what it is then verified with.
///
/// # Errors
/// [`JwtError`]; an algorithm that nobody may use here is one.
pub fn signed_by(token: &str) -> Result<SignedBy, JwtError> {
    let parts = Parts::read(token)?;
    let header = parts.header()?;
    let alg = algorithm(&header).ok_or(JwtError::Algorithm)?;
    Ok(SignedBy { alg, kid: header.kid.map(std::borrow::Cow::into_owned) })
}

fn algorithm(header: &JoseHeader<'_>) -> Option<JwsAlgorithm> {
    match SigningAlgorithm::parse_foreign(&header.alg) {
        Some(alg) => Some(alg.into()),
        None => JwsAlgorithm::parse(&header.alg),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::test_keys::{RSA_1, RSA_2, key_for, signing_key};
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::json;

    const ANY: [JwsAlgorithm; 6] = [
        JwsAlgorithm::None,
        JwsAlgorithm::Hs256,
        JwsAlgorithm::Rs256,
        JwsAlgorithm::Ps256,
        JwsAlgorithm::Es256,
        JwsAlgorithm::Ed25519,
    ];

    fn keys(jwks: &[Value]) -> ForeignKeys {
        ForeignKeys::parse(&json!({ "keys": jwks })).unwrap()
    }

    fn jwk(pem: &str, changes: &Value) -> Value {
        let mut jwk = signing_key(pem).public_jwk().clone();
        for (name, value) in changes.as_object().unwrap() {
            jwk[name] = value.clone();
        }
        jwk.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        jwk
    }

    fn b64(bytes: impl AsRef<[u8]>) -> String {
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// A token of the first RSA key whose header is as given; the signature is right.
    fn token(header: &Value) -> String {
        let signed = signing_key(RSA_1);
        let message = format!("{}.{}", b64(header.to_string()), b64(r#"{"sub":"alice"}"#));
        format!("{message}.{}", b64(signed.sign(message.as_bytes()).unwrap()))
    }

    fn verify(keys: &ForeignKeys, token: &str) -> Result<Value, JwtError> {
        keys.verify(token, &["JWT", ""], &ANY)
    }

    #[test]
    fn key_without_name_and_algorithm_is_taken_by_its_type() {
        let bare = keys(&[jwk(RSA_1, &json!({ "kid": null, "alg": null, "use": null }))]);
        assert!(verify(&bare, &token(&json!({ "alg": "RS256" }))).is_ok());
        assert!(verify(&bare, &token(&json!({ "alg": "RS256", "kid": "whatever" }))).is_ok());
        assert_eq!(verify(&bare, &token(&json!({ "alg": "PS256" }))), Err(JwtError::Signature));
        assert_eq!(verify(&bare, &token(&json!({ "alg": "ES256" }))), Err(JwtError::UnknownKid));
    }

    #[test]
    fn without_kid_several_fitting_keys_are_not_guessed_among() {
        let one = keys(&[jwk(RSA_1, &json!({})), key_for(SigningAlgorithm::Es256).public_jwk().clone()]);
        assert!(verify(&one, &token(&json!({ "alg": "RS256" }))).is_ok());
        let two = keys(&[jwk(RSA_1, &json!({})), jwk(RSA_2, &json!({}))]);
        assert_eq!(verify(&two, &token(&json!({ "alg": "RS256" }))), Err(JwtError::MissingKid));
    }

    #[test]
    fn of_two_keys_with_one_name_the_first_that_fits_counts() {
        let named = |pem| jwk(pem, &json!({ "kid": "k" }));
        let header = token(&json!({ "alg": "RS256", "kid": "k" }));
        assert!(verify(&keys(&[named(RSA_1), named(RSA_2)]), &header).is_ok());
        assert_eq!(verify(&keys(&[named(RSA_2), named(RSA_1)]), &header), Err(JwtError::Signature));
        let mut ec = key_for(SigningAlgorithm::Es256).public_jwk().clone();
        ec["kid"] = "k".into();
        assert!(verify(&keys(&[ec.clone(), named(RSA_1)]), &header).is_ok());
        assert_eq!(verify(&keys(&[ec]), &header), Err(JwtError::Algorithm));
    }

    #[test]
    fn name_that_the_set_lacks_finds_nothing_among_named_keys() {
        let named = keys(&[jwk(RSA_1, &json!({ "kid": "k" }))]);
        for kid in ["other", "", "../k", "k' OR '1'='1"] {
            assert_eq!(
                verify(&named, &token(&json!({ "alg": "RS256", "kid": kid }))),
                Err(JwtError::UnknownKid),
                "{kid}"
            );
        }
    }

    #[test]
    fn only_allowed_algorithms_of_key_pairs_are_taken() {
        let own = keys(&[jwk(RSA_1, &json!({ "alg": null, "kid": "k" }))]);
        let header = |alg: &str| token(&json!({ "alg": alg, "kid": "k" }));
        for alg in ["none", "HS256", "RS512", "rs256", "RSA1_5", ""] {
            assert_eq!(verify(&own, &header(alg)), Err(JwtError::Algorithm), "{alg}");
        }
        let rs256 = own.verify::<Value>(&header("RS256"), &["JWT", ""], &[JwsAlgorithm::Ps256]);
        assert_eq!(rs256, Err(JwtError::Algorithm));
        let pinned = keys(&[jwk(RSA_1, &json!({ "alg": "PS256", "kid": "k" }))]);
        assert_eq!(verify(&pinned, &header("RS256")), Err(JwtError::Algorithm));
    }

    #[test]
    fn older_name_of_ed25519_is_taken_in_key_and_header() {
        let signer = key_for(SigningAlgorithm::Ed25519);
        let mut old = signer.public_jwk().clone();
        old["alg"] = "EdDSA".into();
        let message = format!("{}.{}", b64(r#"{"alg":"EdDSA"}"#), b64("{}"));
        let token = format!("{message}.{}", b64(signer.sign(message.as_bytes()).unwrap()));
        assert!(verify(&keys(&[old]), &token).is_ok());
        assert_eq!(signed_by(&token).unwrap().alg, JwsAlgorithm::Ed25519);
    }

    #[test]
    fn unusable_keys_are_left_out_and_private_ones_spoil_the_set() {
        let weak = json!({ "kty": "RSA", "n": b64([0xff; 128]), "e": "AQAB" });
        let strange = json!({ "kty": "AKP", "alg": "ML-DSA-44" });
        let kept = keys(&[weak, strange, jwk(RSA_1, &json!({ "use": "enc" })), json!("x"), jwk(RSA_2, &json!({}))]);
        assert!(kept.has(signing_key(RSA_2).kid().as_str()) && !kept.has(signing_key(RSA_1).kid().as_str()));
        assert!(!kept.is_empty() && !kept.encryption().is_empty());
        let private = json!({ "keys": [jwk(RSA_1, &json!({ "d": "AAAA" }))] });
        assert_eq!(ForeignKeys::parse(&private).unwrap_err(), JwkError::Private);
        let symmetric = json!({ "keys": [{ "kty": "oct", "k": "AAAA" }] });
        assert_eq!(ForeignKeys::parse(&symmetric).unwrap_err(), JwkError::Private);
        for none in [json!({}), json!([]), json!({ "keys": {} }), json!({ "keys": vec![json!({}); MOST_KEYS + 1] })] {
            assert_eq!(ForeignKeys::parse(&none).unwrap_err(), JwkError::Malformed, "{none}");
        }
        assert!(keys(&[]).is_empty());
    }

    #[test]
    fn keys_that_the_header_brings_are_never_used() {
        let own = keys(&[jwk(RSA_2, &json!({ "kid": "k" }))]);
        let brought = json!({ "alg": "RS256", "kid": "k", "jwk": signing_key(RSA_1).public_jwk(),
            "jku": "https://attacker.example/jwks", "x5u": "https://attacker.example/x5u" });
        assert_eq!(verify(&own, &token(&brought)), Err(JwtError::Signature));
    }

    #[test]
    fn extensions_and_other_types_are_refused() {
        let own = keys(&[jwk(RSA_1, &json!({ "kid": "k" }))]);
        let crit = json!({ "alg": "RS256", "kid": "k", "crit": ["exp"], "exp": 1 });
        assert_eq!(verify(&own, &token(&crit)), Err(JwtError::Critical));
        let access = json!({ "alg": "RS256", "kid": "k", "typ": "at+jwt" });
        assert_eq!(verify(&own, &token(&access)), Err(JwtError::Type));
    }

    #[test]
    fn mac_is_taken_under_the_secret_only() {
        let mac = |alg: &str, secret: &[u8]| {
            let message = format!("{}.{}", b64(format!(r#"{{"alg":"{alg}"}}"#)), b64(r#"{"sub":"x"}"#));
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
            format!("{message}.{}", b64(tag))
        };
        let check = |token: &str| verify_mac::<Value>(token, &["JWT", ""], b"secret");
        assert!(check(&mac("HS256", b"secret")).is_ok());
        assert_eq!(check(&mac("HS256", b"Secret")), Err(JwtError::Signature));
        for alg in ["none", "HS512", "RS256"] {
            assert_eq!(check(&mac(alg, b"secret")), Err(JwtError::Algorithm), "{alg}");
        }
        let cut = mac("HS256", b"secret");
        assert_eq!(check(&format!("{}.", cut.rsplit_once('.').unwrap().0)), Err(JwtError::Signature));
        assert_eq!(check("a.b"), Err(JwtError::Malformed));
    }
}
