//! What a person has allowed a client.

use super::{ClientId, Scope, UnixTime, UserId};

/// Remembered consent, one per person and client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Who allowed it.
    pub user_id: UserId,
    /// Whom.
    pub client_id: ClientId,
    /// What.
    pub scope: Scope,
    /// Resources at which it counts, besides the default audience.
    pub resources: Vec<String>,
    /// Claims that were asked for one by one, beyond those of the scopes.
    pub claims: Vec<String>,
    /// When it was last given.
    pub granted_at: UnixTime,
}

impl Consent {
    /// This consent together with what was allowed `before`.
    #[must_use]
    pub fn beside(mut self, before: Option<&Self>) -> Self {
        let Some(before) = before else { return self };
        self.scope = before.scope.union(&self.scope);
        self.resources = together(&before.resources, self.resources);
        self.claims = together(&before.claims, self.claims);
        self
    }
}

fn together(before: &[String], given: Vec<String>) -> Vec<String> {
    let new = given.into_iter().filter(|one| !before.contains(one));
    before.iter().cloned().chain(new).collect()
}
