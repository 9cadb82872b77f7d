//! RSA private keys: validated, in one form, new or read from DER. Signing is elsewhere.

use crate::jose::{MAX_RSA_BITS, MIN_RSA_BITS};
use crate::model::Secret;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs8::der::asn1::OctetStringRef;
use rsa::pkcs8::der::{Decode, Header, SliceReader};
use rsa::pkcs8::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use rsa::pkcs8::{EncodePrivateKey, PrivateKeyInfo};
use rsa::traits::PublicKeyParts;
use rsa::{BigUint, RsaPrivateKey, pkcs1};

/// A validated RSA private key in the one form that is stored: PKCS#8 with two primes (RFC 5208, RFC 8017 A.1.2).
#[derive(Clone, Debug)]
pub struct RsaKeyMaterial {
    pkcs8_der: Secret<Vec<u8>>,
    n: Vec<u8>,
    e: Vec<u8>,
}

/// Why something is not taken as a signing key. The messages continue a sentence that begins with where it came from,
/// and repeat none of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyImportError {
    /// Nothing but white space or quotes.
    #[error("is empty; it should hold a private key in PEM")]
    Empty,
    /// Protected by a passphrase.
    #[error("is an encrypted key; decrypt it first: openssl pkey -in KEY -out PLAIN")]
    Encrypted,
    /// A public key or a certificate.
    #[error("holds a public key or a certificate; the private key is needed")]
    Public,
    /// A private key in the format of OpenSSH.
    #[error("is in OpenSSH's own format; convert a copy to PEM: ssh-keygen -p -m PEM -f COPY")]
    OpenSsh,
    /// A private key of another kind where an RSA key is needed.
    #[error("is not an RSA key; make one: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048")]
    NotRsa,
    /// A private key of a kind or curve that no algorithm here uses.
    #[error("is a key of a kind that is not supported; RSA, EC on the curve P-256 and Ed25519 are")]
    Unsupported,
    /// Fewer than [`MIN_RSA_BITS`] or more than [`MAX_RSA_BITS`].
    #[error("is an RSA key of {bits} bits; {MIN_RSA_BITS} to {MAX_RSA_BITS} are accepted")]
    Size {
        /// Length of the modulus.
        bits: usize,
    },
    /// The numbers do not make one key.
    #[error("is a key whose numbers do not belong together; it was damaged on its way")]
    Inconsistent,
    /// PEM without its end.
    #[error("begins like PEM but is cut off or damaged before its END line")]
    CutOff,
    /// Nothing that could be a key.
    #[error("is neither PEM (PKCS#1, SEC1 or PKCS#8) nor base64 of PEM or DER")]
    Malformed,
}

/// Why there is no new key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GenerateError {
    /// A size that the library does not make.
    #[error("RSA keys are made with 2048, 3072, 4096 or 8192 bits, not {0}")]
    Size(usize),
    /// The library failed.
    #[error("the key could not be made")]
    Failed,
}

impl RsaKeyMaterial {
    /// Reads PKCS#8 or PKCS#1 DER.
    ///
    /// # Errors
    /// See [`KeyImportError`].
    pub fn from_der(der: &[u8]) -> Result<Self, KeyImportError> {
        let pkcs1_der = match PrivateKeyInfo::try_from(der) {
            Ok(info) if info.algorithm.oid == pkcs1::ALGORITHM_OID => info.private_key,
            Ok(_) => return Err(KeyImportError::NotRsa),
            Err(_) => der,
        };
        let numbers = pkcs1::RsaPrivateKey::try_from(pkcs1_der).map_err(|_| what_else(der))?;
        let bits = BigUint::from_bytes_be(numbers.modulus.as_bytes()).bits();
        if !(MIN_RSA_BITS..=MAX_RSA_BITS).contains(&bits) {
            return Err(KeyImportError::Size { bits });
        }
        let key = RsaPrivateKey::from_pkcs1_der(pkcs1_der).map_err(|_| KeyImportError::Inconsistent)?;
        let pkcs8 = key.to_pkcs8_der().map_err(|_| KeyImportError::Inconsistent)?;
        Ok(Self {
            pkcs8_der: Secret::new(pkcs8.as_bytes().to_vec()),
            n: key.n().to_bytes_be(),
            e: key.e().to_bytes_be(),
        })
    }

    /// Reads PKCS#8 DER, as it comes back from where [`Self::pkcs8_der`] was stored.
    ///
    /// # Errors
    /// See [`KeyImportError`].
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyImportError> {
        Self::from_der(der)
    }

    /// The key as PKCS#8 DER.
    #[must_use]
    pub fn pkcs8_der(&self) -> &Secret<Vec<u8>> {
        &self.pkcs8_der
    }

