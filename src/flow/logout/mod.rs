//! Signing out of this provider in one browser, by the person or at a client's request (OpenID Connect RP-Initiated
//! Logout 1.0), and what others are told of it.

mod ending;
mod request;

pub use ending::{Ended, Ending, Party, end};
pub use request::{Asked, Step, check, hold, resume, step};

use super::browser::{NewBrowser, hand_over};
use super::{Deps, FlowResult};
use crate::model::{Action, BrowserHash, RevocationReason, Session, SessionId, User};
use crate::store;
use crate::store::session::SessionKey;

/// Who is signed in in this browser.
///
/// # Errors
/// When the database fails.
pub async fn current(deps: &Deps, browser: Option<&BrowserHash>) -> FlowResult<Option<(Session, User)>> {
    let Some(browser) = browser else { return Ok(None) };
    let idle = deps.services.settings.sessions.idle_lifetime;
    let signed_in = store::session::find_by_browser(&deps.services.db, browser, deps.unix(), idle).await?;
    if let Some((_, user)) = &signed_in {
        deps.heard.note_account(user);
    }
    Ok(signed_in)
}

/// Who is signed in in this browser, the one that it acts as first.
///
/// # Errors
/// When the database fails.
pub async fn accounts(deps: &Deps, browser: Option<&BrowserHash>) -> FlowResult<Vec<(Session, User)>> {
    let Some(browser) = browser else { return Ok(Vec::new()) };
    let idle = deps.services.settings.sessions.idle_lifetime;
    Ok(store::session::list_by_browser(&deps.services.db, browser, deps.unix(), idle).await?)
}

/// Ends sessions of the browser, all or `only` these, and with them the grants that had no `offline_access`. The browser gets a
/// new cookie, which its other sessions and its waiting requests follow.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(
    deps: &Deps,
    browser: &BrowserHash,
    only: Option<&[SessionId]>,
) -> FlowResult<(NewBrowser, Ended)> {
    let sessions = store::session::list_unended(&deps.services.db, browser).await?;
    let meant = |session: &&SessionKey| only.is_none_or(|only| only.contains(&session.id));
    let next = NewBrowser::generate(deps);
    let mut tx = deps.services.db.write().await?;
    let mut ended = Ended::default();
    for session in sessions.iter().filter(meant) {
        ended.add(end(deps, &mut tx, Ending::Session(&session.id), RevocationReason::LoggedOut).await?);
        let mut event = deps.event(format!("user:{}", session.user_id), Action::SessionEnd);
        event.user_id = Some(&session.user_id);
        deps.record(&mut tx, &event).await?;
    }
    if only.is_none() {
        // Also one that another tab has begun since they were listed.
        ended.add(end(deps, &mut tx, Ending::Browser(browser), RevocationReason::LoggedOut).await?);
        store::pending_sign_in::delete_by_browser(&mut tx, browser).await?;
    }
    hand_over(&mut tx, browser, &next.hash).await?;
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok((next, ended))
}
