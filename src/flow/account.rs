//! What a signed-in person sees of their own account.

use super::{Deps, FlowResult};
use crate::model::{Consent, User};
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
