//! `/admin/settings`: what is in force.

use super::Admin;
use crate::config::{describe, effective};
use crate::view::admin::{AdminListPage, Cell, Row, Section, Table, Text};
use poem::{Response, handler};

/// Every setting with its value and where that came from; of a secret only that it is set.
#[handler]
pub fn get(admin: Admin) -> Response {
    let meanings = describe();
    let row = |(name, value, source): (String, String, crate::config::Source)| {
        let meaning = meanings.iter().find(|doc| doc.name == name).map(|doc| doc.meaning.as_str());
        Row::of(vec![Cell::code(name), Cell::text(value), Cell::text(source.to_string()), Cell::maybe(meaning)])
    };
    let rows = effective(admin.context.state.settings()).into_iter().map(row).collect();
    let columns = ["admin-setting", "admin-setting-value", "admin-setting-source", "admin-setting-meaning"];
    let shown = AdminListPage {
        lead: Some(Text::of("admin-settings-lead")),
        ..AdminListPage::new(
            admin.layout(),
            admin.frame(Section::Settings),
            Section::Settings,
            Table::new(&columns, rows),
        )
    };
    admin.show(&shown)
}
