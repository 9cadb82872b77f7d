//! Who is told of chosen events.

use super::error::{parse_json, to_json};
use super::{Db, StoreError, Tx};
use crate::model::{Subscription, UnixTime, Webhook};

const INSERT: &str = "INSERT INTO webhook (id, name, url, actions, secret, created_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, 1)";
const SELECT_ALL: &str = "SELECT id, name, url, actions, secret, previous_secret, previous_until, disabled_at,
    last_success_at, last_failure_at, last_answer, created_at, version FROM webhook ORDER BY name";
const SELECT: &str = "SELECT id, name, url, actions, secret, previous_secret, previous_until, disabled_at,
    last_success_at, last_failure_at, last_answer, created_at, version FROM webhook WHERE id = $1";
const SELECT_WANTING: &str = "SELECT id, actions FROM webhook WHERE disabled_at IS NULL ORDER BY id";
const UPDATE: &str = "UPDATE webhook SET name = $2, url = $3, actions = $4, disabled_at = $5, version = version + 1
    WHERE id = $1 AND version = $6";
const ROTATE: &str = "UPDATE webhook SET previous_secret = secret, previous_until = $3, secret = $2,
    version = version + 1 WHERE id = $1 AND version = $4";
const RESEAL: &str = "UPDATE webhook SET secret = $3, previous_secret = $4 WHERE id = $1 AND secret = $2";
const DISABLE: &str = "UPDATE webhook SET disabled_at = $2, version = version + 1
    WHERE id = $1 AND disabled_at IS NULL";
const NOTE_SUCCESS: &str = "UPDATE webhook SET last_success_at = $2, last_answer = $3 WHERE id = $1";
const NOTE_FAILURE: &str = "UPDATE webhook SET last_failure_at = $2, last_answer = $3 WHERE id = $1";
const DELETE: &str = "DELETE FROM webhook WHERE id = $1";

/// A webhook with its sealed secrets.
#[derive(Clone, Debug)]
pub struct WebhookRow {
    /// The webhook.
    pub webhook: Webhook,
    /// What signs, sealed.
    pub secret: String,
    /// What signed before, sealed.
    pub previous_secret: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Columns {
    id: String,
    name: String,
    url: String,
    actions: String,
    secret: String,
    previous_secret: Option<String>,
    previous_until: Option<i64>,
    disabled_at: Option<i64>,
    last_success_at: Option<i64>,
    last_failure_at: Option<i64>,
    last_answer: Option<String>,
    created_at: i64,
    version: i64,
}

impl TryFrom<Columns> for WebhookRow {
    type Error = StoreError;

    fn try_from(row: Columns) -> Result<Self, StoreError> {
        let webhook = Webhook {
            id: row.id,
            name: row.name,
            url: row.url,
            actions: parse_json("webhook.actions", &row.actions)?,
            previous_until: row.previous_until.map(UnixTime),
            disabled_at: row.disabled_at.map(UnixTime),
            last_success_at: row.last_success_at.map(UnixTime),
            last_failure_at: row.last_failure_at.map(UnixTime),
            last_answer: row.last_answer,
            created_at: UnixTime(row.created_at),
            version: row.version,
        };
        Ok(Self { webhook, secret: row.secret, previous_secret: row.previous_secret })
    }
}

/// Adds a webhook.
///
/// # Errors
/// [`StoreError::Duplicate`] for a name that another has.
pub async fn insert(tx: &mut Tx, webhook: &Webhook, sealed: &str) -> Result<(), StoreError> {
    tx_execute!(
        tx,
        INSERT,
        webhook.id.as_str(),
        webhook.name.as_str(),
        webhook.url.as_str(),
        to_json(&webhook.actions),
        sealed,
        webhook.created_at.get(),
    )?;
    Ok(())
}

/// Every webhook, by name.
pub async fn list(db: &Db) -> Result<Vec<WebhookRow>, StoreError> {
    read_all!(db, Columns, SELECT_ALL)?.into_iter().map(WebhookRow::try_from).collect()
}

/// The webhook with this row id.
pub async fn find(db: &Db, id: &str) -> Result<Option<WebhookRow>, StoreError> {
    read_optional!(db, Columns, SELECT, id)?.map(WebhookRow::try_from).transpose()
}

fn subscriptions(rows: Vec<(String, String)>) -> Result<Vec<Subscription>, StoreError> {
    let subscription = |(webhook_id, actions): (String, String)| {
        Ok(Subscription { webhook_id, actions: parse_json("webhook.actions", &actions)? })
    };
    rows.into_iter().map(subscription).collect()
}

/// What those want that get anything.
pub async fn list_subscriptions(db: &Db) -> Result<Vec<Subscription>, StoreError> {
    subscriptions(read_all!(db, (String, String), SELECT_WANTING)?)
}

/// The same within a transaction.
pub async fn list_subscriptions_in(tx: &mut Tx) -> Result<Vec<Subscription>, StoreError> {
    subscriptions(tx_all!(tx, (String, String), SELECT_WANTING)?)
}

/// Writes name, address, choice and state of the version that `webhook` is; says whether it was still that.
///
/// # Errors
/// [`StoreError::Duplicate`] for a name that another has.
pub async fn update(tx: &mut Tx, webhook: &Webhook) -> Result<bool, StoreError> {
    let changed = tx_execute!(
        tx,
        UPDATE,
        webhook.id.as_str(),
        webhook.name.as_str(),
        webhook.url.as_str(),
        to_json(&webhook.actions),
        webhook.disabled_at.map(UnixTime::get),
        webhook.version,
    )?;
    Ok(changed == 1)
}

/// Puts a new sealed secret in the place of the present one, which signs beside it until `until`; says whether the webhook
/// was still the version that `webhook` is.
pub async fn rotate(tx: &mut Tx, webhook: &Webhook, sealed: &str, until: UnixTime) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, ROTATE, webhook.id.as_str(), sealed, until.get(), webhook.version)? == 1)
}

/// Puts the same secrets in their places, sealed anew, unless there are others by now.
pub async fn reseal(
    tx: &mut Tx,
    id: &str,
    before: &str,
    after: &str,
    previous: Option<&str>,
) -> Result<(), StoreError> {
    tx_execute!(tx, RESEAL, id, before, after, previous)?;
    Ok(())
}

/// Switches a webhook off; says whether it was on.
pub async fn disable(tx: &mut Tx, id: &str, now: UnixTime) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, DISABLE, id, now.get())? == 1)
}

/// Notes what came back: something was taken, or not.
pub async fn note(tx: &mut Tx, id: &str, now: UnixTime, taken: bool, answer: &str) -> Result<(), StoreError> {
    let statement = if taken { NOTE_SUCCESS } else { NOTE_FAILURE };
    tx_execute!(tx, statement, id, now.get(), answer)?;
    Ok(())
}

/// Removes a webhook; says whether it existed.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, DELETE, id)? == 1)
}
