//! `/admin/grants`.

use super::failure::refused;
use super::{Admin, Deed};
use crate::flow::admin::{AdminError, grant};
use crate::http::respond::Refused;
use crate::model::UnixTime;
use crate::protocol::Rule;
use crate::store::living::LivingGrant;
use crate::view::admin::{AdminListPage, Cell, Filter, Link, Note, Row, RowDeed, Section, Table, Text};
use poem::{Response, Result, handler};

/// Most grants that are listed.
const MOST: u32 = 200;

const COLUMNS: [&str; 6] =
    ["admin-session-person", "admin-grant-client", "admin-grant-kind", "admin-scope", "admin-created", "admin-expires"];

/// The grants that are good now, the newest first, of everybody, of a person, of a client or of both.
#[handler]
pub async fn list(admin: Admin) -> Result<Response> {
    let given = |name: &str| admin.params.get(name).unwrap_or_default().to_owned();
    let (user, client) = (admin.params.get("user"), admin.params.get("client"));
    let found = grant::list(admin.deps(), &admin.actor, user, client, MOST).await;
    let (grants, problem) = match found {
        Ok(grants) => (grants, None),
        Err(AdminError::NotFound { noun: "client", name }) => {
            (Vec::new(), Some(Text::named("admin-no-such-client", name)))
        }
        Err(AdminError::NotFound { name, .. }) => (Vec::new(), Some(Text::named("admin-no-such-user", name))),
        Err(error) => return Err(refused(error).into()),
    };
    let rows = grants.iter().map(|grant| Row { deed: Some(deed(&admin, grant)), ..row(&admin, grant) });
    let filter = |parameter, label| Filter { parameter, label: Text::of(label), value: given(parameter) };
    let everything = Link::danger("revoke-everything", "admin-everything", admin.to("/admin/revoke-everything"));
    let shown = AdminListPage {
        lead: Some(Text::of("admin-grants-lead")),
        problem,
        filters: vec![filter("user", "admin-session-person"), filter("client", "admin-grant-client")],
        links: vec![everything],
        ..AdminListPage::new(
            admin.layout(),
            admin.frame(Section::Grants),
            Section::Grants,
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
    match grant::revoke(admin.deps(), &admin.actor, id).await {
        // It has ended by itself meanwhile.
        Ok(()) | Err(AdminError::NotFound { .. }) => Ok(admin.done(Section::Grants.path(), Note::Revoked).await),
        Err(error) => Err(refused(error).into()),
    }
}

/// The grants of one person or one client, for their page.
pub(super) async fn of(admin: &Admin, user: Option<&str>, client: Option<&str>) -> Result<Table, Refused> {
    let found = grant::list(admin.deps(), &admin.actor, user, client, MOST).await.map_err(refused)?;
    Ok(Table::new(&COLUMNS, found.iter().map(|grant| row(admin, grant)).collect()))
}

fn row(admin: &Admin, grant: &LivingGrant) -> Row {
    Row::of(vec![
        Cell::Link { text: grant.username.clone(), to: admin.to(&format!("/admin/users/{}", grant.user_id)) },
        Cell::Link { text: grant.client_id.clone(), to: admin.to(&format!("/admin/clients/{}", grant.client_id)) },
        Cell::code(grant.kind.as_str()),
        Cell::codes(grant.scope.split(' ').filter(|scope| !scope.is_empty())),
        Cell::time(UnixTime(grant.created_at)),
        Cell::time(UnixTime(grant.expires_at)),
    ])
}

fn deed(admin: &Admin, grant: &LivingGrant) -> RowDeed {
    RowDeed { form: admin.form(Section::Grants.path()), id: grant.id.clone(), label: Text::of("admin-revoke") }
}
