//! Values that every node must agree on.

use super::{Db, StoreError, Tx};

const SELECT: &str = "SELECT value FROM setting WHERE name = $1";
const INSERT: &str =
    "INSERT INTO setting (name, value, managed_by) VALUES ($1, $2, 'server') ON CONFLICT (name) DO NOTHING";
const UPDATE: &str = "UPDATE setting SET value = $2 WHERE name = $1";

/// The value of a setting.
pub async fn find(db: &Db, name: &str) -> Result<Option<String>, StoreError> {
    Ok(read_optional!(db, (String,), SELECT, name)?.map(|(value,)| value))
}

/// Sets a value unless another node already has.
pub async fn insert_missing(tx: &mut Tx, name: &str, value: &str) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, INSERT, name, value)? == 1)
}

/// Replaces a value.
pub async fn update(tx: &mut Tx, name: &str, value: &str) -> Result<(), StoreError> {
    tx_execute!(tx, UPDATE, name, value)?;
    Ok(())
}
