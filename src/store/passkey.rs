//! Passkeys: public keys by which people sign in.

use super::{Db, StoreError, Tx};
use crate::model::{UnixTime, UserId};

const INSERT: &str = "INSERT INTO credential (id, user_id, kind, secret, created_at, name, lookup_hash)
    VALUES ($1, $2, 'passkey', $3, $4, $5, $6)";
const SELECT_BY_USER: &str = "SELECT id, secret, name, created_at, used_at FROM credential
    WHERE user_id = $1 AND kind = 'passkey' ORDER BY id";
const SELECT_BY_LOOKUP: &str = "SELECT id, secret, name, created_at, used_at, user_id FROM credential
    WHERE lookup_hash = $1 AND kind = 'passkey'";
const USE: &str = "UPDATE credential SET secret = $3, used_at = $4
    WHERE id = $1 AND kind = 'passkey' AND secret = $2";
const RENAME: &str = "UPDATE credential SET name = $3 WHERE id = $1 AND user_id = $2 AND kind = 'passkey'";
/// Of two removals at the same time the second sees what the first has left.
const LOCK: &str = "UPDATE credential SET name = name WHERE user_id = $1 AND kind IN ('password', 'passkey')";
const DELETE: &str = "DELETE FROM credential WHERE id = $1 AND user_id = $2 AND kind = 'passkey'
    AND EXISTS (SELECT 1 FROM credential o WHERE o.user_id = $2 AND o.id <> $1 AND o.kind IN ('password', 'passkey'))";
const DELETE_BY_USER: &str = "DELETE FROM credential WHERE user_id = $1 AND kind = 'passkey'";

/// A passkey as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPasskey {
    /// Row id.
    pub id: String,
    /// What the person calls it.
    pub name: String,
    /// Public key, counter and user handle, as JSON.
    pub record: String,
    /// When it was made.
    pub created_at: UnixTime,
    /// When it was last used.
    pub used_at: Option<UnixTime>,
}

#[derive(sqlx::FromRow)]
struct PasskeyRow {
    id: String,
    secret: String,
    name: Option<String>,
    created_at: i64,
    used_at: Option<i64>,
}

impl From<PasskeyRow> for StoredPasskey {
    fn from(row: PasskeyRow) -> Self {
        Self {
            id: row.id,
            name: row.name.unwrap_or_default(),
            record: row.secret,
            created_at: UnixTime(row.created_at),
            used_at: row.used_at.map(UnixTime),
        }
    }
}

#[derive(sqlx::FromRow)]
struct OwnedRow {
    user_id: String,
    #[sqlx(flatten)]
    passkey: PasskeyRow,
}

/// Adds a passkey; `lookup` is the digest of its credential id.
///
/// # Errors
/// [`StoreError::Duplicate`] when somebody has it already.
pub async fn insert(tx: &mut Tx, owner: &UserId, passkey: &StoredPasskey, lookup: &str) -> Result<(), StoreError> {
    tx_execute!(
        tx,
        INSERT,
        passkey.id.as_str(),
        owner.as_str(),
        passkey.record.as_str(),
        passkey.created_at.get(),
        passkey.name.as_str(),
        lookup,
    )?;
    Ok(())
}

/// A person's passkeys, the oldest first.
pub async fn list_by_user(db: &Db, owner: &UserId) -> Result<Vec<StoredPasskey>, StoreError> {
    Ok(read_all!(db, PasskeyRow, SELECT_BY_USER, owner.as_str())?.into_iter().map(StoredPasskey::from).collect())
}

/// The passkey with this digest of its credential id, and whose it is.
pub async fn find_by_lookup(db: &Db, lookup: &str) -> Result<Option<(StoredPasskey, UserId)>, StoreError> {
    let row = read_optional!(db, OwnedRow, SELECT_BY_LOOKUP, lookup)?;
    Ok(row.map(|row| (row.passkey.into(), UserId::new(row.user_id))))
}

/// Writes a use and what it changed, unless another use came first; says whether it did.
pub async fn write_use(tx: &mut Tx, used: &StoredPasskey, record: &str, now: UnixTime) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, USE, used.id.as_str(), used.record.as_str(), record, now.get())? == 1)
}

/// Gives a passkey of this person another name; says whether there was one.
pub async fn rename(tx: &mut Tx, id: &str, owner: &UserId, name: &str) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, RENAME, id, owner.as_str(), name)? == 1)
}

/// Removes a passkey of this person unless it is their only way to sign in; says whether it did.
pub async fn delete(tx: &mut Tx, id: &str, owner: &UserId) -> Result<bool, StoreError> {
    tx_execute!(tx, LOCK, owner.as_str())?;
    Ok(tx_execute!(tx, DELETE, id, owner.as_str())? == 1)
}

/// Removes every passkey of the person, also their only way to sign in; says whether there was one.
pub async fn delete_by_user(tx: &mut Tx, owner: &UserId) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, DELETE_BY_USER, owner.as_str())? > 0)
}
