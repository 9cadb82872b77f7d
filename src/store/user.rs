//! Accounts and their password hashes.

use super::error::{parse_json, to_json};
use super::{Db, StoreError, Tx};
use crate::model::{Subject, UnixTime, User, UserId};

/// An account's columns. `tokens_valid_from` is the later of its own and everybody's.
macro_rules! select_users {
    ($columns:literal, $rest:literal) => {
        concat!(
            "SELECT u.id, u.subject, u.username, u.profile, u.admin, u.roles, u.attributes, u.group_names,
        u.group_roles, CASE WHEN u.tokens_valid_from < m.valid_from
                THEN m.valid_from ELSE u.tokens_valid_from END AS tokens_valid_from, u.version, u.created_at,
                u.updated_at, u.disabled_at",
            $columns,
            " FROM user_account u JOIN global_not_before m ON m.id = 1 ",
            $rest
        )
    };
}

const SELECT_BY_LOGIN: &str = select_users!(
    ", c.secret",
    "LEFT JOIN credential c ON c.user_id = u.id AND c.kind = 'password' WHERE u.login_key = $1 OR u.email_key = $1
    ORDER BY CASE WHEN u.login_key = $1 THEN 0 ELSE 1 END LIMIT 1"
);
const SELECT_BY_ID: &str = select_users!("", "WHERE u.id = $1");
const SELECT_BY_SUBJECT: &str = select_users!("", "WHERE u.subject = $1");
const SELECT_ALL: &str = select_users!("", "ORDER BY u.id");
const SELECT_PAGE: &str = select_users!("", "WHERE u.id > $1 ORDER BY u.id LIMIT $2");
const SEARCH_PAGE: &str = select_users!(
    "",
    "WHERE u.id > $1 AND (u.login_key LIKE $3 ESCAPE '!' OR u.email_key LIKE $3 ESCAPE '!') ORDER BY u.id LIMIT $2"
);
const INSERT: &str = "INSERT INTO user_account (id, subject, username, login_key, email_key, profile, admin,
        tokens_valid_from, version, managed_by, created_at, updated_at, disabled_at, roles, attributes)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $10, $11, $12, $13)";
const UPDATE: &str = "UPDATE user_account SET email_key = $2, profile = $3, admin = $4, tokens_valid_from = $5,
        disabled_at = $6, updated_at = $7, roles = $9, attributes = $10, version = version + 1
    WHERE id = $1 AND version = $8";
const DELETE: &str = "DELETE FROM user_account WHERE id = $1";
const UPSERT_PASSWORD: &str = "INSERT INTO credential (id, user_id, kind, secret, created_at)
    VALUES ($1, $2, 'password', $3, $4)
    ON CONFLICT (user_id) WHERE kind = 'password'
    DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at";
const RENEW_PASSWORD: &str =
    "UPDATE credential SET secret = $3 WHERE user_id = $1 AND kind = 'password' AND secret = $2";
const COUNT_ADMINS: &str = "SELECT COUNT(*) FROM user_account WHERE admin AND disabled_at IS NULL";
const COUNT: &str = "SELECT COUNT(*) FROM user_account";
/// Who takes an administrator away waits here for who does the same: of two, the second counts what the first left.
const LOCK_ADMINS: &str = "UPDATE global_not_before SET valid_from = valid_from WHERE id = 1";

#[derive(sqlx::FromRow)]
pub(super) struct UserRow {
    pub(super) id: String,
    pub(super) subject: String,
    pub(super) username: String,
    pub(super) profile: String,
    pub(super) admin: bool,
    pub(super) roles: String,
    pub(super) attributes: String,
    pub(super) group_names: String,
    pub(super) group_roles: String,
    pub(super) tokens_valid_from: i64,
    pub(super) version: i64,
    pub(super) created_at: i64,
    pub(super) updated_at: i64,
    pub(super) disabled_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct LoginRow {
    #[sqlx(flatten)]
    user: UserRow,
    secret: Option<String>,
}

impl TryFrom<UserRow> for User {
    type Error = StoreError;

    fn try_from(row: UserRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: UserId::new(row.id),
            subject: Subject::new(row.subject),
            username: row.username,
            profile: parse_json("user_account.profile", &row.profile)?,
            admin: row.admin,
            groups: parse_json("user_account.group_names", &row.group_names)?,
            roles: parse_json("user_account.roles", &row.roles)?,
            group_roles: parse_json("user_account.group_roles", &row.group_roles)?,
            attributes: parse_json("user_account.attributes", &row.attributes)?,
            tokens_valid_from: UnixTime(row.tokens_valid_from),
            version: row.version,
            disabled_at: row.disabled_at.map(UnixTime),
            created_at: UnixTime(row.created_at),
            updated_at: UnixTime(row.updated_at),
        })
    }
}

/// A new account's searchable forms beside it.
#[derive(Clone, Copy, Debug)]
pub struct LoginKeys<'a> {
    /// Normalised user name.
    pub login: &'a str,
    /// Normalised e-mail address.
    pub email: Option<&'a str>,
}

