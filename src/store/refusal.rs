//! Records of refused requests, for the explainer. They are not part of any request's transaction.

use super::{Db, StoreError, Tx};

const INSERT: &str = "INSERT INTO refusal (id, at_ms, rule, endpoint, client_id, received, expected, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING";
const SELECT: &str = "SELECT id, at_ms, rule, endpoint, client_id, received, expected FROM refusal WHERE id = $1";
/// Seven days, in seconds.
const KEPT: i64 = 7 * 86_400;

/// A refused request.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow, serde::Serialize)]
pub struct RefusalRecord {
    /// What the client was told to quote.
    pub id: String,
    /// When, in milliseconds.
    pub at_ms: i64,
    /// Name of the broken rule.
    pub rule: String,
    /// Where.
    pub endpoint: String,
    /// By whom, as far as known.
    pub client_id: Option<String>,
    /// What came, redacted.
    pub received: Option<String>,
    /// What was expected.
    pub expected: Option<String>,
}

/// Adds a record.
pub async fn insert(tx: &mut Tx, record: &RefusalRecord) -> Result<(), StoreError> {
    tx_execute!(
        tx,
        INSERT,
        record.id.as_str(),
        record.at_ms,
        record.rule.as_str(),
        record.endpoint.as_str(),
        record.client_id.as_deref(),
        record.received.as_deref(),
        record.expected.as_deref(),
        record.at_ms / 1000 + KEPT,
    )?;
    Ok(())
}

/// The record with this id.
pub async fn find(db: &Db, id: &str) -> Result<Option<RefusalRecord>, StoreError> {
    Ok(read_optional!(db, RefusalRecord, SELECT, id)?)
}
