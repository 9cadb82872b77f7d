//! Accounts.

use super::group::replace_memberships;
pub use super::user_proof::{invite, remove_passkeys, reset_factors, set_password};
pub use super::user_seen::{UserFilter, count, find, list, show};
use super::{Actor, AdminError};
use crate::flow::factor;
use crate::flow::logout::{Ending, end};
use crate::flow::revocation::withdraw_consent;
use crate::flow::{Deps, FlowResult};
use crate::model::{Action, Permission, Profile, RevocationReason, Secret, Subject, User, UserId};
use crate::protocol::attributes::{check_attributes, check_names};
use crate::protocol::login_key::{check_username, login_key};
use crate::store::user::LoginKeys;
use crate::store::{self, StoreError, Tx};
use serde_json::{Map, Value};

/// What to make.
#[derive(Clone, Debug, Default)]
pub struct AddUser {
    /// User name.
    pub username: String,
    /// Standard claims.
    pub profile: Profile,
    /// Whether the person administers the provider.
    pub admin: bool,
    /// Password; without one nobody can sign in.
    pub password: Option<Secret<String>>,
    /// Groups that the person is in.
    pub groups: Vec<String>,
    /// Roles of the person, beside those of the groups.
    pub roles: Vec<String>,
    /// What else is known of the person.
    pub attributes: Map<String, Value>,
}

/// Makes an account.
///
/// # Errors
/// [`AdminError::Invalid`], [`AdminError::Exists`].
pub async fn add(deps: &Deps, actor: &Actor, command: AddUser) -> Result<User, AdminError> {
    may_change(actor, command.admin)?;
    check_username(&command.username).map_err(AdminError::invalid)?;
    let new = prepare(deps, actor, command).await?;
    let mut tx = deps.services.db.write().await?;
    insert(deps, &mut tx, actor, &new).await?;
    tx.commit().await?;
    Ok(new.user)
}

/// An account that nothing is written of.
#[derive(Debug)]
pub(super) struct NewUser {
    /// The account.
    pub user: User,
    /// Who looks after it.
    pub managed_by: String,
    /// The hash of its password.
    hash: Option<String>,
}

/// Makes an account whose name passed the check, and hashes its password.
///
/// # Errors
/// [`AdminError::Invalid`], [`AdminError::Password`].
pub(super) async fn prepare(deps: &Deps, actor: &Actor, command: AddUser) -> Result<NewUser, AdminError> {
    let hash = hash_of(deps, command.password.as_ref()).await?;
    let now = deps.unix();
    let user = User {
        id: UserId::new(deps.row_id()),
        subject: Subject::new(&deps.services.random.token()[..22]),
        username: command.username,
        profile: command.profile,
        admin: command.admin,
        groups: command.groups,
        roles: command.roles,
        group_roles: Vec::new(),
        attributes: command.attributes,
        tokens_valid_from: now,
        version: 1,
        disabled_at: None,
        created_at: now,
        updated_at: now,
    };
    check(&user)?;
    Ok(NewUser { user, managed_by: actor.manager().to_owned(), hash })
}

/// Writes it, with its event.
///
/// # Errors
/// [`AdminError::Exists`].
pub(super) async fn insert(deps: &Deps, tx: &mut Tx, actor: &Actor, new: &NewUser) -> Result<(), AdminError> {
    let user = &new.user;
    let (login, email) = keys(user);
    let keys = LoginKeys { login: &login, email: email.as_deref() };
    let inserted = store::user::insert(tx, user, keys, &new.managed_by).await;
    inserted.map_err(|error| exists(error, &user.username))?;
    if !user.groups.is_empty() {
        store::group::hold(tx).await?;
        replace_memberships(deps, tx, actor, &user.id, (&[], &user.groups)).await?;
    }
    if let Some(hash) = &new.hash {
        store::user::set_password(tx, &user.id, &deps.row_id(), hash, deps.unix()).await?;
    }
    write_event(deps, tx, actor, Action::UserAdd, &user.id).await?;
    Ok(())
}

