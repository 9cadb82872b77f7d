//! Whether a password is right: limited, and as slow for an unknown or disabled account as for a wrong password.

use super::limits::{self, Bucket};
use super::sign_in::is_known;
use super::{Deps, FlowResult};
use crate::crypto::password_pool::PasswordError;
use crate::model::{Secret, User, UserId};
use crate::protocol::login_key::login_key;
use crate::store::{self, Tx};

/// What was entered and where it came from.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// User name or e-mail address.
    pub username: &'a str,
    /// Password.
    pub password: &'a Secret<String>,
    /// Address of the client, for the limit.
    pub address: &'a str,
}

/// A right password; [`settle`] belongs into the transaction that uses it.
#[derive(Debug)]
pub struct Verified {
    /// Whose it is.
    pub user: User,
    buckets: Vec<Bucket>,
    /// The hash that it was checked against.
    hash: String,
    /// A new hash of it, because the parameters have changed.
    renewed: Option<String>,
}

/// How an attempt ended.
#[derive(Debug)]
pub enum Outcome {
    /// The password is right and the account is on.
    Verified(Box<Verified>),
    /// Anything else.
    Wrong,
    /// Too many attempts.
    Throttled,
}

/// Checks an attempt. It is counted before the hash is computed, so that a flood costs nothing, and given back by
/// [`settle`].
///
/// # Errors
/// When the database or the password pool fail.
pub async fn verify(deps: &Deps, attempt: Attempt<'_>) -> FlowResult<Outcome> {
    let key = login_key(attempt.username);
    let found = store::user::find_by_login(&deps.services.db, &key).await?;
    let (user, hash) = found.map_or((None, None), |(user, hash)| (Some(user), hash));
    // User name and e-mail address are the same account.
    let account = user.as_ref().map_or(key.as_str(), |user| user.id.as_str());
    // Looked for also where there is no such account, so that nobody can tell by the time it takes.
    let known = is_known(deps, &UserId::new(account)).await?;
    let buckets = buckets(deps, account, attempt.address, known);
    if !limits::reserve(deps, &buckets).await? {
        return Ok(Outcome::Throttled);
    }
    let right = match deps.services.passwords.verify(attempt.password, hash.as_deref()).await {
        Ok(right) => right,
        Err(error @ PasswordError::TooLong) => return Err(error.into()),
        Err(error) => {
            // What was not checked is no failed attempt.
            limits::refund(deps, &buckets).await?;
            return Err(error.into());
        }
    };
    let (Some(user), Some(hash)) = (user.filter(|user| right && user.disabled_at.is_none()), hash) else {
        return Ok(Outcome::Wrong);
    };
    let renewed = if deps.services.passwords.is_current(&hash) {
        None
    } else {
        Some(deps.services.passwords.hash(&deps.services.random, attempt.password).await?)
    };
    Ok(Outcome::Verified(Box::new(Verified { user, buckets, hash, renewed })))
}

/// Gives the attempt back and keeps a hash that was renewed because the parameters have changed. Says whether the password is
/// still the one that was checked: hashing takes a while, and what begins with a password that was replaced meanwhile would
/// outlive what its replacement has ended. Where it is not, the transaction must not be committed.
///
/// # Errors
/// When the database fails.
pub async fn settle(tx: &mut Tx, verified: &Verified) -> FlowResult<bool> {
    let hash = verified.renewed.as_ref().unwrap_or(&verified.hash);
    if !store::user::renew_password(tx, &verified.user.id, &verified.hash, hash).await? {
        return Ok(false);
    }
    limits::refund_in(tx, &verified.buckets).await?;
    Ok(true)
}

/// A browser in which the person has signed in before has a bucket of its own, whatever is tried elsewhere: nobody can lock the
/// person out there. Its cookie gives no more attempts than one account has, and on that account alone.
fn buckets(deps: &Deps, account: &str, address: &str, known: bool) -> Vec<Bucket> {
    let login = &deps.services.settings.login;
    match deps.origin.device.as_ref().filter(|_| known) {
        Some(device) => {
            vec![Bucket::of(deps, "account-known", &[account, device.as_str()], login.attempts_per_account)]
        }
        None => vec![
            Bucket::of(deps, "account", &[account], login.attempts_per_account),
            Bucket::of(deps, "address", &[address], login.attempts_per_address),
        ],
    }
}
