//! The e-mail address of an account: proof that it is the owner's, and another address.

use super::{mail, reserve, write_event};
use crate::flow::delivery::queue_mail;
use crate::flow::notice::{self, Notice};
use crate::flow::{Deps, FlowResult, link};
use crate::model::{Action, EmailAddress, LinkPurpose, MailKind, OneTimeLink, User};
use crate::protocol::login_key::login_key;
use crate::store::{self, StoreError};

/// Sends a link to the new address, whose owner makes it the account's. Gives whether it was tried too often; whether the
/// address is another account's is told to its owner only.
///
/// # Errors
/// When the database fails.
pub async fn ask_change(deps: &Deps, user: &User, new: &EmailAddress, network: &str) -> FlowResult<bool> {
    let key = login_key(new.as_str());
    if !reserve(deps, network, &key).await? {
        return Ok(false);
    }
    let owner = store::user::find_by_login(&deps.services.db, &key).await?.map(|(owner, _)| owner);
    let other = owner.filter(|owner| owner.id != user.id);
    let detail = new.as_str().to_owned();
    let lifetime = deps.services.settings.accounts.link_lifetime;
    let mut tx = deps.services.db.write().await?;
    let address = link::create(deps, &mut tx, Some(&user.id), LinkPurpose::ChangeEmail, detail, lifetime).await?;
    let letter = match &other {
        None => mail(deps, Some(new.as_str()), MailKind::ChangeEmail, Some(user), address.expose()),
        Some(other) => exists(deps, other, &key),
    };
    queue_mail(deps, &mut tx, &letter).await?;
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(true)
}

/// What the owner of an account is told when its address, as `key`, is entered for another account. Where only the user name is
/// like that, nobody is told: the address may be somebody else's.
pub(super) fn exists(deps: &Deps, owner: &User, key: &str) -> crate::model::Mail {
    let own = owner.profile.email.as_deref().filter(|email| login_key(email) == key);
    let sign_in = format!("{}/login", deps.services.settings.issuer.as_str());
    mail(deps, own, MailKind::AccountExists, Some(owner), &sign_in)
}

/// Sends a link to the account's own address. Gives whether it was tried too often.
///
/// # Errors
/// When the database fails.
pub async fn ask_verification(deps: &Deps, user: &User, network: &str) -> FlowResult<bool> {
    let Some(email) = &user.profile.email else { return Ok(true) };
    if !reserve(deps, network, email).await? {
        return Ok(false);
    }
    let (detail, lifetime) = (email.clone(), deps.services.settings.accounts.verification_lifetime);
    let mut tx = deps.services.db.write().await?;
    let address = link::create(deps, &mut tx, Some(&user.id), LinkPurpose::VerifyEmail, detail, lifetime).await?;
    let letter = mail(deps, Some(email), MailKind::VerifyEmail, Some(user), address.expose());
    queue_mail(deps, &mut tx, &letter).await?;
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(true)
}

/// The address that a link of this person is about, if it works.
///
/// # Errors
/// When the database fails.
pub async fn find(deps: &Deps, purpose: LinkPurpose, token: &str, user: &User) -> FlowResult<Option<String>> {
    let link = link::find(deps, purpose, token).await?;
    Ok(link.filter(|link| link.user_id.as_ref() == Some(&user.id)).map(|link| link.detail))
}

/// Uses a link of this person up; gives whether its address is theirs now. Only a mail that arrived makes an address verified.
///
/// # Errors
/// When the database fails.
pub async fn confirm(deps: &Deps, purpose: LinkPurpose, token: &str, user: &User) -> FlowResult<bool> {
    let mut tx = deps.services.db.write().await?;
    let redeemed = link::redeem(deps, &mut tx, purpose, token).await?;
    let Some(OneTimeLink { detail: email, .. }) = redeemed.filter(|link| link.user_id.as_ref() == Some(&user.id))
    else {
        return Ok(false);
    };
    let Some(mut user) = store::user::find_in(&mut tx, &user.id).await? else { return Ok(false) };
    let before = user.profile.email.replace(email.clone());
    let same = before.as_deref() == Some(email.as_str());
    if purpose == LinkPurpose::VerifyEmail && !same {
        return Ok(false);
    }
    user.profile.email_verified = true;
    match store::user::update(&mut tx, &user, Some(&login_key(&email)), deps.unix()).await {
        Ok(true) => {}
        // Somebody else's by now.
        Ok(false) | Err(StoreError::Duplicate) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    write_event(deps, &mut tx, &user, if same { Action::UserVerifyEmail } else { Action::UserEmail }).await?;
    if let Some(before) = before.filter(|_| !same) {
        // Links to a new password went to the address before.
        store::link::consume_by_user(&mut tx, &user.id, LinkPurpose::ResetPassword, deps.unix()).await?;
        notice::queue(deps, &mut tx, &user, Notice::EmailChanged(&before)).await?;
    }
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(true)
}
