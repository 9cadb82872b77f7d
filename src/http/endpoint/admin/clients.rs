//! `/admin/clients`.

use super::failure::refused;
use super::question::Question;
use super::{Admin, Deed, client_snippets, grants};
use crate::flow::admin::client::{self, ClientFilter};
use crate::flow::admin::{AdminError, client_kind, posture};
use crate::http::respond::Refused;
use crate::model::{Client, ClientKind, ClientType};
use crate::protocol::Rule;
use crate::view::admin::{
    AdminListPage, AdminRecordPage, Cell, Fact, Filter, Link, Note, Part, Row, Section, Table, Text,
};
use poem::web::Path;
use poem::{Response, Result, handler};

/// Clients on one page.
const PAGE: u32 = 100;

/// What can be done to a client after a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    SwitchOff,
    SwitchOn,
    Revoke,
    Remove,
}

/// Word in the address, title, consequence and button of an act, and whether it wants a fresh sign-in.
struct Said(&'static str, &'static str, &'static str, &'static str, bool);

impl Act {
    const ALL: [Self; 4] = [Self::SwitchOff, Self::SwitchOn, Self::Revoke, Self::Remove];

    fn said(self) -> Said {
        match self {
            Self::SwitchOff => {
                Said("disable", "admin-client-off-title", "admin-client-off-consequence", "admin-switch-off", true)
            }
            Self::SwitchOn => {
                Said("enable", "admin-client-on-title", "admin-client-on-consequence", "admin-switch-on", false)
            }
            Self::Revoke => Said(
                "revoke",
                "admin-client-revoke-title",
                "admin-client-revoke-consequence",
                "admin-client-revoke",
                true,
            ),
            Self::Remove => {
                Said("remove", "admin-client-remove-title", "admin-client-remove-consequence", "admin-remove", true)
            }
        }
    }

    fn parse(word: &str) -> Result<Self, Refused> {
        Self::ALL.into_iter().find(|act| act.said().0 == word).ok_or(Refused::from(Rule::PathUnknown))
    }

    fn question(self, client: &Client) -> Question {
        let Said(_, title, consequence, label, danger) = self.said();
        let title = Text::named(title, client.metadata.client_name.as_str());
        Question { section: Section::Clients, title, consequence, label, danger, back: path(client) }
    }

    async fn done(self, admin: &Admin, client: &Client) -> Result<Note, AdminError> {
        let (deps, actor, id) = (admin.deps(), &admin.actor, client.id.as_str());
        match self {
            Self::SwitchOff => client::disable(deps, actor, id, true).await.map(|_| Note::SwitchedOff),
            Self::SwitchOn => client::disable(deps, actor, id, false).await.map(|_| Note::SwitchedOn),
            Self::Revoke => client::revoke(deps, actor, id).await.map(|_| Note::Revoked),
            Self::Remove => client::remove(deps, actor, id).await.map(|()| Note::Removed),
        }
    }
}

/// The clients.
#[handler]
pub async fn list(admin: Admin) -> Result<Response> {
    let search = admin.params.get("q").unwrap_or_default().to_owned();
    let filter = ClientFilter {
        search: (!search.is_empty()).then(|| search.clone()),
        after: admin.params.get("after").map(str::to_owned),
        limit: PAGE + 1,
    };
    let mut clients = client::list(admin.deps(), &admin.actor, &filter).await.map_err(refused)?;
    let more = clients.len() > PAGE as usize;
    clients.truncate(PAGE as usize);
    let next = clients.last().filter(|_| more).map(|last| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("q", &search)
            .append_pair("after", last.id.as_str())
            .finish();
        admin.to(&format!("/admin/clients?{query}"))
    });
    let rows = clients.iter().map(|client| row(&admin, client)).collect();
    let columns = ["admin-name", "admin-client-id", "admin-client-kind", "admin-managed-by", "admin-state"];
    let shown = AdminListPage {
        filters: vec![Filter { parameter: "q", label: Text::of("admin-client-search"), value: search }],
        links: vec![Link::new("client-add", "admin-client-add", admin.to("/admin/add-client"))],
        next,
        ..AdminListPage::new(
            admin.layout(),
            admin.frame(Section::Clients),
            Section::Clients,
            Table::new(&columns, rows),
        )
    };
    Ok(admin.show(&shown))
}

fn row(admin: &Admin, client: &Client) -> Row {
    Row::of(vec![
        Cell::Link { text: client.metadata.client_name.clone(), to: admin.to(&path(client)) },
        Cell::code(client.id.as_str()),
        Cell::word(kind_key(client_kind::of(&client.metadata))),
        Cell::code(client.managed_by.as_str()),
        state(client),
    ])
}

fn state(client: &Client) -> Cell {
    if client.disabled_at.is_some() { Cell::badge("admin-off") } else { Cell::word("admin-active") }
}

