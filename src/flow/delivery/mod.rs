//! What is sent to others by and by: queued in the transaction of the deed, sent by whichever server claims it first, until
//! the receiver has it or it is given up. Nobody waits for it. Each kind has a file that queues it and makes one attempt.

mod logout;
mod mail;
mod webhook;

pub use logout::queue_logout;
pub use mail::queue_mail;
pub use webhook::{Answered, body, place, post, queue_event, reseal as reseal_webhooks};

use super::{Deps, FlowResult};
use crate::model::{Delivery, DeliveryKind, Receiver, Seconds, UnixTime};
use crate::store::{self, StoreError, Tx};
use futures_util::future::try_join_all;

/// A delivery that cannot be made is given up after so long: 7 days.
const LIFETIME: Seconds = 7 * 86_400;
/// A delivery that cannot be made is given up after so many attempts, which take about four days.
const MOST_ATTEMPTS: i64 = 20;
/// Seconds from the first attempt to the second; each later pause is three times the one before.
const FIRST_PAUSE: Seconds = 5;
/// The longest pause between two attempts: 6 hours.
const LONGEST_PAUSE: Seconds = 6 * 3600;
/// Who has claimed a delivery has so many seconds before another may: more than an attempt can take.
const CLAIM: Seconds = 60;
/// Deliveries to one receiver at once.
const BATCH: u32 = 4;

/// How an attempt ended. Causes go to the log, so they must name nothing secret.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Attempt {
    /// The receiver has it.
    Delivered,
    /// Not this time.
    Failed(String),
    /// The receiver will never take it.
    Refused(String),
    /// Whoever should have got it is gone, or wants nothing any more.
    Unwanted,
}

/// Queues `body` under the row id `id`, which is [`Deps::row_id`]. Wake the deliveries once the transaction is committed.
async fn queue(now: UnixTime, tx: &mut Tx, id: String, receiver: Receiver, body: String) -> Result<(), StoreError> {
    let delivery = Delivery { id, receiver, body, attempts: 0, created_at: now, expires_at: now.plus(LIFETIME) };
    store::delivery::insert(tx, &delivery).await
}

/// Tries what is due for a receiver, a few deliveries at once; says how many. What was claimed and not settled, because this
/// process died or the database failed, is due again after a minute.
///
/// # Errors
/// When the database fails.
pub async fn send_due(deps: &Deps, receiver: &Receiver) -> FlowResult<usize> {
    let now = deps.unix();
    let mut tx = deps.services.db.write().await?;
    let claimed = store::delivery::claim(&mut tx, receiver, now, now.plus(CLAIM), BATCH).await?;
    tx.commit().await?;
    try_join_all(claimed.iter().map(|delivery| attempt(deps, delivery))).await?;
    Ok(claimed.len())
}

async fn attempt(deps: &Deps, delivery: &Delivery) -> FlowResult<()> {
    let kind = delivery.receiver.kind;
    let ended = match kind {
        DeliveryKind::Logout => logout::send(deps, delivery).await,
        DeliveryKind::Mail => mail::send(deps, delivery).await,
        DeliveryKind::Webhook => webhook::send(deps, delivery).await?,
    };
    let (outcome, until) = settle(deps, delivery, ended);
    metrics::counter!("symbolon_delivery_total", "kind" => kind.as_str(), "outcome" => outcome).increment(1);
    let mut tx = deps.services.db.write().await?;
    match until {
        Some(until) => store::delivery::postpone(&mut tx, delivery, until).await?,
        None => store::delivery::delete(&mut tx, &delivery.id).await?,
    }
    tx.commit().await?;
    Ok(())
}

/// The outcome's name, and when the next attempt comes, if one does.
fn settle(deps: &Deps, delivery: &Delivery, ended: Attempt) -> (&'static str, Option<UnixTime>) {
    let Delivery { id, receiver: Receiver { kind, name }, attempts, .. } = delivery;
    let (cause, again) = match ended {
        Attempt::Delivered => return ("delivered", None),
        Attempt::Unwanted => return ("unwanted", None),
        Attempt::Failed(cause) => (cause, true),
        Attempt::Refused(cause) => (cause, false),
    };
    let next = next_attempt(delivery, deps.unix());
    if again && *attempts < MOST_ATTEMPTS && next < delivery.expires_at {
        tracing::info!(%kind, receiver = name, delivery = id, attempts, cause, "not delivered; trying again");
        return ("failed", Some(next));
    }
    tracing::warn!(%kind, receiver = name, delivery = id, attempts, cause, "not delivered; given up");
    ("given_up", None)
}

fn next_attempt(delivery: &Delivery, now: UnixTime) -> UnixTime {
    let power = u32::try_from(delivery.attempts - 1).unwrap_or_default();
    let pause = 3_i64.checked_pow(power).and_then(|factor| factor.checked_mul(FIRST_PAUSE));
    now.plus(pause.unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE))
}
