//! A set of scope tokens in the order in which they were asked for (RFC 6749 §3.3).

use super::ClaimSource;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Distinct scope tokens, order kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Scope(Vec<String>);

impl Scope {
    /// Splits at spaces and drops repetitions. Does not check characters: `protocol::scope` does.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        text.split(' ').filter(|token| !token.is_empty()).map(str::to_owned).collect()
    }

    /// Whether `token` is in the set.
    #[must_use]
    pub fn contains(&self, token: &str) -> bool {
        self.0.iter().any(|own| own == token)
    }

    /// Whether every token of `other` is in the set.
    #[must_use]
    pub fn contains_all(&self, other: &Self) -> bool {
        other.iter().all(|token| self.contains(token))
    }

    /// The tokens in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether no token is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// This set with the tokens of `other` that it lacks.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.iter().chain(other.iter()).map(str::to_owned).collect()
    }

    /// The tokens for which `keep` holds.
    #[must_use]
    pub fn filter(&self, keep: impl Fn(&str) -> bool) -> Self {
        self.iter().filter(|token| keep(token)).map(str::to_owned).collect()
    }
}

impl FromIterator<String> for Scope {
    fn from_iter<I: IntoIterator<Item = String>>(tokens: I) -> Self {
        let mut distinct: Vec<String> = Vec::new();
        for token in tokens {
            if !distinct.contains(&token) {
                distinct.push(token);
            }
        }
        Self(distinct)
    }
}

impl From<String> for Scope {
    fn from(text: String) -> Self {
        Self::from_text(&text)
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

/// A scope that clients may be registered for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeDefinition {
    /// The scope token.
    pub name: String,
    /// What the consent page says it allows.
    pub description: String,
    /// Scopes that this one includes when it is asked for, as `read+write` includes `read` and `write`.
    #[serde(default, skip_serializing_if = "Scope::is_empty")]
    pub includes: Scope,
    /// The description in other languages, by `description#tag`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub localized: BTreeMap<String, String>,
    /// Claims that it releases beyond those that its name stands for, each with where it comes from.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub claims: BTreeMap<String, ClaimSource>,
}
