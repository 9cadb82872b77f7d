//! Single access tokens that were revoked before their time (RFC 7009).

use super::{Db, StoreError, Tx};
use crate::model::{ClientId, UnixTime};

const INSERT: &str = "INSERT INTO revoked_token (jti, expires_at) VALUES ($1, $2) ON CONFLICT (jti) DO NOTHING";
const SELECT_CLIENT_STATUS: &str = "SELECT c.disabled_at,
        CASE WHEN c.tokens_valid_from < m.valid_from THEN m.valid_from ELSE c.tokens_valid_from END, r.jti
    FROM client c JOIN global_not_before m ON m.id = 1 LEFT JOIN revoked_token r ON r.jti = $2 WHERE c.id = $1";

/// Remembers a revoked token until it would have expired.
pub async fn insert(tx: &mut Tx, jti: &str, expires_at: UnixTime) -> Result<(), StoreError> {
    tx_execute!(tx, INSERT, jti, expires_at.get())?;
    Ok(())
}

/// Whether a client's own token, issued at `issued_at`, is good now.
pub async fn client_token_is_alive(
    db: &Db,
    client: &ClientId,
    jti: &str,
    issued_at: UnixTime,
) -> Result<bool, StoreError> {
    let row = read_optional!(db, (Option<i64>, i64, Option<String>), SELECT_CLIENT_STATUS, client.as_str(), jti)?;
    Ok(row.is_some_and(|(disabled_at, valid_from, revoked)| {
        disabled_at.is_none() && revoked.is_none() && issued_at.get() >= valid_from
    }))
}
