//! For whom a client is; members of our own.

use serde::{Deserialize, Serialize};

/// Who may use the client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessMetadata {
    /// Groups whose members may use it; empty means everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_groups: Vec<String>,
}
