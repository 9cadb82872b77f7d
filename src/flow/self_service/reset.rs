//! A forgotten password, and the first one of somebody who was invited: a link, and a page for a password behind it.

use super::{Unfit, check_password, mail, personal, replace_password, reserve};
use crate::flow::delivery::queue_mail;
use crate::flow::{Deps, FlowResult, link};
use crate::model::{LinkPurpose, MailKind, Secret, User};
use crate::protocol::login_key::login_key;
use crate::store;

/// Sends a link to the person of this user name or e-mail address, if there is one with an address. Gives whether it was tried
/// too often; the answer and its time tell nothing else.
///
/// # Errors
/// When the database fails.
pub async fn ask(deps: &Deps, entered: &str, network: &str) -> FlowResult<bool> {
    let key = login_key(entered);
    if !reserve(deps, network, &key).await? {
        return Ok(false);
    }
    let found = store::user::find_by_login(&deps.services.db, &key).await?.map(|(user, _)| user);
    let user = found.filter(|user| user.disabled_at.is_none() && user.profile.email.is_some());
    let (id, to) = (user.as_ref().map(|user| &user.id), user.as_ref().and_then(|user| user.profile.email.as_deref()));
    let lifetime = deps.services.settings.accounts.link_lifetime;
    let mut tx = deps.services.db.write().await?;
    let address = link::create(deps, &mut tx, id, LinkPurpose::ResetPassword, String::new(), lifetime).await?;
    let letter = mail(deps, to, MailKind::ResetPassword, user.as_ref(), address.expose());
    queue_mail(deps, &mut tx, &letter).await?;
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(true)
}

/// Whose link this is, if it works and the account is on.
///
/// # Errors
/// When the database fails.
pub async fn find(deps: &Deps, purpose: LinkPurpose, token: &str) -> FlowResult<Option<User>> {
    let Some(user_id) = link::find(deps, purpose, token).await?.and_then(|link| link.user_id) else { return Ok(None) };
    Ok(store::user::find(&deps.services.db, &user_id).await?.filter(|user| user.disabled_at.is_none()))
}

/// How setting a password ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is set, and everything that was begun before has ended.
    Done,
    /// The link does not work.
    Dead,
    /// The password cannot be taken; the link still works.
    Unfit(Unfit),
    /// Somebody changed the account at the same time; the link still works.
    Conflict,
}

/// Uses the link up and sets the password.
///
/// # Errors
/// When the database or the password pool fail.
pub async fn set(deps: &Deps, purpose: LinkPurpose, token: &str, password: &Secret<String>) -> FlowResult<Outcome> {
    let Some(user) = find(deps, purpose, token).await? else { return Ok(Outcome::Dead) };
    if let Err(unfit) = check_password(&deps.services.settings, password, &personal(&user)) {
        return Ok(Outcome::Unfit(unfit));
    }
    let hash = deps.services.passwords.hash(&deps.services.random, password).await?;
    let mut tx = deps.services.db.write().await?;
    if link::redeem(deps, &mut tx, purpose, token).await?.is_none() {
        return Ok(Outcome::Dead);
    }
    let Some(mut user) = store::user::find_in(&mut tx, &user.id).await? else { return Ok(Outcome::Dead) };
    if user.disabled_at.is_some() {
        return Ok(Outcome::Dead);
    }
    if !replace_password(deps, &mut tx, &mut user, &hash).await? {
        return Ok(Outcome::Conflict);
    }
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(Outcome::Done)
}
