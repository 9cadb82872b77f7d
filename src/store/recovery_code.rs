//! Recovery codes, of which only keyed hashes are kept.

use super::{Db, StoreError, Tx};
use crate::model::{UnixTime, UserId};

const INSERT: &str = "INSERT INTO credential (id, user_id, kind, secret, lookup_hash, created_at)
    VALUES ($1, $2, 'recovery', '', $3, $4)";
const USE_UP: &str = "DELETE FROM credential WHERE user_id = $1 AND kind = 'recovery' AND lookup_hash IN ($2, $3)";
const COUNT: &str = "SELECT COUNT(*) FROM credential WHERE user_id = $1 AND kind = 'recovery'";
const DELETE: &str = "DELETE FROM credential WHERE user_id = $1 AND kind = 'recovery'";

/// Adds a code by its hash.
pub async fn insert(
    tx: &mut Tx,
    id: &str,
    user_id: &UserId,
    lookup_hash: &str,
    now: UnixTime,
) -> Result<(), StoreError> {
    tx_execute!(tx, INSERT, id, user_id.as_str(), lookup_hash, now.get())?;
    Ok(())
}

/// Uses up a code, by its hash under the present or the previous key; says whether this call did.
pub async fn use_up(tx: &mut Tx, user_id: &UserId, hash: &str, previous: &str) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, USE_UP, user_id.as_str(), hash, previous)? == 1)
}

/// How many codes the person has left.
pub async fn count(db: &Db, user_id: &UserId) -> Result<i64, StoreError> {
    Ok(read_optional!(db, (i64,), COUNT, user_id.as_str())?.map_or(0, |(count,)| count))
}

/// Removes all of the person's codes.
pub async fn delete(tx: &mut Tx, user_id: &UserId) -> Result<(), StoreError> {
    tx_execute!(tx, DELETE, user_id.as_str())?;
    Ok(())
}
