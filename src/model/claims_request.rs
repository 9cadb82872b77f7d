//! Claims that a request asked for one by one (OpenID Connect Core §5.5).

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What a request says of one claim (OpenID Connect Core §5.5.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WantedClaim {
    /// Whether the client needs it for what the person is about to do. It is given or not for the same reasons as
    /// another one.
    pub essential: bool,
    /// Values that the client can use, in order of preference; none means that any will do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
}

impl WantedClaim {
    /// Whether `value` is one that the client can use.
    #[must_use]
    pub fn takes(&self, value: &Value) -> bool {
        self.values.is_empty() || self.values.contains(value)
    }
}

/// Claims by name.
pub type WantedClaims = BTreeMap<String, WantedClaim>;

/// Claims of a person that a request asked for, by the place where they are wanted; stored as JSON with the grant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimsRequest {
    /// Those of the userinfo answer.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub userinfo: WantedClaims,
    /// Those of ID tokens.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub id_token: WantedClaims,
}

impl ClaimsRequest {
    /// Whether nothing was asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.userinfo.is_empty() && self.id_token.is_empty()
    }

    /// The names of all claims, wherever they are wanted.
    #[must_use]
    pub fn names(&self) -> BTreeSet<&str> {
        self.userinfo.keys().chain(self.id_token.keys()).map(String::as_str).collect()
    }

    /// The claims whose name `keep` holds for.
    #[must_use]
    pub fn filter(mut self, keep: impl Fn(&str) -> bool) -> Self {
        self.userinfo.retain(|name, _| keep(name));
        self.id_token.retain(|name, _| keep(name));
        self
    }
}