/// Changes an account.
///
/// # Errors
/// [`AdminError::NotFound`], also for a group; [`AdminError::Invalid`]; [`AdminError::Exists`] when the address is another
/// account's; [`AdminError::Conflict`], [`AdminError::LastAdministrator`].
pub async fn set(
    deps: &Deps,
    actor: &Actor,
    username: &str,
    change: impl FnOnce(&mut User),
) -> Result<User, AdminError> {
    self::change(deps, actor, (username, None), |user| {
        change(user);
        Ok(())
    })
    .await
}

/// Changes an account, if it is the expected version of it, as `change` says, or not at all.
///
/// # Errors
/// As [`set`], [`AdminError::Conflict`] for another version, and what `change` says.
pub async fn change(
    deps: &Deps,
    actor: &Actor,
    (who, expected): (&str, Option<i64>),
    change: impl FnOnce(&mut User) -> Result<(), AdminError>,
) -> Result<User, AdminError> {
    actor.require(Permission::UsersWrite)?;
    let mut user = find(deps, who).await?;
    if expected.is_some_and(|version| version != user.version) {
        return Err(AdminError::Conflict);
    }
    let before = user.admin;
    let administered = administers(&user);
    let groups = user.groups.clone();
    change(&mut user)?;
    may_change(actor, before || user.admin)?;
    check(&user)?;
    let mut tx = deps.services.db.write().await?;
    write(deps, &mut tx, actor, &user, &groups).await?;
    if administered && !administers(&user) {
        keep_an_administrator(&mut tx, actor).await?;
    }
    tx.commit().await?;
    user.version += 1;
    user.updated_at = deps.unix();
    // Roles come with groups, and the row tells of both.
    if user.groups == groups { Ok(user) } else { find(deps, user.id.as_str()).await }
}

/// Writes a changed account that was in `groups`, with its event. One that is off loses its sessions and tokens.
///
/// # Errors
/// [`AdminError::Exists`], [`AdminError::Conflict`], [`AdminError::NotFound`] for a group.
pub(super) async fn write(
    deps: &Deps,
    tx: &mut Tx,
    actor: &Actor,
    user: &User,
    groups: &[String],
) -> Result<(), AdminError> {
    let (_, email) = keys(user);
    if user.groups != groups {
        store::group::hold(tx).await?;
    }
    let updated = store::user::update(tx, user, email.as_deref(), deps.unix()).await;
    if !updated.map_err(|error| exists(error, user.profile.email.as_deref().unwrap_or_default()))? {
        return Err(AdminError::Conflict);
    }
    if user.groups != groups {
        replace_memberships(deps, tx, actor, &user.id, (groups, &user.groups)).await?;
    }
    if user.disabled_at.is_some() {
        end_everything(deps, tx, &user.id).await?;
    }
    write_event(deps, tx, actor, Action::UserSet, &user.id).await?;
    Ok(())
}

/// Switches an account off, which ends its sessions and tokens at once, or on again; those stay ended.
///
/// # Errors
/// [`AdminError::NotFound`].
pub async fn disable(deps: &Deps, actor: &Actor, username: &str, off: bool) -> Result<User, AdminError> {
    let now = deps.unix();
    set(deps, actor, username, |user| {
        user.disabled_at = off.then_some(now);
        if off {
            user.tokens_valid_from = now.plus(1);
        }
    })
    .await
}

