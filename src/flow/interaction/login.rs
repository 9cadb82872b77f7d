//! Signing in with a password.

use crate::crypto::digest::sha256_base64url;
use crate::flow::logout::{Ending, end};
use crate::flow::password::{self, Attempt, Verified};
use crate::flow::{Deps, FlowResult};
use crate::model::{AuthorizationRequest, BrowserHash, Progress, RevocationReason, Secret, Session, SessionId, Sid};
use crate::protocol::access_token::ACR_SINGLE_FACTOR;
use crate::store;

/// What was entered and by whom.
#[derive(Clone, Copy, Debug)]
pub struct LoginAttempt<'a> {
    /// User name or e-mail address.
    pub username: &'a str,
    /// Password.
    pub password: &'a Secret<String>,
    /// Where it came from, for the limit.
    pub address: &'a str,
    /// The browser that sends it.
    pub browser: &'a BrowserHash,
    /// The request that waits for it, if any.
    pub request: Option<&'a AuthorizationRequest>,
}

/// The browser's new cookie; the old one is worthless (session fixation).
#[derive(Clone, Debug)]
pub struct NewBrowser {
    /// The cookie's value.
    pub cookie: Secret<String>,
    /// Its stored form.
    pub hash: BrowserHash,
}

impl NewBrowser {
    /// A fresh one.
    #[must_use]
    pub fn generate(deps: &Deps) -> Self {
        let cookie = deps.services.random.token();
        Self { hash: BrowserHash::new(sha256_base64url(&cookie)), cookie: Secret::new(cookie) }
    }
}

/// How an attempt ended.
#[derive(Debug)]
pub enum LoginOutcome {
    /// Signed in; the browser gets a new cookie.
    SignedIn(NewBrowser),
    /// Unknown, disabled, or a wrong password: nobody learns which.
    Wrong,
    /// Too many attempts for this account or from this address.
    Throttled,
}

/// Checks the password and, if it is right, begins a session, or renews the one that the same person has in this browser.
///
/// # Errors
/// When the database or the password pool fail.
pub async fn sign_in(deps: &Deps, attempt: LoginAttempt<'_>) -> FlowResult<LoginOutcome> {
    let entered = Attempt { username: attempt.username, password: attempt.password, address: attempt.address };
    let verified = match password::verify(deps, entered).await? {
        password::Outcome::Verified(verified) => verified,
        password::Outcome::Wrong => return Ok(LoginOutcome::Wrong),
        password::Outcome::Throttled => return Ok(LoginOutcome::Throttled),
    };
    let browser = NewBrowser::generate(deps);
    let idle = deps.services.settings.sessions.idle_lifetime;
    let before = store::session::find_by_browser(&deps.services.db, attempt.browser, deps.unix(), idle).await?;
    let same = before.map(|(session, _)| session).filter(|session| session.user_id == verified.user.id);
    let session = session(deps, &verified, &browser, same.as_ref());
    write(deps, attempt, &verified, session, same.is_some()).await?;
    Ok(LoginOutcome::SignedIn(browser))
}

/// The session after this sign-in. The person who was signed in already goes on with the same one, because signing in
/// again is no logout; its clients keep their tokens.
fn session(deps: &Deps, verified: &Verified, browser: &NewBrowser, same: Option<&Session>) -> Session {
    let now = deps.unix();
    Session {
        id: same.map_or_else(|| SessionId::new(deps.row_id()), |session| session.id.clone()),
        browser_hash: browser.hash.clone(),
        user_id: verified.user.id.clone(),
        sid: same.map_or_else(|| Sid::new(deps.services.random.token()), |session| session.sid.clone()),
        // Whoever signs in in the very second in which older sessions were ended has a session that is newer.
        auth_time: now.max(verified.user.tokens_valid_from),
        amr: "pwd".to_owned(),
        acr: ACR_SINGLE_FACTOR.to_owned(),
        seen_at: now,
        expires_at: now.plus(deps.services.settings.sessions.absolute_lifetime),
    }
}

async fn write(
    deps: &Deps,
    attempt: LoginAttempt<'_>,
    verified: &Verified,
    mut session: Session,
    same: bool,
) -> FlowResult<()> {
    let mut tx = deps.services.db.write().await?;
    password::settle(&mut tx, verified).await?;
    let renewed = same && store::session::renew(&mut tx, &session, attempt.browser).await?;
    let others = Ending::Browser(attempt.browser, Some(&session.user_id));
    end(deps, &mut tx, others, RevocationReason::LoggedOut).await?;
    if !renewed {
        if same {
            // Another tab has taken the session along with its own new cookie.
            session.id = SessionId::new(deps.row_id());
            session.sid = Sid::new(deps.services.random.token());
        }
        store::session::insert(&mut tx, &session).await?;
    }
    store::session::rebind(&mut tx, attempt.browser, &session.browser_hash).await?;
    store::request::rebind(&mut tx, attempt.browser, &session.browser_hash).await?;
    if let Some(request) = attempt.request {
        let progress = Progress { signed_in: Some(session.id.clone()), ..request.progress.clone() };
        store::request::update_progress(&mut tx, &request.handle_hash, &progress).await?;
    }
    let mut event = deps.event(format!("user:{}", session.user_id), "session.begin");
    event.user_id = Some(&session.user_id);
    event.detail = session.amr.clone();
    store::event::insert(&mut tx, &event).await?;
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(())
}