/// The account with this normalised user name or e-mail address, and its password hash.
pub async fn find_by_login(db: &Db, login_key: &str) -> Result<Option<(User, Option<String>)>, StoreError> {
    let row: Option<LoginRow> = read_optional!(db, LoginRow, SELECT_BY_LOGIN, login_key)?;
    row.map(|row| Ok((User::try_from(row.user)?, row.secret))).transpose()
}

/// The account with this row id.
pub async fn find(db: &Db, id: &UserId) -> Result<Option<User>, StoreError> {
    read_optional!(db, UserRow, SELECT_BY_ID, id.as_str())?.map(User::try_from).transpose()
}

/// The same within a transaction.
pub async fn find_in(tx: &mut Tx, id: &UserId) -> Result<Option<User>, StoreError> {
    tx_optional!(tx, UserRow, SELECT_BY_ID, id.as_str())?.map(User::try_from).transpose()
}

/// The account with this subject.
pub async fn find_by_subject(db: &Db, subject: &Subject) -> Result<Option<User>, StoreError> {
    read_optional!(db, UserRow, SELECT_BY_SUBJECT, subject.as_str())?.map(User::try_from).transpose()
}

/// Every account, in the order in which they were made.
pub async fn list(db: &Db) -> Result<Vec<User>, StoreError> {
    read_all!(db, UserRow, SELECT_ALL)?.into_iter().map(User::try_from).collect()
}

/// At most `limit` accounts after the row id `after`, in the order in which they were made; with `search` those whose
/// normalised user name or address has it.
pub async fn page(db: &Db, search: Option<&str>, after: &str, limit: i64) -> Result<Vec<User>, StoreError> {
    let rows = match search {
        None => read_all!(db, UserRow, SELECT_PAGE, after, limit)?,
        Some(part) => read_all!(db, UserRow, SEARCH_PAGE, after, limit, containing(part))?,
    };
    rows.into_iter().map(User::try_from).collect()
}

/// The pattern of LIKE for whatever contains `part`.
fn containing(part: &str) -> String {
    format!("%{}%", part.replace('!', "!!").replace('%', "!%").replace('_', "!_"))
}

/// How many administrators can sign in.
pub async fn count_admins(db: &Db) -> Result<i64, StoreError> {
    Ok(read_optional!(db, (i64,), COUNT_ADMINS)?.map_or(0, |(count,)| count))
}

/// How many accounts there are.
pub async fn count(db: &Db) -> Result<i64, StoreError> {
    Ok(read_optional!(db, (i64,), COUNT)?.map_or(0, |(count,)| count))
}

/// How many administrators can sign in, counted while nobody else takes one away.
pub async fn count_admins_in(tx: &mut Tx) -> Result<i64, StoreError> {
    tx_execute!(tx, LOCK_ADMINS)?;
    Ok(tx_optional!(tx, (i64,), COUNT_ADMINS)?.map_or(0, |(count,)| count))
}

/// Adds an account; its memberships are written beside it.
///
/// # Errors
/// [`StoreError::Duplicate`] when the name, address or subject is taken.
pub async fn insert(tx: &mut Tx, user: &User, keys: LoginKeys<'_>, managed_by: &str) -> Result<(), StoreError> {
    tx_execute!(
        tx,
        INSERT,
        user.id.as_str(),
        user.subject.as_str(),
        user.username.as_str(),
        keys.login,
        keys.email,
        to_json(&user.profile),
        user.admin,
        user.tokens_valid_from.get(),
        managed_by,
        user.created_at.get(),
        user.disabled_at.map(UnixTime::get),
        to_json(&user.roles),
        to_json(&user.attributes),
    )?;
    Ok(())
}

/// Writes what may change of an account, if nobody else has since `user` was read; says whether it did.
pub async fn update(tx: &mut Tx, user: &User, email_key: Option<&str>, now: UnixTime) -> Result<bool, StoreError> {
    let changed = tx_execute!(
        tx,
        UPDATE,
        user.id.as_str(),
        email_key,
        to_json(&user.profile),
        user.admin,
        user.tokens_valid_from.get(),
        user.disabled_at.map(UnixTime::get),
        now.get(),
        user.version,
        to_json(&user.roles),
        to_json(&user.attributes),
    )?;
    Ok(changed == 1)
}

/// Replaces the password hash.
pub async fn set_password(
    tx: &mut Tx,
    user_id: &UserId,
    credential_id: &str,
    phc: &str,
    now: UnixTime,
) -> Result<(), StoreError> {
    tx_execute!(tx, UPSERT_PASSWORD, credential_id, user_id.as_str(), phc, now.get())?;
    Ok(())
}

/// Replaces the hash of a password by another hash of the same password, or by itself, unless the password was changed
/// meanwhile; says whether it was not. It stays so until the transaction ends.
pub async fn renew_password(tx: &mut Tx, user_id: &UserId, old: &str, new: &str) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, RENEW_PASSWORD, user_id.as_str(), old, new)? == 1)
}

/// Removes the account and its credentials.
pub async fn delete(tx: &mut Tx, id: &UserId) -> Result<(), StoreError> {
    tx_execute!(tx, DELETE, id.as_str())?;
    Ok(())
}
