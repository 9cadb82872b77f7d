//! The client's own keys.

use super::is_web_page;
use crate::model::{AuthMethod, ClientMetadata, JwsAlgorithm};
use serde_json::Value;

/// What is wrong with them (RFC 7591 §2: one JWK set, by value or by reference).
pub(super) fn check(metadata: &ClientMetadata, problems: &mut Vec<String>) {
    let keys = &metadata.keys;
    if keys.jwks.is_some() && keys.jwks_uri.is_some() {
        problems.push("jwks and jwks_uri exclude each other (RFC 7591 §2)".to_owned());
    }
    if let Some(uri) = &keys.jwks_uri
        && !is_web_page(uri)
    {
        problems.push("jwks_uri must be an https URI".to_owned());
    }
    let alg = keys.token_endpoint_auth_signing_alg;
    let fits = match metadata.token_endpoint_auth_method {
        Some(AuthMethod::ClientSecretJwt) => alg.is_none_or(|alg| alg == JwsAlgorithm::Hs256),
        _ => alg.is_none_or(|alg| alg.asymmetric().is_some()),
    };
    if !fits {
        problems.push(
            "token_endpoint_auth_signing_alg is HS256 for client_secret_jwt, else an algorithm of a key".to_owned(),
        );
    }
    if let Some(jwks) = &keys.jwks {
        check_set(jwks, problems);
    }
    let by_key = metadata.token_endpoint_auth_method == Some(AuthMethod::PrivateKeyJwt);
    if by_key && keys.jwks.is_none() && keys.jwks_uri.is_none() {
        problems.push("private_key_jwt needs jwks or jwks_uri".to_owned());
    }
}

/// Members that only a private or a shared key has (RFC 7518 §6).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A JWK set is an object with the array `keys` of objects, each of which says what kind it is (RFC 7517 §4 and §5). What
/// the keys are good for is decided where they are used: a set may have keys of kinds that nobody here knows.
fn check_set(jwks: &Value, problems: &mut Vec<String>) {
    let keys = jwks.get("keys").and_then(Value::as_array);
    let Some(keys) = keys.filter(|keys| keys.iter().all(|key| key.get("kty").is_some_and(Value::is_string))) else {
        problems.push("jwks must be a JWK set: an object with the array keys, each with kty (RFC 7517 §5)".to_owned());
        return;
    };
    if keys.iter().any(|key| PRIVATE.iter().any(|member| key.get(member).is_some())) {
        problems
            .push("jwks has a private or shared key; send the public halves, and take that key out of use".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn two_sets_or_none_are_refused() {
        let mut metadata = ClientMetadata::named("x");
        metadata.token_endpoint_auth_method = Some(AuthMethod::PrivateKeyJwt);
        let said = |metadata: &ClientMetadata| {
            let mut problems = Vec::new();
            check(metadata, &mut problems);
            problems.join("; ")
        };
        assert!(said(&metadata).contains("needs jwks"));
        metadata.keys.jwks_uri = Some("https://a.example/jwks".to_owned());
        assert_eq!(said(&metadata), "");
        metadata.keys.jwks_uri = Some("http://a.example/jwks".to_owned());
        assert!(said(&metadata).contains("https"));
        metadata.keys.token_endpoint_auth_signing_alg = Some(JwsAlgorithm::Hs256);
        assert!(said(&metadata).contains("HS256"));
        metadata.keys.jwks = Some(json!({"keys": []}));
        assert!(said(&metadata).contains("exclude"));
    }

    #[test]
    fn set_has_public_keys_and_nothing_else() {
        let said = |jwks: Value| {
            let mut metadata = ClientMetadata::named("x");
            metadata.keys.jwks = Some(jwks);
            let mut problems = Vec::new();
            check(&metadata, &mut problems);
            problems.len()
        };
        assert_eq!(said(json!({"keys": [{"kty": "RSA", "n": "x", "e": "AQAB"}, {"kty": "unheard-of"}]})), 0);
        assert_eq!(said(json!({"keys": []})), 0);
        for wrong in [
            json!([]),
            json!("x"),
            json!({}),
            json!({"keys": {}}),
            json!({"keys": ["x"]}),
            json!({"keys": [{}]}),
            json!({"keys": [{"kty": "RSA", "d": "x"}]}),
            json!({"keys": [{"kty": "oct", "k": "x"}]}),
        ] {
            assert_eq!(said(wrong.clone()), 1, "{wrong}");
        }
    }
}
