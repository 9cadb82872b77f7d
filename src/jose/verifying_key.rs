//! Public keys for signatures, parsed once.

use crate::jose::{MAX_RSA_BITS, MIN_RSA_BITS, thumbprint};
use crate::model::{KeyId, SigningAlgorithm};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaParameters, RsaPublicKeyComponents,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

/// A public key that verifies signatures of one algorithm.
#[derive(Clone, Debug)]
pub struct VerifyingKey {
    kid: KeyId,
    alg: SigningAlgorithm,
    key: ParsedPublicKey,
}

/// Why a JWK is not taken for verifying signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwkError {
    /// A member is missing, or not of its form.
    #[error("the JWK is malformed")]
    Malformed,
    /// Holds private members: whoever sent it has given the key away.
    #[error("the JWK holds a private or symmetric key")]
    Private,
    /// Not meant for signatures by its `use` or `key_ops`.
    #[error("the JWK is not meant for verifying signatures")]
    NotForSignatures,
    /// Not meant for encryption by its `use` or `key_ops`.
    #[error("the JWK is not meant for encryption")]
    NotForEncryption,
    /// No `alg`, or a key type or algorithm that is not supported.
    #[error("the JWK's type or algorithm is missing or not supported")]
    Unsupported,
    /// Fewer than [`MIN_RSA_BITS`], more than [`MAX_RSA_BITS`], or a public exponent that makes it worthless.
    #[error("the JWK's RSA key is too weak or too long")]
    Weak,
}

/// The members that count, of whatever kind of key.
#[derive(Deserialize)]
struct Members<'a> {
    kid: Option<&'a str>,
    #[serde(rename = "use")]
    public_key_use: Option<&'a str>,
    key_ops: Option<Vec<&'a str>>,
    crv: Option<&'a str>,
    n: Option<&'a str>,
    e: Option<&'a str>,
    x: Option<&'a str>,
    y: Option<&'a str>,
}

impl VerifyingKey {
    /// Parses a public JWK. `alg` is required: one key, one algorithm. Without `kid` the key goes by its thumbprint.
    ///
    /// # Errors
    /// See [`JwkError`].
    pub fn from_jwk(jwk: &Value) -> Result<Self, JwkError> {
        check_public(jwk)?;
        let kty = kty(jwk)?;
        let alg = jwk.get("alg").and_then(Value::as_str).and_then(SigningAlgorithm::parse);
        let alg = alg.filter(|alg| kty == key_type(*alg)).ok_or(JwkError::Unsupported)?;
        Self::build(jwk, alg)
    }

    /// Parses a public JWK of somebody else for `alg`. A JWK without `alg` is taken for each algorithm of its type
    /// (RFC 7517 §4.4); one with `EdDSA` for Ed25519, which that name meant before RFC 9864.
    ///
    /// # Errors
    /// See [`JwkError`].
    pub fn from_foreign_jwk(jwk: &Value, alg: SigningAlgorithm) -> Result<Self, JwkError> {
        check_public(jwk)?;
        let named = match jwk.get("alg") {
            None => true,
            Some(name) => name.as_str().and_then(SigningAlgorithm::parse_foreign) == Some(alg),
        };
        if !named || kty(jwk)? != key_type(alg) {
            return Err(JwkError::Unsupported);
        }
        Self::build(jwk, alg)
    }

    fn build(jwk: &Value, alg: SigningAlgorithm) -> Result<Self, JwkError> {
        let members = Members::deserialize(jwk).map_err(|_| JwkError::Malformed)?;
        let for_signatures = members.public_key_use.is_none_or(|usage| usage == "sig")
            && members.key_ops.as_ref().is_none_or(|ops| ops.contains(&"verify"));
        if !for_signatures {
            return Err(JwkError::NotForSignatures);
        }
        let key = match alg {
            SigningAlgorithm::Rs256 => rsa(&members, &RSA_PKCS1_2048_8192_SHA256),
            SigningAlgorithm::Ps256 => rsa(&members, &RSA_PSS_2048_8192_SHA256),
            SigningAlgorithm::Es256 => p256(&members),
            SigningAlgorithm::Ed25519 => ed25519(&members),
        }?;
        let kid = members.kid.map_or_else(|| thumbprint(jwk), |kid| Ok(KeyId::new(kid)))?;
        Ok(Self { kid, alg, key })
    }

