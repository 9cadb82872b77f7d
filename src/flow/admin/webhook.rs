//! Webhooks: who is told of which events.

use super::{Actor, AdminError};
use crate::flow::Deps;
use crate::flow::delivery::{Answered, body, place, post};
use crate::model::webhook::is_choice;
use crate::model::{Action, Permission, Seconds, Webhook};
use crate::outbound::Place;
use crate::store::change::{ChangeKind, bump};
use crate::store::webhook::WebhookRow;
use crate::store::{self, StoreError, Tx};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// Marks secrets, as Standard Webhooks say.
pub const PREFIX: &str = "whsec_";
/// How long the secret before a new one signs as well, unless somebody says otherwise: a day.
pub const OVERLAP: Seconds = 86_400;
/// The longest such time: a week.
const LONGEST_OVERLAP: Seconds = 7 * 86_400;
/// Most characters of a name.
const LONGEST_NAME: usize = 100;

/// What an administrator says of a webhook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its name; no two have the same.
    pub name: String,
    /// Where events are posted.
    pub url: String,
    /// Which events: names of actions, `noun.*`, or `*`.
    pub actions: Vec<String>,
    /// Whether it gets nothing.
    #[serde(default)]
    pub disabled: bool,
}

impl Document {
    /// What is said of a webhook now.
    #[must_use]
    pub fn of(webhook: &Webhook) -> Self {
        Self {
            name: webhook.name.clone(),
            url: webhook.url.clone(),
            actions: webhook.actions.clone(),
            disabled: webhook.disabled_at.is_some(),
        }
    }
}

/// Every webhook, by name.
///
/// # Errors
/// [`AdminError::Forbidden`].
pub async fn list(deps: &Deps, actor: &Actor) -> Result<Vec<Webhook>, AdminError> {
    actor.require(Permission::WebhooksRead)?;
    let rows = store::webhook::list(&deps.services.db).await?;
    Ok(rows.into_iter().map(|row| row.webhook).collect())
}

/// One of them, by row id or name.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Forbidden`].
pub async fn show(deps: &Deps, actor: &Actor, name: &str) -> Result<Webhook, AdminError> {
    actor.require(Permission::WebhooksRead)?;
    Ok(find(deps, name).await?.webhook)
}

async fn find(deps: &Deps, name: &str) -> Result<WebhookRow, AdminError> {
    let rows = store::webhook::list(&deps.services.db).await?;
    let found = rows.into_iter().find(|row| row.webhook.id == name || row.webhook.name == name);
    found.ok_or_else(|| AdminError::NotFound { noun: "webhook", name: name.to_owned() })
}

/// Adds a webhook; gives its secret this once.
///
/// # Errors
/// [`AdminError::Invalid`] with everything that is wrong, [`AdminError::Exists`], [`AdminError::Forbidden`].
pub async fn add(deps: &Deps, actor: &Actor, document: Document) -> Result<(Webhook, String), AdminError> {
    require_change(actor)?;
    check(deps, &document)?;
    let now = deps.unix();
    let webhook = Webhook {
        id: deps.row_id(),
        name: document.name,
        url: document.url,
        actions: document.actions,
        previous_until: None,
        disabled_at: document.disabled.then_some(now),
        last_success_at: None,
        last_failure_at: None,
        last_answer: None,
        created_at: now,
        version: 1,
    };
    let (secret, sealed) = new_secret(deps, &webhook.id);
    let mut tx = deps.services.db.write().await?;
    unique(&webhook.name, store::webhook::insert(&mut tx, &webhook, &sealed).await)?;
    finish(deps, tx, actor, (Action::WebhookAdd, &webhook.name)).await?;
    Ok((webhook, secret))
}

/// Changes a webhook, if it is the expected version of it, as `change` says. What is queued goes to the new address.
///
/// # Errors
/// As [`add`], [`AdminError::NotFound`], [`AdminError::Conflict`], and what `change` says.
pub async fn set(
    deps: &Deps,
    actor: &Actor,
    (name, expected): (&str, Option<i64>),
    change: impl FnOnce(Document) -> Result<Document, AdminError>,
) -> Result<Webhook, AdminError> {
    require_change(actor)?;
    let mut webhook = find(deps, name).await?.webhook;
    if expected.is_some_and(|version| version != webhook.version) {
        return Err(AdminError::Conflict);
    }
    let document = change(Document::of(&webhook))?;
    check(deps, &document)?;
    webhook.disabled_at = document.disabled.then(|| webhook.disabled_at.unwrap_or(deps.unix()));
    (webhook.name, webhook.url, webhook.actions) = (document.name, document.url, document.actions);
    let mut tx = deps.services.db.write().await?;
    if !unique(&webhook.name, store::webhook::update(&mut tx, &webhook).await)? {
        return Err(AdminError::Conflict);
    }
    finish(deps, tx, actor, (Action::WebhookSet, &webhook.name)).await?;
    webhook.version += 1;
    Ok(webhook)
}

