//! Private keys that content keys are encrypted to.

use super::JweError;
use super::agreement::{self, POINT_LEN};
use crate::jose::signer::{p256_jwk, rsa_jwk};
use crate::jose::{KeyMaterial, SignError, thumbprint};
use crate::model::{JweAlgorithm, KeyId, Secret};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use serde_json::Value;

/// A private key ready to decrypt, with the public half that is published for it.
#[derive(Debug)]
pub struct DecryptionKey {
    kid: KeyId,
    private: Private,
    public_jwk: Value,
}

#[derive(Debug)]
enum Private {
    Rsa(OaepPrivateDecryptingKey),
    P256(PrivateKey),
}

impl DecryptionKey {
    /// Parses the key; its `kid` is its thumbprint. RSA keys are for RSA-OAEP-256, those on P-256 for both forms of
    /// ECDH-ES, which is why these are published without an `alg`.
    ///
    /// # Errors
    /// [`SignError::Key`] for a key of another kind, or one that the library does not take.
    pub fn new(material: &KeyMaterial) -> Result<Self, SignError> {
        let der = material.pkcs8_der().expose();
        let (private, mut jwk) = match material {
            KeyMaterial::Rsa(rsa) => {
                let key = PrivateDecryptingKey::from_pkcs8(der).map_err(|_| SignError::Key)?;
                let key = OaepPrivateDecryptingKey::new(key).map_err(|_| SignError::Key)?;
                let mut jwk = rsa_jwk(rsa);
                jwk["alg"] = JweAlgorithm::RsaOaep256.as_str().into();
                (Private::Rsa(key), jwk)
            }
            KeyMaterial::P256(_) => {
                let key = PrivateKey::from_private_key_der(&ECDH_P256, der).map_err(|_| SignError::Key)?;
                let public = key.compute_public_key().map_err(|_| SignError::Key)?;
                let point: &[u8; POINT_LEN] = public.as_ref().try_into().map_err(|_| SignError::Key)?;
                let jwk = p256_jwk(point).ok_or(SignError::Key)?;
                (Private::P256(key), jwk)
            }
            KeyMaterial::Ed25519(_) => return Err(SignError::Key),
        };
        let kid = thumbprint(&jwk).map_err(|_| SignError::Key)?;
        jwk["use"] = "enc".into();
        jwk["kid"] = kid.as_str().into();
        Ok(Self { kid, private, public_jwk: jwk })
    }

    /// The RFC 7638 thumbprint of the key.
    #[must_use]
    pub fn kid(&self) -> &KeyId {
        &self.kid
    }

    /// The public half as published: the public members of its kind, `use`, `kid`, and for RSA `alg`.
    #[must_use]
    pub fn public_jwk(&self) -> &Value {
        &self.public_jwk
    }

    /// Whether the key is of the kind that `alg` needs.
    #[must_use]
    pub fn fits(&self, alg: JweAlgorithm) -> bool {
        match self.private {
            Private::Rsa(_) => alg == JweAlgorithm::RsaOaep256,
            Private::P256(_) => matches!(alg, JweAlgorithm::EcdhEs | JweAlgorithm::EcdhEsA256Kw),
        }
    }

    /// The content key in an encrypted key of RSAES-OAEP (RFC 7518 §4.3).
    pub(super) fn unwrap_rsa(&self, encrypted_key: &[u8]) -> Result<Secret<Vec<u8>>, JweError> {
        let Private::Rsa(key) = &self.private else { return Err(JweError::Failed) };
        let mut out = vec![0; key.min_output_size()];
        let plain = key.decrypt(&OAEP_SHA256_MGF1SHA256, encrypted_key, &mut out, None);
        let plain_len = plain.map_err(|_| JweError::Failed)?.len();
        out.truncate(plain_len);
        Ok(Secret::new(out))
    }

    /// The key agreed with the ephemeral one of the sender.
    pub(super) fn agree(
        &self,
        ephemeral: &aws_lc_rs::agreement::ParsedPublicKey,
        purpose: agreement::Purpose<'_>,
    ) -> Result<Secret<Vec<u8>>, JweError> {
        let Private::P256(key) = &self.private else { return Err(JweError::Failed) };
        agreement::agree(key, ephemeral, purpose)
    }
}
