//! `at_hash` and `c_hash` (OpenID Connect Core §3.1.3.6, §3.3.2.11).

use crate::model::JwsAlgorithm;
use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The left half of the hash of `value`, an access token or a code, with the hash function of the ID token's `alg`.
///
/// For Ed25519 that is SHA-512, the hash function of its signatures (RFC 8032 §5.1). OpenID Connect Core names none for
/// it; its working group settled on this one (<https://bitbucket.org/openid/connect/issues/1125>). For `none`, which has
/// no hash function either, it is that of the default, RS256.
#[must_use]
pub fn left_half_hash(alg: impl Into<JwsAlgorithm>, value: &str) -> String {
    let algorithm = match alg.into() {
        JwsAlgorithm::Ed25519 => &digest::SHA512,
        _ => &digest::SHA256,
    };
    let hash = digest::digest(algorithm, value.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..hash.as_ref().len() / 2])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SigningAlgorithm;

    #[test]
    fn examples_of_openid_connect_core_appendix_a_hold() {
        let access_token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        assert_eq!(left_half_hash(SigningAlgorithm::Rs256, access_token), "77QmUPtjPfzWtF2AnpK9RQ");
        let code = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";
        assert_eq!(left_half_hash(SigningAlgorithm::Rs256, code), "LDktKdoQak3Pk0cnXxCltA");
    }

    #[test]
    fn hash_function_is_the_one_of_the_algorithm() {
        // From `openssl dgst -sha512`.
        let expected = "ImXaughy_DrvFp0Hk2XlkPDLyO1GwqeYTIpkKAPP2Ww";
        assert_eq!(left_half_hash(SigningAlgorithm::Ed25519, "token"), expected);
        let rs256 = left_half_hash(SigningAlgorithm::Rs256, "token");
        for alg in [SigningAlgorithm::Ps256, SigningAlgorithm::Es256] {
            assert_eq!(left_half_hash(alg, "token"), rs256, "{alg}");
        }
        for alg in [JwsAlgorithm::None, JwsAlgorithm::Hs256] {
            assert_eq!(left_half_hash(alg, "token"), rs256, "{alg}");
        }
    }
}
