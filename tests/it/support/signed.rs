//! What clients sign.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use symbolon::jose::{SigningKey, parse_private_key, parse_rsa_private_key};
use symbolon::model::SigningAlgorithm;

/// A test key that signs `alg`.
pub fn key(alg: SigningAlgorithm) -> SigningKey {
    let pem = match alg {
        SigningAlgorithm::Rs256 | SigningAlgorithm::Ps256 => include_str!("../../keys/rsa-2.pem"),
        SigningAlgorithm::Es256 => include_str!("../../keys/p256-1.pem"),
        SigningAlgorithm::Ed25519 => include_str!("../../keys/ed25519-1.pem"),
    };
    SigningKey::new(&parse_private_key(pem).unwrap(), alg).unwrap()
}

/// An RSA key that no client has registered.
pub fn strange_key() -> SigningKey {
    SigningKey::from_rsa(&parse_rsa_private_key(super::RSA_KEY).unwrap()).unwrap()
}

/// The set of one key under a name.
pub fn jwks(alg: SigningAlgorithm, kid: &str) -> Value {
    let mut jwk = key(alg).public_jwk().clone();
    jwk["kid"] = json!(kid);
    json!({ "keys": [jwk] })
}

/// Signed by `key` under a header as it is.
pub fn sign(key: &SigningKey, header: &Value, claims: &Value) -> String {
    let message = message(header, claims);
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()).unwrap()))
}

/// Under a MAC with a header as it is.
pub fn mac(secret: &[u8], header: &Value, claims: &Value) -> String {
    let message = message(header, claims);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))
}

/// Unsigned.
pub fn unsigned(claims: &Value) -> String {
    format!("{}.", message(&json!({ "alg": "none" }), claims))
}

fn message(header: &Value, claims: &Value) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()))
}

/// `claims` with some changed; null removes one.
pub fn changed(mut claims: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    claims
}
