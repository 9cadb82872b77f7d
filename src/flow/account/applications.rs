//! What a person has allowed to whom.

use crate::flow::{Deps, FlowResult, revocation};
use crate::model::{ClientId, Consent, RevocationReason, User};
use crate::store;
use url::Url;

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

/// Where a browser goes to start a sign-in at the client (OpenID Connect Core §4), if it can be started there. It says who
/// asks, and nothing of the person.
#[must_use]
pub fn initiate_login(deps: &Deps, client_id: &ClientId) -> Option<String> {
    let registered = deps.snapshot.client(client_id.as_str()).filter(|found| found.client.disabled_at.is_none())?;
    let mut url = Url::parse(registered.client.metadata.requests.initiate_login_uri.as_deref()?).ok()?;
    url.query_pairs_mut().append_pair("iss", deps.services.settings.issuer.as_str());
    Some(url.into())
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
