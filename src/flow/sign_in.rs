//! A person has proved who they are, however they did: the browser gets a session, or the one that it has of them is renewed.
//! Who owes a second factor gets a [`PendingSignIn`] instead, which is no session.

use super::browser::{NewBrowser, hand_over};
use super::logout::{Ending, end};
use super::notice::{self, Notice};
use super::{Deps, FlowResult, factor};
use crate::crypto::digest::sha256_base64url;
use crate::model::{
    Action, AuthorizationRequest, BrowserHash, DeviceHash, PendingSignIn, Progress, RevocationReason, Seconds, Secret,
    Session, SessionId, Sid, User, UserId,
};
use crate::protocol::access_token::{ACR_SINGLE_FACTOR, ACR_TWO_FACTORS};
use crate::store::{self, Tx};

/// How long a browser is known after the last sign-in there.
const KNOWN: Seconds = 31_536_000;

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
    /// Whether it is for a deed that wants everything proved anew: then no browser is remembered.
    pub again: bool,
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
    let amr = proof.amr.join(" ");
    if owes(deps, tx, user, &proof, place.again).await? {
        let browser = wait(deps, tx, user, amr, place).await?;
        return Ok(Begun { browser, finished: false });
    }
    let browser = complete(deps, tx, user, Reached { amr: &amr, acr: proof.acr, remember: false }, place).await?;
    Ok(Begun { browser, finished: true })
}

/// What a sign-in has reached when nothing is owed any more.
#[derive(Clone, Copy, Debug)]
pub struct Reached<'a> {
    /// Methods, space-separated.
    pub amr: &'a str,
    /// The `acr`.
    pub acr: &'a str,
    /// Whether the browser need not give the second factor again for a while.
    pub remember: bool,
}

/// Whether a second factor is asked for: the person has one and the browser is not remembered, or must get one.
async fn owes(deps: &Deps, tx: &mut Tx, user: &User, proof: &Proof, again: bool) -> FlowResult<bool> {
    if proof.acr == ACR_TWO_FACTORS {
        return Ok(false);
    }
    if !store::totp::exists_in(tx, &user.id).await? {
        return Ok(factor::is_required(deps, user));
    }
    let Some(device) = deps.origin.device.as_ref().filter(|_| may_remember(deps) && !again) else { return Ok(true) };
    let known = store::known_browser::find_in(tx, device, &user.id, deps.unix()).await?;
    Ok(known.is_none_or(|known| known.factor_until <= deps.unix()))
}

/// Whether browsers are remembered at all.
#[must_use]
pub fn may_remember(deps: &Deps) -> bool {
    deps.services.settings.factors.remember_lifetime > 0
}

/// Whether the person has signed in before in the browser that asks.
///
/// # Errors
/// When the database fails.
pub async fn is_known(deps: &Deps, user_id: &UserId) -> FlowResult<bool> {
    let Some(device) = &deps.origin.device else { return Ok(false) };
    Ok(store::known_browser::find(&deps.services.db, device, user_id, deps.unix()).await?.is_some())
}

/// Keeps a sign-in that owes a second factor.
async fn wait(deps: &Deps, tx: &mut Tx, user: &User, amr: String, place: Place<'_>) -> FlowResult<NewBrowser> {
    let browser = NewBrowser::generate(deps);
    hand_over(tx, place.browser, &browser.hash).await?;
    let now = deps.unix();
    let pending = PendingSignIn {
        browser_hash: browser.hash.clone(),
        request_hash: place.request.map(|request| request.handle_hash.clone()),
        user_id: user.id.clone(),
        amr,
        created_at: now.max(user.tokens_valid_from),
        expires_at: now.plus(deps.services.settings.factors.code_lifetime),
    };
    store::pending_sign_in::upsert(tx, &pending).await?;
    Ok(browser)
}

/// Begins or renews the session; nothing is owed.
///
/// # Errors
/// When the database fails.
pub async fn complete(
    deps: &Deps,
    tx: &mut Tx,
    user: &User,
    reached: Reached<'_>,
    place: Place<'_>,
) -> FlowResult<NewBrowser> {
    let mut browser = NewBrowser::generate(deps);
    let session = session(deps, tx, user, reached, (place.browser, &browser.hash)).await?;
    hand_over(tx, place.browser, &browser.hash).await?;
    let request = place.request.map(|request| &request.handle_hash);
    store::pending_sign_in::delete(tx, &browser.hash, request).await?;
    for surplus in store::session::list_surplus(tx, &browser.hash).await? {
        end(deps, tx, Ending::Session(&surplus), RevocationReason::LoggedOut).await?;
    }
    if let Some(request) = place.request {
        let progress = Progress { signed_in: Some(session.id.clone()), ..request.progress.clone() };
        store::request::update_progress(tx, &request.handle_hash, &progress).await?;
    }
    tell(deps, tx, user).await?;
    browser.device = Some(know(deps, tx, user, reached.remember).await?);
    write_event(deps, tx, user, Action::SessionBegin, reached.amr).await?;
    Ok(browser)
}

