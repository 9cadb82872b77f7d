//! Events, to who wants to know: signed as Standard Webhooks (standardwebhooks.com) say.

use super::{Attempt, queue};
use crate::crypto::digest::hmac_sha256;
use crate::flow::{Deps, FlowResult, Services};
use crate::model::{Action, Delivery, DeliveryKind, Receiver, SERVER, Secret, Subscription, UnixTime};
use crate::outbound::OutboundError;
use crate::random::Random;
use crate::store::change::{ChangeKind, bump};
use crate::store::event::Event;
use crate::store::webhook::WebhookRow;
use crate::store::{self, StoreError, Tx};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// "The resource is gone": the receiver wants nothing any more (RFC 9110 §15.5.11).
const GONE: u16 = 410;

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Whether the receiver has taken it.
    pub taken: bool,
    /// Whether the receiver says that it wants nothing any more.
    pub gone: bool,
    /// The status, or why there is none.
    pub answer: String,
}

/// Queues an event for each webhook that wants it, in the transaction that writes it.
pub async fn queue_event(
    tx: &mut Tx,
    random: &Random,
    subscriptions: &[Subscription],
    event: &Event<'_>,
) -> Result<(), StoreError> {
    for wanting in subscriptions.iter().filter(|subscription| subscription.wants(event.action)) {
        let receiver = Receiver { kind: DeliveryKind::Webhook, name: wanting.webhook_id.clone() };
        let now = UnixTime(event.at_ms.div_euclid(1000));
        queue(now, tx, random.row_id(event.at_ms), receiver, body(event)).await?;
    }
    Ok(())
}

/// What is posted. The names under `data` are those of the audit log; the event's number and hash come later.
#[must_use]
pub fn body(event: &Event<'_>) -> String {
    let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(event.at_ms) * 1_000_000).ok();
    let data = json!({
        "id": event.id,
        "at_ms": event.at_ms,
        "actor": event.actor,
        "action": event.action.as_str(),
        "user_id": event.user_id,
        "client_id": event.client_id,
        "detail": event.detail,
        "address": event.address,
    });
    json!({ "type": event.action.as_str(), "timestamp": at.and_then(|at| at.format(&Rfc3339).ok()), "data": data })
        .to_string()
}

pub(super) async fn send(deps: &Deps, delivery: &Delivery) -> FlowResult<Attempt> {
    let found = store::webhook::find(&deps.services.db, &delivery.receiver.name).await?;
    let Some(row) = found.filter(|row| row.webhook.disabled_at.is_none()) else { return Ok(Attempt::Unwanted) };
    let answered = post(deps, &row, &delivery.id, &delivery.body).await?;
    if answered.taken {
        return Ok(Attempt::Delivered);
    }
    if answered.gone {
        disable(deps, &row).await?;
        return Ok(Attempt::Refused("the receiver is gone; the webhook is switched off".to_owned()));
    }
    Ok(Attempt::Failed(answered.answer))
}

/// Posts `body` once, signed now, and notes what came back.
///
/// # Errors
/// When the database fails.
pub async fn post(deps: &Deps, row: &WebhookRow, id: &str, body: &str) -> FlowResult<Answered> {
    let at = deps.unix();
    let posted = match signatures(deps, row, &format!("{id}.{at}.{body}", at = at.get())) {
        None => Err("the secret cannot be opened; the secret key is another".to_owned()),
        Some(signatures) => {
            let timestamp = at.get().to_string();
            let headers = [
                ("content-type", "application/json"),
                ("webhook-id", id),
                ("webhook-timestamp", timestamp.as_str()),
                ("webhook-signature", signatures.as_str()),
            ];
            Ok(deps.services.outbound.post(&row.webhook.url, &headers, body.to_owned()).await)
        }
    };
    let answered = match posted {
        Err(answer) => Answered { taken: false, gone: false, answer },
        Ok(Ok(status)) => Answered { taken: true, gone: false, answer: status.to_string() },
        Ok(Err(OutboundError::Status(status))) => {
            Answered { taken: false, gone: status == GONE, answer: status.to_string() }
        }
        Ok(Err(error)) => Answered { taken: false, gone: false, answer: error.to_string() },
    };
    let mut tx = deps.services.db.write().await?;
    store::webhook::note(&mut tx, &row.webhook.id, at, answered.taken, &answered.answer).await?;
    tx.commit().await?;
    Ok(answered)
}

/// The signature by the present secret, and by the one before while that is still good.
fn signatures(deps: &Deps, row: &WebhookRow, signed: &str) -> Option<String> {
    let overlaps = row.webhook.previous_until.is_some_and(|until| until > deps.unix());
    let previous = row.previous_secret.as_deref().filter(|_| overlaps);
    let sign = |sealed: &str| {
        let secret = open(&deps.services, &row.webhook.id, sealed)?;
        Some(format!("v1,{}", STANDARD.encode(hmac_sha256(secret.expose(), signed.as_bytes()))))
    };
    let made: Option<Vec<_>> = std::iter::once(row.secret.as_str()).chain(previous).map(sign).collect();
    Some(made?.join(" "))
}

async fn disable(deps: &Deps, row: &WebhookRow) -> FlowResult<()> {
    let mut tx = deps.services.db.write().await?;
    if store::webhook::disable(&mut tx, &row.webhook.id, deps.unix()).await? {
        let mut event = deps.event(SERVER.to_owned(), Action::WebhookDisable);
        event.detail.clone_from(&row.webhook.name);
        deps.record(&mut tx, &event).await?;
        bump(&mut tx, ChangeKind::Webhook).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Where the secrets of a webhook are sealed for.
#[must_use]
pub fn place(id: &str) -> String {
    format!("webhook/secret/{id}")
}

fn open(services: &Services, id: &str, sealed: &str) -> Option<Secret<Vec<u8>>> {
    let opened = services.sealer.open(&place(id), sealed);
    opened.inspect_err(|cause| tracing::error!(webhook = id, %cause, "secret is sealed")).ok()
}

/// Seals under the present secret key what the previous one has sealed, so that the previous one can go.
///
/// # Errors
/// When the database fails.
pub async fn reseal(services: &Services) -> FlowResult<()> {
    for row in store::webhook::list(&services.db).await? {
        let id = &row.webhook.id;
        let mut sealed = std::iter::once(row.secret.as_str()).chain(row.previous_secret.as_deref());
        if sealed.all(|sealed| services.sealer.is_current(sealed)) {
            continue;
        }
        let anew = |sealed: &str| {
            let secret = open(services, id, sealed)?;
            Some(services.sealer.seal(&services.random, &place(id), secret.expose()))
        };
        let Some(secret) = anew(&row.secret) else { continue };
        let previous = row.previous_secret.as_deref().and_then(anew);
        let mut tx = services.db.write().await?;
        store::webhook::reseal(&mut tx, id, &row.secret, &secret, previous.as_deref()).await?;
        tx.commit().await?;
    }
    Ok(())
}
