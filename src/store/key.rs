//! Signing keys: public halves, and sealed private ones that were generated here.

use super::{Db, StoreError, Tx};
use crate::model::{KeyId, SigningAlgorithm, SigningKeyRow, UnixTime};

const SELECT_ALL: &str = "SELECT kid, alg, source, public_jwk, sealed_private, publish_at, activate_at,
        retire_at, withdrawn_at FROM signing_key ORDER BY activate_at, kid";
const INSERT: &str = "INSERT INTO signing_key (kid, alg, source, public_jwk, sealed_private, publish_at, activate_at,
        retire_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (kid) DO NOTHING";
const RETIRE: &str = "UPDATE signing_key SET retire_at = $2
    WHERE kid = $1 AND withdrawn_at IS NULL AND (retire_at IS NULL OR retire_at > $2)";
const REVIVE: &str = "UPDATE signing_key SET retire_at = NULL, activate_at = $2, source = $3
    WHERE kid = $1 AND withdrawn_at IS NULL AND (retire_at IS NOT NULL OR source <> $3)";
const WITHDRAW: &str = "UPDATE signing_key SET withdrawn_at = $2, retire_at = $2, sealed_private = NULL
    WHERE kid = $1 AND withdrawn_at IS NULL";
const TAKE_OVER: &str = "UPDATE signing_key SET retire_at = NULL,
        activate_at = CASE WHEN activate_at > $2 THEN $2 ELSE activate_at END
    WHERE kid = $1 AND withdrawn_at IS NULL AND sealed_private IS NOT NULL";
const END_SIGNING: &str = "UPDATE signing_key SET sealed_private = NULL,
        retire_at = CASE WHEN retire_at > $2 THEN retire_at ELSE $2 END
    WHERE kid = $1 AND sealed_private IS NOT NULL";
const RESEAL: &str = "UPDATE signing_key SET sealed_private = $3 WHERE kid = $1 AND sealed_private = $2";
const DELETE_RETIRED: &str = "DELETE FROM signing_key WHERE retire_at <= $1 AND withdrawn_at IS NULL";

#[derive(sqlx::FromRow)]
struct KeyRow {
    kid: String,
    alg: String,
    source: String,
    public_jwk: String,
    sealed_private: Option<String>,
    publish_at: i64,
    activate_at: i64,
    retire_at: Option<i64>,
    withdrawn_at: Option<i64>,
}

impl TryFrom<KeyRow> for SigningKeyRow {
    type Error = StoreError;

    fn try_from(row: KeyRow) -> Result<Self, StoreError> {
        let alg = SigningAlgorithm::parse(&row.alg);
        Ok(Self {
            kid: KeyId::new(row.kid),
            alg: alg.ok_or(StoreError::Corrupt { column: "signing_key.alg", why: "unknown algorithm".to_owned() })?,
            source: row.source,
            public_jwk: row.public_jwk,
            sealed_private: row.sealed_private,
            publish_at: UnixTime(row.publish_at),
            activate_at: UnixTime(row.activate_at),
            retire_at: row.retire_at.map(UnixTime),
            withdrawn_at: row.withdrawn_at.map(UnixTime),
        })
    }
}

/// Every key that is not forgotten yet.
pub async fn list(db: &Db) -> Result<Vec<SigningKeyRow>, StoreError> {
    read_all!(db, KeyRow, SELECT_ALL)?.into_iter().map(SigningKeyRow::try_from).collect()
}

/// The same as a transaction sees them.
pub async fn list_in(tx: &mut Tx) -> Result<Vec<SigningKeyRow>, StoreError> {
    tx_all!(tx, KeyRow, SELECT_ALL)?.into_iter().map(SigningKeyRow::try_from).collect()
}

/// Adds a key unless it is there; says whether it did.
pub async fn insert(tx: &mut Tx, key: &SigningKeyRow) -> Result<bool, StoreError> {
    let changed = tx_execute!(
        tx,
        INSERT,
        key.kid.as_str(),
        key.alg.as_str(),
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

/// Ends a key at once and for good, whatever another node's clock says, and forgets its private half; says whether that
/// changed anything.
pub async fn withdraw(tx: &mut Tx, kid: &KeyId, now: UnixTime) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, WITHDRAW, kid.as_str(), now.get())? == 1)
}

/// Lets a key that waits, or was about to end, sign from now on without an end.
pub async fn take_over(tx: &mut Tx, kid: &KeyId, now: UnixTime) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, TAKE_OVER, kid.as_str(), now.get())? == 1)
}

/// Forgets the private half of a key that signs no more; it stays published at least until `ends`.
pub async fn end_signing(tx: &mut Tx, kid: &KeyId, ends: UnixTime) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, END_SIGNING, kid.as_str(), ends.get())? == 1)
}

/// Replaces a sealed private half that is still `before`.
pub async fn reseal(tx: &mut Tx, kid: &KeyId, before: &str, after: &str) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, RESEAL, kid.as_str(), before, after)? == 1)
}

/// Forgets keys that ended at or before `until`. Withdrawn ones are remembered: the environment may still hold them.
pub async fn delete_retired(tx: &mut Tx, until: UnixTime) -> Result<u64, StoreError> {
    Ok(tx_execute!(tx, DELETE_RETIRED, until.get())?)
}
