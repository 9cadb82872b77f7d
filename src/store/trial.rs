//! Clients that administrators try out.

use super::{Db, StoreError, Tx};
use crate::model::{ClientId, Trial, UnixTime, UserId};

/// More than anybody looks at side by side; the oldest are dropped.
const MOST: i64 = 10;

const INSERT: &str = "INSERT INTO trial (id, state_hash, user_id, client_id, record, answered_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, NULL, $6)";
const TRIM: &str = "DELETE FROM trial WHERE user_id = $1 AND id NOT IN
    (SELECT id FROM trial WHERE user_id = $1 ORDER BY id DESC LIMIT $2)";
const SELECT: &str = "SELECT id, state_hash, user_id, client_id, record, expires_at FROM trial
    WHERE id = $1 AND user_id = $2 AND expires_at > $3";
const SELECT_OPEN: &str = "SELECT id, state_hash, user_id, client_id, record, expires_at FROM trial
    WHERE state_hash = $1 AND answered_at IS NULL AND expires_at > $2";
const ANSWER: &str = "UPDATE trial SET answered_at = $2 WHERE id = $1 AND answered_at IS NULL";
const UPDATE: &str = "UPDATE trial SET record = $2 WHERE id = $1";

type Row = (String, String, String, String, String, i64);

fn trial((id, state_hash, user_id, client_id, record, expires_at): Row) -> Trial {
    let (user_id, client_id) = (UserId::new(user_id), ClientId::new(client_id));
    Trial { id, state_hash, user_id, client_id, record, expires_at: UnixTime(expires_at) }
}

/// Adds a trial and drops the person's oldest beyond the limit.
pub async fn insert(tx: &mut Tx, trial: &Trial) -> Result<(), StoreError> {
    let user_id = trial.user_id.as_str();
    tx_execute!(
        tx,
        INSERT,
        trial.id.as_str(),
        trial.state_hash.as_str(),
        user_id,
        trial.client_id.as_str(),
        trial.record.as_str(),
        trial.expires_at.get(),
    )?;
    tx_execute!(tx, TRIM, user_id, MOST)?;
    Ok(())
}

/// A trial of this person.
pub async fn find(db: &Db, id: &str, user_id: &UserId, now: UnixTime) -> Result<Option<Trial>, StoreError> {
    Ok(read_optional!(db, Row, SELECT, id, user_id.as_str(), now.get())?.map(trial))
}

/// The trial that waits for the response with this `state`.
pub async fn find_open(db: &Db, state_hash: &str, now: UnixTime) -> Result<Option<Trial>, StoreError> {
    Ok(read_optional!(db, Row, SELECT_OPEN, state_hash, now.get())?.map(trial))
}

/// Takes the response; says whether it is the first.
pub async fn answer(tx: &mut Tx, id: &str, now: UnixTime) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, ANSWER, id, now.get())? == 1)
}

/// Writes what was sent and received.
pub async fn update(tx: &mut Tx, id: &str, record: &str) -> Result<(), StoreError> {
    tx_execute!(tx, UPDATE, id, record)?;
    Ok(())
}
