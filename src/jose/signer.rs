//! Signing with a key that is parsed once.

use crate::jose::{KeyMaterial, RsaKeyMaterial, thumbprint};
use crate::model::{KeyId, SigningAlgorithm};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256,
    RsaEncoding, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::{Value, json};

/// A private key ready to sign by one algorithm, with the public half that is published for it.
#[derive(Debug)]
pub struct SigningKey {
    kid: KeyId,
    pair: Pair,
    public_jwk: Value,
}

#[derive(Debug)]
enum Pair {
    Rs256(RsaKeyPair),
    Ps256(RsaKeyPair),
    Es256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The library does not take the key, or it is not of the algorithm's kind.
    #[error("the key cannot be used for signing")]
    Key,
    /// The claims are not JSON.
    #[error("the claims cannot be written as JSON: {0}")]
    Claims(#[from] serde_json::Error),
    /// The library failed.
    #[error("the signature could not be made")]
    Signature,
}

/// Written by ourselves: the library has no name for Ed25519 (RFC 9864).
#[derive(Serialize)]
struct JoseHeader<'a> {
    typ: &'a str,
    alg: SigningAlgorithm,
    kid: &'a KeyId,
}

impl SigningKey {
    /// Parses the key for `alg`; its `kid` is its thumbprint.
    ///
    /// # Errors
    /// [`SignError::Key`], also when `alg` wants a key of another kind.
    pub fn new(material: &KeyMaterial, alg: SigningAlgorithm) -> Result<Self, SignError> {
        let der = material.pkcs8_der().expose();
        let (pair, mut jwk) = match (material, alg) {
            (KeyMaterial::Rsa(material), SigningAlgorithm::Rs256) => (Pair::Rs256(rsa_pair(der)?), rsa_jwk(material)),
            (KeyMaterial::Rsa(material), SigningAlgorithm::Ps256) => (Pair::Ps256(rsa_pair(der)?), rsa_jwk(material)),
            (KeyMaterial::P256(_), SigningAlgorithm::Es256) => {
                let pair =
                    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der).map_err(|_| SignError::Key)?;
                let jwk = p256_jwk(pair.public_key().as_ref()).ok_or(SignError::Key)?;
                (Pair::Es256(pair), jwk)
            }
            (KeyMaterial::Ed25519(_), SigningAlgorithm::Ed25519) => {
                let pair = Ed25519KeyPair::from_pkcs8(der).map_err(|_| SignError::Key)?;
                let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
                (Pair::Ed25519(pair), json!({ "kty": "OKP", "crv": "Ed25519", "x": x }))
            }
            _ => return Err(SignError::Key),
        };
        let kid = thumbprint(&jwk).map_err(|_| SignError::Key)?;
        jwk["use"] = "sig".into();
        jwk["alg"] = alg.as_str().into();
        jwk["kid"] = kid.as_str().into();
        Ok(Self { kid, pair, public_jwk: jwk })
    }

    /// Parses an RSA key for RS256.
    ///
    /// # Errors
    /// [`SignError::Key`].
    pub fn from_rsa(material: &RsaKeyMaterial) -> Result<Self, SignError> {
        Self::new(&KeyMaterial::Rsa(material.clone()), SigningAlgorithm::Rs256)
    }

    /// The RFC 7638 thumbprint of the key.
    #[must_use]
    pub fn kid(&self) -> &KeyId {
        &self.kid
    }

    /// The algorithm that this key signs with.
    #[must_use]
    pub fn algorithm(&self) -> SigningAlgorithm {
        match self.pair {
            Pair::Rs256(_) => SigningAlgorithm::Rs256,
            Pair::Ps256(_) => SigningAlgorithm::Ps256,
            Pair::Es256(_) => SigningAlgorithm::Es256,
            Pair::Ed25519(_) => SigningAlgorithm::Ed25519,
        }
    }

    /// The public half as published: the public members of its kind, `use`, `alg`, `kid` and nothing else.
    #[must_use]
    pub fn public_jwk(&self) -> &Value {
        &self.public_jwk
    }

    /// Signs `claims` as a JWT in the compact form (RFC 7515 §7.1) with header `typ`, `alg` and `kid`. With RSA it takes
    /// nearly a millisecond: never while a database transaction is open.
    ///
    /// # Errors
    /// [`SignError::Claims`], [`SignError::Signature`].
    pub fn sign_compact(&self, typ: &str, claims: &impl Serialize) -> Result<String, SignError> {
        let header = JoseHeader { typ, alg: self.algorithm(), kid: &self.kid };
        let mut token = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&header)?);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(claims)?, &mut token);
        let signature = self.sign(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    /// The signature of `message` in the form of RFC 7518 §3. The remark at [`Self::sign_compact`] counts here too.
    ///
    /// # Errors
    /// [`SignError::Signature`].
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let other = match &self.pair {
            Pair::Rs256(pair) => return sign_rsa(pair, &RSA_PKCS1_SHA256, message),
            Pair::Ps256(pair) => return sign_rsa(pair, &RSA_PSS_SHA256, message),
            Pair::Es256(pair) => pair.sign(&SystemRandom::new(), message),
            Pair::Ed25519(pair) => pair.try_sign(message),
        };
        Ok(other.map_err(|_| SignError::Signature)?.as_ref().to_vec())
    }
}

