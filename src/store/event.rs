//! Deeds, written in the transaction that does them, and sealed into a chain afterwards.

use super::{Db, StoreError, Tx};
use crate::model::{Action, ClientId, UserId};
use serde::{Deserialize, Serialize};

const INSERT: &str =
    "INSERT INTO event (id, at_ms, actor, action, user_id, client_id, detail, address, seq, prev, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, NULL, NULL)";
const COUNT: &str = "SELECT COUNT(*) FROM event WHERE action = $1";
const COUNT_UNSEALED: &str = "SELECT COUNT(*) FROM event WHERE seq IS NULL";
const SELECT_UNSEALED: &str =
    "SELECT id, at_ms, actor, action, user_id, client_id, detail, address, seq, prev, hash FROM event
    WHERE seq IS NULL ORDER BY id LIMIT $1";
const SELECT_SEALED: &str =
    "SELECT id, at_ms, actor, action, user_id, client_id, detail, address, seq, prev, hash FROM event
    WHERE seq > $1 ORDER BY seq LIMIT $2";
const SELECT_NUMBERS: &str = "SELECT MIN(seq), MAX(seq) FROM event WHERE seq IS NOT NULL";
const SEAL: &str = "UPDATE event SET seq = $2, prev = $3, hash = $4 WHERE id = $1 AND seq IS NULL";
const DELETE_FRONT: &str = "DELETE FROM event WHERE seq <= $1";

/// The events that a filter lets through; an empty value of it lets everything.
macro_rules! select_filtered {
    ($rest:literal) => {
        concat!(
            "SELECT id, at_ms, actor, action, user_id, client_id, detail, address, seq, prev, hash FROM event
            WHERE ($1 = '' OR user_id = $1) AND ($2 = '' OR client_id = $2) AND ($3 = '' OR action = $3)
                AND ($4 = '' OR actor = $4) AND ($5 = '' OR address = $5) AND at_ms >= $6 AND at_ms < $7
                AND ($8 = '' OR LOWER(action || ' ' || actor || ' ' || detail || ' ' || COALESCE(user_id, '') || ' '
                    || COALESCE(client_id, '') || ' ' || COALESCE(address, '')) LIKE $8 ESCAPE '!')",
            $rest
        )
    };
}

const SELECT_BEFORE: &str = select_filtered!(" AND ($9 = '' OR id < $9) ORDER BY id DESC LIMIT $10");
const SELECT_AFTER: &str = select_filtered!(" AND id > $9 ORDER BY id LIMIT $10");

/// A deed: who did what to whom.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// Row id, ordered by time.
    pub id: String,
    /// When, in milliseconds.
    pub at_ms: i64,
    /// `user:…`, `client:…`, `cli` or `server`.
    pub actor: String,
    /// What was done.
    pub action: Action,
    /// Whose account it concerns.
    pub user_id: Option<&'a UserId>,
    /// Which client it concerns.
    pub client_id: Option<&'a ClientId>,
    /// More, without secrets.
    pub detail: String,
    /// The address that the request for it came from.
    pub address: Option<String>,
}

/// A deed as it is stored: every column, by its name.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventRow {
    /// Number in the chain; none until it is sealed.
    pub seq: Option<i64>,
    /// Row id, ordered by time.
    pub id: String,
    /// When, in milliseconds.
    pub at_ms: i64,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// Whose account it concerns.
    pub user_id: Option<String>,
    /// Which client it concerns.
    pub client_id: Option<String>,
    /// More.
    pub detail: String,
    /// From where.
    pub address: Option<String>,
    /// Hash of the event before.
    pub prev: Option<String>,
    /// Its own hash.
    pub hash: Option<String>,
}

/// Which events; an empty text and the widest times let everything through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventFilter {
    /// Whose account, by row id.
    pub user_id: String,
    /// Which client.
    pub client_id: String,
    /// Which action.
    pub action: String,
    /// Which actor.
    pub actor: String,
    /// From which address.
    pub address: String,
    /// From this millisecond on.
    pub from_ms: i64,
    /// Before this millisecond.
    pub until_ms: i64,
    /// Part of any column, whatever its case.
    pub text: String,
}