    /// The key as PKCS#8 PEM with lines of 64 characters.
    #[must_use]
    pub fn to_pkcs8_pem(&self) -> Secret<String> {
        let block = pem::Pem::new("PRIVATE KEY", self.pkcs8_der.expose().as_slice());
        let text = pem::encode_config(&block, pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF));
        // The block holds a copy that nothing else would clear.
        drop(Secret::new(block.into_contents()));
        Secret::new(text)
    }

    /// Length of the modulus in bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        BigUint::from_bytes_be(&self.n).bits()
    }

    /// Modulus, big-endian, without leading zeros.
    pub(super) fn modulus(&self) -> &[u8] {
        &self.n
    }

    /// Public exponent, big-endian, without leading zeros.
    pub(super) fn exponent(&self) -> &[u8] {
        &self.e
    }
}

/// Makes a new key with public exponent 65537. Takes from a tenth of a second to several: not for a worker thread of
/// the runtime. The randomness is the library's own.
///
/// # Errors
/// See [`GenerateError`].
pub fn generate_rsa(bits: usize) -> Result<RsaKeyMaterial, GenerateError> {
    let size = match bits {
        2048 => KeySize::Rsa2048,
        3072 => KeySize::Rsa3072,
        4096 => KeySize::Rsa4096,
        8192 => KeySize::Rsa8192,
        _ => return Err(GenerateError::Size(bits)),
    };
    let pair = KeyPair::generate(size).map_err(|_| GenerateError::Failed)?;
    let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).map_err(|_| GenerateError::Failed)?;
    RsaKeyMaterial::from_der(der.as_ref()).map_err(|_| GenerateError::Failed)
}

/// What DER is, if not an RSA private key.
pub(super) fn what_else(der: &[u8]) -> KeyImportError {
    if SubjectPublicKeyInfoRef::try_from(der).is_ok() || pkcs1::RsaPublicKey::try_from(der).is_ok() {
        KeyImportError::Public
    } else if begins_with::<AlgorithmIdentifierRef<'_>, OctetStringRef<'_>>(der) {
        // EncryptedPrivateKeyInfo (RFC 5208 §6).
        KeyImportError::Encrypted
    } else if begins_with::<u8, OctetStringRef<'_>>(der) {
        // ECPrivateKey (RFC 5915 §3).
        KeyImportError::NotRsa
    } else {
        KeyImportError::Malformed
    }
}

/// Whether `der` is a sequence whose first elements are `A` and `B`.
fn begins_with<'a, A: Decode<'a>, B: Decode<'a>>(der: &'a [u8]) -> bool {
    SliceReader::new(der).is_ok_and(|mut reader| {
        Header::decode(&mut reader).is_ok() && A::decode(&mut reader).is_ok() && B::decode(&mut reader).is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::parse_rsa_private_key;
    use crate::jose::test_keys::{RSA_1, material};

    #[test]
    fn pem_written_is_the_pem_that_openssl_wrote() {
        assert_eq!(material(RSA_1).to_pkcs8_pem().expose().trim(), RSA_1.trim());
    }

    #[test]
    fn stored_der_reads_back() {
        let key = material(RSA_1);
        let back = RsaKeyMaterial::from_pkcs8_der(key.pkcs8_der().expose()).unwrap();
        assert_eq!((back.modulus(), back.exponent()), (key.modulus(), key.exponent()));
        assert_eq!(back.pkcs8_der(), key.pkcs8_der());
        assert_eq!(back.bits(), 2048);
    }

    #[test]
    fn generated_key_is_usable_and_new_each_time() {
        let key = generate_rsa(2048).unwrap();
        assert_eq!((key.bits(), key.exponent()), (2048, &[1, 0, 1][..]));
        assert_ne!(key.modulus(), generate_rsa(2048).unwrap().modulus());
        assert_eq!(parse_rsa_private_key(key.to_pkcs8_pem().expose()).unwrap().modulus(), key.modulus());
    }

    #[test]
    fn other_sizes_are_not_made() {
        for bits in [0, 512, 1024, 2047, 2500, 16384] {
            assert_eq!(generate_rsa(bits).unwrap_err(), GenerateError::Size(bits));
        }
    }

    #[test]
    fn damaged_or_shortened_der_is_refused() {
        let der = material(RSA_1).pkcs8_der().expose().clone();
        for length in [0, 1, 26, 100, der.len() - 1] {
            assert_eq!(RsaKeyMaterial::from_der(&der[..length]).unwrap_err(), KeyImportError::Malformed, "{length}");
        }
        let mut longer = der.clone();
        longer.push(0);
        assert_eq!(RsaKeyMaterial::from_der(&longer).unwrap_err(), KeyImportError::Malformed);
        // One bit of the modulus.
        let mut damaged = der;
        damaged[100] ^= 4;
        assert_eq!(RsaKeyMaterial::from_der(&damaged).unwrap_err(), KeyImportError::Inconsistent);
    }

    #[test]
    fn debug_shows_no_private_number() {
        let shown = format!("{:?}", material(RSA_1));
        assert!(shown.starts_with("RsaKeyMaterial { pkcs8_der: [secret], n: ["), "{shown}");
    }
}
