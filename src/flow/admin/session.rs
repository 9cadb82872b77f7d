//! Single sessions: one sign-in in one browser.

use super::{Actor, AdminError, user};
use crate::flow::Deps;
use crate::model::{RevocationReason, SessionId};
use crate::store;
use crate::store::living::LivingSession;

/// The newest `limit` sessions that are good now, of a person or of everybody.
///
/// # Errors
/// [`AdminError::NotFound`] for a name that nobody has.
pub async fn list(deps: &Deps, username: Option<&str>, limit: u32) -> Result<Vec<LivingSession>, AdminError> {
    let user = match username {
        Some(name) => Some(user::find(deps, name).await?.id),
        None => None,
    };
    let idle = deps.services.settings.sessions.idle_lifetime;
    let db = &deps.services.db;
    Ok(store::living::list_sessions(db, user.as_ref(), idle, i64::from(limit), deps.unix()).await?)
}

/// Ends a session as if its person had signed out: grants given without `offline_access` end with it (OpenID Connect
/// Back-Channel Logout §2.7). Gives how many did.
///
/// # Errors
/// [`AdminError::NotFound`] when there is none, or it has ended already.
pub async fn revoke(deps: &Deps, actor: Actor, id: &str) -> Result<u64, AdminError> {
    let not_found = || AdminError::NotFound { noun: "session", name: id.to_owned() };
    let session_id = SessionId::new(id);
    let owner = store::session::find_owner(&deps.services.db, &session_id).await?.ok_or_else(not_found)?;
    let now = deps.unix();
    let mut tx = deps.services.db.write().await?;
    if !store::session::revoke(&mut tx, &session_id, now).await? {
        return Err(not_found());
    }
    let ended = store::grant::revoke_by_session(&mut tx, &session_id, RevocationReason::Administrator, now).await?;
    let mut event = deps.event(actor.as_str(), "session.revoke");
    event.user_id = Some(&owner);
    event.detail = format!("session {id}, {ended} grants");
    store::event::insert(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(ended)
}
