//! Other issuers whose assertions are taken for a grant (RFC 7523).

use super::{ClientId, Seconds};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How an assertion names a person of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AssertionSubject {
    /// `sub` is the person's subject here.
    Subject,
    /// `sub` is the person's user name here.
    Username,
    /// `email` is the person's address here; counts only with `email_verified`.
    Email,
}

/// An issuer that the operator trusts; stored as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedIssuer {
    /// `iss` of its assertions, compared to the letter.
    pub issuer: String,
    /// Its public keys (RFC 7517 §5); null where they are at `jwks_uri`.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub jwks: Value,
    /// Where its public keys are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
    /// Clients that may bring its assertions.
    pub clients: Vec<ClientId>,
    /// Whom its assertions name.
    pub subject: AssertionSubject,
    /// Longest time in seconds from now until an assertion expires.
    pub max_lifetime: Seconds,
}
