//! Signing out of this provider in one browser, by the person or at a client's request (OpenID Connect RP-Initiated
//! Logout 1.0), and what others are told of it.

mod ending;
mod request;

pub use ending::{Ended, Ending, Party, end};
pub use request::{Asked, Step, check, hold, resume, step};

use super::sign_in::NewBrowser;
use super::{Deps, FlowResult};
use crate::model::{BrowserHash, RevocationReason, Session, User};
use crate::store;

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

/// Ends the browser's sessions, and with them the grants that had no `offline_access`. The browser gets a new cookie,
/// which its waiting requests follow.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(deps: &Deps, browser: &BrowserHash) -> FlowResult<(NewBrowser, Ended)> {
    let signed_in = current(deps, Some(browser)).await?;
    let next = NewBrowser::generate(deps);
    let mut tx = deps.services.db.write().await?;
    let ended = end(deps, &mut tx, Ending::Browser(browser, None), RevocationReason::LoggedOut).await?;
    store::request::rebind(&mut tx, browser, &next.hash).await?;
    if let Some((session, _)) = &signed_in {
        let mut event = deps.event(format!("user:{}", session.user_id), "session.end");
        event.user_id = Some(&session.user_id);
        store::event::insert(&mut tx, &event).await?;
    }
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok((next, ended))
}
