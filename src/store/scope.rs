//! Scopes that clients may be registered for.

use super::error::{parse_json, to_json};
use super::{Db, StoreError, Tx};
use crate::model::ScopeDefinition;

const SELECT_ALL: &str = "SELECT metadata FROM scope ORDER BY name";
const UPSERT: &str = "INSERT INTO scope (name, metadata, managed_by, version) VALUES ($1, $2, $3, 1)
    ON CONFLICT (name) DO UPDATE SET metadata = excluded.metadata, managed_by = excluded.managed_by,
        version = scope.version + 1";
const INSERT_MISSING: &str = "INSERT INTO scope (name, metadata, managed_by, version) VALUES ($1, $2, $3, 1)
    ON CONFLICT (name) DO NOTHING";
const DELETE: &str = "DELETE FROM scope WHERE name = $1";

/// Every scope.
pub async fn list(db: &Db) -> Result<Vec<ScopeDefinition>, StoreError> {
    let rows = read_all!(db, (String,), SELECT_ALL)?;
    rows.iter().map(|(metadata,)| parse_json("scope.metadata", metadata)).collect()
}

/// Writes a scope, new or changed.
pub async fn upsert(tx: &mut Tx, scope: &ScopeDefinition, managed_by: &str) -> Result<(), StoreError> {
    tx_execute!(tx, UPSERT, scope.name.as_str(), to_json(scope), managed_by)?;
    Ok(())
}

/// Adds a scope unless one of that name exists; says whether it did.
pub async fn insert_missing(tx: &mut Tx, scope: &ScopeDefinition, managed_by: &str) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, INSERT_MISSING, scope.name.as_str(), to_json(scope), managed_by)? == 1)
}

/// Removes a scope; says whether it existed.
pub async fn delete(tx: &mut Tx, name: &str) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, DELETE, name)? == 1)
}
