//! The counter that tells every node that its cached clients, scopes, settings or keys are old.

use super::{Db, StoreError, Tx};

/// What can be cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// Clients and their secrets.
    Client,
    /// Scopes.
    Scope,
    /// Signing keys.
    Key,
    /// Resource servers.
    Resource,
    /// Issuers whose assertions are taken.
    Issuer,
    /// Groups and their members.
    Group,
    /// Who is told of which events.
    Webhook,
}

impl ChangeKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Scope => "scope",
            Self::Key => "key",
            Self::Resource => "resource",
            Self::Issuer => "issuer",
            Self::Group => "group",
            Self::Webhook => "webhook",
        }
    }
}

const BUMP: &str = "INSERT INTO change (kind, version) VALUES ($1, 1)
    ON CONFLICT (kind) DO UPDATE SET version = change.version + 1";
const SELECT_ALL: &str = "SELECT kind, version FROM change ORDER BY kind";

/// Notes a change in the transaction that makes it.
pub async fn bump(tx: &mut Tx, kind: ChangeKind) -> Result<(), StoreError> {
    tx_execute!(tx, BUMP, kind.as_str())?;
    Ok(())
}

/// Every counter; equal answers mean that nothing has changed.
pub async fn versions(db: &Db) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(read_all!(db, (String, i64), SELECT_ALL)?)
}
