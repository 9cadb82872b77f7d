//! What administrators say of an account, in requests and in files.

use super::{AdminError, document};
use crate::model::{Profile, UnixTime, User};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Everything that can be changed of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UserDocument {
    /// Whether the person administers the provider.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub admin: bool,
    /// Whether the account is switched off.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub disabled: bool,
    /// Groups that the person is in, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// Roles of the person, beside those of the groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// What else is known of the person.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub attributes: Map<String, Value>,
    /// Standard claims.
    pub profile: Profile,
}

impl UserDocument {
    /// What is there of an account.
    #[must_use]
    pub fn of(user: &User) -> Self {
        Self {
            admin: user.admin,
            disabled: user.disabled_at.is_some(),
            groups: user.groups.clone(),
            roles: user.roles.clone(),
            attributes: user.attributes.clone(),
            profile: user.profile.clone(),
        }
    }

    /// The same with `members` in the place of those there; of the profile the same is done member by member.
    ///
    /// # Errors
    /// [`AdminError::Invalid`].
    pub fn with(&self, mut members: Map<String, Value>) -> Result<Self, AdminError> {
        let profile = match members.remove("profile") {
            Some(Value::Object(claims)) => document::read(&self.profile, claims).map(Some).map_err(within_profile)?,
            Some(Value::Null) => Some(Profile::default()),
            Some(_) => return Err(AdminError::invalid("profile: must be an object")),
            None => None,
        };
        let mut read = document::read(self, members)?;
        read.groups.sort();
        read.groups.dedup();
        read.profile = profile.unwrap_or(read.profile);
        Ok(read)
    }

    /// Makes the account so. One that is switched off now loses its sessions and tokens.
    pub fn apply(self, user: &mut User, now: UnixTime) {
        user.admin = self.admin;
        user.groups = self.groups;
        user.roles = self.roles;
        user.attributes = self.attributes;
        user.profile = self.profile;
        match (self.disabled, user.disabled_at) {
            (true, None) => {
                user.disabled_at = Some(now);
                user.tokens_valid_from = now.max(user.tokens_valid_from).plus(1);
            }
            (false, Some(_)) => user.disabled_at = None,
            _ => {}
        }
    }
}

fn within_profile(error: AdminError) -> AdminError {
    match error {
        AdminError::Invalid(problems) => {
            AdminError::Invalid(problems.into_iter().map(|problem| format!("profile.{problem}")).collect())
        }
        other => other,
    }
}
