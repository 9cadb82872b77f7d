//! What is kept about one person, as they see it.

use super::{Db, StoreError};
use crate::model::UserId;

const SELECT_CREDENTIALS: &str =
    "SELECT kind, name, created_at, used_at FROM credential WHERE user_id = $1 ORDER BY id";
const SELECT_EVENTS: &str = "SELECT at_ms, actor, action, client_id, detail, address FROM event
    WHERE user_id = $1 ORDER BY id DESC LIMIT $2";

/// A credential without its secret.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct KnownCredential {
    /// `password`, `passkey` and the like.
    pub kind: String,
    /// What the person calls it.
    pub name: Option<String>,
    /// When it was made, in Unix seconds.
    pub created_at: i64,
    /// When it was last used.
    pub used_at: Option<i64>,
}

/// A deed that concerned the person.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct KnownEvent {
    /// When, in milliseconds.
    pub at_ms: i64,
    /// Who did it.
    pub actor: String,
    /// `noun.verb`.
    pub action: String,
    /// Which client it concerned.
    pub client_id: Option<String>,
    /// More.
    pub detail: String,
    /// Where the request for it came from.
    pub address: Option<String>,
}

/// Every credential of a person.
pub async fn list_credentials(db: &Db, user: &UserId) -> Result<Vec<KnownCredential>, StoreError> {
    Ok(read_all!(db, KnownCredential, SELECT_CREDENTIALS, user.as_str())?)
}

/// The newest `limit` deeds that concerned a person.
pub async fn list_events(db: &Db, user: &UserId, limit: i64) -> Result<Vec<KnownEvent>, StoreError> {
    Ok(read_all!(db, KnownEvent, SELECT_EVENTS, user.as_str(), limit)?)
}
