//! Signing keys as they are stored.

use super::{KeyId, UnixTime};
use serde::{Deserialize, Serialize};

/// JWS algorithm (RFC 7518 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SigningAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
}

impl SigningAlgorithm {
    /// The registered name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        "RS256"
    }
}

/// Where the private half is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeySource {
    /// Sealed in the database.
    Database,
    /// In the environment of the nodes.
    Environment,
}

impl KeySource {
    /// The stored name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Environment => "environment",
        }
    }
}

/// One row of the key table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKeyRow {
    /// RFC 7638 thumbprint.
    pub kid: KeyId,
    /// `database` or `environment`.
    pub source: String,
    /// The public JWK as JSON.
    pub public_jwk: String,
    /// The sealed PKCS#8, when the private half is in the database.
    pub sealed_private: Option<String>,
    /// From when it is in the JWK set.
    pub publish_at: UnixTime,
    /// From when it signs.
    pub activate_at: UnixTime,
    /// From when it is neither used nor published.
    pub retire_at: Option<UnixTime>,
}
