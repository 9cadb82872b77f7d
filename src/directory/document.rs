//! A JSON document that is serialised once and served as bytes.

use crate::crypto::digest::sha256_base64url;
use bytes::Bytes;
use serde_json::Value;

/// The bytes and their entity tag.
#[derive(Clone, Debug)]
pub struct Document {
    /// The JSON text.
    pub body: Bytes,
    /// A strong entity tag, with its quotes (RFC 9110 §8.8.3).
    pub etag: String,
}

impl Document {
    /// Serialises `value`.
    #[must_use]
    pub fn new(value: &Value) -> Self {
        let body = Bytes::from(value.to_string());
        let etag = format!("\"{}\"", &sha256_base64url(&body)[..22]);
        Self { body, etag }
    }
}
