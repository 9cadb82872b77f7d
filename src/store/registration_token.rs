//! Initial access tokens and registration access tokens, as hashes.

use super::{Db, StoreError, Tx};
use crate::model::{ClientId, InitialToken, TokenHash, UnixTime};

const INSERT: &str = "INSERT INTO registration_token (hash, id, client_id, remaining, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6)";
const SELECT_INITIAL: &str = "SELECT id, remaining, created_at, expires_at FROM registration_token
    WHERE remaining IS NOT NULL ORDER BY id";
const SELECT_LIVING_INITIAL: &str = "SELECT id, remaining, created_at, expires_at FROM registration_token
    WHERE hash = $1 AND remaining > 0 AND (expires_at IS NULL OR expires_at > $2)";
const REDEEM: &str = "UPDATE registration_token SET remaining = remaining - 1
    WHERE hash = $1 AND remaining > 0 AND (expires_at IS NULL OR expires_at > $2)";
const DELETE_INITIAL: &str = "DELETE FROM registration_token WHERE id = $1 AND remaining IS NOT NULL";
const SELECT_CLIENT: &str = "SELECT client_id FROM registration_token WHERE hash = $1 AND client_id IS NOT NULL";
const ROTATE: &str = "UPDATE registration_token SET hash = $2, created_at = $4 WHERE hash = $1 AND client_id = $3";
const DELETE_BY_CLIENT: &str = "DELETE FROM registration_token WHERE client_id = $1";

#[derive(sqlx::FromRow)]
struct InitialRow {
    id: String,
    remaining: i64,
    created_at: i64,
    expires_at: Option<i64>,
}

impl From<InitialRow> for InitialToken {
    fn from(row: InitialRow) -> Self {
        Self {
            id: row.id,
            remaining: row.remaining,
            created_at: UnixTime(row.created_at),
            expires_at: row.expires_at.map(UnixTime),
        }
    }
}

/// Adds an initial access token.
pub async fn insert_initial(tx: &mut Tx, hash: &TokenHash, token: &InitialToken) -> Result<(), StoreError> {
    tx_execute!(
        tx,
        INSERT,
        hash.as_str(),
        token.id.as_str(),
        None::<String>,
        Some(token.remaining),
        token.created_at.get(),
        token.expires_at.map(UnixTime::get),
    )?;
    Ok(())
}

/// Every initial access token, also those that are used up.
pub async fn list_initial(db: &Db) -> Result<Vec<InitialToken>, StoreError> {
    Ok(read_all!(db, InitialRow, SELECT_INITIAL)?.into_iter().map(Into::into).collect())
}

/// The initial access token, if it is good for another registration. Nothing is used up.
pub async fn find_living_initial(db: &Db, hash: &TokenHash, now: UnixTime) -> Result<Option<InitialToken>, StoreError> {
    let found = read_optional!(db, InitialRow, SELECT_LIVING_INITIAL, hash.as_str(), now.get())?;
    Ok(found.map(Into::into))
}

/// Uses an initial access token up by one registration; of many that try the last one, one is told `true`.
pub async fn redeem(tx: &mut Tx, hash: &TokenHash, now: UnixTime) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, REDEEM, hash.as_str(), now.get())? == 1)
}

/// Removes an initial access token; says whether it existed.
pub async fn delete_initial(tx: &mut Tx, id: &str) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, DELETE_INITIAL, id)? == 1)
}

/// Adds the registration access token of a client.
pub async fn insert_of_client(
    tx: &mut Tx,
    hash: &TokenHash,
    client_id: &ClientId,
    now: UnixTime,
) -> Result<(), StoreError> {
    // A client has one: its own id names it.
    let id = client_id.as_str();
    tx_execute!(tx, INSERT, hash.as_str(), id, Some(id), None::<i64>, now.get(), None::<i64>)?;
    Ok(())
}

/// The client whose registration access token this is.
pub async fn find_client(db: &Db, hash: &TokenHash) -> Result<Option<ClientId>, StoreError> {
    let found = read_optional!(db, (String,), SELECT_CLIENT, hash.as_str())?;
    Ok(found.map(|(id,)| ClientId::new(id)))
}

/// Puts a new registration access token in the place of `old`; of many that try, one is told `true`.
pub async fn rotate(
    tx: &mut Tx,
    old: &TokenHash,
    new: &TokenHash,
    client_id: &ClientId,
    now: UnixTime,
) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, ROTATE, old.as_str(), new.as_str(), client_id.as_str(), now.get())? == 1)
}

/// Removes the registration access token of a client.
pub async fn delete_by_client(tx: &mut Tx, client_id: &ClientId) -> Result<(), StoreError> {
    tx_execute!(tx, DELETE_BY_CLIENT, client_id.as_str())?;
    Ok(())
}
