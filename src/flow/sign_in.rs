//! A person has proved who they are, however they did: the browser gets a session, or the one that it has of them is renewed.

use super::logout::{Ending, end};
use super::{Deps, FlowResult};
use crate::crypto::digest::sha256_base64url;
use crate::model::{
    AuthorizationRequest, BrowserHash, Progress, RevocationReason, Secret, Session, SessionId, Sid, User,
};
use crate::protocol::access_token::ACR_SINGLE_FACTOR;
use crate::store::{self, Tx};

/// How a person proved who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Methods (RFC 8176), as `pwd`.
    pub amr: Vec<&'static str>,
    /// The `acr` that they reach.
    pub acr: &'static str,
}

impl Proof {
    /// The password and nothing else.
    #[must_use]
    pub fn password() -> Self {
        Self { amr: vec!["pwd"], acr: ACR_SINGLE_FACTOR }
    }
}

/// Where a person signs in.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The cookie that the browser has sent.
    pub browser: &'a BrowserHash,
    /// The authorization request that waits for it, if any.
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

/// What has begun.
#[derive(Clone, Debug)]
pub struct Begun {
    /// The browser's new cookie, to be sent whatever follows.
    pub browser: NewBrowser,
    /// Whether the person is signed in now; otherwise they still owe a second factor.
    pub finished: bool,
}

/// Begins the session of `user` in this browser, or renews it: signing in again is no sign-out, and clients keep their tokens.
/// Belongs into the transaction that uses up the proof (a link, a counter); whoever commits it wakes the deliveries. The caller
/// has checked that the account is not switched off.
///
/// # Errors
/// When the database fails.
pub async fn begin(deps: &Deps, tx: &mut Tx, user: &User, proof: Proof, place: Place<'_>) -> FlowResult<Begun> {
    let browser = NewBrowser::generate(deps);
    let session = session(deps, tx, user, &proof, place.browser, &browser.hash).await?;
    let others = Ending::Browser(place.browser, Some(&user.id));
    end(deps, tx, others, RevocationReason::LoggedOut).await?;
    store::session::rebind(tx, place.browser, &browser.hash).await?;
    store::request::rebind(tx, place.browser, &browser.hash).await?;
    if let Some(request) = place.request {
        let progress = Progress { signed_in: Some(session.id.clone()), ..request.progress.clone() };
        store::request::update_progress(tx, &request.handle_hash, &progress).await?;
    }
    let mut event = deps.event(format!("user:{}", user.id), "session.begin");
    event.user_id = Some(&user.id);
    event.detail.clone_from(&session.amr);
    store::event::insert(tx, &event).await?;
    Ok(Begun { browser, finished: true })
}

/// The session as it stands after this sign-in.
async fn session(
    deps: &Deps,
    tx: &mut Tx,
    user: &User,
    proof: &Proof,
    before: &BrowserHash,
    browser: &BrowserHash,
) -> FlowResult<Session> {
    let now = deps.unix();
    let mut session = Session {
        id: SessionId::new(deps.row_id()),
        browser_hash: browser.clone(),
        user_id: user.id.clone(),
        sid: Sid::new(deps.services.random.token()),
        // Whoever signs in in the very second in which older sessions were ended has a session that is newer.
        auth_time: now.max(user.tokens_valid_from),
        amr: proof.amr.join(" "),
        acr: proof.acr.to_owned(),
        seen_at: now,
        current_ms: deps.now.ms,
        expires_at: now.plus(deps.services.settings.sessions.absolute_lifetime),
        address: deps.origin.address.map(|address| address.to_string()),
        agent: deps.origin.agent.clone(),
    };
    let seen_after = now.plus(-deps.services.settings.sessions.idle_lifetime);
    match store::session::renew(tx, &session, before, user.tokens_valid_from, seen_after).await? {
        Some(renewed) => session.id = renewed,
        None => store::session::insert(tx, &session).await?,
    }
    Ok(session)
}
