//! `/admin/users`.

use super::{Admin, refused};
use crate::flow::admin::user::{self, UserFilter};
use crate::model::User;
use crate::view::admin::{AdminListPage, Cell, Filter, Link, Row, Section, Table, Text};
use poem::{Response, Result, handler};

/// People on one page.
const PAGE: u32 = 50;

/// The people, in the order in which their accounts were made.
#[handler]
pub async fn list(admin: Admin) -> Result<Response> {
    let search = admin.params.get("q").unwrap_or_default().to_owned();
    let filter = UserFilter {
        search: (!search.is_empty()).then(|| search.clone()),
        after: admin.params.get("after").map(str::to_owned),
        limit: PAGE + 1,
    };
    let mut users = user::list(&admin.context.deps, &admin.actor, &filter).await.map_err(refused)?;
    let more = users.len() > PAGE as usize;
    users.truncate(PAGE as usize);
    let next = users.last().filter(|_| more).map(|last| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("q", &search)
            .append_pair("after", last.id.as_str())
            .finish();
        admin.to(&format!("/admin/users?{query}"))
    });
    let columns = ["admin-user-username", "admin-user-name", "admin-user-email", "admin-user-admin", "admin-state"];
    let rows = users.iter().map(|user| row(&admin, user)).collect();
    let table = Table::new(&[columns.as_slice(), &["admin-created"]].concat(), rows);
    let shown = AdminListPage {
        filters: vec![Filter { parameter: "q", label: Text::of("admin-user-search"), value: search }],
        links: vec![Link::new("user-add", "admin-user-add", admin.to("/admin/add-user"))],
        next,
        ..AdminListPage::new(admin.layout(), admin.frame(Section::Users), Section::Users, table)
    };
    Ok(admin.show(&shown))
}

fn row(admin: &Admin, user: &User) -> Row {
    let state = if user.disabled_at.is_some() { Cell::badge("admin-off") } else { Cell::word("admin-active") };
    Row::of(vec![
        Cell::Link { text: user.username.clone(), to: admin.to(&format!("/admin/users/{}", user.id)) },
        Cell::maybe(user.profile.name.as_deref()),
        Cell::maybe(user.profile.email.as_deref()),
        if user.admin { Cell::word("admin-yes") } else { Cell::Empty },
        state,
        Cell::time(user.created_at),
    ])
}
