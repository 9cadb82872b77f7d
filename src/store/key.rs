//! Signing keys: public halves, and sealed private ones that were generated here.

use super::{Db, StoreError, Tx};
use crate::model::{KeyId, SigningKeyRow, UnixTime};

const SELECT_ALL: &str = "SELECT kid, source, public_jwk, sealed_private, publish_at, activate_at, retire_at
    FROM signing_key ORDER BY activate_at, kid";
const INSERT: &str = "INSERT INTO signing_key (kid, alg, source, public_jwk, sealed_private, publish_at, activate_at,
        retire_at) VALUES ($1, 'RS256', $2, $3, $4, $5, $6, $7)
    ON CONFLICT (kid) DO NOTHING";
const RETIRE: &str = "UPDATE signing_key SET retire_at = $2 WHERE kid = $1 AND (retire_at IS NULL OR retire_at > $2)";
const REVIVE: &str = "UPDATE signing_key SET retire_at = NULL, activate_at = $2, source = $3
    WHERE kid = $1 AND (retire_at IS NOT NULL OR source <> $3)";

#[derive(sqlx::FromRow)]
struct KeyRow {
    kid: String,
    source: String,
    public_jwk: String,
    sealed_private: Option<String>,
    publish_at: i64,
    activate_at: i64,
    retire_at: Option<i64>,
}

/// Every key that is not forgotten yet.
pub async fn list(db: &Db) -> Result<Vec<SigningKeyRow>, StoreError> {
    let key = |row: KeyRow| SigningKeyRow {
        kid: KeyId::new(row.kid),
        source: row.source,
        public_jwk: row.public_jwk,
        sealed_private: row.sealed_private,
        publish_at: UnixTime(row.publish_at),
        activate_at: UnixTime(row.activate_at),
        retire_at: row.retire_at.map(UnixTime),
    };
    Ok(read_all!(db, KeyRow, SELECT_ALL)?.into_iter().map(key).collect())
}

/// Adds a key unless it is there; says whether it did.
pub async fn insert(tx: &mut Tx, key: &SigningKeyRow) -> Result<bool, StoreError> {
    let changed = tx_execute!(
        tx,
        INSERT,
        key.kid.as_str(),
        key.source.as_str(),
        key.public_jwk.as_str(),
        key.sealed_private.as_deref(),
        key.publish_at.get(),
        key.activate_at.get(),
        key.retire_at.map(UnixTime::get),
    )?;
    Ok(changed == 1)
}

/// Lets a key end at `at`; says whether that changed anything.
pub async fn retire(tx: &mut Tx, kid: &KeyId, at: UnixTime) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, RETIRE, kid.as_str(), at.get())? == 1)
}

/// Puts a retired key back to work; says whether that changed anything.
pub async fn revive(tx: &mut Tx, kid: &KeyId, source: &str, now: UnixTime) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, REVIVE, kid.as_str(), now.get(), source)? == 1)
}
