//! Links that work once, by the hash of their token.

use super::{Db, StoreError, Tx};
use crate::model::{LinkPurpose, OneTimeLink, TokenHash, UnixTime, UserId};

const INSERT: &str = "INSERT INTO one_time_link (hash, user_id, purpose, detail, consumed_at, created_at, expires_at)
    VALUES ($1, $2, $3, $4, NULL, $5, $6)";
const SELECT: &str = "SELECT user_id, detail, expires_at FROM one_time_link
    WHERE hash = $1 AND purpose = $2 AND consumed_at IS NULL AND expires_at > $3";
const REDEEM: &str = "UPDATE one_time_link SET consumed_at = $3
    WHERE hash = $1 AND purpose = $2 AND consumed_at IS NULL AND expires_at > $3
    RETURNING user_id, detail, expires_at";
const CONSUME_BY_USER: &str =
    "UPDATE one_time_link SET consumed_at = $3 WHERE user_id = $1 AND purpose = $2 AND consumed_at IS NULL";

type Row = (Option<String>, String, i64);

fn link((user_id, detail, expires_at): Row) -> OneTimeLink {
    OneTimeLink { user_id: user_id.map(UserId::new), detail, expires_at: UnixTime(expires_at) }
}

/// Adds a link.
pub async fn insert(
    tx: &mut Tx,
    hash: &TokenHash,
    purpose: LinkPurpose,
    link: &OneTimeLink,
    now: UnixTime,
) -> Result<(), StoreError> {
    let user = link.user_id.as_ref().map(UserId::as_str);
    let (detail, end) = (link.detail.as_str(), link.expires_at.get());
    tx_execute!(tx, INSERT, hash.as_str(), user, purpose.as_str(), detail, now.get(), end)?;
    Ok(())
}

/// The link, if it would work.
pub async fn find(
    db: &Db,
    hash: &TokenHash,
    purpose: LinkPurpose,
    now: UnixTime,
) -> Result<Option<OneTimeLink>, StoreError> {
    Ok(read_optional!(db, Row, SELECT, hash.as_str(), purpose.as_str(), now.get())?.map(link))
}

/// Uses the link up: of many that try, one gets it.
pub async fn redeem(
    tx: &mut Tx,
    hash: &TokenHash,
    purpose: LinkPurpose,
    now: UnixTime,
) -> Result<Option<OneTimeLink>, StoreError> {
    Ok(tx_optional!(tx, Row, REDEEM, hash.as_str(), purpose.as_str(), now.get())?.map(link))
}

/// Uses up what a person has of these links.
pub async fn consume_by_user(
    tx: &mut Tx,
    user_id: &UserId,
    purpose: LinkPurpose,
    now: UnixTime,
) -> Result<(), StoreError> {
    tx_execute!(tx, CONSUME_BY_USER, user_id.as_str(), purpose.as_str(), now.get())?;
    Ok(())
}
