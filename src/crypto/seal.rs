//! Encryption at rest: AES-256-GCM under a key derived from the installation's secret.
//!
//! A sealed value reads `v1.<key id>.<base64url(nonce ‖ ciphertext ‖ tag)>`. The associated text names the place where
//! it is stored, so that a value copied to another row does not open there.

use crate::crypto::derive::DerivedKeys;
use crate::model::Secret;
use crate::random::Random;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

const VERSION: &str = "v1";
const TAG_LEN: usize = 16;
const KEY_ID_LEN: usize = 8;

/// Seals with the current key; opens what the current or the previous key sealed.
#[derive(Debug)]
pub struct Sealer {
    current: SealKey,
    previous: Option<SealKey>,
}

#[derive(Debug)]
struct SealKey {
    id: String,
    key: LessSafeKey,
}

/// Why a sealed value does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Not of the form that [`Sealer::seal`] writes.
    #[error("the value is not a sealed value")]
    Malformed,
    /// Sealed under a secret that this process does not have.
    #[error(
        "the value was sealed with the secret key named {key_id}, which is neither the current nor the previous one"
    )]
    UnknownKey {
        /// The name of the missing secret, eight hexadecimal digits.
        key_id: String,
    },
    /// Changed, or stored in another place than it was sealed for.
    #[error("the sealed value was changed, or moved from the place it was sealed for")]
    Tampered,
}

impl Sealer {
    /// Takes the seal keys of the current secret and, during a change of secrets, of the previous one.
    #[must_use]
    pub fn new(current: &DerivedKeys, previous: Option<&DerivedKeys>) -> Self {
        Self { current: SealKey::of(current), previous: previous.map(SealKey::of) }
    }

