//! Single sessions: one sign-in in one browser.

use super::{Actor, AdminError, user};
use crate::flow::Deps;
use crate::flow::logout::{Ending, end};
use crate::model::{Action, Permission, RevocationReason, SessionId};
use crate::store;
use crate::store::living::LivingSession;

/// The newest `limit` sessions that are good now, of a person or of everybody.
///
/// # Errors
/// [`AdminError::NotFound`] for a name that nobody has, [`AdminError::Forbidden`].
pub async fn list(
    deps: &Deps,
    actor: &Actor,
    username: Option<&str>,
    limit: u32,
) -> Result<Vec<LivingSession>, AdminError> {
    actor.require(Permission::UsersRead)?;
    let user = match username {
        Some(name) => Some(user::find(deps, name).await?.id),
        None => None,
    };
    let idle = deps.services.settings.sessions.idle_lifetime;
    let db = &deps.services.db;
    Ok(store::living::list_sessions(db, user.as_ref(), idle, i64::from(limit), deps.unix()).await?)
}

/// Ends a session as if its person had signed out: grants given without `offline_access` end with it (OpenID Connect
/// Back-Channel Logout §2.7), and the clients that took part are told. Gives how many grants did.
///
/// # Errors
/// [`AdminError::NotFound`] when there is none, or it has ended already.
pub async fn revoke(deps: &Deps, actor: &Actor, id: &str) -> Result<u64, AdminError> {
    actor.require(Permission::UsersWrite)?;
    let not_found = || AdminError::NotFound { noun: "session", name: id.to_owned() };
    let session_id = SessionId::new(id);
    let owner = store::session::find_owner(&deps.services.db, &session_id).await?.ok_or_else(not_found)?;
    let mut tx = deps.services.db.write().await?;
    let ended = end(deps, &mut tx, Ending::Session(&session_id), RevocationReason::Administrator).await?;
    if ended.sessions == 0 {
        return Err(not_found());
    }
    let mut event = deps.event(actor.name(), Action::SessionRevoke);
    event.user_id = Some(&owner);
    event.detail = format!("session {id}, {} grants", ended.grants);
    deps.record(&mut tx, &event).await?;
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(ended.grants)
}
