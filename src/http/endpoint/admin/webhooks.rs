//! `/admin/webhooks`: who is told of which events.

use super::failure::{Failure, failure, refused};
use super::input::{lines, text, ticked};
use super::question::Question;
use super::{Admin, Deed};
use crate::flow::admin::AdminError;
use crate::flow::admin::webhook::{self, Document, OVERLAP};
use crate::model::Webhook;
use crate::protocol::params::Params;
use crate::view::admin::{
    AdminFormPage, AdminListPage, AdminRecordPage, AdminShownOncePage, Cell, Fact, Field, Fieldset, Link, Note, Row,
    Section, ShownOnce, Table, Text,
};
use poem::web::Path;
use poem::{Response, Result, handler};

const SECTION: Section = Section::Webhooks;

/// Every webhook; the secrets were shown once.
#[handler]
pub async fn list(admin: Admin) -> Result<Response> {
    let webhooks = webhook::list(admin.deps(), &admin.actor).await.map_err(refused)?;
    let row = |webhook: &Webhook| {
        Row::of(vec![
            Cell::Link { text: webhook.name.clone(), to: admin.to(&path(webhook)) },
            Cell::codes(&webhook.actions),
            state(webhook),
            Cell::time(webhook.last_success_at),
            Cell::time(webhook.last_failure_at),
            Cell::maybe(webhook.last_answer.as_deref()),
        ])
    };
    let columns = [
        "admin-name",
        "admin-webhook-actions",
        "admin-state",
        "admin-webhook-success",
        "admin-webhook-failure",
        "admin-webhook-answer",
    ];
    let table = Table::new(&columns, webhooks.iter().map(row).collect());
    let shown = AdminListPage {
        lead: Some(Text::of("admin-webhooks-lead")),
        links: vec![Link::new("webhook-add", "admin-webhook-add", admin.to("/admin/add-webhook"))],
        ..AdminListPage::new(admin.layout(), admin.frame(SECTION), SECTION, table)
    };
    Ok(admin.show(&shown))
}

fn state(webhook: &Webhook) -> Cell {
    if webhook.disabled_at.is_some() { Cell::badge("admin-off") } else { Cell::word("admin-active") }
}

fn path(webhook: &Webhook) -> String {
    format!("{}/{}", SECTION.path(), webhook.id)
}

async fn find(admin: &Admin, id: &str) -> Result<Webhook> {
    Ok(webhook::show(admin.deps(), &admin.actor, id).await.map_err(refused)?)
}

/// The way up to the page of a webhook.
fn up(admin: &Admin, webhook: &Webhook) -> Link {
    let label = Text::named("admin-webhook-title", webhook.name.as_str());
    Link { label, ..Link::new("up", "admin-on", admin.to(&path(webhook))) }
}

/// One webhook, and what came back the last time.
#[handler]
pub async fn show(admin: Admin, Path(id): Path<String>) -> Result<Response> {
    let webhook = find(&admin, &id).await?;
    let to = |word: &str| admin.to(&format!("{}/{word}", path(&webhook)));
    let shown = AdminRecordPage {
        layout: admin.layout(),
        frame: admin.frame(SECTION),
        title: Text::named("admin-webhook-title", webhook.name.as_str()),
        up: admin.up(SECTION),
        facts: vec![
            Fact::of("admin-webhook-url", Cell::code(webhook.url.as_str())),
            Fact::of("admin-webhook-actions", Cell::codes(&webhook.actions)),
            Fact::of("admin-state", state(&webhook)),
            Fact::of("admin-webhook-success", Cell::time(webhook.last_success_at)),
            Fact::of("admin-webhook-failure", Cell::time(webhook.last_failure_at)),
            Fact::of("admin-webhook-answer", Cell::maybe(webhook.last_answer.as_deref())),
            Fact::of("admin-webhook-previous", Cell::time(webhook.previous_until)),
            Fact::of("admin-created", Cell::time(webhook.created_at)),
        ],
        links: vec![
            Link::new("webhook-edit", "admin-edit", to("edit")),
            Link::new("webhook-test", "admin-webhook-test", to("test")),
            Link::new("webhook-secret", "admin-webhook-rotate", to("secret")),
            Link::danger("webhook-remove", "admin-remove", to("remove")),
        ],
        parts: Vec::new(),
    };
    Ok(admin.show(&shown))
}

fn read(form: &Params) -> Document {
    Document {
        name: text(form, "name").unwrap_or_default(),
        url: text(form, "url").unwrap_or_default(),
        actions: lines(form, "actions"),
        disabled: ticked(form, "disabled"),
    }
}

/// The form; `known` is the webhook that it changes, and the version that was seen.
fn page(admin: &Admin, document: &Document, known: Option<(&Webhook, String)>) -> AdminFormPage {
    let mut fields = vec![
        Field::line("name", "admin-name", document.name.as_str()).required(),
        Field::line("url", "admin-webhook-url", document.url.as_str()).required().input("url", "off"),
        Field::area("actions", "admin-webhook-actions", 5, document.actions.join("\n"))
            .hint("admin-webhook-actions-hint")
            .required(),
    ];
    let (title, version, way_up) = match known {
        None => (Text::of("admin-webhook-add"), None, admin.up(SECTION)),
        Some((webhook, version)) => {
            fields.push(Field::tick("disabled", "admin-off", document.disabled).hint("admin-webhook-off-hint"));
            (Text::named("admin-webhook-title", webhook.name.as_str()), Some(version), up(admin, webhook))
        }
    };
    AdminFormPage {
        version,
        up: way_up,
        ..admin.form_page(SECTION, "webhook", title, vec![Fieldset { title: None, fields }])
    }
}

