//! `/admin/sessions`.

use super::failure::refused;
use super::{Admin, Deed};
use crate::flow::admin::{AdminError, session};
use crate::http::respond::Refused;
use crate::model::UnixTime;
use crate::protocol::Rule;
use crate::store::living::LivingSession;
use crate::view::DeviceName;
use crate::view::admin::{AdminListPage, Cell, Filter, Note, Row, RowDeed, Section, Table, Text};
use poem::{Response, Result, handler};

/// Most sessions that are listed.
const MOST: u32 = 200;

const COLUMNS: [&str; 6] = [
    "admin-session-person",
    "admin-session-since",
    "admin-seen",
    "admin-expires",
    "admin-session-by",
    "admin-session-from",
];

/// The sessions that are good now, the newest first, of everybody or of one person.
#[handler]
pub async fn list(admin: Admin) -> Result<Response> {
    let who = admin.params.get("user").unwrap_or_default().to_owned();
    let found = session::list(admin.deps(), &admin.actor, admin.params.get("user"), MOST).await;
    let (sessions, problem) = match found {
        Ok(sessions) => (sessions, None),
        Err(AdminError::NotFound { name, .. }) => (Vec::new(), Some(Text::named("admin-no-such-user", name))),
        Err(error) => return Err(refused(error).into()),
    };
    let rows = sessions.iter().map(|session| Row { deed: Some(deed(&admin, session)), ..row(&admin, session) });
    let shown = AdminListPage {
        lead: Some(Text::of("admin-sessions-lead")),
        problem,
        filters: vec![Filter { parameter: "user", label: Text::of("admin-session-person"), value: who }],
        ..AdminListPage::new(
            admin.layout(),
            admin.frame(Section::Sessions),
            Section::Sessions,
            Table::new(&COLUMNS, rows.collect()),
        )
    };
    Ok(admin.show(&shown))
}

/// Ends one.
#[handler]
pub async fn revoke(deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let id = deed.form.get("id").ok_or(Refused::from(Rule::FormMalformed))?;
    match session::revoke(admin.deps(), &admin.actor, id).await {
        // It has ended by itself meanwhile.
        Ok(_) | Err(AdminError::NotFound { .. }) => Ok(admin.done(Section::Sessions.path(), Note::Revoked).await),
        Err(error) => Err(refused(error).into()),
    }
}

/// The sessions of one person, for their page.
pub(super) async fn of_person(admin: &Admin, user_id: &str) -> Result<Table, Refused> {
    let found = session::list(admin.deps(), &admin.actor, Some(user_id), MOST).await.map_err(refused)?;
    Ok(Table::new(&COLUMNS, found.iter().map(|session| row(admin, session)).collect()))
}

fn row(admin: &Admin, session: &LivingSession) -> Row {
    let device = DeviceName::of(session.agent.as_deref()).plain();
    let from = [session.address.as_deref().unwrap_or_default(), &device];
    Row::of(vec![
        Cell::Link { text: session.username.clone(), to: admin.to(&format!("/admin/users/{}", session.user_id)) },
        Cell::time(UnixTime(session.auth_time)),
        Cell::time(UnixTime(session.seen_at)),
        Cell::time(UnixTime(session.expires_at)),
        Cell::codes(session.amr.split(' ').filter(|method| !method.is_empty())),
        Cell::text(from.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")),
    ])
}

fn deed(admin: &Admin, session: &LivingSession) -> RowDeed {
    RowDeed { form: admin.form(Section::Sessions.path()), id: session.id.clone(), label: Text::of("admin-session-end") }
}