/// The name of a kind.
pub(super) fn kind_key(kind: ClientKind) -> &'static str {
    match kind {
        ClientKind::Web => "admin-kind-web",
        ClientKind::Spa => "admin-kind-spa",
        ClientKind::Native => "admin-kind-native",
        ClientKind::Cli => "admin-kind-cli",
        ClientKind::Service => "admin-kind-service",
        ClientKind::Device => "admin-kind-device",
    }
}

/// The page of a client.
pub(super) fn path(client: &Client) -> String {
    format!("/admin/clients/{}", client.id)
}

/// The client behind a path.
pub(super) async fn find(admin: &Admin, id: &str) -> Result<Client> {
    Ok(client::show(admin.deps(), &admin.actor, id).await.map_err(refused)?.client)
}

/// One client, with what weakens it, what to copy, and its grants.
#[handler]
pub async fn show(admin: Admin, Path(id): Path<String>) -> Result<Response> {
    let client = find(&admin, &id).await?;
    let weak: Vec<_> = posture::of_client(&client.metadata).into_iter().map(str::to_owned).collect();
    let mut parts = Vec::new();
    if !weak.is_empty() {
        parts.push(Part::Warnings { title: Text::of("admin-warnings"), lines: weak });
    }
    parts.extend(client_snippets::parts(&admin, &client));
    let grants = grants::of(&admin, None, Some(&id)).await?;
    parts.push(Part::Table { title: Text::of(Section::Grants.key()), table: grants });
    let shown = AdminRecordPage {
        layout: admin.layout(),
        frame: admin.frame(Section::Clients),
        title: Text::named("admin-client-title", client.metadata.client_name.as_str()),
        up: admin.up(Section::Clients),
        facts: facts(&client),
        links: links(&admin, &client),
        parts,
    };
    Ok(admin.show(&shown))
}

fn facts(client: &Client) -> Vec<Fact> {
    let metadata = &client.metadata;
    let method = match (metadata.client_type, metadata.token_endpoint_auth_method) {
        (ClientType::Public, _) => Cell::code("none"),
        (_, Some(method)) => Cell::code(method.as_str()),
        (_, None) => Cell::codes(["client_secret_basic", "client_secret_post"]),
    };
    let codes = |texts: &[String]| if texts.is_empty() { Cell::Empty } else { Cell::codes(texts) };
    vec![
        Fact::of("admin-client-id", Cell::code(client.id.as_str())),
        Fact::of("admin-client-kind", Cell::word(kind_key(client_kind::of(metadata)))),
        Fact::of("admin-state", state(client)),
        Fact::of("admin-client-redirect-uris", codes(&metadata.redirect_uris)),
        Fact::of("admin-client-post-logout", codes(&metadata.logout.post_logout_redirect_uris)),
        Fact::of("admin-client-grants", Cell::codes(metadata.grant_types.iter().map(|grant| grant.as_str()))),
        Fact::of("admin-client-method", method),
        Fact::of("admin-scope", Cell::codes(metadata.scope.iter())),
        Fact::of("admin-client-first-party", Cell::yes_or_no(metadata.first_party)),
        Fact::of("admin-managed-by", Cell::code(client.managed_by.as_str())),
        Fact::of("admin-created", Cell::time(client.created_at)),
        Fact::of("admin-expires", Cell::time(client.expires_at)),
    ]
}

fn links(admin: &Admin, client: &Client) -> Vec<Link> {
    let base = path(client);
    let to = |word: &str| admin.to(&format!("{base}/{word}"));
    let mut links = vec![
        Link::new("client-try", "admin-try", to("try")),
        Link::new("client-edit", "admin-edit", to("edit")),
        Link::new("client-document", "admin-client-document", to("document")),
    ];
    if client.metadata.needs_secret() {
        links.push(Link::new("client-rotate-secret", "admin-client-rotate-secret", to("secret")));
    }
    links.push(Link::new("client-postman", "admin-client-postman", to("postman")));
    links.push(if client.disabled_at.is_some() {
        Link::new("client-enable", "admin-switch-on", to("enable"))
    } else {
        Link::new("client-disable", "admin-switch-off", to("disable"))
    });
    links.push(Link::danger("client-revoke", "admin-client-revoke", to("revoke")));
    links.push(Link::danger("client-remove", "admin-remove", to("remove")));
    links
}

/// Asks before an act.
#[handler]
pub async fn ask(admin: Admin, Path((id, word)): Path<(String, String)>) -> Result<Response> {
    let act = Act::parse(&word)?;
    act.question(&find(&admin, &id).await?).ask(&admin).await
}

/// Does it.
#[handler]
pub async fn perform(Path((id, word)): Path<(String, String)>, deed: Deed) -> Result<Response> {
    let (admin, act) = (&deed.admin, Act::parse(&word)?);
    let client = find(admin, &id).await?;
    let question = act.question(&client);
    question.guard(admin).await?;
    let note = match act.done(admin, &client).await {
        Ok(note) => note,
        Err(error) => return question.failed(admin, error),
    };
    let next = if act == Act::Remove { Section::Clients.path().to_owned() } else { path(&client) };
    Ok(admin.done(&next, note).await)
}
