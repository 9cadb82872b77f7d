//! Device authorization requests (RFC 8628), single use.

use super::{Db, StoreError, Tx};
use crate::model::{ClientId, CodeHash, DeviceCode, DeviceState, GrantId, UnixTime};

const INSERT: &str = "INSERT INTO device_code (hash, user_code_mac, client_id, params, address, state, grant_id,
        poll_interval, next_poll_at, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $8, $9, $10) ON CONFLICT (user_code_mac) DO NOTHING";
const SELECT: &str = "SELECT hash, user_code_mac, client_id, params, address, state, grant_id, poll_interval,
        next_poll_at, created_at, expires_at FROM device_code WHERE hash = $1";
const SELECT_BY_USER_CODE: &str = "SELECT hash, user_code_mac, client_id, params, address, state, grant_id,
        poll_interval, next_poll_at, created_at, expires_at FROM device_code WHERE user_code_mac = $1";
// One second is forgiven: time is counted in whole seconds, and no network keeps step.
const POLL: &str = "UPDATE device_code SET next_poll_at = $2 + poll_interval - 1
    WHERE hash = $1 AND state = 'pending' AND next_poll_at <= $2";
const SLOW_DOWN: &str = "UPDATE device_code
    SET poll_interval = poll_interval + 5, next_poll_at = $2 + poll_interval + 4 WHERE hash = $1 AND state = 'pending'";
const APPROVE: &str = "UPDATE device_code SET state = 'approved', grant_id = $3
    WHERE hash = $1 AND state = 'pending' AND expires_at > $2";
const DENY: &str = "UPDATE device_code SET state = 'denied' WHERE hash = $1 AND state = 'pending' AND expires_at > $2";
const REDEEM: &str =
    "UPDATE device_code SET state = 'redeemed' WHERE hash = $1 AND state = 'approved' AND expires_at > $2";

#[derive(sqlx::FromRow)]
struct DeviceRow {
    hash: String,
    user_code_mac: String,
    client_id: String,
    params: String,
    address: String,
    state: String,
    grant_id: Option<String>,
    poll_interval: i64,
    next_poll_at: i64,
    created_at: i64,
    expires_at: i64,
}

impl TryFrom<DeviceRow> for DeviceCode {
    type Error = StoreError;

    fn try_from(row: DeviceRow) -> Result<Self, StoreError> {
        let state = DeviceState::parse(&row.state)
            .ok_or(StoreError::Corrupt { column: "device_code.state", why: "unknown state".to_owned() })?;
        Ok(Self {
            hash: CodeHash::new(row.hash),
            user_code_mac: row.user_code_mac,
            client_id: ClientId::new(row.client_id),
            params: row.params,
            address: row.address,
            state,
            grant_id: row.grant_id.map(GrantId::new),
            poll_interval: row.poll_interval,
            next_poll_at: UnixTime(row.next_poll_at),
            created_at: UnixTime(row.created_at),
            expires_at: UnixTime(row.expires_at),
        })
    }
}

/// Adds a request; says whether its user code was free.
pub async fn insert(tx: &mut Tx, code: &DeviceCode) -> Result<bool, StoreError> {
    let inserted = tx_execute!(
        tx,
        INSERT,
        code.hash.as_str(),
        code.user_code_mac.as_str(),
        code.client_id.as_str(),
        code.params.as_str(),
        code.address.as_str(),
        code.state.as_str(),
        code.poll_interval,
        code.next_poll_at.get(),
        code.created_at.get(),
        code.expires_at.get(),
    )?;
    Ok(inserted == 1)
}

/// The request whose device code has this digest, whatever has become of it.
pub async fn find(db: &Db, hash: &CodeHash) -> Result<Option<DeviceCode>, StoreError> {
    read_optional!(db, DeviceRow, SELECT, hash.as_str())?.map(DeviceCode::try_from).transpose()
}

/// The request whose user code has this MAC, whatever has become of it.
pub async fn find_by_user_code(db: &Db, mac: &str) -> Result<Option<DeviceCode>, StoreError> {
    read_optional!(db, DeviceRow, SELECT_BY_USER_CODE, mac)?.map(DeviceCode::try_from).transpose()
}

/// Notes a poll of a pending request; says whether it kept the interval. Of many at once, one did.
pub async fn poll(tx: &mut Tx, hash: &CodeHash, now: UnixTime) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, POLL, hash.as_str(), now.get())? == 1)
}

/// Makes the interval 5 seconds longer (RFC 8628 §3.5).
pub async fn slow_down(tx: &mut Tx, hash: &CodeHash, now: UnixTime) -> Result<(), StoreError> {
    tx_execute!(tx, SLOW_DOWN, hash.as_str(), now.get())?;
    Ok(())
}

/// Writes that a person allowed the request and what that gives; of many that answer, one is told `true`.
pub async fn approve(tx: &mut Tx, hash: &CodeHash, grant: &GrantId, now: UnixTime) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, APPROVE, hash.as_str(), now.get(), grant.as_str())? == 1)
}

/// Writes that a person refused the request; of many that answer, one is told `true`.
pub async fn deny(tx: &mut Tx, hash: &CodeHash, now: UnixTime) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, DENY, hash.as_str(), now.get())? == 1)
}

/// Uses the device code up; of many that try, one is told `true`.
pub async fn redeem(tx: &mut Tx, hash: &CodeHash, now: UnixTime) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, REDEEM, hash.as_str(), now.get())? == 1)
}
