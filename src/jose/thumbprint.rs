//! JWK thumbprints (RFC 7638).

use crate::jose::JwkError;
use crate::model::KeyId;
use jsonwebtoken::jwk::{Jwk, ThumbprintHash};
use serde_json::Value;

/// The SHA-256 thumbprint of a key, whichever optional members it carries.
///
/// # Errors
/// [`JwkError::Malformed`] when a required member is missing or not of its form, [`JwkError::Unsupported`] for a key
/// type or curve that is not known here.
pub fn thumbprint(jwk: &Value) -> Result<KeyId, JwkError> {
    // The library writes the members unescaped into the text that it hashes.
    if !["n", "e", "x", "y", "k"].iter().all(|name| jwk.get(name).is_none_or(is_base64url)) {
        return Err(JwkError::Malformed);
    }
    let jwk: Jwk = serde_json::from_value(jwk.clone()).map_err(|_| JwkError::Malformed)?;
    jwk.thumbprint(ThumbprintHash::SHA256).map(KeyId::new).map_err(|_| JwkError::Unsupported)
}

fn is_base64url(value: &Value) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    value.as_str().is_some_and(|text| !text.is_empty() && text.bytes().all(allowed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn example_of_rfc_7638_section_3_1_holds() {
        let jwk = json!({
            "kty": "RSA",
            "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCi\
                  FV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnY\
                  b9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0\
                  Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
            "e": "AQAB",
            "alg": "RS256",
            "kid": "2011-04-29",
        });
        assert_eq!(thumbprint(&jwk).unwrap().as_str(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    #[test]
    fn example_of_rfc_8037_appendix_a_3_holds() {
        let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
        assert_eq!(thumbprint(&jwk).unwrap().as_str(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn key_that_is_not_well_formed_has_no_thumbprint() {
        for jwk in [
            json!({}),
            json!("text"),
            json!({"kty": "RSA", "e": "AQAB"}),
            json!({"kty": "RSA", "n": r#"x","n":"y"#, "e": "AQAB"}),
            json!({"kty": "RSA", "n": 5, "e": "AQAB"}),
            json!({"kty": "XYZ", "n": "x", "e": "AQAB"}),
        ] {
            assert!(thumbprint(&jwk).is_err(), "{jwk}");
        }
    }
}
