//! Issuers whose assertions are taken.

use super::error::{parse_json, to_json};
use super::{Db, StoreError, Tx};
use crate::model::TrustedIssuer;

const SELECT_ALL: &str = "SELECT metadata FROM trusted_issuer ORDER BY issuer";
const UPSERT: &str = "INSERT INTO trusted_issuer (issuer, metadata, managed_by, version) VALUES ($1, $2, $3, 1)
    ON CONFLICT (issuer) DO UPDATE SET metadata = excluded.metadata, managed_by = excluded.managed_by,
        version = trusted_issuer.version + 1";
const DELETE: &str = "DELETE FROM trusted_issuer WHERE issuer = $1";

/// Every issuer.
pub async fn list(db: &Db) -> Result<Vec<TrustedIssuer>, StoreError> {
    let rows = read_all!(db, (String,), SELECT_ALL)?;
    rows.iter().map(|(metadata,)| parse_json("trusted_issuer.metadata", metadata)).collect()
}

/// Writes an issuer, new or changed.
pub async fn upsert(tx: &mut Tx, issuer: &TrustedIssuer, managed_by: &str) -> Result<(), StoreError> {
    tx_execute!(tx, UPSERT, issuer.issuer.as_str(), to_json(issuer), managed_by)?;
    Ok(())
}

/// Removes an issuer; says whether it existed.
pub async fn delete(tx: &mut Tx, issuer: &str) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, DELETE, issuer)? == 1)
}
