//! Groups, who is in them, and what the accounts say of that.
//!
//! An account's row repeats the names and roles of its groups, so that a token needs no second read. Whoever changes a
//! group or its members calls [`hold`] first and [`retell`] for each account after it, in one transaction.

use super::change::{ChangeKind, bump};
use super::error::{parse_json, to_json};
use super::{Db, StoreError, Tx};
use crate::model::{Group, GroupId, UnixTime, UserId};
use std::collections::BTreeSet;

const SELECT_ALL: &str = "SELECT g.id, g.name, g.description, g.roles, g.managed_by, g.version, g.created_at,
        (SELECT COUNT(*) FROM group_member m WHERE m.group_id = g.id) AS members
    FROM user_group g ORDER BY g.id";
const SELECT_BY_NAME: &str = "SELECT g.id, g.name, g.description, g.roles, g.managed_by, g.version, g.created_at,
        (SELECT COUNT(*) FROM group_member m WHERE m.group_id = g.id) AS members
    FROM user_group g WHERE g.name = $1";
const SELECT_MEMBERS: &str = "SELECT u.id, u.username FROM group_member m JOIN user_account u ON u.id = m.user_id
    WHERE m.group_id = $1 ORDER BY u.id";
const SELECT_OF_USER: &str = "SELECT g.name, g.roles FROM group_member m JOIN user_group g ON g.id = m.group_id
    WHERE m.user_id = $1";
const INSERT: &str = "INSERT INTO user_group (id, name, description, roles, managed_by, version, created_at)
    VALUES ($1, $2, $3, $4, $5, 1, $6)";
const UPDATE: &str =
    "UPDATE user_group SET description = $2, roles = $3, version = version + 1 WHERE id = $1 AND version = $4";
const DELETE: &str = "DELETE FROM user_group WHERE id = $1";
const INSERT_MEMBER: &str = "INSERT INTO group_member (group_id, user_id) VALUES ($1, $2)
    ON CONFLICT (group_id, user_id) DO NOTHING";
const DELETE_MEMBER: &str = "DELETE FROM group_member WHERE group_id = $1 AND user_id = $2";
const RETELL: &str = "UPDATE user_account SET group_names = $2, group_roles = $3, updated_at = $4,
        version = version + 1 WHERE id = $1";

#[derive(sqlx::FromRow)]
struct GroupRow {
    id: String,
    name: String,
    description: String,
    roles: String,
    managed_by: String,
    version: i64,
    created_at: i64,
    members: i64,
}

/// A group with the number of its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedGroup {
    /// The group.
    pub group: Group,
    /// How many people are in it.
    pub members: i64,
}

impl TryFrom<GroupRow> for CountedGroup {
    type Error = StoreError;

    fn try_from(row: GroupRow) -> Result<Self, StoreError> {
        let group = Group {
            id: GroupId::new(row.id),
            name: row.name,
            description: row.description,
            roles: parse_json("user_group.roles", &row.roles)?,
            managed_by: row.managed_by,
            version: row.version,
            created_at: UnixTime(row.created_at),
        };
        Ok(Self { group, members: row.members })
    }
}

/// Every group, by name.
pub async fn list(db: &Db) -> Result<Vec<CountedGroup>, StoreError> {
    let rows = read_all!(db, GroupRow, SELECT_ALL)?;
    let mut groups = rows.into_iter().map(CountedGroup::try_from).collect::<Result<Vec<_>, _>>()?;
    groups.sort_by(|one, other| one.group.name.cmp(&other.group.name));
    Ok(groups)
}

/// The group of this name.
pub async fn find(db: &Db, name: &str) -> Result<Option<Group>, StoreError> {
    let row = read_optional!(db, GroupRow, SELECT_BY_NAME, name)?;
    Ok(row.map(CountedGroup::try_from).transpose()?.map(|counted| counted.group))
}

/// The same within a transaction.
pub async fn find_in(tx: &mut Tx, name: &str) -> Result<Option<Group>, StoreError> {
    let row = tx_optional!(tx, GroupRow, SELECT_BY_NAME, name)?;
    Ok(row.map(CountedGroup::try_from).transpose()?.map(|counted| counted.group))
}

/// Row ids and names of the members, in the order in which the accounts were made.
pub async fn members(db: &Db, id: &GroupId) -> Result<Vec<(UserId, String)>, StoreError> {
    let rows = read_all!(db, (String, String), SELECT_MEMBERS, id.as_str())?;
    Ok(rows.into_iter().map(|(id, name)| (UserId::new(id), name)).collect())
}

/// The same within a transaction.
pub async fn members_in(tx: &mut Tx, id: &GroupId) -> Result<Vec<(UserId, String)>, StoreError> {
    let rows = tx_all!(tx, (String, String), SELECT_MEMBERS, id.as_str())?;
    Ok(rows.into_iter().map(|(id, name)| (UserId::new(id), name)).collect())
}

/// Makes all who change groups or memberships wait for each other until the transaction ends: what an account repeats is
/// computed from rows that two of them could otherwise write at once.
pub async fn hold(tx: &mut Tx) -> Result<(), StoreError> {
    bump(tx, ChangeKind::Group).await
}

/// # Errors
/// [`StoreError::Duplicate`] when the name is taken.
pub async fn insert(tx: &mut Tx, group: &Group) -> Result<(), StoreError> {
    tx_execute!(
        tx,
        INSERT,
        group.id.as_str(),
        group.name.as_str(),
        group.description.as_str(),
        to_json(&group.roles),
        group.managed_by.as_str(),
        group.created_at.get(),
    )?;
    Ok(())
}

/// Writes description and roles, if nobody else has since `group` was read; says whether it did.
pub async fn update(tx: &mut Tx, group: &Group) -> Result<bool, StoreError> {
    let roles = to_json(&group.roles);
    let changed = tx_execute!(tx, UPDATE, group.id.as_str(), group.description.as_str(), roles, group.version)?;
    Ok(changed == 1)
}

/// Removes the group with its memberships; says whether it existed.
pub async fn delete(tx: &mut Tx, id: &GroupId) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, DELETE, id.as_str())? == 1)
}

/// Adds a member; says whether it was none before.
pub async fn insert_member(tx: &mut Tx, group: &GroupId, user: &UserId) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, INSERT_MEMBER, group.as_str(), user.as_str())? == 1)
}

/// Takes a member away; says whether it was one.
pub async fn delete_member(tx: &mut Tx, group: &GroupId, user: &UserId) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, DELETE_MEMBER, group.as_str(), user.as_str())? == 1)
}

/// Writes into the account what its memberships say now.
pub async fn retell(tx: &mut Tx, user: &UserId, now: UnixTime) -> Result<(), StoreError> {
    let rows = tx_all!(tx, (String, String), SELECT_OF_USER, user.as_str())?;
    let (mut names, mut roles) = (BTreeSet::new(), BTreeSet::new());
    for (name, given) in rows {
        roles.extend(parse_json::<Vec<String>>("user_group.roles", &given)?);
        names.insert(name);
    }
    tx_execute!(tx, RETELL, user.as_str(), to_json(&names), to_json(&roles), now.get())?;
    Ok(())
}
