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
    /// When it was last given.
    pub granted_at: UnixTime,
}

impl Consent {
    /// This consent together with what was allowed `before`.
    #[must_use]
    pub fn beside(mut self, before: Option<&Self>) -> Self {
        let Some(before) = before else { return self };
        self.scope = before.scope.union(&self.scope);
        let new = std::mem::take(&mut self.resources).into_iter().filter(|uri| !before.resources.contains(uri));
        self.resources = before.resources.iter().cloned().chain(new).collect();
        self
    }
}