    /// Seals `plain` for the place `associated`, written `table/column/row`.
    ///
    /// Nonces are random: up to 2^32 values may be sealed under one secret (NIST SP 800-38D §8.3).
    ///
    /// # Panics
    /// When `plain` has 64 GiB or more, the limit of AES-GCM.
    #[must_use]
    pub fn seal(&self, random: &Random, associated: &str, plain: &[u8]) -> String {
        let nonce = random.bytes::<NONCE_LEN>();
        // All the room at once: a reallocation would leave a copy of the plain text in freed memory.
        let mut sealed = Vec::with_capacity(NONCE_LEN + plain.len() + TAG_LEN);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let aad = Aad::from(associated.as_bytes());
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag = self.current.key.seal_in_place_separate_tag(nonce, aad, &mut sealed[NONCE_LEN..]);
        sealed.extend_from_slice(tag.expect("AES-GCM seals any text below 64 GiB").as_ref());
        format!("{VERSION}.{}.{}", self.current.id, URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Opens what [`Self::seal`] made for the same place.
    ///
    /// # Errors
    /// See [`SealError`].
    pub fn open(&self, associated: &str, sealed: &str) -> Result<Secret<Vec<u8>>, SealError> {
        let (key_id, body) = split(sealed).ok_or(SealError::Malformed)?;
        let mut bytes = URL_SAFE_NO_PAD.decode(body).map_err(|_| SealError::Malformed)?;
        if bytes.len() < NONCE_LEN + TAG_LEN {
            return Err(SealError::Malformed);
        }
        let key = self.key(key_id).ok_or_else(|| SealError::UnknownKey { key_id: key_id.to_owned() })?;
        let mut in_out = bytes.split_off(NONCE_LEN);
        let nonce = Nonce::try_assume_unique_for_key(&bytes).map_err(|_| SealError::Malformed)?;
        let aad = Aad::from(associated.as_bytes());
        let plain_len = key.open_in_place(nonce, aad, &mut in_out).map_err(|_| SealError::Tampered)?.len();
        in_out.truncate(plain_len);
        Ok(Secret::new(in_out))
    }

    /// Whether `sealed` was sealed with the current key; if not, it should be sealed anew before the previous secret goes.
    #[must_use]
    pub fn is_current(&self, sealed: &str) -> bool {
        split(sealed).is_some_and(|(key_id, _)| key_id == self.current.id)
    }

    fn key(&self, key_id: &str) -> Option<&LessSafeKey> {
        let known = std::iter::once(&self.current).chain(&self.previous);
        known.into_iter().find(|known| known.id == key_id).map(|known| &known.key)
    }
}

impl SealKey {
    fn of(keys: &DerivedKeys) -> Self {
        let key = UnboundKey::new(&AES_256_GCM, keys.seal_key()).expect("an AES-256 key has 32 bytes");
        Self { id: keys.key_id().to_owned(), key: LessSafeKey::new(key) }
    }
}

/// Key id and body of a sealed value of the version known here.
fn split(sealed: &str) -> Option<(&str, &str)> {
    let (key_id, body) = sealed.strip_prefix(VERSION)?.strip_prefix('.')?.split_once('.')?;
    let is_id = key_id.len() == KEY_ID_LEN && key_id.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_id.then_some((key_id, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: &str = "signing_key/sealed_private/k1";

    fn keys(text: &str) -> DerivedKeys {
        DerivedKeys::from_secret(&Secret::new(text.to_owned()))
    }

    fn sealer() -> Sealer {
        Sealer::new(&keys("current"), None)
    }

    #[test]
    fn sealed_value_opens_to_the_same_bytes() {
        let (own, random) = (sealer(), Random::seeded(1));
        for plain in [&b""[..], b"x", &[7; 5000]] {
            let sealed = own.seal(&random, PLACE, plain);
            assert_eq!(own.open(PLACE, &sealed).unwrap().expose(), plain);
        }
    }

    #[test]
    fn form_names_version_and_key_and_never_repeats() {
        let (own, random) = (sealer(), Random::seeded(1));
        let sealed = own.seal(&random, PLACE, b"secret");
        assert!(sealed.starts_with(&format!("v1.{}.", keys("current").key_id())), "{sealed}");
        assert_eq!(sealed.split('.').next_back().unwrap().len(), ((12 + 6 + 16) * 4_usize).div_ceil(3));
        assert_ne!(sealed, own.seal(&random, PLACE, b"secret"));
    }

    #[test]
    fn value_moved_to_another_row_does_not_open() {
        let own = sealer();
        let sealed = own.seal(&Random::seeded(1), PLACE, b"secret");
        assert_eq!(own.open("signing_key/sealed_private/k2", &sealed), Err(SealError::Tampered));
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let own = sealer();
        let sealed = own.seal(&Random::seeded(1), PLACE, b"secret");
        let (head, body) = sealed.rsplit_once('.').unwrap();
        let bytes = URL_SAFE_NO_PAD.decode(body).unwrap();
        for index in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 1;
            let changed = format!("{head}.{}", URL_SAFE_NO_PAD.encode(changed));
            assert_eq!(own.open(PLACE, &changed), Err(SealError::Tampered), "byte {index}");
        }
    }

    #[test]
    fn previous_key_opens_and_is_not_current() {
        let old = Sealer::new(&keys("old"), None).seal(&Random::seeded(1), PLACE, b"secret");
        let changed = Sealer::new(&keys("current"), Some(&keys("old")));
        assert_eq!(changed.open(PLACE, &old).unwrap().expose(), b"secret");
        assert!(!changed.is_current(&old));
        assert!(changed.is_current(&changed.seal(&Random::seeded(1), PLACE, b"secret")));
    }

    #[test]
    fn unknown_key_is_named() {
        let sealed = Sealer::new(&keys("lost"), None).seal(&Random::seeded(1), PLACE, b"secret");
        let key_id = keys("lost").key_id().to_owned();
        let error = sealer().open(PLACE, &sealed).unwrap_err();
        assert!(error.to_string().contains(&key_id), "{error}");
        assert_eq!(error, SealError::UnknownKey { key_id });
    }

    #[test]
    fn malformed_values_are_refused() {
        let id = keys("current").key_id().to_owned();
        let short = URL_SAFE_NO_PAD.encode([0; 27]);
        let padded = format!("v1.{id}.{}=", URL_SAFE_NO_PAD.encode([0; 29]));
        let cases = [
            "",
            "v1",
            "v1.",
            "plain text",
            "v2.00000000.AAAA",
            "v1.0000000g.AAAA",
            "v1.0000.AAAA",
            "v1.00000000",
            &padded,
        ];
        for sealed in cases.into_iter().map(str::to_owned).chain([format!("v1.{id}.{short}"), format!("v1.{id}.")]) {
            assert_eq!(sealer().open(PLACE, &sealed), Err(SealError::Malformed), "{sealed}");
        }
    }
}
