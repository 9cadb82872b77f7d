//! Private keys of every kind that signs here: validated, in one form, new or read from DER.

use crate::jose::rsa_key::what_else;
use crate::jose::{GenerateError, KeyImportError, RsaKeyMaterial, generate_rsa};
use crate::model::{Secret, SigningAlgorithm};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use rsa::pkcs8::{ObjectIdentifier, PrivateKeyInfo};

/// Size of generated RSA keys.
const RSA_BITS: usize = 2048;
/// `rsaEncryption` (RFC 8017 A.1).
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// `id-ecPublicKey` (RFC 5480 §2.1.1).
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// `secp256r1` (RFC 5480 §2.1.1.1), which JOSE calls P-256.
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
/// `id-Ed25519` (RFC 8410 §3).
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// A validated private key in the one form that is stored, PKCS#8.
#[derive(Clone, Debug)]
pub enum KeyMaterial {
    /// Signs RS256 or PS256.
    Rsa(RsaKeyMaterial),
    /// On the curve P-256; signs ES256.
    P256(Secret<Vec<u8>>),
    /// Signs Ed25519.
    Ed25519(Secret<Vec<u8>>),
}

impl KeyMaterial {
    /// Makes a new key for `alg`. RSA takes from a tenth of a second to several: not for a worker thread of the runtime.
    /// The randomness is the library's own.
    ///
    /// # Errors
    /// [`GenerateError::Failed`].
    pub fn generate(alg: SigningAlgorithm) -> Result<Self, GenerateError> {
        let failed = |_| GenerateError::Failed;
        match alg {
            SigningAlgorithm::Rs256 | SigningAlgorithm::Ps256 => generate_rsa(RSA_BITS).map(Self::Rsa),
            SigningAlgorithm::Es256 => {
                let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(failed)?;
                p256_der(&pair).map(Self::P256).ok_or(GenerateError::Failed)
            }
            SigningAlgorithm::Ed25519 => {
                let pair = Ed25519KeyPair::generate().map_err(failed)?;
                ed25519_der(&pair).map(Self::Ed25519).ok_or(GenerateError::Failed)
            }
        }
    }

    /// Reads PKCS#8, PKCS#1 (RFC 8017) or SEC1 (RFC 5915) DER.
    ///
    /// # Errors
    /// See [`KeyImportError`].
    pub fn from_der(der: &[u8]) -> Result<Self, KeyImportError> {
        let Ok(info) = PrivateKeyInfo::try_from(der) else { return Self::from_bare_der(der) };
        let oid = info.algorithm.oid;
        if oid == RSA {
            RsaKeyMaterial::from_der(der).map(Self::Rsa)
        } else if oid == EC && info.algorithm.parameters_oid() == Ok(P256) {
            let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der);
            let der = pair.ok().and_then(|pair| p256_der(&pair));
            der.map(Self::P256).ok_or(KeyImportError::Inconsistent)
        } else if oid == ED25519 {
            let der = Ed25519KeyPair::from_pkcs8(der).ok().and_then(|pair| ed25519_der(&pair));
            der.map(Self::Ed25519).ok_or(KeyImportError::Inconsistent)
        } else {
            Err(KeyImportError::Unsupported)
        }
    }

    /// What is not PKCS#8: PKCS#1, or SEC1, which may leave out its curve.
    fn from_bare_der(der: &[u8]) -> Result<Self, KeyImportError> {
        if what_else(der) != KeyImportError::NotRsa {
            return RsaKeyMaterial::from_der(der).map(Self::Rsa);
        }
        let pair = EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_FIXED_SIGNING, der);
        let der = pair.ok().and_then(|pair| p256_der(&pair));
        der.map(Self::P256).ok_or(KeyImportError::Unsupported)
    }

    /// The key as PKCS#8 DER.
    #[must_use]
    pub fn pkcs8_der(&self) -> &Secret<Vec<u8>> {
        match self {
            Self::Rsa(material) => material.pkcs8_der(),
            Self::P256(der) | Self::Ed25519(der) => der,
        }
    }

    /// The algorithm that a key of this kind is for unless something else is said: RS256 for RSA.
    #[must_use]
    pub fn default_algorithm(&self) -> SigningAlgorithm {
        match self {
            Self::Rsa(_) => SigningAlgorithm::Rs256,
            Self::P256(_) => SigningAlgorithm::Es256,
            Self::Ed25519(_) => SigningAlgorithm::Ed25519,
        }
    }
}

fn p256_der(pair: &EcdsaKeyPair) -> Option<Secret<Vec<u8>>> {
    let der = pair.to_pkcs8v1().ok()?;
    Some(Secret::new(der.as_ref().to_vec()))
}

fn ed25519_der(pair: &Ed25519KeyPair) -> Option<Secret<Vec<u8>>> {
    let der = pair.to_pkcs8v1().ok()?;
    Some(Secret::new(der.as_ref().to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::SigningKey;
    use crate::jose::test_keys::{ED25519 as ED25519_PEM, P256 as P256_PEM};
    use crate::jose::{parse_private_key, thumbprint};

    #[test]
    fn generated_key_signs_its_algorithm_and_reads_back_from_what_is_stored() {
        for alg in SigningAlgorithm::ALL {
            let material = KeyMaterial::generate(alg).unwrap();
            let key = SigningKey::new(&material, alg).unwrap();
            let back = KeyMaterial::from_der(material.pkcs8_der().expose()).unwrap();
            assert_eq!(SigningKey::new(&back, alg).unwrap().kid(), key.kid(), "{alg}");
            let other = SigningKey::new(&KeyMaterial::generate(alg).unwrap(), alg).unwrap();
            assert_ne!(other.kid(), key.kid(), "{alg}");
            assert_eq!(&thumbprint(key.public_jwk()).unwrap(), key.kid(), "{alg}");
        }
    }

    #[test]
    fn damaged_or_shortened_der_is_refused() {
        for pem in [P256_PEM, ED25519_PEM] {
            let der = parse_private_key(pem).unwrap().pkcs8_der().expose().clone();
            for length in [0, 1, 20, der.len() - 1] {
                assert!(KeyMaterial::from_der(&der[..length]).is_err(), "{length}");
            }
        }
        // One bit of the public half, which must be the private half's.
        let mut der = parse_private_key(P256_PEM).unwrap().pkcs8_der().expose().clone();
        *der.last_mut().unwrap() ^= 1;
        assert_eq!(KeyMaterial::from_der(&der).unwrap_err(), KeyImportError::Inconsistent);
    }

    #[test]
    fn debug_shows_no_private_number() {
        let shown = format!("{:?}", parse_private_key(ED25519_PEM).unwrap());
        assert_eq!(shown, "Ed25519([secret])");
    }
}
