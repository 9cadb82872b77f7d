//! Which tool looks after a row.

use super::{Db, StoreError, Tx};

/// A table whose rows have an owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Managed {
    /// Scopes, by name.
    Scope,
    /// Resource servers, by URI.
    Resource,
    /// Trusted issuers, by `iss`.
    Issuer,
    /// Accounts, by row id.
    User,
}

const SCOPES: &str = "SELECT name, managed_by FROM scope ORDER BY name";
const RESOURCES: &str = "SELECT uri, managed_by FROM resource ORDER BY uri";
const ISSUERS: &str = "SELECT issuer, managed_by FROM trusted_issuer ORDER BY issuer";
const USERS: &str = "SELECT id, managed_by FROM user_account ORDER BY id";
const ADOPT_GROUP: &str = "UPDATE user_group SET managed_by = $2 WHERE name = $1";
const ADOPT_CLIENT: &str = "UPDATE client SET managed_by = $2 WHERE id = $1";
const ADOPT_USER: &str = "UPDATE user_account SET managed_by = $2 WHERE id = $1";

/// Name and owner of every row.
pub async fn list(db: &Db, table: Managed) -> Result<Vec<(String, String)>, StoreError> {
    Ok(match table {
        Managed::Scope => read_all!(db, (String, String), SCOPES)?,
        Managed::Resource => read_all!(db, (String, String), RESOURCES)?,
        Managed::Issuer => read_all!(db, (String, String), ISSUERS)?,
        Managed::User => read_all!(db, (String, String), USERS)?,
    })
}

/// Makes a group another tool's.
pub async fn adopt_group(tx: &mut Tx, name: &str, managed_by: &str) -> Result<(), StoreError> {
    tx_execute!(tx, ADOPT_GROUP, name, managed_by)?;
    Ok(())
}

/// Makes a client another tool's.
pub async fn adopt_client(tx: &mut Tx, id: &str, managed_by: &str) -> Result<(), StoreError> {
    tx_execute!(tx, ADOPT_CLIENT, id, managed_by)?;
    Ok(())
}

/// Makes an account another tool's.
pub async fn adopt_user(tx: &mut Tx, id: &str, managed_by: &str) -> Result<(), StoreError> {
    tx_execute!(tx, ADOPT_USER, id, managed_by)?;
    Ok(())
}
