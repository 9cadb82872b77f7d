//! What a signed-in person sees of their own account.

use super::{Deps, FlowResult, revocation};
use crate::model::{ClientId, Consent, RevocationReason, User};
use crate::store;

/// The account's connections.
#[derive(Clone, Debug)]
pub struct Overview {
    /// What the person has allowed to whom.
    pub consents: Vec<Consent>,
    /// In how many browsers the person is signed in.
    pub sessions: u64,
}

/// Reads them.
///
/// # Errors
/// When the database fails.
pub async fn overview(deps: &Deps, user: &User) -> FlowResult<Overview> {
    let db = &deps.services.db;
    let consents = store::consent::list_by_user(db, &user.id).await?;
    let sessions = store::session::count_by_user(db, &user.id, deps.unix()).await?;
    Ok(Overview { consents, sessions: u64::try_from(sessions).unwrap_or_default() })
}

/// Takes back all that the person has given a client: at its next request nothing of it is good any more.
///
/// # Errors
/// When the database fails; then nothing was taken back.
pub async fn disconnect(deps: &Deps, user: &User, client_id: &ClientId) -> FlowResult<()> {
    let actor = format!("user:{}", user.id);
    let reason = RevocationReason::ConsentWithdrawn;
    revocation::withdraw_consent(deps, &actor, &user.id, client_id, reason).await?;
    Ok(())
}