/// Gives a webhook a new secret, and gives that this once; for `overlap` seconds the one before signs as well.
///
/// # Errors
/// [`AdminError::Invalid`], [`AdminError::NotFound`], [`AdminError::Conflict`], [`AdminError::Forbidden`].
pub async fn rotate_secret(
    deps: &Deps,
    actor: &Actor,
    name: &str,
    overlap: Seconds,
) -> Result<(Webhook, String), AdminError> {
    require_change(actor)?;
    if !(0..=LONGEST_OVERLAP).contains(&overlap) {
        return Err(AdminError::invalid(format!("overlap: must be 0 to {LONGEST_OVERLAP} seconds")));
    }
    let mut webhook = find(deps, name).await?.webhook;
    let until = deps.unix().plus(overlap);
    let (secret, sealed) = new_secret(deps, &webhook.id);
    let mut tx = deps.services.db.write().await?;
    if !store::webhook::rotate(&mut tx, &webhook, &sealed, until).await? {
        return Err(AdminError::Conflict);
    }
    finish(deps, tx, actor, (Action::WebhookRotateSecret, &webhook.name)).await?;
    (webhook.previous_until, webhook.version) = (Some(until), webhook.version + 1);
    Ok((webhook, secret))
}

/// Removes a webhook; what is queued for it is dropped.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Forbidden`].
pub async fn remove(deps: &Deps, actor: &Actor, name: &str) -> Result<(), AdminError> {
    require_change(actor)?;
    let webhook = find(deps, name).await?.webhook;
    let mut tx = deps.services.db.write().await?;
    if !store::webhook::delete(&mut tx, &webhook.id).await? {
        return Err(AdminError::NotFound { noun: "webhook", name: name.to_owned() });
    }
    finish(deps, tx, actor, (Action::WebhookRemove, &webhook.name)).await
}

/// Sends the event of this very test now, whatever the webhook wants and also where it is switched off; says what came
/// back. It is sent once.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Forbidden`].
pub async fn test(deps: &Deps, actor: &Actor, name: &str) -> Result<Answered, AdminError> {
    require_change(actor)?;
    let row = find(deps, name).await?;
    let mut event = deps.event(actor.name(), Action::WebhookTest);
    event.detail.clone_from(&row.webhook.name);
    let mut tx = deps.services.db.write().await?;
    // Not queued: it would come twice.
    store::event::insert(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(post(deps, &row, &event.id, &body(&event)).await?)
}

/// Who says where events go gets to see them.
fn require_change(actor: &Actor) -> Result<(), AdminError> {
    actor.require(Permission::WebhooksWrite)?;
    actor.require(Permission::AuditRead)
}

/// A name that another has is told as such.
fn unique<T>(name: &str, outcome: Result<T, StoreError>) -> Result<T, AdminError> {
    outcome.map_err(|error| match error {
        StoreError::Duplicate => AdminError::Exists { noun: "webhook", name: name.to_owned() },
        other => other.into(),
    })
}

/// Ends the transaction of a deed: its event, for the webhooks that there were before it, and the sign to every node.
async fn finish(deps: &Deps, mut tx: Tx, actor: &Actor, (action, name): (Action, &str)) -> Result<(), AdminError> {
    let mut event = deps.event(actor.name(), action);
    name.clone_into(&mut event.detail);
    deps.record(&mut tx, &event).await?;
    bump(&mut tx, ChangeKind::Webhook).await?;
    tx.commit().await?;
    Ok(())
}

/// A secret of 256 bits: as it is told, and sealed for its row.
fn new_secret(deps: &Deps, id: &str) -> (String, String) {
    let services = &deps.services;
    let key = services.random.bytes::<32>();
    (format!("{PREFIX}{}", STANDARD.encode(key)), services.sealer.seal(&services.random, &place(id), &key))
}

fn check(deps: &Deps, document: &Document) -> Result<(), AdminError> {
    let mut problems = Vec::new();
    let Document { name, url, actions, .. } = document;
    if name.trim() != name || !(1..=LONGEST_NAME).contains(&name.chars().count()) || name.chars().any(char::is_control)
    {
        problems.push(format!("name: must have 1 to {LONGEST_NAME} characters, without spaces around them"));
    }
    if let Err(error) = Place::check(url, &deps.services.settings.outbound.allow) {
        problems.push(format!("url: {error}"));
    }
    if actions.is_empty() {
        problems.push("actions: name at least one, a noun as \"user.*\", or \"*\" for all".to_owned());
    }
    let unknown = actions.iter().filter(|choice| !is_choice(choice));
    problems.extend(unknown.map(|choice| {
        format!("actions: there is no action {choice:?}; docs/audit.md lists them, \"user.*\" means all of a noun, \"*\" all")
    }));
    if problems.is_empty() { Ok(()) } else { Err(AdminError::Invalid(problems)) }
}
