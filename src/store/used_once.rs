//! Identifiers that count once (RFC 7523 §3, `jti`).

use super::{StoreError, Tx};
use crate::model::UnixTime;

const INSERT: &str =
    "INSERT INTO used_once (kind, hash, expires_at) VALUES ($1, $2, $3) ON CONFLICT (kind, hash) DO NOTHING";

/// Uses an identifier up until `expires_at`; of many that try, one is told `true`.
pub async fn insert(tx: &mut Tx, kind: &str, hash: &str, expires_at: UnixTime) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, INSERT, kind, hash, expires_at.get())? == 1)
}
