//! `/admin/add-client`: a client in one form, and new secrets.

use super::clients::{find, kind_key, path};
use super::failure::{Failure, failure};
use super::input::{lines, text, ticked};
use super::{Admin, Deed};
use crate::flow::admin::client::{self, AddClient};
use crate::flow::admin::client_kind;
use crate::model::{Client, ClientKind, ClientMetadata, Scope};
use crate::protocol::params::Params;
use crate::view::admin::{
    AdminFormPage, AdminShownOncePage, Choice, Control, Field, Fieldset, Link, Note, Section, ShownOnce, Text,
};
use poem::web::Path;
use poem::{Response, Result, handler};

/// What an administrator may choose for how long the secret before still works.
const GRACE: [(&str, i64, &str); 4] = [
    ("0", 0, "admin-grace-none"),
    ("3600", 3600, "admin-grace-hour"),
    ("86400", 86_400, "admin-grace-day"),
    ("604800", 604_800, "admin-grace-week"),
];

fn hint_key(kind: ClientKind) -> &'static str {
    match kind {
        ClientKind::Web => "admin-kind-web-hint",
        ClientKind::Spa => "admin-kind-spa-hint",
        ClientKind::Native => "admin-kind-native-hint",
        ClientKind::Cli => "admin-kind-cli-hint",
        ClientKind::Service => "admin-kind-service-hint",
        ClientKind::Device => "admin-kind-device-hint",
    }
}

/// What was filled in.
struct Given {
    kind: ClientKind,
    id: Option<String>,
    metadata: ClientMetadata,
}

/// The kind's defaults under what was filled in.
fn read(form: &Params) -> Given {
    let kind = form.get("kind").and_then(ClientKind::parse).unwrap_or_default();
    let defaults = client_kind::defaults(kind);
    let mut metadata = ClientMetadata {
        client_name: text(form, "client_name").unwrap_or_default(),
        redirect_uris: lines(form, "redirect_uris"),
        first_party: ticked(form, "first_party"),
        scope: text(form, "scope").map_or(defaults.scope.clone(), |scope| Scope::from_text(&scope)),
        ..defaults
    };
    metadata.logout.post_logout_redirect_uris = lines(form, "post_logout_redirect_uris");
    Given { kind, id: text(form, "client_id"), metadata }
}

fn page(admin: &Admin, given: &Given, scope: &str) -> AdminFormPage {
    let kind = |kind: ClientKind| Choice {
        value: kind.as_str().to_owned(),
        label: Some(Text::of(kind_key(kind))),
        hint: Some(Text::of(hint_key(kind))),
        chosen: kind == given.kind,
    };
    let kinds = Control::Radio { options: ClientKind::ALL.iter().copied().map(kind).collect() };
    let metadata = &given.metadata;
    let fields = vec![
        Field::of("kind", "admin-client-kind-question", kinds),
        Field::line("client_name", "admin-name", metadata.client_name.as_str())
            .required()
            .hint("admin-client-name-hint"),
        Field::area("redirect_uris", "admin-client-redirect-uris", 3, metadata.redirect_uris.join("\n"))
            .hint("admin-client-redirect-uris-hint"),
        Field::area(
            "post_logout_redirect_uris",
            "admin-client-post-logout",
            2,
            metadata.logout.post_logout_redirect_uris.join("\n"),
        )
        .hint("admin-client-post-logout-hint"),
        Field::line("scope", "admin-scope", scope).hint("admin-client-scope-hint"),
        Field::tick("first_party", "admin-client-first-party", metadata.first_party)
            .hint("admin-client-first-party-hint"),
        Field::line("client_id", "admin-client-id", given.id.as_deref().unwrap_or_default())
            .hint("admin-client-id-hint"),
    ];
    AdminFormPage {
        lead: Some(Text::of("admin-client-add-lead")),
        submit: Text::of("admin-client-register"),
        ..admin.form_page(
            Section::Clients,
            "client-add",
            Text::of("admin-client-add"),
            vec![Fieldset { title: None, fields }],
        )
    }
}

/// Asks for a new client.
#[handler]
pub fn new_form(admin: Admin) -> Response {
    admin.show_form(&page(&admin, &read(&admin.params), ""))
}

