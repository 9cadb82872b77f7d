//! `/admin/refusals`.

use super::{Admin, refused};
use crate::flow::admin::AdminError;
use crate::flow::admin::refusal::{self, Explanation};
use crate::http::respond::redirect::see_other;
use crate::model::UnixTime;
use crate::store::refusal::{RefusalPage, RefusalRecord};
use crate::view::admin::{
    AdminListPage, AdminRefusalPage, Cell, Comparison, Fact, Filter, Link, Marked, Row, Section, Table, Text,
};
use poem::web::Path;
use poem::{Response, Result, handler};

/// Refusals on one page.
const PAGE: u32 = 50;

/// The newest refusals, or the way to the one whose id was entered.
#[handler]
pub async fn list(admin: Admin) -> Result<Response> {
    let wanted = admin.params.get("id").unwrap_or_default().trim().to_owned();
    let mut problem = None;
    if !wanted.is_empty() {
        match refusal::explain(&admin.context.deps, &admin.actor, &wanted).await {
            Ok(found) => return Ok(see_other(&admin.context.path(&format!("/admin/refusals/{}", found.record.id)))),
            Err(AdminError::NotFound { name, .. }) => problem = Some(Text::named("admin-refusal-no-such", name)),
            Err(error) => return Err(refused(error).into()),
        }
    }
    let client = admin.params.get("client").unwrap_or_default().trim().to_owned();
    let page = RefusalPage {
        client_id: (!client.is_empty()).then(|| client.clone()),
        rule: None,
        after: admin.params.get("after").and_then(parse_cursor),
        limit: PAGE + 1,
    };
    let mut records = refusal::list(&admin.context.deps, &admin.actor, &page).await.map_err(refused)?;
    let more = records.len() > PAGE as usize;
    records.truncate(PAGE as usize);
    let next = records.last().filter(|_| more).map(|last| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("client", &client)
            .append_pair("after", &format!("{}.{}", last.at_ms, last.id))
            .finish();
        admin.to(&format!("/admin/refusals?{query}"))
    });
    let columns = ["admin-refusal-id", "admin-refusal-at", "admin-refusal-rule", "admin-refusal-endpoint"];
    let rows = records.iter().map(|record| row(&admin, record)).collect();
    let table = Table::new(&[columns.as_slice(), &["admin-refusal-client"]].concat(), rows);
    let shown = AdminListPage {
        lead: Some(Text::of("admin-refusals-lead")),
        problem,
        filters: vec![
            Filter { parameter: "id", label: Text::of("admin-refusal-find"), value: wanted },
            Filter { parameter: "client", label: Text::of("admin-refusal-client-filter"), value: client },
        ],
        next,
        ..AdminListPage::new(admin.layout(), admin.frame(Section::Refusals), Section::Refusals, table)
    };
    Ok(admin.show(&shown))
}

/// Why a request was refused.
#[handler]
pub async fn show(admin: Admin, Path(id): Path<String>) -> Result<Response> {
    let explanation = refusal::explain(&admin.context.deps, &admin.actor, &id).await.map_err(refused)?;
    Ok(admin.show(&page(&admin, explanation)))
}

fn page(admin: &Admin, explanation: Explanation) -> AdminRefusalPage {
    let facts = facts(&explanation);
    let Explanation { record, why, registered, difference, .. } = explanation;
    let comparison = record.received.as_deref().zip(difference).map(|(received, difference)| Comparison {
        kind: difference.kind.as_str(),
        place: difference.shared + 1,
        received: Marked::at(received, difference.shared),
        registered: Marked::at(&difference.nearest, difference.shared),
    });
    let (registered_as, registered) = registered.map(|known| (known.what.to_owned(), known.values)).unzip();
    AdminRefusalPage {
        layout: admin.layout(),
        frame: admin.frame(Section::Refusals),
        up: Link::new("up", Section::Refusals.key(), admin.to(Section::Refusals.path())),
        description: why.as_ref().map_or(record.rule.as_str(), |why| why.description).to_owned(),
        mend: why.as_ref().map(|why| why.mend.to_owned()).unwrap_or_default(),
        facts,
        received: record.received,
        registered_as,
        registered: registered.unwrap_or_default(),
        comparison,
        id: record.id,
    }
}

fn facts(explanation: &Explanation) -> Vec<Fact> {
    let record = &explanation.record;
    let mut facts = vec![
        Fact::of("admin-refusal-at", Cell::time(UnixTime(record.at_ms / 1000))),
        Fact::of("admin-refusal-endpoint", Cell::code(record.endpoint.as_str())),
        Fact::of("admin-refusal-rule", Cell::code(record.rule.as_str())),
    ];
    if let Some(why) = &explanation.why {
        facts.push(Fact::of("admin-refusal-section", Cell::text(why.section)));
        facts.push(Fact::of("admin-refusal-error", Cell::code(why.error)));
    }
    if let Some(id) = &record.client_id {
        let known = explanation.client_name.as_ref().map(|name| format!("{id} ({name})"));
        facts.push(Fact::of("admin-refusal-client", Cell::text(known.unwrap_or_else(|| id.clone()))));
    }
    facts
}

fn row(admin: &Admin, record: &RefusalRecord) -> Row {
    Row::of(vec![
        Cell::Link { text: record.id.clone(), to: admin.to(&format!("/admin/refusals/{}", record.id)) },
        Cell::time(UnixTime(record.at_ms / 1000)),
        Cell::code(record.rule.as_str()),
        Cell::code(record.endpoint.as_str()),
        Cell::maybe(record.client_id.as_deref()),
    ])
}

/// The place in the list that a link to its next page names.
fn parse_cursor(text: &str) -> Option<(i64, String)> {
    let (at, id) = text.split_once('.')?;
    Some((at.parse().ok()?, id.to_owned()))
}
