//! Deeds, written in the transaction that does them.

use super::{Db, StoreError, Tx};
use crate::model::{ClientId, UserId};

const INSERT: &str =
    "INSERT INTO event (id, at_ms, actor, action, user_id, client_id, detail, address, seq, prev, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, NULL, NULL)";
const COUNT: &str = "SELECT COUNT(*) FROM event WHERE action = $1";

/// A deed: who did what to whom.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// Row id, ordered by time.
    pub id: String,
    /// When, in milliseconds.
    pub at_ms: i64,
    /// `user:…`, `client:…`, `cli` or `server`.
    pub actor: String,
    /// `noun.verb`.
    pub action: &'static str,
    /// Whose account it concerns.
    pub user_id: Option<&'a UserId>,
    /// Which client it concerns.
    pub client_id: Option<&'a ClientId>,
    /// More, without secrets.
    pub detail: String,
    /// The address that the request for it came from.
    pub address: Option<String>,
}

/// Writes a deed.
pub async fn insert(tx: &mut Tx, event: &Event<'_>) -> Result<(), StoreError> {
    tx_execute!(
        tx,
        INSERT,
        event.id.as_str(),
        event.at_ms,
        event.actor.as_str(),
        event.action,
        event.user_id.map(UserId::as_str),
        event.client_id.map(ClientId::as_str),
        event.detail.as_str(),
        event.address.as_deref(),
    )?;
    Ok(())
}

/// How often a deed has been done.
pub async fn count(db: &Db, action: &str) -> Result<i64, StoreError> {
    Ok(read_optional!(db, (i64,), COUNT, action)?.map_or(0, |(count,)| count))
}
