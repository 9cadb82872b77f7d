//! What people do with accounts by themselves. Whether an account exists is told to nobody but its owner, by mail: the same
//! answer takes the same way through the database, and where there is nobody to write to, a mail is queued that goes nowhere.

pub mod email;
pub mod password;
pub mod reset;
pub mod sign_up;

use super::limits::{self, Bucket};
use super::{Deps, FlowResult, factor};
use crate::config::Settings;
use crate::crypto::password_pool::MAX_PASSWORD_LEN;
use crate::crypto::strength::estimate;
use crate::flow::logout::{Ending, end};
use crate::flow::notice::{self, Notice};
use crate::model::{Action, LinkPurpose, Mail, MailKind, RevocationReason, Secret, User};
use crate::protocol::login_key::login_key;
use crate::store::{self, Tx};
use std::collections::BTreeMap;

/// Seconds in which the mails to one address come back.
const MAIL_WINDOW: i64 = 3600;

/// Why a password cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// More bytes than are ever hashed.
    TooLong,
    /// Too easy to guess, with advice of [`crate::crypto::strength::ADVICE`].
    TooWeak(Vec<&'static str>),
}

/// Whether the password is fit for somebody of whom `personal` is known.
///
/// # Errors
/// [`Unfit`].
pub fn check_password(settings: &Settings, password: &Secret<String>, personal: &[&str]) -> Result<(), Unfit> {
    if password.expose().len() > MAX_PASSWORD_LEN {
        return Err(Unfit::TooLong);
    }
    let found = estimate(password.expose(), personal);
    let weak = password.expose().is_empty() || found.score < settings.accounts.minimum_strength;
    if weak { Err(Unfit::TooWeak(found.advice)) } else { Ok(()) }
}

/// What of a person makes a password easy to guess.
#[must_use]
pub fn personal(user: &User) -> Vec<&str> {
    let profile = &user.profile;
    let texts = [&profile.name, &profile.given_name, &profile.family_name, &profile.nickname, &profile.email];
    texts.into_iter().filter_map(|text| text.as_deref()).chain([user.username.as_str()]).collect()
}

/// Takes an attempt of a network address and one mail to `address`; says whether both had one left.
async fn reserve(deps: &Deps, network: &str, address: &str) -> FlowResult<bool> {
    let accounts = &deps.services.settings.accounts;
    let buckets = [
        Bucket::of(deps, "self-service", &[network], accounts.attempts_per_address),
        Bucket::of(deps, "mail", &[&login_key(address)], accounts.mails_per_address).over(MAIL_WINDOW),
    ];
    limits::reserve(deps, &buckets).await
}

/// A mail; without `to` it goes nowhere.
fn mail(deps: &Deps, to: Option<&str>, kind: MailKind, user: Option<&User>, link: &str) -> Mail {
    let language = user.map_or_else(|| deps.language_for_nobody(), |user| deps.language_for(user));
    let username = user.map(|user| user.username.clone()).unwrap_or_default();
    let values = [("username", username), ("link", link.to_owned())];
    let values: BTreeMap<_, _> = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Mail { to: to.map(str::to_owned), language, kind, values }
}

/// Gives the account another password, read within the transaction, and ends all that was begun with the one before: sessions,
/// grants, waiting links. Says whether nobody else changed the account at the same time.
async fn replace_password(deps: &Deps, tx: &mut Tx, user: &mut User, hash: &str) -> FlowResult<bool> {
    let now = deps.unix();
    // Tokens of this very second were made with the old password as well.
    user.tokens_valid_from = now.max(user.tokens_valid_from).plus(1);
    let email = user.profile.email.as_deref().map(login_key);
    store::user::set_password(tx, &user.id, &deps.row_id(), hash, now).await?;
    if !store::user::update(tx, user, email.as_deref(), now).await? {
        return Ok(false);
    }
    user.version += 1;
    end(deps, tx, Ending::User(&user.id), RevocationReason::PasswordChanged).await?;
    store::grant::revoke_by_user(tx, &user.id, RevocationReason::PasswordChanged, now).await?;
    factor::forget_browsers(tx, &user.id).await?;
    for purpose in [LinkPurpose::ResetPassword, LinkPurpose::Invite] {
        store::link::consume_by_user(tx, &user.id, purpose, now).await?;
    }
    write_event(deps, tx, user, Action::UserPassword).await?;
    notice::queue(deps, tx, user, Notice::PasswordChanged).await?;
    Ok(true)
}

async fn write_event(deps: &Deps, tx: &mut Tx, user: &User, action: Action) -> FlowResult<()> {
    let mut event = deps.event(format!("user:{}", user.id), action);
    event.user_id = Some(&user.id);
    Ok(deps.record(tx, &event).await?)
}
