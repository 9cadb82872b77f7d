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
        let meaning = meanings.iter().find(|doc| doc.name == name).map(|doc| plain(&doc.meaning));
        let meaning = Cell::maybe(meaning.as_deref());
        Row::of(vec![Cell::code(name), Cell::text(value), Cell::text(source.to_string()), meaning])
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

/// A text of the documentation without its Markdown: marks of code, and links within that page.
fn plain(text: &str) -> String {
    let mut parts = text.split("](#");
    let first = parts.next().unwrap_or_default().to_owned();
    let joined = parts.fold(first, |before, part| before + part.split_once(')').map_or("", |(_, after)| after));
    joined.replace(['`', '['], "")
}

#[cfg(test)]
mod tests {
    #[test]
    fn meanings_are_shown_without_marks() {
        assert_eq!(super::plain("As `a` says: see [Presets](#presets), or [b](#b)."), "As a says: see Presets, or b.");
        assert_eq!(super::plain("plain"), "plain");
    }
}
