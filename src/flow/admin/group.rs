//! Groups and who is in them.

use super::{Actor, AdminError, user};
use crate::flow::Deps;
use crate::model::{Action, ClientId, ClientMetadata, Group, GroupId, Permission, UserId};
use crate::protocol::attributes::{check_name, check_names};
use crate::store::group::CountedGroup;
use crate::store::{self, StoreError, Tx};
use std::collections::BTreeSet;

/// Longest description, in characters.
const LONGEST_DESCRIPTION: usize = 1000;

/// What to make.
#[derive(Clone, Debug, Default)]
pub struct AddGroup {
    /// What clients see; it stays.
    pub name: String,
    /// For administrators.
    pub description: String,
    /// Roles that every member has.
    pub roles: Vec<String>,
}

/// Makes a group without members.
///
/// # Errors
/// [`AdminError::Invalid`], [`AdminError::Exists`], [`AdminError::Forbidden`].
pub async fn add(deps: &Deps, actor: &Actor, command: AddGroup) -> Result<Group, AdminError> {
    actor.require(Permission::UsersWrite)?;
    let mut tx = deps.services.db.write().await?;
    let group = add_in(deps, &mut tx, actor, command).await?;
    tx.commit().await?;
    Ok(group)
}

/// The same within a transaction.
///
/// # Errors
/// As [`add`].
pub async fn add_in(deps: &Deps, tx: &mut Tx, actor: &Actor, command: AddGroup) -> Result<Group, AdminError> {
    let group = Group {
        id: GroupId::new(deps.row_id()),
        name: command.name,
        description: command.description,
        roles: command.roles,
        managed_by: actor.manager().to_owned(),
        version: 1,
        created_at: deps.unix(),
    };
    check(&group)?;
    store::group::insert(tx, &group).await.map_err(|error| match error {
        StoreError::Duplicate => AdminError::Exists { noun: "group", name: group.name.clone() },
        other => other.into(),
    })?;
    write_event(deps, tx, actor, Action::GroupAdd, &group.name, None).await?;
    Ok(group)
}

/// Changes description and roles; the members have the new roles at once.
///
/// # Errors
/// [`AdminError::Invalid`], [`AdminError::NotFound`], [`AdminError::Forbidden`].
pub async fn set(deps: &Deps, actor: &Actor, name: &str, change: impl FnOnce(&mut Group)) -> Result<Group, AdminError> {
    actor.require(Permission::UsersWrite)?;
    let mut tx = deps.services.db.write().await?;
    store::group::hold(&mut tx).await?;
    let mut group = found(store::group::find_in(&mut tx, name).await?, name)?;
    change(&mut group);
    name.clone_into(&mut group.name);
    write(deps, &mut tx, actor, &group).await?;
    tx.commit().await?;
    Ok(group)
}

/// Writes a changed group within a transaction that holds the groups, with its event; the members have its roles at once.
///
/// # Errors
/// [`AdminError::Invalid`], [`AdminError::Conflict`].
pub(super) async fn write(deps: &Deps, tx: &mut Tx, actor: &Actor, group: &Group) -> Result<(), AdminError> {
    check(group)?;
    if !store::group::update(tx, group).await? {
        return Err(AdminError::Conflict);
    }
    retell_members(deps, tx, &group.id).await?;
    write_event(deps, tx, actor, Action::GroupSet, &group.name, None).await?;
    Ok(())
}

/// Removes a group. One that a client admits is kept: without it nobody knows whom the client is for.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Invalid`], [`AdminError::Forbidden`].
pub async fn remove(deps: &Deps, actor: &Actor, name: &str) -> Result<(), AdminError> {
    actor.require(Permission::UsersWrite)?;
    let mut tx = deps.services.db.write().await?;
    store::group::hold(&mut tx).await?;
    if let Some(client) = admitting(&mut tx, name).await? {
        return Err(AdminError::invalid(format!("the client {client} admits the group; change allowed_groups first")));
    }
    erase(deps, &mut tx, actor, name).await?;
    tx.commit().await?;
    Ok(())
}

/// Removes a group within a transaction that holds the groups, with the event.
///
/// # Errors
/// [`AdminError::NotFound`].
pub(super) async fn erase(deps: &Deps, tx: &mut Tx, actor: &Actor, name: &str) -> Result<(), AdminError> {
    let group = found(store::group::find_in(tx, name).await?, name)?;
    let members = store::group::members_in(tx, &group.id).await?;
    store::group::delete(tx, &group.id).await?;
    for (user_id, _) in &members {
        store::group::retell(tx, user_id, deps.unix()).await?;
    }
    write_event(deps, tx, actor, Action::GroupRemove, name, None).await?;
    Ok(())
}

/// Every group with the number of its members, by name.
///
/// # Errors
/// [`AdminError::Forbidden`].
pub async fn list(deps: &Deps, actor: &Actor) -> Result<Vec<CountedGroup>, AdminError> {
    actor.require(Permission::UsersRead)?;
    Ok(store::group::list(&deps.services.db).await?)
}