/// The library draws what randomness a scheme needs by itself and ignores what its interface asks for.
fn sign_rsa(pair: &RsaKeyPair, scheme: &'static dyn RsaEncoding, message: &[u8]) -> Result<Vec<u8>, SignError> {
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(scheme, &SystemRandom::new(), message, &mut signature).map_err(|_| SignError::Signature)?;
    Ok(signature)
}

fn rsa_pair(pkcs8_der: &[u8]) -> Result<RsaKeyPair, SignError> {
    RsaKeyPair::from_pkcs8(pkcs8_der).map_err(|_| SignError::Key)
}

/// RFC 7518 §6.3.1.
pub(super) fn rsa_jwk(material: &RsaKeyMaterial) -> Value {
    let (n, e) = (URL_SAFE_NO_PAD.encode(material.modulus()), URL_SAFE_NO_PAD.encode(material.exponent()));
    json!({ "kty": "RSA", "n": n, "e": e })
}

/// RFC 7518 §6.2.1, from an uncompressed point (SEC 1 §2.3.3).
pub(super) fn p256_jwk(point: &[u8]) -> Option<Value> {
    let coordinates = point.strip_prefix(&[4]).filter(|both| both.len() == 64)?;
    let (x, y) = coordinates.split_at(32);
    let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
    Some(json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::parse_private_key;
    use crate::jose::test_keys::{ED25519, P256, RSA_1, RSA_2, key_for, signing_key};
    use jsonwebtoken::Algorithm;
    use jsonwebtoken::jwk::Jwk;
    use p256::ecdsa::signature::Verifier;
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
    fn ps256_is_accepted_by_another_implementation() {
        let token = key_for(SigningAlgorithm::Ps256).sign_compact("JWT", &json!({"sub": "1"})).unwrap();
        let public = rsa::RsaPrivateKey::from_pkcs8_pem(RSA_2).unwrap().to_public_key();
        let (message, signature) = token.rsplit_once('.').unwrap();
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, message.as_bytes());
        // RFC 7518 §3.5: MGF1 with the same hash function, a salt as long as the hash.
        let scheme = rsa::Pss::new_with_salt::<sha2::Sha256>(32);
        public.verify(scheme, hash.as_ref(), &URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
    }

    #[test]
    fn es256_and_ed25519_are_accepted_by_other_implementations() {
        let sign = |alg| {
            let key = key_for(alg);
            let token = key.sign_compact("JWT", &json!({"sub": "1"})).unwrap();
            let (message, signature) = token.rsplit_once('.').unwrap();
            (key, message.to_owned(), URL_SAFE_NO_PAD.decode(signature).unwrap())
        };
        let member = |key: &SigningKey, name| URL_SAFE_NO_PAD.decode(key.public_jwk()[name].as_str().unwrap()).unwrap();

        let (key, message, signature) = sign(SigningAlgorithm::Es256);
        let point = [vec![4], member(&key, "x"), member(&key, "y")].concat();
        let public = p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).unwrap();
        let signature = p256::ecdsa::Signature::from_slice(&signature).unwrap();
        public.verify(message.as_bytes(), &signature).unwrap();

        let (key, message, signature) = sign(SigningAlgorithm::Ed25519);
        let public: [u8; 32] = member(&key, "x").try_into().unwrap();
        let public = ed25519_dalek::VerifyingKey::from_bytes(&public).unwrap();
        let signature = ed25519_dalek::Signature::from_slice(&signature).unwrap();
        public.verify_strict(message.as_bytes(), &signature).unwrap();
    }

    #[test]
    fn header_names_the_algorithm_as_registered() {
        for (alg, name) in SigningAlgorithm::ALL.into_iter().zip(["RS256", "PS256", "ES256", "Ed25519"]) {
            let key = key_for(alg);
            assert_eq!(key.algorithm(), alg);
            let token = key.sign_compact("JWT", &json!({})).unwrap();
            assert_eq!(decode(token.split('.').next().unwrap())["alg"], name);
            assert_eq!(key.public_jwk()["alg"], name);
        }
    }

    #[test]
    fn key_of_another_kind_than_the_algorithm_is_refused() {
        for (pem, fits) in [
            (RSA_1, &[SigningAlgorithm::Rs256, SigningAlgorithm::Ps256][..]),
            (P256, &[SigningAlgorithm::Es256]),
            (ED25519, &[SigningAlgorithm::Ed25519]),
        ] {
            let material = parse_private_key(pem).unwrap();
            for alg in SigningAlgorithm::ALL {
                assert_eq!(SigningKey::new(&material, alg).is_ok(), fits.contains(&alg), "{alg}");
            }
        }
    }

    #[test]
    fn published_elliptic_keys_hold_public_members_only() {
        let names = |alg| {
            let jwk = key_for(alg).public_jwk().clone();
            jwk.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names(SigningAlgorithm::Es256), "alg crv kid kty use x y");
        assert_eq!(names(SigningAlgorithm::Ed25519), "alg crv kid kty use x");
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
