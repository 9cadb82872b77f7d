//! Signing with a secret that both sides have, and not signing at all (RFC 7518 §3.2, §3.6).

use crate::jose::SignError;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::json;

/// A JWT in the compact form under HMAC with SHA-256, keyed with the octets of `secret` (OpenID Connect Core §10.1). It
/// names no key: there is one.
///
/// # Errors
/// [`SignError::Claims`].
pub fn sign_hs256(secret: &[u8], typ: &str, claims: &impl Serialize) -> Result<String, SignError> {
    let message = message("HS256", typ, claims)?;
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
    Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag)))
}

/// A JWT that nobody signed (`alg` `none`): it proves nothing, and may only be believed for the way that it came.
///
/// # Errors
/// [`SignError::Claims`].
pub fn unsigned(typ: &str, claims: &impl Serialize) -> Result<String, SignError> {
    message("none", typ, claims).map(|message| format!("{message}."))
}

fn message(alg: &str, typ: &str, claims: &impl Serialize) -> Result<String, SignError> {
    let header = json!({ "typ": typ, "alg": alg }).to_string();
    let claims = serde_json::to_vec(claims)?;
    Ok(format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
    use serde_json::Value;

    #[test]
    fn mac_is_the_one_that_the_library_verifies() {
        let token = sign_hs256(b"a secret", "JWT", &json!({"sub": "alice", "exp": 4_000_000_000_u64})).unwrap();
        let verify = |secret: &[u8]| {
            decode::<Value>(&token, &DecodingKey::from_secret(secret), &Validation::new(Algorithm::HS256))
        };
        assert_eq!(verify(b"a secret").unwrap().claims["sub"], "alice");
        assert!(verify(b"another").is_err());
    }

    #[test]
    fn unsigned_token_has_an_empty_signature() {
        let token = unsigned("JWT", &json!({})).unwrap();
        assert_eq!(token, format!("{}.e30.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#)));
    }
}