    /// The name by which tokens refer to the key.
    #[must_use]
    pub fn kid(&self) -> &KeyId {
        &self.kid
    }

    /// The only algorithm that this key verifies.
    #[must_use]
    pub fn algorithm(&self) -> SigningAlgorithm {
        self.alg
    }

    /// Whether `signature` is this key's signature of `message`.
    #[must_use]
    pub fn accepts(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.verify_sig(message, signature).is_ok()
    }
}

/// Who has the private or symmetric part has the key (RFC 7518 §6.2.2, §6.3.2, §6.4.1; RFC 8037 §2).
pub(super) fn check_public(jwk: &Value) -> Result<(), JwkError> {
    let given_away = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"].iter().any(|name| jwk.get(name).is_some());
    if given_away { Err(JwkError::Private) } else { Ok(()) }
}

fn kty(jwk: &Value) -> Result<&str, JwkError> {
    jwk.get("kty").and_then(Value::as_str).ok_or(JwkError::Malformed)
}

/// The `kty` that `alg` is for (RFC 7518 §6.1, RFC 8037 §2).
fn key_type(alg: SigningAlgorithm) -> &'static str {
    match alg {
        SigningAlgorithm::Rs256 | SigningAlgorithm::Ps256 => "RSA",
        SigningAlgorithm::Es256 => "EC",
        SigningAlgorithm::Ed25519 => "OKP",
    }
}

fn rsa(members: &Members<'_>, scheme: &'static RsaParameters) -> Result<ParsedPublicKey, JwkError> {
    let (n, e) = (decode_uint(members.n)?, decode_uint(members.e)?);
    if !(MIN_RSA_BITS..=MAX_RSA_BITS).contains(&bits(&n)) || !is_safe_exponent(&e) {
        return Err(JwkError::Weak);
    }
    RsaPublicKeyComponents { n, e }.to_parsed_public_key(scheme).map_err(|_| JwkError::Malformed)
}

/// The library refuses points that are not on the curve, and the point at infinity cannot be written this way.
fn p256(members: &Members<'_>) -> Result<ParsedPublicKey, JwkError> {
    check_curve(members, "P-256")?;
    let (x, y) = (decode_exactly::<32>(members.x)?, decode_exactly::<32>(members.y)?);
    // An uncompressed point (SEC 1 §2.3.3).
    let point = [&[4], &x[..], &y[..]].concat();
    ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).map_err(|_| JwkError::Malformed)
}

fn ed25519(members: &Members<'_>) -> Result<ParsedPublicKey, JwkError> {
    check_curve(members, "Ed25519")?;
    if members.y.is_some() {
        return Err(JwkError::Malformed);
    }
    ParsedPublicKey::new(&ED25519, decode_exactly::<32>(members.x)?).map_err(|_| JwkError::Malformed)
}

fn check_curve(members: &Members<'_>, expected: &str) -> Result<(), JwkError> {
    match members.crv {
        Some(crv) if crv == expected => Ok(()),
        Some(_) => Err(JwkError::Unsupported),
        None => Err(JwkError::Malformed),
    }
}

/// A coordinate has the length of its field, leading zeros included (RFC 7518 §6.2.1.2, RFC 8037 §2).
pub(super) fn decode_exactly<const N: usize>(text: Option<&str>) -> Result<[u8; N], JwkError> {
    let bytes = URL_SAFE_NO_PAD.decode(text.ok_or(JwkError::Malformed)?).map_err(|_| JwkError::Malformed)?;
    bytes.try_into().map_err(|_| JwkError::Malformed)
}

