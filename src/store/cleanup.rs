//! Deleting what has expired, in bounded batches along the index on expiry.

use super::{StoreError, Tx};
use crate::model::UnixTime;

/// A table whose rows perish.
#[derive(Clone, Copy, Debug)]
pub struct Perishable {
    /// Table name, as it is reported.
    pub table: &'static str,
    delete: &'static str,
    /// Rows are kept this many seconds past their end.
    grace: i64,
}

/// Every perishable table.
pub const PERISHABLES: [Perishable; 9] = [
    Perishable {
        table: "authorization_request",
        delete: "DELETE FROM authorization_request WHERE handle_hash IN
            (SELECT handle_hash FROM authorization_request WHERE expires_at <= $1 LIMIT $2)",
        grace: 0,
    },
    Perishable {
        table: "authorization_code",
        delete: "DELETE FROM authorization_code WHERE hash IN
            (SELECT c.hash FROM token_grant g JOIN authorization_code c ON c.grant_id = g.id
                WHERE g.expires_at <= $1 LIMIT $2)",
        grace: 0,
    },
    Perishable {
        table: "token_grant",
        delete: "DELETE FROM token_grant WHERE id IN (SELECT g.id FROM token_grant g WHERE g.expires_at <= $1
            AND NOT EXISTS (SELECT 1 FROM authorization_code c WHERE c.grant_id = g.id) LIMIT $2)",
        grace: 0,
    },
    Perishable {
        table: "session",
        delete: "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE expires_at <= $1 LIMIT $2)",
        grace: 86_400,
    },
    Perishable {
        table: "client_secret",
        delete: "DELETE FROM client_secret WHERE id IN
            (SELECT id FROM client_secret WHERE expires_at <= $1 LIMIT $2)",
        grace: 86_400,
    },
    Perishable {
        table: "revoked_token",
        delete: "DELETE FROM revoked_token WHERE jti IN
            (SELECT jti FROM revoked_token WHERE expires_at <= $1 LIMIT $2)",
        grace: 0,
    },
    Perishable {
        table: "used_once",
        delete: "DELETE FROM used_once WHERE (kind, hash) IN
            (SELECT kind, hash FROM used_once WHERE expires_at <= $1 LIMIT $2)",
        grace: 0,
    },
    Perishable {
        table: "throttle",
        delete: "DELETE FROM throttle WHERE bucket IN (SELECT bucket FROM throttle WHERE expires_at <= $1 LIMIT $2)",
        grace: 0,
    },
    Perishable {
        table: "refusal",
        delete: "DELETE FROM refusal WHERE id IN (SELECT id FROM refusal WHERE expires_at <= $1 LIMIT $2)",
        grace: 0,
    },
];

/// Refusals beyond this many are deleted before their time, oldest first.
const MOST_REFUSALS: i64 = 100_000;
const DELETE_EXCESS_REFUSALS: &str = "DELETE FROM refusal WHERE id IN (SELECT id FROM refusal ORDER BY expires_at
    LIMIT (SELECT CASE WHEN COUNT(*) > $1 THEN COUNT(*) - $1 ELSE 0 END FROM refusal))";

/// Deletes the oldest refusals beyond the cap; says how many.
pub async fn delete_excess_refusals(tx: &mut Tx) -> Result<u64, StoreError> {
    Ok(tx_execute!(tx, DELETE_EXCESS_REFUSALS, MOST_REFUSALS)?)
}

/// Deletes at most `batch` expired rows of a table; says how many.
pub async fn delete_expired(tx: &mut Tx, from: &Perishable, batch: i64, now: UnixTime) -> Result<u64, StoreError> {
    let before = now.plus(-from.grace);
    Ok(tx_execute!(tx, from.delete, before.get(), batch)?)
}
