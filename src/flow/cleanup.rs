//! Deleting what has expired: short transactions, one table after the other.

use super::FlowResult;
use crate::model::UnixTime;
use crate::store::Db;
use crate::store::cleanup::{PERISHABLES, delete_excess_refusals, delete_expired};

/// How many rows of a table were deleted.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Deleted {
    /// The table.
    pub table: &'static str,
    /// Rows.
    pub rows: u64,
}

/// One pass over every table: at most `batches` transactions of `batch` rows for each.
///
/// # Errors
/// When the database fails; what was deleted until then stays deleted.
pub async fn pass(db: &Db, batch: u32, batches: u32, now: UnixTime) -> FlowResult<Vec<Deleted>> {
    let mut report = Vec::new();
    let mut tx = db.write().await?;
    delete_excess_refusals(&mut tx).await?;
    tx.commit().await?;
    for table in &PERISHABLES {
        let mut rows = 0;
        for _ in 0..batches {
            let mut tx = db.write().await?;
            let deleted = delete_expired(&mut tx, table, i64::from(batch), now).await?;
            tx.commit().await?;
            rows += deleted;
            if deleted < u64::from(batch) {
                break;
            }
        }
        report.push(Deleted { table: table.table, rows });
    }
    Ok(report)
}