/// `Base64urlUInt` (RFC 7518 §2): big-endian in the fewest octets.
pub(super) fn decode_uint(text: Option<&str>) -> Result<Vec<u8>, JwkError> {
    let bytes = URL_SAFE_NO_PAD.decode(text.ok_or(JwkError::Malformed)?).map_err(|_| JwkError::Malformed)?;
    if bytes.first().is_none_or(|first| *first == 0) {
        return Err(JwkError::Malformed);
    }
    Ok(bytes)
}

pub(super) fn bits(uint: &[u8]) -> usize {
    uint.first().map_or(0, |first| uint.len() * 8 - first.leading_zeros() as usize)
}

/// With exponent 1 everybody can sign; even ones make no key; long ones are slow, and the library refuses them.
pub(super) fn is_safe_exponent(e: &[u8]) -> bool {
    bits(e) >= 2 && bits(e) <= 33 && e.last().is_some_and(|last| last % 2 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::test_keys::{RSA_1, key_for, signing_key};
    use serde_json::json;

    fn jwk(change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> Value {
        let mut jwk = signing_key(RSA_1).public_jwk().clone();
        change(jwk.as_object_mut().unwrap());
        jwk
    }

    fn set(name: &str, value: impl Into<Value>) -> Value {
        jwk(|members| {
            members.insert(name.to_owned(), value.into());
        })
    }

    fn without(name: &str) -> Value {
        jwk(|members| {
            members.remove(name);
        })
    }

    fn refusal(jwk: &Value) -> JwkError {
        VerifyingKey::from_jwk(jwk).unwrap_err()
    }

    #[test]
    fn published_key_is_taken_with_its_name_and_algorithm() {
        let signer = signing_key(RSA_1);
        let key = VerifyingKey::from_jwk(signer.public_jwk()).unwrap();
        assert_eq!((key.kid(), key.algorithm()), (signer.kid(), SigningAlgorithm::Rs256));
    }

    #[test]
    fn optional_and_unknown_members_do_not_matter() {
        assert_eq!(VerifyingKey::from_jwk(&without("kid")).unwrap().kid(), signing_key(RSA_1).kid());
        assert_eq!(VerifyingKey::from_jwk(&set("kid", "mine")).unwrap().kid().as_str(), "mine");
        assert!(VerifyingKey::from_jwk(&without("use")).is_ok());
        assert!(VerifyingKey::from_jwk(&set("x5u", "https://attacker.example")).is_ok());
        assert!(VerifyingKey::from_jwk(&set("key_ops", json!(["verify"]))).is_ok());
    }

    #[test]
    fn private_and_symmetric_keys_are_refused() {
        for name in ["d", "p", "k"] {
            assert_eq!(refusal(&set(name, "AAAA")), JwkError::Private, "{name}");
        }
        assert_eq!(refusal(&json!({"kty": "oct", "alg": "HS256", "k": "AAAA"})), JwkError::Private);
    }

    #[test]
    fn keys_for_something_else_are_refused() {
        assert_eq!(refusal(&set("use", "enc")), JwkError::NotForSignatures);
        assert_eq!(refusal(&set("key_ops", json!(["encrypt"]))), JwkError::NotForSignatures);
        assert_eq!(refusal(&without("alg")), JwkError::Unsupported);
        for alg in ["none", "HS256", "RSA-OAEP", "rs256", ""] {
            assert_eq!(refusal(&set("alg", alg)), JwkError::Unsupported, "{alg}");
        }
        assert_eq!(refusal(&set("kty", "EC")), JwkError::Unsupported);
    }

    #[test]
    fn weak_keys_are_refused() {
        let uint = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        assert_eq!(refusal(&set("n", uint(&[0xff; 128]))), JwkError::Weak);
        assert_eq!(refusal(&set("n", uint(&[&[0x7f][..], &[0xff; 255]].concat()))), JwkError::Weak);
        assert_eq!(refusal(&set("n", uint(&[0xff; 1025]))), JwkError::Weak);
        for e in [&[1][..], &[2], &[1, 0, 0], &[4, 0, 0, 0, 1]] {
            assert_eq!(refusal(&set("e", uint(e))), JwkError::Weak, "{e:?}");
        }
    }

    #[test]
    fn published_key_of_every_algorithm_is_taken_for_that_one_only() {
        for alg in SigningAlgorithm::ALL {
            let jwk = key_for(alg).public_jwk().clone();
            let key = VerifyingKey::from_jwk(&jwk).unwrap();
            assert_eq!((key.kid().as_str(), key.algorithm()), (jwk["kid"].as_str().unwrap(), alg));
            for other in SigningAlgorithm::ALL.into_iter().filter(|other| key_type(*other) != key_type(alg)) {
                let mut changed = jwk.clone();
                changed["alg"] = other.as_str().into();
                assert_eq!(refusal(&changed), JwkError::Unsupported, "{alg} as {other}");
            }
        }
    }

    #[test]
    fn deprecated_name_of_ed25519_is_refused() {
        let mut jwk = key_for(SigningAlgorithm::Ed25519).public_jwk().clone();
        jwk["alg"] = "EdDSA".into();
        assert_eq!(refusal(&jwk), JwkError::Unsupported);
    }

    #[test]
    fn elliptic_keys_of_wrong_curve_or_size_or_off_the_curve_are_refused() {
        let es256 = key_for(SigningAlgorithm::Es256).public_jwk().clone();
        let ed25519 = key_for(SigningAlgorithm::Ed25519).public_jwk().clone();
        let bytes = |length: usize, byte: u8| Value::from(URL_SAFE_NO_PAD.encode(vec![byte; length]));
        let cases = [
            (&es256, "crv", json!("P-384"), JwkError::Unsupported),
            (&es256, "crv", json!("secp256k1"), JwkError::Unsupported),
            (&es256, "crv", json!(5), JwkError::Malformed),
            (&es256, "x", bytes(31, 1), JwkError::Malformed),
            (&es256, "x", bytes(33, 0), JwkError::Malformed),
            (&es256, "y", bytes(32, 0), JwkError::Malformed),
            (&es256, "y", json!(""), JwkError::Malformed),
            (&es256, "d", bytes(32, 1), JwkError::Private),
            (&ed25519, "crv", json!("Ed448"), JwkError::Unsupported),
            (&ed25519, "crv", json!("X25519"), JwkError::Unsupported),
            (&ed25519, "x", bytes(31, 1), JwkError::Malformed),
            (&ed25519, "x", bytes(57, 1), JwkError::Malformed),
            (&ed25519, "y", bytes(32, 1), JwkError::Malformed),
            (&ed25519, "d", bytes(32, 1), JwkError::Private),
        ];
        for (jwk, name, value, expected) in cases {
            let mut changed = jwk.clone();
            changed[name] = value.clone();
            assert_eq!(refusal(&changed), expected, "{name} = {value}");
        }
        for (jwk, name) in [(&es256, "x"), (&es256, "y"), (&es256, "crv"), (&ed25519, "x"), (&ed25519, "crv")] {
            let mut changed = jwk.clone();
            changed.as_object_mut().unwrap().remove(name);
            assert_eq!(refusal(&changed), JwkError::Malformed, "without {name}");
        }
        // The origin is not on the curve, so the point at infinity has no spelling.
        let mut zero = es256.clone();
        zero["x"] = bytes(32, 0);
        zero["y"] = bytes(32, 0);
        assert_eq!(refusal(&zero), JwkError::Malformed);
    }

    #[test]
    fn malformed_keys_are_refused() {
        for value in [json!(""), json!("AA"), json!("AQAB="), json!("A+/B"), json!("AQ B"), json!(65537), Value::Null] {
            assert_eq!(refusal(&set("e", value.clone())), JwkError::Malformed, "{value}");
            assert_eq!(refusal(&set("n", value.clone())), JwkError::Malformed, "{value}");
        }
        assert_eq!(refusal(&set("kid", 5)), JwkError::Malformed);
        assert_eq!(refusal(&without("n")), JwkError::Malformed);
        assert_eq!(refusal(&without("kty")), JwkError::Malformed);
        for other in [json!({}), json!([]), json!("x"), Value::Null] {
            assert!(VerifyingKey::from_jwk(&other).is_err(), "{other}");
        }
    }
}
