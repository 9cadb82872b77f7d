//! Whether a password is right: limited, and as slow for an unknown or disabled account as for a wrong password.

use super::{Deps, FlowResult};
use crate::config::ATTEMPT_WINDOW;
use crate::crypto::password_pool::PasswordError;
use crate::model::{Secret, User};
use crate::protocol::login_key::login_key;
use crate::store::throttle::{self, Limit};
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
    buckets: [(String, Limit); 2],
    /// A new hash, and the old one that it replaces.
    renewed: Option<(String, String)>,
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
    let buckets = buckets(deps, account, attempt.address);
    if !reserve(deps, &buckets).await? {
        return Ok(Outcome::Throttled);
    }
    let right = match deps.services.passwords.verify(attempt.password, hash.as_deref()).await {
        Ok(right) => right,
        Err(error @ PasswordError::TooLong) => return Err(error.into()),
        Err(error) => {
            // What was not checked is no failed attempt.
            refund(deps, &buckets).await?;
            return Err(error.into());
        }
    };
    let Some(user) = user.filter(|user| right && user.disabled_at.is_none()) else {
        return Ok(Outcome::Wrong);
    };
    let renewed = match hash.filter(|hash| !deps.services.passwords.is_current(hash)) {
        Some(old) => Some((deps.services.passwords.hash(&deps.services.random, attempt.password).await?, old)),
        None => None,
    };
    Ok(Outcome::Verified(Box::new(Verified { user, buckets, renewed })))
}

/// Gives the attempt back and keeps a hash that was renewed because the parameters have changed.
///
/// # Errors
/// When the database fails.
pub async fn settle(tx: &mut Tx, verified: &Verified) -> FlowResult<()> {
    for (bucket, limit) in &verified.buckets {
        throttle::refund(tx, bucket, *limit).await?;
    }
    if let Some((new, old)) = &verified.renewed {
        store::user::renew_password(tx, &verified.user.id, old, new).await?;
    }
    Ok(())
}

fn buckets(deps: &Deps, key: &str, address: &str) -> [(String, Limit); 2] {
    let login = &deps.services.settings.login;
    let limit = |burst: u32| Limit { burst: i64::from(burst), period_ms: ATTEMPT_WINDOW * 1000 };
    let name = |kind: &str, what: &str| deps.services.derived.lookup_mac(&["throttle", kind, what]);
    [
        (name("account", key), limit(login.attempts_per_account)),
        (name("address", address), limit(login.attempts_per_address)),
    ]
}

async fn refund(deps: &Deps, buckets: &[(String, Limit); 2]) -> FlowResult<()> {
    let mut tx = deps.services.db.write().await?;
    for (bucket, limit) in buckets {
        throttle::refund(&mut tx, bucket, *limit).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn reserve(deps: &Deps, buckets: &[(String, Limit); 2]) -> FlowResult<bool> {
    let mut tx = deps.services.db.write().await?;
    for (bucket, limit) in buckets {
        if !throttle::reserve(&mut tx, bucket, *limit, deps.now.ms).await? {
            return Ok(false);
        }
    }
    tx.commit().await?;
    Ok(true)
}
