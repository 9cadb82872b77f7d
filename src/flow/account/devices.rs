//! Where one is signed in.

use crate::flow::logout::{Ending, end};
use crate::flow::{Deps, FlowResult};
use crate::model::{Action, RevocationReason, SessionId, User};
use crate::store;
use crate::store::living::LivingSession;

/// As many sessions as anybody has.
const MOST: i64 = 1000;

/// The person's living sessions, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(deps: &Deps, user: &User) -> FlowResult<Vec<LivingSession>> {
    let idle = deps.services.settings.sessions.idle_lifetime;
    Ok(store::living::list_sessions(&deps.services.db, Some(&user.id), idle, MOST, deps.unix()).await?)
}

/// Ends one of the person's sessions, as if they had signed out there; says whether it was theirs and had not ended.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(deps: &Deps, user: &User, id: &SessionId) -> FlowResult<bool> {
    if store::session::find_owner(&deps.services.db, id).await?.as_ref() != Some(&user.id) {
        return Ok(false);
    }
    Ok(end_all(deps, user, std::slice::from_ref(id)).await? > 0)
}

/// Ends all of the person's sessions but `present`; says how many.
///
/// # Errors
/// When the database fails.
pub async fn sign_out_others(deps: &Deps, user: &User, present: &SessionId) -> FlowResult<u64> {
    let others = list(deps, user).await?.into_iter().map(|session| SessionId::new(session.id));
    let others: Vec<_> = others.filter(|id| id != present).collect();
    end_all(deps, user, &others).await
}

async fn end_all(deps: &Deps, user: &User, sessions: &[SessionId]) -> FlowResult<u64> {
    let mut ended = 0;
    let mut tx = deps.services.db.write().await?;
    for id in sessions {
        let this = end(deps, &mut tx, Ending::Session(id), RevocationReason::LoggedOut).await?;
        if this.sessions == 0 {
            continue;
        }
        ended += this.sessions;
        let mut event = deps.event(format!("user:{}", user.id), Action::SessionEnd);
        event.user_id = Some(&user.id);
        event.detail = format!("session {id}");
        deps.record(&mut tx, &event).await?;
    }
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(ended)
}
