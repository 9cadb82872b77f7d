//! Signing keys as they are stored.

use super::{KeyId, UnixTime};
use serde::{Deserialize, Serialize};

/// JWS algorithm (RFC 7518 §3.1, RFC 9864 §2.2). One key signs with one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SigningAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    #[default]
    #[serde(rename = "RS256")]
    Rs256,
    /// RSASSA-PSS with SHA-256 and MGF1 with SHA-256.
    #[serde(rename = "PS256")]
    Ps256,
    /// ECDSA on the curve P-256 with SHA-256.
    #[serde(rename = "ES256")]
    Es256,
    /// `EdDSA` on the curve Ed25519. RFC 9864 deprecates the name `EdDSA`, which leaves the curve open.
    #[serde(rename = "Ed25519")]
    Ed25519,
}

impl SigningAlgorithm {
    /// Every algorithm, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::Rs256, Self::Ps256, Self::Es256, Self::Ed25519];

    /// The registered name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
            Self::Ed25519 => "Ed25519",
        }
    }

    /// The algorithm that `text` names, to the letter.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alg| alg.as_str() == text)
    }

    /// The same of a key or token that is not ours: others still say `EdDSA`, which then means the one curve that we have.
    #[must_use]
    pub fn parse_foreign(text: &str) -> Option<Self> {
        if text == "EdDSA" { Some(Self::Ed25519) } else { Self::parse(text) }
    }
}

impl std::fmt::Display for SigningAlgorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
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
    /// The one algorithm that it is for.
    pub alg: SigningAlgorithm,
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
    /// When it was withdrawn in an emergency: since then it is dead, whatever the other times are.
    pub withdrawn_at: Option<UnixTime>,
}

impl SigningKeyRow {
    /// Whether it is neither used nor published any more.
    #[must_use]
    pub fn is_retired(&self, now: UnixTime) -> bool {
        self.withdrawn_at.is_some() || self.retire_at.is_some_and(|at| at <= now)
    }
}

/// One row of the table of keys that others encrypt to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecryptionKeyRow {
    /// RFC 7638 thumbprint.
    pub kid: KeyId,
    /// The sealed PKCS#8.
    pub sealed_private: String,
    /// When it was made.
    pub created_at: UnixTime,
}