impl Default for EventFilter {
    fn default() -> Self {
        let none = String::new;
        Self {
            user_id: none(),
            client_id: none(),
            action: none(),
            actor: none(),
            address: none(),
            from_ms: i64::MIN,
            until_ms: i64::MAX,
            text: none(),
        }
    }
}

/// Which part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventPage {
    /// The newest, newest first.
    Newest,
    /// Those before this id, newest first.
    Before(String),
    /// Those after this id, oldest first.
    After(String),
}

/// Writes a deed.
pub async fn insert(tx: &mut Tx, event: &Event<'_>) -> Result<(), StoreError> {
    tx_execute!(
        tx,
        INSERT,
        event.id.as_str(),
        event.at_ms,
        event.actor.as_str(),
        event.action.as_str(),
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

/// The events that `filter` lets through, at most `limit`.
pub async fn list(db: &Db, filter: &EventFilter, page: &EventPage, limit: u32) -> Result<Vec<EventRow>, StoreError> {
    let (statement, id) = match page {
        EventPage::Newest => (SELECT_BEFORE, ""),
        EventPage::Before(id) => (SELECT_BEFORE, id.as_str()),
        EventPage::After(id) => (SELECT_AFTER, id.as_str()),
    };
    let text = if filter.text.is_empty() { String::new() } else { containing(&filter.text.to_lowercase()) };
    Ok(read_all!(
        db,
        EventRow,
        statement,
        filter.user_id.as_str(),
        filter.client_id.as_str(),
        filter.action.as_str(),
        filter.actor.as_str(),
        filter.address.as_str(),
        filter.from_ms,
        filter.until_ms,
        text.as_str(),
        id,
        i64::from(limit),
    )?)
}

/// The pattern of LIKE for whatever contains `part`.
fn containing(part: &str) -> String {
    format!("%{}%", part.replace('!', "!!").replace('%', "!%").replace('_', "!_"))
}

/// How many wait to be sealed.
pub async fn count_unsealed(db: &Db) -> Result<i64, StoreError> {
    Ok(read_optional!(db, (i64,), COUNT_UNSEALED)?.map_or(0, |(count,)| count))
}

/// The oldest that are not sealed, at most `limit`.
pub async fn list_unsealed(tx: &mut Tx, limit: u32) -> Result<Vec<EventRow>, StoreError> {
    Ok(tx_all!(tx, EventRow, SELECT_UNSEALED, i64::from(limit))?)
}

/// The sealed events after number `after`, in the order of the chain, at most `limit`.
pub async fn list_sealed(db: &Db, after: i64, limit: u32) -> Result<Vec<EventRow>, StoreError> {
    Ok(read_all!(db, EventRow, SELECT_SEALED, after, i64::from(limit))?)
}

/// The same within a transaction.
pub async fn list_sealed_in(tx: &mut Tx, after: i64, limit: u32) -> Result<Vec<EventRow>, StoreError> {
    Ok(tx_all!(tx, EventRow, SELECT_SEALED, after, i64::from(limit))?)
}

/// The least and the greatest number of sealed events.
pub async fn numbers(db: &Db) -> Result<Option<(i64, i64)>, StoreError> {
    let found = read_optional!(db, (Option<i64>, Option<i64>), SELECT_NUMBERS)?;
    Ok(found.and_then(|(least, greatest)| least.zip(greatest)))
}

/// Gives an event its place in the chain; says whether it had none before.
pub async fn seal(tx: &mut Tx, id: &str, seq: i64, prev: &str, hash: &str) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, SEAL, id, seq, prev, hash)? == 1)
}

/// Deletes the sealed events up to this number; says how many.
pub async fn delete_front(tx: &mut Tx, seq: i64) -> Result<u64, StoreError> {
    Ok(tx_execute!(tx, DELETE_FRONT, seq)?)
}
