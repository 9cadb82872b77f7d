//! The queue of what is sent to others. Whoever claims a row alone may send it until its time has come again; a row goes
//! when its receiver has it.

use super::{Db, StoreError, Tx};
use crate::model::{Delivery, DeliveryKind, Receiver, UnixTime};

const INSERT: &str = "INSERT INTO delivery (id, kind, receiver, body, attempts, next_at, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $6, $7)";
const SELECT_RECEIVERS: &str = "SELECT kind, receiver, MIN(next_at) FROM delivery WHERE next_at <= $1
    GROUP BY kind, receiver ORDER BY MIN(next_at), kind, receiver LIMIT $2";
const CLAIM: &str = "UPDATE delivery SET next_at = $4, attempts = attempts + 1
    WHERE next_at <= $3 AND id IN (SELECT id FROM delivery WHERE kind = $1 AND receiver = $2 AND next_at <= $3
        ORDER BY next_at, id LIMIT $5)
    RETURNING id, kind, receiver, body, attempts, created_at, expires_at";
const POSTPONE: &str = "UPDATE delivery SET next_at = $2 WHERE id = $1 AND attempts = $3";
const DELETE: &str = "DELETE FROM delivery WHERE id = $1";
const COUNT: &str = "SELECT COUNT(*) FROM delivery";

#[derive(sqlx::FromRow)]
struct DeliveryRow {
    id: String,
    kind: String,
    receiver: String,
    body: String,
    attempts: i64,
    created_at: i64,
    expires_at: i64,
}

impl TryFrom<DeliveryRow> for Delivery {
    type Error = StoreError;

    fn try_from(row: DeliveryRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            receiver: receiver(&row.kind, row.receiver)?,
            body: row.body,
            attempts: row.attempts,
            created_at: UnixTime(row.created_at),
            expires_at: UnixTime(row.expires_at),
        })
    }
}

fn receiver(kind: &str, name: String) -> Result<Receiver, StoreError> {
    let unknown = || StoreError::Corrupt { column: "delivery.kind", why: "unknown kind".to_owned() };
    Ok(Receiver { kind: DeliveryKind::parse(kind).ok_or_else(unknown)?, name })
}

/// Queues something that may be sent at once.
pub async fn insert(tx: &mut Tx, delivery: &Delivery) -> Result<(), StoreError> {
    tx_execute!(
        tx,
        INSERT,
        delivery.id.as_str(),
        delivery.receiver.kind.as_str(),
        delivery.receiver.name.as_str(),
        delivery.body.as_str(),
        delivery.attempts,
        delivery.created_at.get(),
        delivery.expires_at.get(),
    )?;
    Ok(())
}

/// The receivers that something is due for, the longest waiting first.
pub async fn list_receivers(db: &Db, now: UnixTime, limit: u32) -> Result<Vec<Receiver>, StoreError> {
    let rows = read_all!(db, (String, String, i64), SELECT_RECEIVERS, now.get(), i64::from(limit))?;
    rows.into_iter().map(|(kind, name, _)| receiver(&kind, name)).collect()
}

/// Takes what is due for a receiver, at most `limit`, and hides it until `visible_at`: of many that try, one gets each.
pub async fn claim(
    tx: &mut Tx,
    receiver: &Receiver,
    now: UnixTime,
    visible_at: UnixTime,
    limit: u32,
) -> Result<Vec<Delivery>, StoreError> {
    let (kind, name) = (receiver.kind.as_str(), receiver.name.as_str());
    let (visible_at, limit) = (visible_at.get(), i64::from(limit));
    let rows = tx_all!(tx, DeliveryRow, CLAIM, kind, name, now.get(), visible_at, limit)?;
    rows.into_iter().map(Delivery::try_from).collect()
}

/// Says when a failed attempt is followed by the next, unless somebody else has taken the row since.
pub async fn postpone(tx: &mut Tx, delivery: &Delivery, until: UnixTime) -> Result<(), StoreError> {
    tx_execute!(tx, POSTPONE, delivery.id.as_str(), until.get(), delivery.attempts)?;
    Ok(())
}

/// Forgets what was delivered or given up.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    tx_execute!(tx, DELETE, id)?;
    Ok(())
}

/// How much there is to send.
pub async fn count(db: &Db) -> Result<i64, StoreError> {
    Ok(read_optional!(db, (i64,), COUNT)?.map_or(0, |(count,)| count))
}
