//! `/admin/api/webhooks`.

use super::answer::Done;
use super::body::{members, nothing_else, take_number};
use super::{AdminAnswer, Caller, told};
use crate::flow::admin::document;
use crate::flow::admin::webhook::{self, Document, OVERLAP};
use crate::http::answer::Tag;
use crate::http::json_body::JsonObject;
use crate::model::Webhook;
use poem::Result;
use poem_openapi::param::Path;
use poem_openapi::{Object, OpenApi};
use serde_json::{Value, json};

/// A webhook.
#[derive(Debug, Object)]
pub struct WebhookBody {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
    /// Where events are posted.
    url: String,
    /// Actions of the audit log, `noun.*`, or `*`.
    actions: Vec<String>,
    /// Whether it gets nothing.
    disabled: bool,
    /// What signs, in the answer that made it and never again: `whsec_` and base64.
    secret: Option<String>,
    /// Until when the secret before signs as well, in Unix seconds.
    previous_until: Option<i64>,
    /// When something was last taken, in Unix seconds.
    last_success_at: Option<i64>,
    /// When something was last not taken, in Unix seconds.
    last_failure_at: Option<i64>,
    /// What came back the last time: a status, or why there was none.
    last_answer: Option<String>,
    /// When it was made, in Unix seconds.
    created_at: i64,
    /// Counts changes; its `ETag`.
    version: i64,
}

/// What can be said of a webhook.
#[derive(Debug, Object)]
pub struct WebhookDocument {
    /// Its name; no two have the same.
    name: Option<String>,
    /// Where events are posted.
    url: Option<String>,
    /// Actions of the audit log, `noun.*`, or `*`.
    actions: Option<Vec<String>>,
    /// Whether it gets nothing.
    disabled: Option<bool>,
}

/// Every webhook.
#[derive(Debug, Object)]
pub struct WebhookList {
    /// By name.
    items: Vec<WebhookBody>,
}

/// How to rotate.
#[derive(Debug, Object)]
pub struct WebhookRotation {
    /// Seconds for which the secret before signs as well; a day when left out.
    overlap: Option<i64>,
}

/// What came back.
#[derive(Debug, Object)]
pub struct WebhookAnswer {
    /// Whether the receiver has taken it.
    taken: bool,
    /// The status, or why there is none.
    answer: String,
}

/// The endpoints.
#[derive(Debug)]
pub struct WebhooksApi;

#[OpenApi(prefix_path = "/admin/api/webhooks", tag = "Tag::Administration")]
impl WebhooksApi {
    /// List webhooks; never their secrets
    #[oai(path = "/", method = "get", operation_id = "listWebhooks")]
    async fn list(&self, caller: Caller) -> Result<AdminAnswer<WebhookList>> {
        let webhooks = told(&caller, webhook::list(caller.deps(), &caller.actor).await)?;
        Ok(AdminAnswer::new(json!({ "items": webhooks.iter().map(view).collect::<Vec<_>>() })))
    }

    /// Add a webhook; its secret is shown this once. Needs `admin:audit:read` as well
    #[oai(path = "/", method = "post", operation_id = "addWebhook")]
    async fn add(
        &self,
        caller: Caller,
        document: JsonObject<WebhookDocument>,
    ) -> Result<AdminAnswer<WebhookBody, 201>> {
        let added = async {
            let document = document::read(&Document::default(), members(document.members)?)?;
            webhook::add(caller.deps(), &caller.actor, document).await
        };
        let (webhook, secret) = told(&caller, added.await)?;
        caller.published().await;
        Ok(AdminAnswer::new(with_secret(&webhook, secret)))
    }

    /// Show a webhook
    #[oai(path = "/:webhook", method = "get", operation_id = "showWebhook")]
    async fn show(
        &self,
        caller: Caller,
        /// Its id or name.
        webhook: Path<String>,
    ) -> Result<AdminAnswer<WebhookBody>> {
        let shown = told(&caller, webhook::show(caller.deps(), &caller.actor, &webhook).await)?;
        Ok(AdminAnswer::new(view(&shown)))
    }

    /// Change a webhook; members that are left out stay. Needs `admin:audit:read` as well
    #[oai(path = "/:webhook", method = "patch", operation_id = "changeWebhook")]
    async fn change(
        &self,
        caller: Caller,
        /// Its id or name.
        webhook: Path<String>,
        document: JsonObject<WebhookDocument>,
    ) -> Result<AdminAnswer<WebhookBody>> {
        let changed = async {
            let members = members(document.members)?;
            let change = |known: Document| document::read(&known, members);
            webhook::set(caller.deps(), &caller.actor, (&webhook, caller.expected), change).await
        };
        let changed = told(&caller, changed.await)?;
        caller.published().await;
        Ok(AdminAnswer::new(view(&changed)))
    }

    /// Remove a webhook; what is queued for it is dropped. Needs `admin:audit:read` as well
    #[oai(path = "/:webhook", method = "delete", operation_id = "removeWebhook")]
    async fn remove(
        &self,
        caller: Caller,
        /// Its id or name.
        webhook: Path<String>,
    ) -> Result<Done> {
        told(&caller, webhook::remove(caller.deps(), &caller.actor, &webhook).await)?;
        caller.published().await;
        Ok(Done)
    }

    /// Give a webhook a new secret, which is shown this once. Needs `admin:audit:read` as well
    #[oai(path = "/:webhook/rotate-secret", method = "post", operation_id = "rotateWebhookSecret")]
    async fn rotate_secret(
        &self,
        caller: Caller,
        /// Its id or name.
        webhook: Path<String>,
        document: JsonObject<WebhookRotation>,
    ) -> Result<AdminAnswer<WebhookBody>> {
        let rotated = async {
            let mut members = members(document.members)?;
            let overlap = take_number(&mut members, "overlap")?.unwrap_or(OVERLAP);
            nothing_else(&members)?;
            webhook::rotate_secret(caller.deps(), &caller.actor, &webhook, overlap).await
        };
        let (webhook, secret) = told(&caller, rotated.await)?;
        caller.published().await;
        Ok(AdminAnswer::new(with_secret(&webhook, secret)))
    }

    /// Send a sample event now, and say what came back. Needs `admin:audit:read` as well
    #[oai(path = "/:webhook/test", method = "post", operation_id = "testWebhook")]
    async fn test(
        &self,
        caller: Caller,
        /// Its id or name.
        webhook: Path<String>,
    ) -> Result<AdminAnswer<WebhookAnswer>> {
        let answered = told(&caller, webhook::test(caller.deps(), &caller.actor, &webhook).await)?;
        Ok(AdminAnswer::new(json!({ "taken": answered.taken, "answer": answered.answer })))
    }
}

fn with_secret(webhook: &Webhook, secret: String) -> Value {
    let mut shown = view(webhook);
    shown["secret"] = json!(secret);
    shown
}

fn view(webhook: &Webhook) -> Value {
    json!({ "id": webhook.id, "name": webhook.name, "url": webhook.url, "actions": webhook.actions,
        "disabled": webhook.disabled_at.is_some(), "previous_until": webhook.previous_until,
        "last_success_at": webhook.last_success_at, "last_failure_at": webhook.last_failure_at,
        "last_answer": webhook.last_answer, "created_at": webhook.created_at, "version": webhook.version })
}
