//! One-time codes by time: one seed for each person.

use super::{Db, StoreError, Tx};
use crate::model::{UnixTime, UserId};

const INSERT: &str = "INSERT INTO credential (id, user_id, kind, secret, last_step, created_at)
    VALUES ($1, $2, 'totp', $3, $4, $5)";
const SELECT: &str = "SELECT id, secret, created_at, used_at FROM credential WHERE user_id = $1 AND kind = 'totp'";
const USE_STEP: &str = "UPDATE credential SET last_step = $2, used_at = $3
    WHERE id = $1 AND kind = 'totp' AND last_step < $2";
const DELETE: &str = "DELETE FROM credential WHERE user_id = $1 AND kind = 'totp'";
const SELECT_EXISTS: &str = "SELECT COUNT(*) FROM credential WHERE user_id = $1 AND kind = 'totp'";

/// A person's seed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct TotpRow {
    /// Row id.
    pub id: String,
    /// The sealed seed.
    pub secret: String,
    /// When it was set up, in Unix seconds.
    pub created_at: i64,
    /// When a code was last taken.
    pub used_at: Option<i64>,
}

/// Adds a seed, with the time step whose code has proved it.
///
/// # Errors
/// [`StoreError::Duplicate`] when the person has one.
pub async fn insert(
    tx: &mut Tx,
    id: &str,
    user_id: &UserId,
    sealed: &str,
    step: i64,
    now: UnixTime,
) -> Result<(), StoreError> {
    tx_execute!(tx, INSERT, id, user_id.as_str(), sealed, step, now.get())?;
    Ok(())
}

/// The person's seed.
pub async fn find(db: &Db, user_id: &UserId) -> Result<Option<TotpRow>, StoreError> {
    Ok(read_optional!(db, TotpRow, SELECT, user_id.as_str())?)
}

/// Whether the person has one.
pub async fn exists_in(tx: &mut Tx, user_id: &UserId) -> Result<bool, StoreError> {
    Ok(tx_optional!(tx, (i64,), SELECT_EXISTS, user_id.as_str())?.is_some_and(|(count,)| count > 0))
}

/// Uses up the code of a time step and of all before it; says whether this call did.
pub async fn use_step(tx: &mut Tx, id: &str, step: i64, now: UnixTime) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, USE_STEP, id, step, now.get())? == 1)
}

/// Removes the person's seed; says whether there was one.
pub async fn delete(tx: &mut Tx, user_id: &UserId) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, DELETE, user_id.as_str())? > 0)
}
