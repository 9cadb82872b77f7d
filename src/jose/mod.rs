//! Signed tokens (RFC 7515), encrypted ones (RFC 7516) and keys (RFC 7517), without I/O and without a clock: whether a
//! token is in time and meant for us is the caller's question.

#[cfg(feature = "server")]
pub mod foreign_keys;
#[cfg(feature = "server")]
pub mod jwe;
#[cfg(feature = "server")]
pub mod key_import;
#[cfg(feature = "server")]
pub mod key_material;
#[cfg(feature = "server")]
pub mod mac;
#[cfg(feature = "server")]
pub mod rsa_key;
#[cfg(feature = "server")]
pub mod signer;
pub mod thumbprint;
pub mod token_hash;
pub mod verifier;
pub mod verifying_key;

#[cfg(feature = "server")]
pub use foreign_keys::{ForeignKeys, SignedBy, signed_by, verify_mac};
#[cfg(feature = "server")]
pub use key_import::{parse_private_key, parse_private_keys, parse_rsa_private_key, parse_rsa_private_keys};
#[cfg(feature = "server")]
pub use key_material::KeyMaterial;
#[cfg(feature = "server")]
pub use rsa_key::{GenerateError, KeyImportError, RsaKeyMaterial, generate_rsa};
#[cfg(feature = "server")]
pub use signer::{SignError, SigningKey};
pub use thumbprint::thumbprint;
pub use token_hash::left_half_hash;
pub use verifier::{JwtError, KeySet, unverified_claim, unverified_issuer};
pub use verifying_key::{JwkError, VerifyingKey};

/// RSA keys below this many bits are refused everywhere (RFC 7518 §3.3).
pub const MIN_RSA_BITS: usize = 2048;

/// RSA keys above this many bits are refused everywhere: the library does not take them, and they cost too much.
pub const MAX_RSA_BITS: usize = 8192;

#[cfg(test)]
pub(crate) mod test_keys {
    use crate::jose::{RsaKeyMaterial, SigningKey, parse_private_key, parse_rsa_private_key};
    use crate::model::SigningAlgorithm;

    pub const RSA_1: &str = include_str!("../../tests/keys/rsa-1.pem");
    pub const RSA_2: &str = include_str!("../../tests/keys/rsa-2.pem");
    pub const P256: &str = include_str!("../../tests/keys/p256-1.pem");
    pub const ED25519: &str = include_str!("../../tests/keys/ed25519-1.pem");

    pub fn material(pem: &str) -> RsaKeyMaterial {
        parse_rsa_private_key(pem).unwrap()
    }

    pub fn signing_key(pem: &str) -> SigningKey {
        SigningKey::from_rsa(&material(pem)).unwrap()
    }

    /// A key for each algorithm; RS256 and PS256 have one each.
    pub fn key_for(alg: SigningAlgorithm) -> SigningKey {
        let pem = match alg {
            SigningAlgorithm::Rs256 => RSA_1,
            SigningAlgorithm::Ps256 => RSA_2,
            SigningAlgorithm::Es256 => P256,
            SigningAlgorithm::Ed25519 => ED25519,
        };
        SigningKey::new(&parse_private_key(pem).unwrap(), alg).unwrap()
    }
}