/// Writes that the person of a session has given the second factor as well. When they last proved who they are stays as it is:
/// the password was not asked for. None when the session has ended or gone to another cookie.
///
/// # Errors
/// When the database fails.
pub async fn step_up(
    deps: &Deps,
    tx: &mut Tx,
    session: &Session,
    user: &User,
    remember: bool,
) -> FlowResult<Option<NewBrowser>> {
    let mut browser = NewBrowser::generate(deps);
    let amr = with_code(&session.amr);
    let stronger = Session {
        browser_hash: browser.hash.clone(),
        amr: amr.clone(),
        acr: ACR_TWO_FACTORS.to_owned(),
        seen_at: deps.unix(),
        current_ms: store::session::next_turn(tx, &session.browser_hash, deps.now.ms).await?,
        ..session.clone()
    };
    if !store::session::strengthen(tx, &stronger, &session.browser_hash).await? {
        return Ok(None);
    }
    hand_over(tx, &session.browser_hash, &browser.hash).await?;
    browser.device = Some(know(deps, tx, user, remember).await?);
    write_event(deps, tx, user, Action::SessionStepUp, &amr).await?;
    Ok(Some(browser))
}

/// The methods `amr` and the code of the second factor (RFC 8176 §2).
#[must_use]
pub fn with_code(amr: &str) -> String {
    let mut words: Vec<&str> = amr.split(' ').filter(|word| !word.is_empty()).collect();
    for word in ["otp", "mfa"] {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(" ")
}

/// Tells the person of a sign-in in a browser in which they have not been before; of the very first there is nothing to tell.
async fn tell(deps: &Deps, tx: &mut Tx, user: &User) -> FlowResult<()> {
    let known = match &deps.origin.device {
        Some(device) => store::known_browser::find_in(tx, device, &user.id, deps.unix()).await?.is_some(),
        None => false,
    };
    if known || !store::known_browser::exists_in(tx, &user.id).await? {
        return Ok(());
    }
    notice::queue(deps, tx, user, Notice::NewSignIn).await
}

/// The browser is one in which the person has signed in; gives its new cookie. The old one is worthless, as that of sessions.
async fn know(deps: &Deps, tx: &mut Tx, user: &User, remember: bool) -> FlowResult<Secret<String>> {
    let cookie = deps.services.random.token();
    let hash = DeviceHash::new(sha256_base64url(&cookie));
    if let Some(before) = &deps.origin.device {
        store::known_browser::rebind(tx, before, &hash).await?;
    }
    let now = deps.unix();
    let life = if remember { deps.services.settings.factors.remember_lifetime } else { 0 };
    store::known_browser::upsert(tx, &hash, &user.id, now.plus(life), now, now.plus(KNOWN)).await?;
    Ok(Secret::new(cookie))
}

async fn write_event(deps: &Deps, tx: &mut Tx, user: &User, action: Action, amr: &str) -> FlowResult<()> {
    let mut event = deps.event(format!("user:{}", user.id), action);
    event.user_id = Some(&user.id);
    amr.clone_into(&mut event.detail);
    deps.record(tx, &event).await?;
    Ok(())
}

/// The session as it stands after this sign-in, on the second cookie; it was on the first if it was there before.
async fn session(
    deps: &Deps,
    tx: &mut Tx,
    user: &User,
    reached: Reached<'_>,
    (before, browser): (&BrowserHash, &BrowserHash),
) -> FlowResult<Session> {
    let now = deps.unix();
    let current_ms = store::session::next_turn(tx, before, deps.now.ms).await?;
    let mut session = Session {
        id: SessionId::new(deps.row_id()),
        browser_hash: browser.clone(),
        user_id: user.id.clone(),
        sid: Sid::new(deps.services.random.token()),
        // Whoever signs in in the very second in which older sessions were ended has a session that is newer.
        auth_time: now.max(user.tokens_valid_from),
        amr: reached.amr.to_owned(),
        acr: reached.acr.to_owned(),
        seen_at: now,
        current_ms,
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
