//! Leases on work that one node does for all.

use super::{Db, StoreError, Tx};

const SELECT: &str = "SELECT holder, beat FROM lease WHERE name = $1";
const INSERT: &str = "INSERT INTO lease (name, holder, beat) VALUES ($1, $2, 1) ON CONFLICT (name) DO NOTHING";
const TAKE: &str = "UPDATE lease SET holder = $2, beat = beat + 1 WHERE name = $1 AND beat = $3";

/// A lease as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseRow {
    /// The node that has it.
    pub holder: String,
    /// Grows each time the holder says that it lives.
    pub beat: i64,
}

/// The lease of this name, if somebody ever took it.
pub async fn find(db: &Db, name: &str) -> Result<Option<LeaseRow>, StoreError> {
    let row = read_optional!(db, (String, i64), SELECT, name)?;
    Ok(row.map(|(holder, beat)| LeaseRow { holder, beat }))
}

/// Takes a lease that nobody ever had; says whether it did.
pub async fn insert_missing(tx: &mut Tx, name: &str, holder: &str) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, INSERT, name, holder)? == 1)
}

/// Takes or keeps a lease whose beat is still the one that was seen; of many that try, one is told `true`.
pub async fn take(tx: &mut Tx, name: &str, holder: &str, seen: i64) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, TAKE, name, holder, seen)? == 1)
}
