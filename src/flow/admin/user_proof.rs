//! What accounts prove themselves by, as far as administrators have a hand in it.

use super::user::{end_everything, find, hash_of, keys, may_change, write_event};
use super::{Actor, AdminError};
use crate::flow::notice::{self, Notice};
use crate::flow::{Deps, factor, link};
use crate::model::{Action, LinkPurpose, Permission, Secret};
use crate::store;

/// Replaces the password and ends the account's sessions and tokens, and the links by which it could be replaced again.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Password`].
pub async fn set_password(
    deps: &Deps,
    actor: &Actor,
    username: &str,
    password: &Secret<String>,
) -> Result<(), AdminError> {
    actor.require(Permission::UsersWrite)?;
    let mut user = find(deps, username).await?;
    may_change(actor, user.admin)?;
    let hash = hash_of(deps, Some(password)).await?.unwrap_or_default();
    let now = deps.unix();
    // Tokens of this very second were made with the old password as well.
    user.tokens_valid_from = now.plus(1);
    let (_, email) = keys(&user);
    let mut tx = deps.services.db.write().await?;
    store::user::set_password(&mut tx, &user.id, &deps.row_id(), &hash, now).await?;
    if !store::user::update(&mut tx, &user, email.as_deref(), now).await? {
        return Err(AdminError::Conflict);
    }
    end_everything(deps, &mut tx, &user.id).await?;
    for purpose in [LinkPurpose::ResetPassword, LinkPurpose::Invite] {
        store::link::consume_by_user(&mut tx, &user.id, purpose, now).await?;
    }
    write_event(deps, &mut tx, actor, Action::UserPassword, &user.id).await?;
    notice::queue(deps, &mut tx, &user, Notice::PasswordChanged).await?;
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(())
}

/// Makes a link by which the person sets a password, the first or another: it works once, for `accounts.invitation_lifetime`,
/// and links from before do not. It is as good as a password, and is shown once.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Invalid`] for an account that is switched off.
pub async fn invite(deps: &Deps, actor: &Actor, who: &str) -> Result<Secret<String>, AdminError> {
    actor.require(Permission::UsersWrite)?;
    let user = find(deps, who).await?;
    may_change(actor, user.admin)?;
    if user.disabled_at.is_some() {
        return Err(AdminError::invalid("the account is switched off; switch it on first"));
    }
    let lifetime = deps.services.settings.accounts.invitation_lifetime;
    let mut tx = deps.services.db.write().await?;
    store::link::consume_by_user(&mut tx, &user.id, LinkPurpose::Invite, deps.unix()).await?;
    let address = link::create(deps, &mut tx, Some(&user.id), LinkPurpose::Invite, String::new(), lifetime).await?;
    write_event(deps, &mut tx, actor, Action::UserInvite, &user.id).await?;
    tx.commit().await?;
    Ok(address)
}

/// Removes the account's authenticator app and recovery codes, as for somebody who has lost the phone. Says whether there was
/// an app.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Forbidden`].
pub async fn reset_factors(deps: &Deps, actor: &Actor, username: &str) -> Result<bool, AdminError> {
    actor.require(Permission::UsersWrite)?;
    let user = find(deps, username).await?;
    may_change(actor, user.admin)?;
    let mut tx = deps.services.db.write().await?;
    let had = factor::remove_in(&mut tx, &user.id).await?;
    write_event(deps, &mut tx, actor, Action::UserResetFactors, &user.id).await?;
    if had {
        notice::queue(deps, &mut tx, &user, Notice::FactorRemoved).await?;
    }
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(had)
}

/// Removes the account's passkeys, as when a device was stolen or a stranger has added one of theirs. Sessions stay; who has no
/// password needs an invitation. Says whether there was a passkey.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Forbidden`].
pub async fn remove_passkeys(deps: &Deps, actor: &Actor, username: &str) -> Result<bool, AdminError> {
    actor.require(Permission::UsersWrite)?;
    let user = find(deps, username).await?;
    may_change(actor, user.admin)?;
    let passkeys = store::passkey::list_by_user(&deps.services.db, &user.id).await?;
    let mut tx = deps.services.db.write().await?;
    let had = store::passkey::delete_by_user(&mut tx, &user.id).await?;
    write_event(deps, &mut tx, actor, Action::UserRemovePasskeys, &user.id).await?;
    for passkey in &passkeys {
        notice::queue(deps, &mut tx, &user, Notice::PasskeyRemoved(&passkey.name)).await?;
    }
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(had)
}