/// Ends every session and grant of the person, who may sign in again at once. What they consented to is remembered.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Conflict`].
pub async fn revoke(deps: &Deps, actor: &Actor, username: &str) -> Result<(), AdminError> {
    actor.require(Permission::UsersWrite)?;
    let mut user = find(deps, username).await?;
    let now = deps.unix();
    // Later than what was issued in this very second, also after an earlier call.
    user.tokens_valid_from = now.max(user.tokens_valid_from).plus(1);
    let (_, email) = keys(&user);
    let mut tx = deps.services.db.write().await?;
    if !store::user::update(&mut tx, &user, email.as_deref(), now).await? {
        return Err(AdminError::Conflict);
    }
    end_everything(deps, &mut tx, &user.id).await?;
    write_event(deps, &mut tx, actor, Action::UserRevoke, &user.id).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes back what the person has given one client, remembered consent included; gives how many grants ended.
///
/// # Errors
/// [`AdminError::NotFound`].
pub async fn revoke_client(deps: &Deps, actor: &Actor, username: &str, client_id: &str) -> Result<u64, AdminError> {
    actor.require(Permission::UsersWrite)?;
    let user = find(deps, username).await?;
    let client = super::client::find(deps, client_id)?;
    let reason = RevocationReason::Administrator;
    Ok(withdraw_consent(deps, &actor.name(), &user.id, &client.client.id, reason).await?)
}

/// Removes an account; its tokens die with it.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::LastAdministrator`].
pub async fn remove(deps: &Deps, actor: &Actor, username: &str) -> Result<(), AdminError> {
    actor.require(Permission::UsersWrite)?;
    let user = find(deps, username).await?;
    may_change(actor, user.admin)?;
    let mut tx = deps.services.db.write().await?;
    erase(deps, &mut tx, actor, &user).await?;
    tx.commit().await?;
    Ok(())
}

/// Removes an account with all that hangs on it, with the event.
///
/// # Errors
/// [`AdminError::LastAdministrator`].
pub(super) async fn erase(deps: &Deps, tx: &mut Tx, actor: &Actor, user: &User) -> Result<(), AdminError> {
    end_everything(deps, tx, &user.id).await?;
    store::known_browser::delete_by_user(tx, &user.id).await?;
    store::consent::delete_by_user(tx, &user.id).await?;
    store::user::delete(tx, &user.id).await?;
    if administers(user) {
        keep_an_administrator(tx, actor).await?;
    }
    write_event(deps, tx, actor, Action::UserRemove, &user.id).await?;
    Ok(())
}

fn administers(user: &User) -> bool {
    user.admin && user.disabled_at.is_none()
}

/// After a deed that takes an administrator away. Who is at the shell may take the last one: nobody else needs to let them
/// make another.
async fn keep_an_administrator(tx: &mut Tx, actor: &Actor) -> Result<(), AdminError> {
    let outside = matches!(actor, Actor::Administrator(_));
    if outside && store::user::count_admins_in(tx).await? == 0 { Err(AdminError::LastAdministrator) } else { Ok(()) }
}

/// Ends the account's sessions and grants in so many words: `tokens_valid_from` alone would trust that the clocks of all
/// nodes agree.
pub(super) async fn end_everything(deps: &Deps, tx: &mut Tx, user_id: &UserId) -> FlowResult<()> {
    end(deps, tx, Ending::User(user_id), RevocationReason::Administrator).await?;
    store::grant::revoke_by_user(tx, user_id, RevocationReason::Administrator, deps.unix()).await?;
    factor::forget_browsers(tx, user_id).await
}

/// Who may change accounts at all, and who those of administrators: otherwise a password set for one of them would be a
/// way to every permission.
pub(super) fn may_change(actor: &Actor, administrator: bool) -> Result<(), AdminError> {
    actor.require(Permission::UsersWrite)?;
    if administrator { actor.require_everything() } else { Ok(()) }
}

pub(super) async fn hash_of(deps: &Deps, password: Option<&Secret<String>>) -> Result<Option<String>, AdminError> {
    let Some(password) = password else { return Ok(None) };
    if password.expose().is_empty() {
        return Err(AdminError::invalid("the password is empty"));
    }
    Ok(Some(deps.services.passwords.hash(&deps.services.random, password).await?))
}

pub(super) fn check(user: &User) -> Result<(), AdminError> {
    check_names("group", &user.groups).map_err(AdminError::invalid)?;
    check_names("role", &user.roles).map_err(AdminError::invalid)?;
    check_attributes(&user.attributes).map_err(AdminError::invalid)
}

pub(super) fn keys(user: &User) -> (String, Option<String>) {
    (login_key(&user.username), user.profile.email.as_deref().map(login_key))
}

pub(super) async fn write_event(
    deps: &Deps,
    tx: &mut Tx,
    actor: &Actor,
    action: Action,
    user_id: &UserId,
) -> Result<(), StoreError> {
    let mut event = deps.event(actor.name(), action);
    event.user_id = Some(user_id);
    deps.record(tx, &event).await
}

fn exists(error: StoreError, name: &str) -> AdminError {
    match error {
        StoreError::Duplicate => AdminError::Exists { noun: "user", name: name.to_owned() },
        other => other.into(),
    }
}