/// Asks for a new one.
#[handler]
pub async fn add_form(admin: Admin) -> Result<Response> {
    admin.require_fresh(false).await?;
    Ok(admin.show_form(&page(&admin, &Document::default(), None)))
}

/// Makes it, and shows its secret this once.
#[handler]
pub async fn add(deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    admin.require_fresh(true).await?;
    let document = read(&deed.form);
    match webhook::add(admin.deps(), &admin.actor, document.clone()).await {
        Ok((webhook, secret)) => {
            admin.renew().await;
            Ok(show_secret(admin, &webhook, secret, "admin-webhook-added-title"))
        }
        Err(error) => failed(admin, page(admin, &document, None), None, error),
    }
}

fn show_secret(admin: &Admin, webhook: &Webhook, secret: String, title: &'static str) -> Response {
    admin.show(&AdminShownOncePage {
        layout: admin.layout(),
        frame: admin.frame(SECTION),
        title: Text::named(title, webhook.name.as_str()),
        lead: Text::of("admin-webhook-secret-lead"),
        values: vec![ShownOnce { id: "webhook-secret", label: Text::of("admin-webhook-secret"), value: secret }],
        next: Link { id: "next", ..up(admin, webhook) },
    })
}

/// The form as it was sent, with what is wrong.
fn failed(admin: &Admin, mut page: AdminFormPage, now: Option<&Webhook>, error: AdminError) -> Result<Response> {
    match failure(error)? {
        Failure::Problems(problems) => page.place(problems),
        Failure::Conflict => {
            let now = now.map_or(SECTION.path().to_owned(), |webhook| format!("{}/edit", path(webhook)));
            page.conflict = Some(Link::new("conflict", "admin-conflict-reload", admin.to(&now)));
        }
    }
    Ok(admin.show_form(&page))
}

/// Shows one, to be changed.
#[handler]
pub async fn edit_form(admin: Admin, Path(id): Path<String>) -> Result<Response> {
    let webhook = find(&admin, &id).await?;
    admin.require_fresh(false).await?;
    let version = webhook.version.to_string();
    Ok(admin.show_form(&page(&admin, &Document::of(&webhook), Some((&webhook, version)))))
}

/// Changes it.
#[handler]
pub async fn save(Path(id): Path<String>, deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    admin.require_fresh(true).await?;
    let (known, document) = (find(admin, &id).await?, read(&deed.form));
    let version = text(&deed.form, "version").unwrap_or_default();
    let saved = match version.parse() {
        Ok(seen) => {
            let change = |_| Ok(document.clone());
            webhook::set(admin.deps(), &admin.actor, (&id, Some(seen)), change).await
        }
        Err(_) => Err(AdminError::Conflict),
    };
    match saved {
        Ok(webhook) => Ok(admin.done(&path(&webhook), Note::Saved).await),
        Err(error) => failed(admin, page(admin, &document, Some((&known, version))), Some(&known), error),
    }
}

fn question(webhook: &Webhook, [title, consequence, label]: [&'static str; 3], danger: bool) -> Question {
    let title = Text::named(title, webhook.name.as_str());
    Question { section: SECTION, title, consequence, label, danger, back: path(webhook) }
}

const ROTATE: [&str; 3] = ["admin-webhook-rotate-title", "admin-webhook-rotate-consequence", "admin-webhook-rotate"];
const TEST: [&str; 3] = ["admin-webhook-test-title", "admin-webhook-test-consequence", "admin-webhook-test"];
const REMOVE: [&str; 3] = ["admin-webhook-remove-title", "admin-webhook-remove-consequence", "admin-remove"];

/// Asks before a new secret.
#[handler]
pub async fn ask_secret(admin: Admin, Path(id): Path<String>) -> Result<Response> {
    question(&find(&admin, &id).await?, ROTATE, true).ask(&admin).await
}

/// Makes it, and shows it this once.
#[handler]
pub async fn rotate_secret(Path(id): Path<String>, deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let question = question(&find(admin, &id).await?, ROTATE, true);
    question.guard(admin).await?;
    match webhook::rotate_secret(admin.deps(), &admin.actor, &id, OVERLAP).await {
        Ok((webhook, secret)) => Ok(show_secret(admin, &webhook, secret, "admin-webhook-rotated-title")),
        Err(error) => question.failed(admin, error),
    }
}

/// Asks before a sample is sent.
#[handler]
pub async fn ask_test(admin: Admin, Path(id): Path<String>) -> Result<Response> {
    question(&find(&admin, &id).await?, TEST, false).ask(&admin).await
}

/// Sends it; the page of the webhook says what came back.
#[handler]
pub async fn test(Path(id): Path<String>, deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let webhook = find(admin, &id).await?;
    match webhook::test(admin.deps(), &admin.actor, &id).await {
        Ok(_) => Ok(admin.done(&path(&webhook), Note::Tested).await),
        Err(error) => question(&webhook, TEST, false).failed(admin, error),
    }
}

/// Asks whether it is really to be removed.
#[handler]
pub async fn ask_remove(admin: Admin, Path(id): Path<String>) -> Result<Response> {
    question(&find(&admin, &id).await?, REMOVE, true).ask(&admin).await
}

/// Removes it.
#[handler]
pub async fn remove(Path(id): Path<String>, deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let question = question(&find(admin, &id).await?, REMOVE, true);
    question.guard(admin).await?;
    match webhook::remove(admin.deps(), &admin.actor, &id).await {
        Ok(()) => Ok(admin.done(SECTION.path(), Note::Removed).await),
        Err(error) => question.failed(admin, error),
    }
}
