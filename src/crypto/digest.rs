//! Hashing of values that are random already, and comparing without telling where two values differ.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

/// SHA-256 as base64url without padding, 43 characters: how codes, tokens and generated secrets are stored.
#[must_use]
pub fn sha256_base64url(value: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, value.as_ref()))
}

/// HMAC-SHA256 (RFC 2104), 32 bytes.
#[must_use]
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message).as_ref().to_vec()
}

/// Whether both are the same bytes, in a time that depends on their lengths only.
#[must_use]
pub fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha256_of_abc_is_the_published_example() {
        // FIPS 180-4, example "abc": ba7816bf 8f01cfea …
        assert_eq!(sha256_base64url("abc"), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
        assert_eq!(sha256_base64url([0x61, 0x62, 0x63]), sha256_base64url("abc"));
    }

    #[test]
    fn hmac_example_of_standard_webhooks_holds() {
        // standardwebhooks.com, the example of the reference libraries, whose secret is this in base64.
        let key = base64::engine::general_purpose::STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = br#"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}"#;
        let made = base64::engine::general_purpose::STANDARD.encode(hmac_sha256(&key, signed));
        assert_eq!(made, "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn pkce_example_of_rfc_7636_appendix_b_holds() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(sha256_base64url(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn equal_means_same_bytes_and_same_length() {
        assert!(constant_time_eq(b"", b""));
        assert!(constant_time_eq(b"abc", b"abc"));
        assert!(!constant_time_eq(b"abc", b"abd"));
        assert!(!constant_time_eq(b"abc", b"abcd"));
    }
}
