//! Another password, by somebody who knows the present one.

use super::{Unfit, check_password, personal, replace_password};
use crate::flow::password::{self, Attempt};
use crate::flow::sign_in::{self, Begun, Place, Proof};
use crate::flow::{Deps, FlowResult};
use crate::model::{BrowserHash, Secret, User};
use crate::store;

/// What was entered.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The present password.
    pub current: &'a Secret<String>,
    /// The other one.
    pub new: &'a Secret<String>,
    /// Address of the client, for the limit.
    pub network: &'a str,
    /// The browser, which goes on with a new session.
    pub browser: &'a BrowserHash,
}

/// How it ended.
#[derive(Debug)]
pub enum Outcome {
    /// It is another; every session and grant has ended, and the sign-in of this browser begins anew.
    Done(Begun),
    /// The present password is another.
    Wrong,
    /// Too many attempts.
    Throttled,
    /// The new one cannot be taken.
    Unfit(Unfit),
    /// Somebody changed the account at the same time.
    Conflict,
}

/// Checks the present password and sets the other.
///
/// # Errors
/// When the database or the password pool fail.
pub async fn change(deps: &Deps, user: &User, change: Change<'_>) -> FlowResult<Outcome> {
    if let Err(unfit) = check_password(&deps.services.settings, change.new, &personal(user)) {
        return Ok(Outcome::Unfit(unfit));
    }
    let attempt = Attempt { username: &user.username, password: change.current, address: change.network };
    let verified = match password::verify(deps, attempt).await? {
        password::Outcome::Verified(verified) if verified.user.id == user.id => verified,
        password::Outcome::Verified(_) | password::Outcome::Wrong => return Ok(Outcome::Wrong),
        password::Outcome::Throttled => return Ok(Outcome::Throttled),
    };
    let hash = deps.services.passwords.hash(&deps.services.random, change.new).await?;
    let mut tx = deps.services.db.write().await?;
    if !password::settle(&mut tx, &verified).await? {
        return Ok(Outcome::Wrong);
    }
    let Some(mut user) = store::user::find_in(&mut tx, &user.id).await? else { return Ok(Outcome::Wrong) };
    if !replace_password(deps, &mut tx, &mut user, &hash).await? {
        return Ok(Outcome::Conflict);
    }
    let place = Place { browser: change.browser, request: None, again: false };
    let begun = sign_in::begin(deps, &mut tx, &user, Proof::password(), place).await?;
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(Outcome::Done(begun))
}
