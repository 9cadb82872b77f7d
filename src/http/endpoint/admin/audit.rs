//! `/admin/audit` and `/admin/audit/export`.

use super::{Admin, refused};
use crate::flow::admin::AdminError;
use crate::flow::admin::audit::{self, Export, Filter as Wanted, PERSON, Page};
use crate::model::{UnixTime, UserId};
use crate::store::event::{EventPage, EventRow};
use crate::view::SitePath;
use crate::view::admin::{AdminListPage, Cell, Filter, Link, Row, Section, Table, Text};
use futures_util::stream;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use poem::{Body, Response, Result, handler};
use std::collections::BTreeMap;

/// Events on one page.
const PAGE: u32 = 50;
/// The parameters that narrow the list, and what they are called.
const FILTERS: [(&str, &str); 6] = [
    ("q", "admin-search"),
    ("user", "admin-audit-user"),
    ("client", "admin-audit-client"),
    ("action", "admin-audit-action"),
    ("actor", "admin-audit-actor"),
    ("address", "admin-audit-address"),
];

/// The events, the newest first.
#[handler]
pub async fn list(admin: Admin) -> Result<Response> {
    let before = admin.params.get("before").filter(|id| !id.is_empty());
    let from = before.map_or(EventPage::Newest, |id| EventPage::Before(id.to_owned()));
    let page = Page { from, limit: PAGE + 1 };
    let (mut events, problem) = match audit::list(&admin.context.deps, &admin.actor, wanted(&admin), &page).await {
        Ok(events) => (events, None),
        Err(AdminError::Invalid(_)) => {
            let action = admin.params.get("action").unwrap_or_default();
            (Vec::new(), Some(Text::named("admin-audit-unknown-action", action)))
        }
        Err(error) => return Err(refused(error).into()),
    };
    let more = events.len() > PAGE as usize;
    events.truncate(PAGE as usize);
    let next = events.last().filter(|_| more).map(|last| next_page(&admin, last));
    let columns = ["admin-audit-at", "admin-audit-actor", "admin-audit-action", "admin-audit-user"];
    let columns = [&columns[..], &["admin-audit-client", "admin-audit-address", "admin-audit-detail"]].concat();
    let columns = [&columns[..], &["admin-audit-seq"]].concat();
    let names = audit::names(admin.deps(), &admin.actor, &events).await.map_err(refused)?;
    let table = Table::new(&columns, events.iter().map(|event| row(&admin, &names, event)).collect());
    let filter = |(parameter, label): (&'static str, &'static str)| Filter {
        parameter,
        label: Text::of(label),
        value: admin.params.get(parameter).unwrap_or_default().to_owned(),
    };
    let shown = AdminListPage {
        lead: Some(Text::of("admin-audit-lead")),
        problem,
        filters: FILTERS.into_iter().map(filter).collect(),
        links: vec![Link::new("audit-export", "admin-audit-export", admin.to("/admin/audit/export"))],
        next,
        ..AdminListPage::new(admin.layout(), admin.frame(Section::Audit), Section::Audit, table)
    };
    Ok(admin.show(&shown))
}

fn wanted(admin: &Admin) -> Wanted {
    let value = |name| admin.params.get(name).filter(|value: &&str| !value.is_empty()).map(str::to_owned);
    Wanted {
        user: value("user"),
        client: value("client"),
        action: value("action"),
        actor: value("actor"),
        address: value("address"),
        from: None,
        to: None,
        text: value("q"),
    }
}

fn next_page(admin: &Admin, last: &EventRow) -> SitePath {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, _) in FILTERS {
        if let Some(value) = admin.params.get(name).filter(|value| !value.is_empty()) {
            query.append_pair(name, value);
        }
    }
    admin.to(&format!("/admin/audit?{}", query.append_pair("before", &last.id).finish()))
}

fn row(admin: &Admin, names: &BTreeMap<UserId, String>, event: &EventRow) -> Row {
    let person = |id: &str| match names.get(&UserId::new(id.to_owned())) {
        Some(name) => Cell::Link { text: name.clone(), to: admin.to(&format!("/admin/users/{id}")) },
        None => Cell::code(id),
    };
    let client = |id: &str| match admin.deps().snapshot.client(id) {
        Some(_) => Cell::Link { text: id.to_owned(), to: admin.to(&format!("/admin/clients/{id}")) },
        None => Cell::code(id),
    };
    Row::of(vec![
        Cell::time(UnixTime(event.at_ms.div_euclid(1000))),
        event.actor.strip_prefix(PERSON).map_or_else(|| Cell::code(&event.actor), person),
        Cell::code(&event.action),
        event.user_id.as_deref().map_or(Cell::Empty, person),
        event.client_id.as_deref().map_or(Cell::Empty, client),
        Cell::maybe(event.address.as_deref()),
        Cell::text(&event.detail),
        event.seq.map_or(Cell::Empty, |seq| Cell::text(seq.to_string())),
    ])
}

/// The sealed events as JSON lines, a part at a time.
#[handler]
pub async fn export(admin: Admin) -> Result<Response> {
    let export = Export::begin(admin.context.deps.clone(), &admin.actor, 0).await.map_err(refused)?;
    let parts = stream::try_unfold(export, |mut export: Export| async move {
        let lines = export.next().await.map_err(std::io::Error::other)?;
        Ok::<_, std::io::Error>(lines.map(|lines| (lines, export)))
    });
    let response = Response::builder()
        .content_type("application/jsonl")
        .header(CACHE_CONTROL, "no-store")
        .header(CONTENT_DISPOSITION, "attachment; filename=\"audit.jsonl\"")
        .body(Body::from_bytes_stream(parts));
    Ok(response)
}
