//! Signing with a key that is parsed once.

use crate::jose::{RsaKeyMaterial, thumbprint};
use crate::model::{KeyId, SigningAlgorithm};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{AlgorithmParameters, CommonParameters, Jwk, KeyAlgorithm, PublicKeyUse, RSAKeyParameters};
use jsonwebtoken::{Algorithm, Header};
use serde::Serialize;
use serde_json::Value;

/// A private key ready to sign, with the public half that is published for it.
#[derive(Debug)]
pub struct SigningKey {
    kid: KeyId,
    pair: RsaKeyPair,
    public_jwk: Value,
}

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The library does not take the key.
    #[error("the key cannot be used for signing")]
    Key,
    /// The claims are not JSON.
    #[error("the claims cannot be written as JSON: {0}")]
    Claims(#[from] serde_json::Error),
    /// The library failed.
    #[error("the signature could not be made")]
    Signature,
}

impl SigningKey {
    /// Parses the key for RS256; its `kid` is its thumbprint.
    ///
    /// # Errors
    /// [`SignError::Key`].
    pub fn from_rsa(material: &RsaKeyMaterial) -> Result<Self, SignError> {
        let pair = RsaKeyPair::from_pkcs8(material.pkcs8_der().expose()).map_err(|_| SignError::Key)?;
        let mut jwk = Jwk {
            common: CommonParameters {
                public_key_use: Some(PublicKeyUse::Signature),
                key_algorithm: Some(KeyAlgorithm::RS256),
                ..CommonParameters::default()
            },
            algorithm: AlgorithmParameters::RSA(RSAKeyParameters {
                n: URL_SAFE_NO_PAD.encode(material.modulus()),
                e: URL_SAFE_NO_PAD.encode(material.exponent()),
                ..RSAKeyParameters::default()
            }),
        };
        let kid = thumbprint(&serde_json::to_value(&jwk)?).map_err(|_| SignError::Key)?;
        jwk.common.key_id = Some(kid.as_str().to_owned());
        Ok(Self { kid, pair, public_jwk: serde_json::to_value(&jwk)? })
    }

    /// The RFC 7638 thumbprint of the key.
    #[must_use]
    pub fn kid(&self) -> &KeyId {
        &self.kid
    }

    /// The algorithm that this key signs with.
    #[must_use]
    pub fn algorithm(&self) -> SigningAlgorithm {
        SigningAlgorithm::Rs256
    }

    /// The public half as published: `kty`, `n`, `e`, `use`, `alg`, `kid` and nothing else.
    #[must_use]
    pub fn public_jwk(&self) -> &Value {
        &self.public_jwk
    }

    /// Signs `claims` as a JWT in the compact form (RFC 7515 §7.1) with header `typ`, `alg` and `kid`. Takes nearly a
    /// millisecond: never while a database transaction is open.
    ///
    /// # Errors
    /// [`SignError::Claims`], [`SignError::Signature`].
    pub fn sign_compact(&self, typ: &str, claims: &impl Serialize) -> Result<String, SignError> {
        let mut header = Header::new(Algorithm::RS256);
        header.typ = Some(typ.to_owned());
        header.kid = Some(self.kid.as_str().to_owned());
        let mut token = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&header)?);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(claims)?, &mut token);
        let mut signature = vec![0; self.pair.public_modulus_len()];
        // The library ignores the randomness that its interface asks for: this signature scheme has none.
        let signed = self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), token.as_bytes(), &mut signature);
        signed.map_err(|_| SignError::Signature)?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::test_keys::{RSA_1, RSA_2, signing_key};
    use rsa::Pkcs1v15Sign;
    use rsa::pkcs8::DecodePrivateKey;
    use serde_json::json;
    use std::collections::BTreeSet;
    use std::sync::Arc;

    fn decode(part: &str) -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    #[test]
    fn header_and_claims_are_what_was_asked_for() {
        let key = signing_key(RSA_1);
        let claims = json!({"iss": "https://op.example", "sub": "ä"});
        let token = key.sign_compact("at+jwt", &claims).unwrap();
        let parts: Vec<_> = token.split('.').collect();
        assert_eq!(parts.len(), 3);
        assert_eq!(decode(parts[0]), json!({"typ": "at+jwt", "alg": "RS256", "kid": key.kid().as_str()}));
        assert_eq!(decode(parts[1]), claims);
    }

    #[test]
    fn other_implementations_accept_the_signature() {
        let key = signing_key(RSA_1);
        let token = key.sign_compact("JWT", &json!({"sub": "1"})).unwrap();

        let public = rsa::RsaPrivateKey::from_pkcs8_pem(RSA_1).unwrap().to_public_key();
        let (message, signature) = token.rsplit_once('.').unwrap();
        // DigestInfo of SHA-256 (RFC 8017 §9.2, note 1).
        let prefix = b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
        let scheme = Pkcs1v15Sign { hash_len: Some(32), prefix: prefix.as_slice().into() };
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, message.as_bytes());
        public.verify(scheme, hash.as_ref(), &URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();

        let jwk: Jwk = serde_json::from_value(key.public_jwk().clone()).unwrap();
        let mut validation = jsonwebtoken::Validation::new(Algorithm::RS256);
        validation.required_spec_claims.clear();
        let decoding = jsonwebtoken::DecodingKey::from_jwk(&jwk).unwrap();
        let data = jsonwebtoken::decode::<Value>(&token, &decoding, &validation).unwrap();
        assert_eq!(data.claims, json!({"sub": "1"}));
    }

    #[test]
    fn published_key_holds_public_members_only() {
        let jwk = signing_key(RSA_1).public_jwk().clone();
        let names: BTreeSet<_> = jwk.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, BTreeSet::from(["alg", "e", "kid", "kty", "n", "use"]));
        assert_eq!(
            (&jwk["kty"], &jwk["use"], &jwk["alg"], &jwk["e"]),
            (&json!("RSA"), &json!("sig"), &json!("RS256"), &json!("AQAB"))
        );
    }

    #[test]
    fn kid_is_the_thumbprint_and_differs_between_keys() {
        let key = signing_key(RSA_1);
        assert_eq!(key.kid(), &thumbprint(key.public_jwk()).unwrap());
        assert_eq!(key.public_jwk()["kid"], key.kid().as_str());
        assert_ne!(key.kid(), signing_key(RSA_2).kid());
    }

    #[test]
    fn many_threads_sign_with_one_key() {
        let key = Arc::new(signing_key(RSA_1));
        let sign = |key: Arc<SigningKey>| move || key.sign_compact("JWT", &json!({})).unwrap();
        let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(sign(Arc::clone(&key)))).collect();
        let tokens: BTreeSet<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        assert_eq!(tokens.len(), 1, "RS256 gives the same signature for the same text");
    }

    #[test]
    fn claims_that_are_no_json_are_an_error() {
        let claims = std::collections::BTreeMap::from([((1, 2), "x")]);
        assert!(matches!(signing_key(RSA_1).sign_compact("JWT", &claims), Err(SignError::Claims(_))));
    }
}
