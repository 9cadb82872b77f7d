//! Key agreement with an ephemeral key (RFC 7518 §4.6) on the curve P-256.

use super::JweError;
use crate::model::Secret;
use aws_lc_rs::agreement::{self, ECDH_P256, ParsedPublicKey, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::digest;

/// Bytes of an uncompressed point (SEC 1 §2.3.3).
pub(super) const POINT_LEN: usize = 65;

/// What the agreed key is for, and who agrees: `AlgorithmID`, `PartyUInfo` and `PartyVInfo` without their lengths.
#[derive(Clone, Copy, Debug)]
pub(super) struct Purpose<'a> {
    /// `enc` where the key encrypts the content itself, else `alg`.
    pub algorithm: &'a str,
    /// `apu`, decoded.
    pub apu: &'a [u8],
    /// `apv`, decoded.
    pub apv: &'a [u8],
    /// Bytes of the key.
    pub key_len: usize,
}

/// A point from its coordinates. Only points of the curve are taken, so that no small subgroup gives bits of a private
/// key away.
pub(super) fn public_key(x: &[u8; 32], y: &[u8; 32]) -> Option<ParsedPublicKey> {
    let point = [&[4], &x[..], &y[..]].concat();
    ParsedPublicKey::try_from(UnparsedPublicKey::new(&ECDH_P256, point)).ok()
}

/// The key that both sides come to.
pub(super) fn agree(
    own: &PrivateKey,
    peer: &ParsedPublicKey,
    purpose: Purpose<'_>,
) -> Result<Secret<Vec<u8>>, JweError> {
    agreement::agree(own, peer.clone(), JweError::Failed, |z| Ok(concat_kdf(z, purpose)))
}

/// Concat KDF (NIST SP 800-56A §5.8.1) with SHA-256 and the other information of RFC 7518 §4.6.2. No key here is longer
/// than one round gives.
fn concat_kdf(z: &[u8], purpose: Purpose<'_>) -> Secret<Vec<u8>> {
    let len = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes();
    let mut round = digest::Context::new(&digest::SHA256);
    round.update(&1_u32.to_be_bytes());
    round.update(z);
    for part in [purpose.algorithm.as_bytes(), purpose.apu, purpose.apv] {
        round.update(&len(part));
        round.update(part);
    }
    let bits = u32::try_from(purpose.key_len * 8).unwrap_or(u32::MAX);
    round.update(&bits.to_be_bytes());
    let hash = round.finish();
    Secret::new(hash.as_ref()[..purpose.key_len.min(hash.as_ref().len())].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    const PURPOSE: Purpose<'static> = Purpose { algorithm: "A128GCM", apu: b"Alice", apv: b"Bob", key_len: 16 };

    fn b32(text: &str) -> [u8; 32] {
        URL_SAFE_NO_PAD.decode(text).unwrap().try_into().unwrap()
    }

    #[test]
    fn example_of_rfc_7518_appendix_c_holds_for_both_sides() {
        let alice =
            PrivateKey::from_private_key(&ECDH_P256, &b32("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo")).unwrap();
        let bob =
            PrivateKey::from_private_key(&ECDH_P256, &b32("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw")).unwrap();
        let alice_point = public_key(
            &b32("gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0"),
            &b32("SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"),
        );
        let bob_point = public_key(
            &b32("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ"),
            &b32("e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"),
        );
        for (own, peer) in [(alice, bob_point), (bob, alice_point)] {
            let key = agree(&own, &peer.unwrap(), PURPOSE).unwrap();
            assert_eq!(URL_SAFE_NO_PAD.encode(key.expose()), "VqqN6vgjbSBcIijNcacQGg");
        }
    }

    #[test]
    fn points_off_the_curve_are_no_keys() {
        let x = b32("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ");
        assert!(public_key(&x, &x).is_none());
        assert!(public_key(&[0; 32], &[0; 32]).is_none());
        assert!(public_key(&[0xff; 32], &[1; 32]).is_none());
    }

    #[test]
    fn every_part_of_the_purpose_changes_the_key() {
        let key = |purpose| concat_kdf(b"z", purpose).expose().clone();
        let own = key(PURPOSE);
        for other in [
            Purpose { algorithm: "A256GCM", ..PURPOSE },
            Purpose { apu: b"", ..PURPOSE },
            Purpose { apv: b"", ..PURPOSE },
            Purpose { apu: b"AliceB", apv: b"ob", ..PURPOSE },
        ] {
            assert_ne!(key(other), own);
        }
        assert_ne!(key(Purpose { key_len: 32, ..PURPOSE })[..16], own);
    }
}
