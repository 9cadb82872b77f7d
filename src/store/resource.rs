//! Resource servers that access tokens can be meant for.

use super::error::{parse_json, to_json};
use super::{Db, StoreError, Tx};
use crate::model::Resource;

const SELECT_ALL: &str = "SELECT metadata FROM resource ORDER BY uri";
const UPSERT: &str = "INSERT INTO resource (uri, metadata, managed_by, version) VALUES ($1, $2, $3, 1)
    ON CONFLICT (uri) DO UPDATE SET metadata = excluded.metadata, managed_by = excluded.managed_by,
        version = resource.version + 1";
const DELETE: &str = "DELETE FROM resource WHERE uri = $1";

/// Every resource.
pub async fn list(db: &Db) -> Result<Vec<Resource>, StoreError> {
    let rows = read_all!(db, (String,), SELECT_ALL)?;
    rows.iter().map(|(metadata,)| parse_json("resource.metadata", metadata)).collect()
}

/// Writes a resource, new or changed.
pub async fn upsert(tx: &mut Tx, resource: &Resource, managed_by: &str) -> Result<(), StoreError> {
    tx_execute!(tx, UPSERT, resource.uri.as_str(), to_json(resource), managed_by)?;
    Ok(())
}

/// Removes a resource; says whether it existed.
pub async fn delete(tx: &mut Tx, uri: &str) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, DELETE, uri)? == 1)
}
