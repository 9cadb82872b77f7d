//! Content encryption (RFC 7518 §5).

use super::JweError;
use crate::model::{JweEncryption, Secret};
use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, Algorithm, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{
    AES_128, DecryptionContext, EncryptionContext, PaddedBlockDecryptingKey, PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;

/// Bytes of every authentication tag here.
const TAG_LEN: usize = 16;

/// Bytes of the content encryption key.
pub(super) fn key_len(enc: JweEncryption) -> usize {
    match enc {
        JweEncryption::A128Gcm => 16,
        JweEncryption::A128CbcHs256 | JweEncryption::A256Gcm => 32,
    }
}

/// Bytes of the initialization vector.
pub(super) fn iv_len(enc: JweEncryption) -> usize {
    match enc {
        JweEncryption::A128CbcHs256 => 16,
        JweEncryption::A128Gcm | JweEncryption::A256Gcm => 12,
    }
}

/// Encrypts `plain` under `key`, which must be new for each text; gives ciphertext and tag.
pub(super) fn seal(
    enc: JweEncryption,
    key: &[u8],
    iv: &[u8],
    aad: &[u8],
    plain: &[u8],
) -> Result<(Vec<u8>, Vec<u8>), JweError> {
    let mut text = plain.to_vec();
    let tag = if let Some(algorithm) = gcm(enc) {
        let (key, nonce) = (gcm_key(algorithm, key)?, gcm_nonce(iv)?);
        let tag = key.seal_in_place_separate_tag(nonce, Aad::from(aad), &mut text).map_err(|_| JweError::Failed)?;
        tag.as_ref().to_vec()
    } else {
        let (mac_key, cipher_key) = halves(key)?;
        let cipher = PaddedBlockEncryptingKey::cbc_pkcs7(cipher_key).map_err(|_| JweError::Failed)?;
        let context = EncryptionContext::Iv128(cbc_iv(iv)?);
        cipher.less_safe_encrypt(&mut text, context).map_err(|_| JweError::Failed)?;
        cbc_tag(&mac_key, aad, iv, &text).as_ref()[..TAG_LEN].to_vec()
    };
    Ok((text, tag))
}

/// Decrypts; every failure is the same.
pub(super) fn open(
    enc: JweEncryption,
    key: &[u8],
    iv: &[u8],
    aad: &[u8],
    (ciphertext, tag): (&[u8], &[u8]),
) -> Result<Secret<Vec<u8>>, JweError> {
    if tag.len() != TAG_LEN {
        return Err(JweError::Failed);
    }
    let mut text = ciphertext.to_vec();
    let plain_len = if let Some(algorithm) = gcm(enc) {
        text.extend_from_slice(tag);
        let (key, nonce) = (gcm_key(algorithm, key)?, gcm_nonce(iv)?);
        key.open_in_place(nonce, Aad::from(aad), &mut text).map_err(|_| JweError::Failed)?.len()
    } else {
        let (mac_key, cipher_key) = halves(key)?;
        // The tag first: padding is looked at only where the text is authentic (RFC 7518 §5.2.2.2).
        let expected = cbc_tag(&mac_key, aad, iv, ciphertext);
        verify_slices_are_equal(&expected.as_ref()[..TAG_LEN], tag).map_err(|_| JweError::Failed)?;
        let cipher = PaddedBlockDecryptingKey::cbc_pkcs7(cipher_key).map_err(|_| JweError::Failed)?;
        let context = DecryptionContext::Iv128(cbc_iv(iv)?);
        cipher.decrypt(&mut text, context).map_err(|_| JweError::Failed)?.len()
    };
    text.truncate(plain_len);
    Ok(Secret::new(text))
}

fn gcm(enc: JweEncryption) -> Option<&'static Algorithm> {
    match enc {
        JweEncryption::A128CbcHs256 => None,
        JweEncryption::A128Gcm => Some(&AES_128_GCM),
        JweEncryption::A256Gcm => Some(&AES_256_GCM),
    }
}

fn gcm_key(algorithm: &'static Algorithm, key: &[u8]) -> Result<LessSafeKey, JweError> {
    UnboundKey::new(algorithm, key).map(LessSafeKey::new).map_err(|_| JweError::Failed)
}