/// Registers it, and shows its secret this once.
#[handler]
pub async fn add(deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let given = read(&deed.form);
    let command = AddClient { id: given.id.clone(), metadata: given.metadata.clone(), secret: None };
    let added = match client::add(admin.deps(), &admin.actor, command).await {
        Ok(added) => added,
        Err(error) => {
            let mut page = page(admin, &given, deed.form.get("scope").unwrap_or_default());
            match failure(error)? {
                Failure::Problems(problems) => place(&mut page, problems),
                Failure::Conflict => page.problems.push(Text::of("admin-conflict-again")),
            }
            return Ok(admin.show_form(&page));
        }
    };
    match added.secret {
        None => Ok(admin.done(&path(&added.client), Note::Added).await),
        Some(secret) => {
            admin.renew().await;
            Ok(show_secret(admin, &added.client, secret, "admin-client-added-title"))
        }
    }
}

/// Puts the problems beside their fields. Checks of redirect URIs do not begin with the member's name.
pub(super) fn place(page: &mut AdminFormPage, problems: Vec<Text>) {
    let (about_uris, others): (Vec<_>, Vec<_>) = problems
        .into_iter()
        .partition(|problem| problem.name.as_deref().is_some_and(|text| text.contains("redirect URI")));
    page.place(others);
    let mut fields = page.fieldsets.iter_mut().flat_map(|set| &mut set.fields);
    match fields.find(|field| field.name == "redirect_uris") {
        Some(field) => field.problems.extend(about_uris),
        None => page.problems.extend(about_uris),
    }
}

fn show_secret(admin: &Admin, client: &Client, secret: String, title: &'static str) -> Response {
    let value = |id, key, value: String| ShownOnce { id, label: Text::of(key), value };
    admin.show(&AdminShownOncePage {
        layout: admin.layout(),
        frame: admin.frame(Section::Clients),
        title: Text::named(title, client.metadata.client_name.as_str()),
        lead: Text::of("admin-shown-once"),
        values: vec![
            value("client-id", "admin-client-id", client.id.to_string()),
            value("client-secret", "admin-client-secret", secret),
        ],
        next: Link::new("next", "admin-client-next", admin.to(&path(client))),
    })
}

fn secret_page(admin: &Admin, client: &Client) -> AdminFormPage {
    let grace = |(value, _, key): (&str, i64, &'static str)| Choice {
        value: value.to_owned(),
        label: Some(Text::of(key)),
        hint: None,
        chosen: value == "0",
    };
    let field = Field::of("grace", "admin-client-grace", Control::Select { options: GRACE.map(grace).into() });
    let name = client.metadata.client_name.as_str();
    AdminFormPage {
        lead: Some(Text::of("admin-client-secret-lead")),
        up: Link {
            label: Text::named("admin-client-title", name),
            ..Link::new("up", "admin-on", admin.to(&path(client)))
        },
        submit: Text::of("admin-client-rotate-secret"),
        ..admin.form_page(
            Section::Clients,
            "client-secret",
            Text::named("admin-client-secret-title", name),
            vec![Fieldset { title: None, fields: vec![field] }],
        )
    }
}

/// Asks before a new secret.
#[handler]
pub async fn secret_form(admin: Admin, Path(id): Path<String>) -> Result<Response> {
    let client = find(&admin, &id).await?;
    admin.require_fresh(false).await?;
    Ok(admin.show_form(&secret_page(&admin, &client)))
}

/// Makes it, and shows it this once.
#[handler]
pub async fn rotate_secret(Path(id): Path<String>, deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let client = find(admin, &id).await?;
    admin.require_fresh(false).await?;
    let chosen = deed.form.get("grace").unwrap_or_default();
    let grace = GRACE.iter().find(|(value, ..)| *value == chosen).map_or(0, |(_, seconds, _)| *seconds);
    match client::rotate_secret(admin.deps(), &admin.actor, &id, grace).await {
        Ok(secret) => {
            admin.renew().await;
            Ok(show_secret(admin, &client, secret, "admin-client-rotated-title"))
        }
        Err(error) => {
            let mut page = secret_page(admin, &client);
            match failure(error)? {
                Failure::Problems(problems) => page.problems = problems,
                Failure::Conflict => page.problems.push(Text::of("admin-conflict-again")),
            }
            Ok(admin.show_form(&page))
        }
    }
}
