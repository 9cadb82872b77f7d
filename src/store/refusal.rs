//! Records of refused requests, for the explainer. They are not part of any request's transaction.

use super::{Db, StoreError, Tx};

const INSERT: &str = "INSERT INTO refusal (id, at_ms, rule, endpoint, client_id, received, expected, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING";
const SELECT: &str = "SELECT id, at_ms, rule, endpoint, client_id, received, expected FROM refusal WHERE id = $1";
const SELECT_PAGE: &str = "SELECT id, at_ms, rule, endpoint, client_id, received, expected FROM refusal
    WHERE expires_at <= $1 AND (at_ms < $2 OR (at_ms = $2 AND id > $3))
        AND (CAST($4 AS TEXT) IS NULL OR client_id = $4) AND (CAST($5 AS TEXT) IS NULL OR rule = $5)
    ORDER BY expires_at DESC, at_ms DESC, id LIMIT $6";
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

/// Which records are read, the newest first.
#[derive(Clone, Debug, Default)]
pub struct RefusalPage {
    /// Those of this client only.
    pub client_id: Option<String>,
    /// Those of this rule only.
    pub rule: Option<String>,
    /// Those that come after this one in the list: its moment and id.
    pub after: Option<(i64, String)>,
    /// At most so many.
    pub limit: u32,
}

/// The newest records.
pub async fn list(db: &Db, page: &RefusalPage) -> Result<Vec<RefusalRecord>, StoreError> {
    let (at, id) = page.after.clone().unwrap_or((i64::MAX, String::new()));
    let (client, rule) = (page.client_id.as_deref(), page.rule.as_deref());
    let limit = i64::from(page.limit);
    // Along the index on the end, which is the moment and seven days, in seconds.
    let until = (at / 1000).saturating_add(KEPT);
    Ok(read_all!(db, RefusalRecord, SELECT_PAGE, until, at, id.as_str(), client, rule, limit)?)
}

/// The record with this id.
pub async fn find(db: &Db, id: &str) -> Result<Option<RefusalRecord>, StoreError> {
    Ok(read_optional!(db, RefusalRecord, SELECT, id)?)
}