fn gcm_nonce(iv: &[u8]) -> Result<Nonce, JweError> {
    Nonce::try_assume_unique_for_key(iv).map_err(|_| JweError::Failed)
}

fn cbc_iv(iv: &[u8]) -> Result<FixedLength<16>, JweError> {
    FixedLength::try_from(iv).map_err(|_| JweError::Failed)
}

/// The first half of the key is for the MAC, the second for AES (RFC 7518 §5.2.2.1).
fn halves(key: &[u8]) -> Result<(hmac::Key, UnboundCipherKey), JweError> {
    let (mac, cipher) = key.split_at_checked(16).ok_or(JweError::Failed)?;
    let cipher = UnboundCipherKey::new(&AES_128, cipher).map_err(|_| JweError::Failed)?;
    Ok((hmac::Key::new(hmac::HMAC_SHA256, mac), cipher))
}

/// RFC 7518 §5.2.2.1, before it is cut to half its length.
fn cbc_tag(key: &hmac::Key, aad: &[u8], iv: &[u8], ciphertext: &[u8]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(key);
    let aad_bits = (aad.len() as u64) * 8;
    for part in [aad, iv, ciphertext, &aad_bits.to_be_bytes()] {
        context.update(part);
    }
    context.sign()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    fn b64(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    #[test]
    fn example_of_rfc_7516_appendix_a_1_holds() {
        let key = [
            177, 161, 244, 128, 84, 143, 225, 115, 63, 180, 3, 255, 107, 154, 212, 246, 138, 7, 110, 91, 112, 46, 34,
            105, 47, 130, 203, 46, 122, 234, 64, 252,
        ];
        let (iv, aad) = (b64("48V1_ALb6US04U3b"), b"eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ");
        let plain = b"The true sign of intelligence is not knowledge but imagination.";
        let ciphertext = b64("5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A");
        let tag = b64("XFBoMYUZodetZdvTiFvSkQ");
        let sealed = seal(JweEncryption::A256Gcm, &key, &iv, aad, plain).unwrap();
        assert_eq!(sealed, (ciphertext.clone(), tag.clone()));
        let opened = open(JweEncryption::A256Gcm, &key, &iv, aad, (&ciphertext, &tag)).unwrap();
        assert_eq!(opened.expose(), plain);
    }

    #[test]
    fn example_of_rfc_7516_appendix_a_2_holds() {
        let key = [
            4, 211, 31, 197, 84, 157, 252, 254, 11, 100, 157, 250, 63, 170, 106, 206, 107, 124, 212, 45, 111, 107, 9,
            219, 200, 177, 0, 240, 143, 156, 44, 207,
        ];
        let (iv, aad) = (b64("AxY8DCtDaGlsbGljb3RoZQ"), b"eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0");
        let ciphertext = b64("KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY");
        let tag = b64("9hH0vgRfYgPnAHOd8stkvw");
        let sealed = seal(JweEncryption::A128CbcHs256, &key, &iv, aad, b"Live long and prosper.").unwrap();
        assert_eq!(sealed, (ciphertext.clone(), tag.clone()));
        let opened = open(JweEncryption::A128CbcHs256, &key, &iv, aad, (&ciphertext, &tag)).unwrap();
        assert_eq!(opened.expose(), b"Live long and prosper.");
    }

    #[test]
    fn keys_vectors_and_tags_of_other_lengths_are_refused() {
        for enc in JweEncryption::ALL.iter().copied() {
            let (key, iv) = (vec![1; key_len(enc)], vec![2; iv_len(enc)]);
            let (text, tag) = seal(enc, &key, &iv, b"", b"x").unwrap();
            assert!(open(enc, &key, &iv, b"", (&text, &tag)).is_ok());
            assert!(open(enc, &key, &iv, b"", (&text, &tag[..15])).is_err(), "{enc}");
            assert!(open(enc, &key, &iv[1..], b"", (&text, &tag)).is_err(), "{enc}");
            assert!(open(enc, &key[1..], &iv, b"", (&text, &tag)).is_err(), "{enc}");
            assert!(open(enc, &key, &iv, b"", (b"", &tag)).is_err(), "{enc}");
            assert!(open(enc, &key, &iv, b"other", (&text, &tag)).is_err(), "{enc}");
        }
    }
}
