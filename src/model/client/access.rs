//! For whom a client is, and how it wants to hear of them; members of our own.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who may use the client, and what it is told of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessMetadata {
    /// Groups whose members may use it; empty means everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_groups: Vec<String>,
    /// Claims under names of its own, each made of one that a scope or the `claims` parameter has released; that one is
    /// told by these names only.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub claim_mapping: BTreeMap<String, MappedClaim>,
    /// Claims, by the names that the client knows, that its access tokens say too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub access_token_claims: Vec<String>,
}

/// What a claim of a client is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedClaim {
    /// The claim that was released.
    pub claim: String,
    /// Only texts that begin so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// Whether the beginning is left away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strip_prefix: bool,
}
