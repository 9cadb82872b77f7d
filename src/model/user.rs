//! A person who signs in, with the standard claims (OpenID Connect Core §5.1).

use super::{Subject, UnixTime, UserId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Postal address (OpenID Connect Core §5.1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Address {
    /// The whole address for display.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formatted: Option<String>,
    /// Street, house number and the like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
    /// City.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// State, province or region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// The standard claims of a person, named as in OpenID Connect Core §5.1; stored as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "each field is the claim of the same name")]
pub struct Profile {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nickname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birthdate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoneinfo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    pub email_verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    pub phone_number_verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Row id.
    pub id: UserId,
    /// `sub`.
    pub subject: Subject,
    /// The name as it was entered when the account was made; `preferred_username`.
    pub username: String,
    /// Standard claims.
    pub profile: Profile,
    /// Whether the person administers the provider.
    pub admin: bool,
    /// Names of the groups that the person is in, sorted.
    pub groups: Vec<String>,
    /// Roles that were given to the person directly.
    pub roles: Vec<String>,
    /// Roles that come with the groups, sorted.
    pub group_roles: Vec<String>,
    /// What else is known of the person, by name: texts, numbers, truth values and lists of them.
    pub attributes: Map<String, Value>,
    /// Tokens and sessions from before this moment are dead.
    pub tokens_valid_from: UnixTime,
    /// Grows with each change.
    pub version: i64,
    /// Set while the account is switched off.
    pub disabled_at: Option<UnixTime>,
    /// When it was made.
    pub created_at: UnixTime,
    /// When it last changed; `updated_at`.
    pub updated_at: UnixTime,
}

impl User {
    /// Every role of the person, whichever way it came, sorted; what the claim `roles` says.
    #[must_use]
    pub fn all_roles(&self) -> BTreeSet<&str> {
        self.roles.iter().chain(&self.group_roles).map(String::as_str).collect()
    }
}
