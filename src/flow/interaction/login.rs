//! Signing in with a password.

use crate::flow::password::{self, Attempt};
use crate::flow::sign_in::{Begun, Place, Proof, begin};
use crate::flow::{Deps, FlowResult};
use crate::model::{AuthorizationRequest, BrowserHash, Secret};

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
    /// Whether somebody who is signed in proves it anew; see [`Place::again`].
    pub again: bool,
}

/// How an attempt ended.
#[derive(Debug)]
pub enum LoginOutcome {
    /// The password is right; the browser gets a new cookie, and perhaps a second factor is owed.
    SignedIn(Begun),
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
    let place = Place { browser: attempt.browser, request: attempt.request, again: attempt.again };
    let mut tx = deps.services.db.write().await?;
    if !password::settle(&mut tx, &verified).await? {
        return Ok(LoginOutcome::Wrong);
    }
    let begun = begin(deps, &mut tx, &verified.user, Proof::password(), place).await?;
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(LoginOutcome::SignedIn(begun))
}
