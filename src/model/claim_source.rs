//! Where the value of a claim comes from.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What marks an attribute of one's own in the text of a source.
const ATTRIBUTE: &str = "attribute:";

/// A claim of a person by its name, or `attribute:NAME`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ClaimSource {
    /// A standard claim, `groups` or `roles`.
    Claim(String),
    /// An attribute of one's own.
    Attribute(String),
}

impl From<String> for ClaimSource {
    fn from(text: String) -> Self {
        match text.strip_prefix(ATTRIBUTE) {
            Some(name) => Self::Attribute(name.to_owned()),
            None => Self::Claim(text),
        }
    }
}

impl From<ClaimSource> for String {
    fn from(source: ClaimSource) -> Self {
        source.to_string()
    }
}

impl fmt::Display for ClaimSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Claim(name) => f.write_str(name),
            Self::Attribute(name) => write!(f, "{ATTRIBUTE}{name}"),
        }
    }
}
