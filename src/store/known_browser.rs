//! Browsers in which persons have signed in before.

use super::{Db, StoreError, Tx};
use crate::model::{DeviceHash, UnixTime, UserId};

const UPSERT: &str = "INSERT INTO known_browser (hash, user_id, factor_until, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (hash, user_id) DO UPDATE SET expires_at = excluded.expires_at,
        factor_until = CASE WHEN known_browser.factor_until > excluded.factor_until
            THEN known_browser.factor_until ELSE excluded.factor_until END";
const SELECT: &str = "SELECT factor_until FROM known_browser WHERE hash = $1 AND user_id = $2 AND expires_at > $3";
const EXISTS: &str = "SELECT created_at FROM known_browser WHERE user_id = $1 LIMIT 1";
const REBIND: &str = "UPDATE known_browser SET hash = $2 WHERE hash = $1";
const FORGET_FACTORS: &str = "UPDATE known_browser SET factor_until = 0 WHERE user_id = $1";
const COUNT_FACTORS: &str = "SELECT COUNT(*) FROM known_browser WHERE user_id = $1 AND factor_until > $2";
const DELETE_BY_USER: &str = "DELETE FROM known_browser WHERE user_id = $1";

/// What is known of a person in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Until when no second factor is asked for.
    pub factor_until: UnixTime,
}

/// Writes that the person has signed in in this browser. A second factor that is remembered for longer stays so.
pub async fn upsert(
    tx: &mut Tx,
    device: &DeviceHash,
    user_id: &UserId,
    factor_until: UnixTime,
    now: UnixTime,
    expires_at: UnixTime,
) -> Result<(), StoreError> {
    let (factor_until, now, expires_at) = (factor_until.get(), now.get(), expires_at.get());
    tx_execute!(tx, UPSERT, device.as_str(), user_id.as_str(), factor_until, now, expires_at)?;
    Ok(())
}

/// What is known of the person in this browser, if they have signed in there.
pub async fn find(db: &Db, device: &DeviceHash, user_id: &UserId, now: UnixTime) -> Result<Option<Known>, StoreError> {
    let row = read_optional!(db, (i64,), SELECT, device.as_str(), user_id.as_str(), now.get())?;
    Ok(row.map(|(until,)| Known { factor_until: UnixTime(until) }))
}

/// The same within a transaction.
pub async fn find_in(
    tx: &mut Tx,
    device: &DeviceHash,
    user_id: &UserId,
    now: UnixTime,
) -> Result<Option<Known>, StoreError> {
    let row = tx_optional!(tx, (i64,), SELECT, device.as_str(), user_id.as_str(), now.get())?;
    Ok(row.map(|(until,)| Known { factor_until: UnixTime(until) }))
}

/// Whether the person has signed in before, in any browser.
pub async fn exists_in(tx: &mut Tx, user_id: &UserId) -> Result<bool, StoreError> {
    Ok(tx_optional!(tx, (i64,), EXISTS, user_id.as_str())?.is_some())
}

/// Hands what is known under one cookie to its successor.
pub async fn rebind(tx: &mut Tx, from: &DeviceHash, to: &DeviceHash) -> Result<(), StoreError> {
    tx_execute!(tx, REBIND, from.as_str(), to.as_str())?;
    Ok(())
}

/// Has every browser of the person asked for the second factor again.
pub async fn forget_factors(tx: &mut Tx, user_id: &UserId) -> Result<(), StoreError> {
    tx_execute!(tx, FORGET_FACTORS, user_id.as_str())?;
    Ok(())
}

/// In how many browsers the person is not asked for a second factor.
pub async fn count_factors(db: &Db, user_id: &UserId, now: UnixTime) -> Result<i64, StoreError> {
    Ok(read_optional!(db, (i64,), COUNT_FACTORS, user_id.as_str(), now.get())?.map_or(0, |(count,)| count))
}

/// Forgets the person in every browser.
pub async fn delete_by_user(tx: &mut Tx, user_id: &UserId) -> Result<(), StoreError> {
    tx_execute!(tx, DELETE_BY_USER, user_id.as_str())?;
    Ok(())
}
