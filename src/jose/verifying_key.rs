//! Public keys for signatures, parsed once.

use crate::jose::{MAX_RSA_BITS, MIN_RSA_BITS, thumbprint};
use crate::model::{KeyId, SigningAlgorithm};
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
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
    /// No `alg`, or a key type or algorithm that is not supported.
    #[error("the JWK's type or algorithm is missing or not supported")]
    Unsupported,
    /// Fewer than [`MIN_RSA_BITS`], more than [`MAX_RSA_BITS`], or a public exponent that makes it worthless.
    #[error("the JWK's RSA key is too weak or too long")]
    Weak,
}

#[derive(Deserialize)]
struct RsaMembers<'a> {
    kty: &'a str,
    alg: Option<SigningAlgorithm>,
    kid: Option<&'a str>,
    #[serde(rename = "use")]
    public_key_use: Option<&'a str>,
    key_ops: Option<Vec<&'a str>>,
    n: &'a str,
    e: &'a str,
}

impl VerifyingKey {
    /// Parses a public JWK. `alg` is required: one key, one algorithm. Without `kid` the key goes by its thumbprint.
    ///
    /// # Errors
    /// See [`JwkError`].
    pub fn from_jwk(jwk: &Value) -> Result<Self, JwkError> {
        // RFC 7518 §6.3.2, §6.4.1.
        if ["d", "p", "q", "dp", "dq", "qi", "oth", "k"].iter().any(|name| jwk.get(name).is_some()) {
            return Err(JwkError::Private);
        }
        if jwk.get("kty").and_then(Value::as_str).is_some_and(|kty| kty != "RSA") {
            return Err(JwkError::Unsupported);
        }
        if jwk.get("alg").is_none_or(|alg| SigningAlgorithm::deserialize(alg).is_err()) {
            return Err(JwkError::Unsupported);
        }
        let members = RsaMembers::deserialize(jwk).map_err(|_| JwkError::Malformed)?;
        Self::from_members(&members, jwk)
    }

    fn from_members(members: &RsaMembers<'_>, jwk: &Value) -> Result<Self, JwkError> {
        let alg = members.alg.filter(|_| members.kty == "RSA").ok_or(JwkError::Unsupported)?;
        let for_signatures = members.public_key_use.is_none_or(|usage| usage == "sig")
            && members.key_ops.as_ref().is_none_or(|ops| ops.contains(&"verify"));
        if !for_signatures {
            return Err(JwkError::NotForSignatures);
        }
        let (n, e) = (decode_uint(members.n)?, decode_uint(members.e)?);
        if !(MIN_RSA_BITS..=MAX_RSA_BITS).contains(&bits(&n)) || !is_safe_exponent(&e) {
            return Err(JwkError::Weak);
        }
        let scheme = match alg {
            SigningAlgorithm::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
        };
        let key = RsaPublicKeyComponents { n, e }.to_parsed_public_key(scheme).map_err(|_| JwkError::Malformed)?;
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

/// `Base64urlUInt` (RFC 7518 §2): big-endian in the fewest octets.
fn decode_uint(text: &str) -> Result<Vec<u8>, JwkError> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| JwkError::Malformed)?;
    if bytes.first().is_none_or(|first| *first == 0) {
        return Err(JwkError::Malformed);
    }
    Ok(bytes)
}

fn bits(uint: &[u8]) -> usize {
    uint.first().map_or(0, |first| uint.len() * 8 - first.leading_zeros() as usize)
}

/// With exponent 1 everybody can sign; even ones make no key; long ones are slow, and the library refuses them.
fn is_safe_exponent(e: &[u8]) -> bool {
    bits(e) >= 2 && bits(e) <= 33 && e.last().is_some_and(|last| last % 2 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::test_keys::{RSA_1, signing_key};
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
