//! Signing out of this provider in one browser.

use super::interaction::NewBrowser;
use super::{Deps, FlowResult};
use crate::model::{BrowserHash, Session, UnixTime, User, UserId};
use crate::store::{self, Tx};

/// Who is signed in in this browser.
///
/// # Errors
/// When the database fails.
pub async fn current(deps: &Deps, browser: Option<&BrowserHash>) -> FlowResult<Option<(Session, User)>> {
    let Some(browser) = browser else { return Ok(None) };
    let idle = deps.services.settings.sessions.idle_lifetime;
    Ok(store::session::find_by_browser(&deps.services.db, browser, deps.unix(), idle).await?)
}

/// Ends the browser's sessions, but those of `except`, and the grants that hang on them (OpenID Connect Back-Channel
/// Logout §2.7).
///
/// # Errors
/// When the database fails.
pub async fn end_sessions(
    tx: &mut Tx,
    browser: &BrowserHash,
    except: Option<&UserId>,
    now: UnixTime,
) -> FlowResult<()> {
    store::grant::revoke_by_browser(tx, browser, except, now).await?;
    store::session::revoke_by_browser(tx, browser, except, now).await?;
    Ok(())
}

/// Whether there is anything to sign out of: a session that was not used for long still has its clients' grants.
///
/// # Errors
/// When the database fails.
pub async fn has_unended(deps: &Deps, browser: Option<&BrowserHash>) -> FlowResult<bool> {
    let Some(browser) = browser else { return Ok(false) };
    Ok(store::session::has_unended(&deps.services.db, browser).await?)
}

/// Ends the browser's sessions, and with them the grants that had no `offline_access`. The browser gets a new cookie,
/// which its waiting requests follow.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(deps: &Deps, browser: &BrowserHash) -> FlowResult<NewBrowser> {
    let signed_in = current(deps, Some(browser)).await?;
    let next = NewBrowser::generate(deps);
    let mut tx = deps.services.db.write().await?;
    end_sessions(&mut tx, browser, None, deps.unix()).await?;
    store::request::rebind(&mut tx, browser, &next.hash).await?;
    if let Some((session, _)) = &signed_in {
        let mut event = deps.event(format!("user:{}", session.user_id), "session.end");
        event.user_id = Some(&session.user_id);
        store::event::insert(&mut tx, &event).await?;
    }
    tx.commit().await?;
    Ok(next)
}
