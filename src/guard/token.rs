//! A checked access token.

use crate::model::{ClientId, Scope, Seconds, Subject, UnixTime};
use serde_json::{Map, Value};

/// An access token that has been checked: what a handler is given.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AccessToken {
    /// Whose it is: `sub`. A client's own token has the client here.
    pub subject: Subject,
    /// The client that it was given to.
    pub client_id: ClientId,
    /// What it allows.
    pub scope: Scope,
    /// Every audience that it was made for; one of them is ours.
    pub audience: Vec<String>,
    /// When it was made, if the issuer says so.
    pub issued_at: Option<UnixTime>,
    /// From when it is refused, if the issuer says so; every JWT does.
    pub expires_at: Option<UnixTime>,
    /// When the person signed in, if the issuer says so.
    pub auth_time: Option<UnixTime>,
    /// How strongly the person signed in, if the issuer says so.
    pub acr: Option<String>,
    /// Who acts for the subject at present (`act.sub`, RFC 8693 §4.1); who acted before is in [`Self::claims`].
    pub actor: Option<Subject>,
    /// Everything that the issuer said.
    pub claims: Map<String, Value>,
}

impl AccessToken {
    /// Whether the token allows this one scope.
    #[must_use]
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scope.contains(scope)
    }

    /// Whether the person signed in at most `max_age` seconds before `now`.
    pub(super) fn is_signed_in_within(&self, max_age: Seconds, now: UnixTime) -> bool {
        self.auth_time.is_some_and(|at| now.since(at) <= max_age)
    }
}