/// The group of this name.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Forbidden`].
pub async fn find(deps: &Deps, actor: &Actor, name: &str) -> Result<Group, AdminError> {
    actor.require(Permission::UsersRead)?;
    found(store::group::find(&deps.services.db, name).await?, name)
}

/// User names of the members, in the order in which the accounts were made.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Forbidden`].
pub async fn members(deps: &Deps, actor: &Actor, name: &str) -> Result<Vec<String>, AdminError> {
    let group = find(deps, actor, name).await?;
    let members = store::group::members(&deps.services.db, &group.id).await?;
    Ok(members.into_iter().map(|(_, username)| username).collect())
}

/// Puts people into a group; gives how many were not in it before.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Forbidden`].
pub async fn add_members(deps: &Deps, actor: &Actor, name: &str, usernames: &[String]) -> Result<usize, AdminError> {
    change_members(deps, actor, name, (usernames, true)).await
}

/// Takes people out of a group; gives how many were in it.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Forbidden`].
pub async fn remove_members(deps: &Deps, actor: &Actor, name: &str, usernames: &[String]) -> Result<usize, AdminError> {
    change_members(deps, actor, name, (usernames, false)).await
}

async fn change_members(
    deps: &Deps,
    actor: &Actor,
    name: &str,
    (usernames, join): (&[String], bool),
) -> Result<usize, AdminError> {
    actor.require(Permission::UsersWrite)?;
    let mut people = Vec::new();
    for username in usernames {
        people.push(user::find(deps, username).await?.id);
    }
    let mut tx = deps.services.db.write().await?;
    store::group::hold(&mut tx).await?;
    let group = found(store::group::find_in(&mut tx, name).await?, name)?;
    let mut changed = 0;
    for user_id in &people {
        changed += usize::from(change_member(deps, &mut tx, actor, (&group, user_id, join)).await?);
    }
    for user_id in &people {
        store::group::retell(&mut tx, user_id, deps.unix()).await?;
    }
    tx.commit().await?;
    Ok(changed)
}

/// Gives the person these groups instead of those that they are in; the transaction holds the groups already.
///
/// # Errors
/// [`AdminError::NotFound`] for a group that does not exist.
pub(super) async fn replace_memberships(
    deps: &Deps,
    tx: &mut Tx,
    actor: &Actor,
    user_id: &UserId,
    (before, after): (&[String], &[String]),
) -> Result<(), AdminError> {
    let (before, after): (BTreeSet<_>, BTreeSet<_>) = (before.iter().collect(), after.iter().collect());
    let left = before.difference(&after).map(|name| (name, false));
    let joined = after.difference(&before).map(|name| (name, true));
    for (name, join) in left.chain(joined) {
        let group = found(store::group::find_in(tx, name).await?, name)?;
        change_member(deps, tx, actor, (&group, user_id, join)).await?;
    }
    Ok(store::group::retell(tx, user_id, deps.unix()).await?)
}

async fn change_member(
    deps: &Deps,
    tx: &mut Tx,
    actor: &Actor,
    (group, user_id, join): (&Group, &UserId, bool),
) -> Result<bool, StoreError> {
    let (changed, action) = if join {
        (store::group::insert_member(tx, &group.id, user_id).await?, Action::GroupMemberAdd)
    } else {
        (store::group::delete_member(tx, &group.id, user_id).await?, Action::GroupMemberRemove)
    };
    if changed {
        write_event(deps, tx, actor, action, &group.name, Some(user_id)).await?;
    }
    Ok(changed)
}

async fn retell_members(deps: &Deps, tx: &mut Tx, id: &GroupId) -> Result<(), StoreError> {
    for (user_id, _) in store::group::members_in(tx, id).await? {
        store::group::retell(tx, &user_id, deps.unix()).await?;
    }
    Ok(())
}

/// A client that the group may use, from the database itself: another node may have changed it a moment ago. Who changes whom
/// a client admits holds the groups as well.
async fn admitting(tx: &mut Tx, name: &str) -> Result<Option<ClientId>, StoreError> {
    let admits = |metadata: &ClientMetadata| metadata.access.allowed_groups.iter().any(|group| group == name);
    let clients = store::client::list_in(tx).await?;
    Ok(clients.into_iter().find(|client| admits(&client.metadata)).map(|client| client.id))
}

pub(super) fn check(group: &Group) -> Result<(), AdminError> {
    check_name("group", &group.name).map_err(AdminError::invalid)?;
    check_names("role", &group.roles).map_err(AdminError::invalid)?;
    if group.description.chars().count() > LONGEST_DESCRIPTION {
        return Err(AdminError::invalid(format!("a description has at most {LONGEST_DESCRIPTION} characters")));
    }
    Ok(())
}

fn found(group: Option<Group>, name: &str) -> Result<Group, AdminError> {
    group.ok_or_else(|| AdminError::NotFound { noun: "group", name: name.to_owned() })
}

async fn write_event(
    deps: &Deps,
    tx: &mut Tx,
    actor: &Actor,
    action: Action,
    name: &str,
    user_id: Option<&UserId>,
) -> Result<(), StoreError> {
    let mut event = deps.event(actor.name(), action);
    event.user_id = user_id;
    name.clone_into(&mut event.detail);
    deps.record(tx, &event).await
}
