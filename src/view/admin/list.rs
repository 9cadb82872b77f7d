//! A page that lists things.

use super::frame::{AdminFrame, Section, Text};
use crate::model::UnixTime;
use crate::view::SitePath;
use crate::view::moment::Moment;
use crate::view::page::{Form, Layout, Page};
use serde::Serialize;

/// What stands in a place of a table.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text of somebody's.
    Text {
        /// The text.
        text: String,
    },
    /// An id, a name of a protocol or the like.
    Code {
        /// The text.
        text: String,
    },
    /// Several of them.
    Codes {
        /// The texts.
        texts: Vec<String>,
    },
    /// The way to what the row is about.
    Link {
        /// The text.
        text: String,
        /// Where it leads.
        to: SitePath,
    },
    /// A word of ours.
    Word {
        /// Which.
        word: Text,
    },
    /// A word of ours that should be seen: of what is off, or dangerous.
    Badge {
        /// Which.
        word: Text,
    },
    /// A moment.
    Time {
        /// When.
        moment: Moment,
    },
}

impl Cell {
    /// Text, or nothing where there is none.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text { text } }
    }

    /// Text where there is some.
    #[must_use]
    pub fn maybe(text: Option<&str>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    /// Text in the letters of code.
    #[must_use]
    pub fn code(text: impl Into<String>) -> Self {
        Self::Code { text: text.into() }
    }

    /// Several texts in the letters of code.
    #[must_use]
    pub fn codes(texts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Codes { texts: texts.into_iter().map(Into::into).collect() }
    }

    /// A word of ours.
    #[must_use]
    pub fn word(key: &'static str) -> Self {
        Self::Word { word: Text::of(key) }
    }

    /// A word of ours that should be seen.
    #[must_use]
    pub fn badge(key: &'static str) -> Self {
        Self::Badge { word: Text::of(key) }
    }

    /// `yes` or `no`.
    #[must_use]
    pub fn yes_or_no(yes: bool) -> Self {
        Self::word(if yes { "admin-yes" } else { "admin-no" })
    }

    /// A moment, if there is one.
    #[must_use]
    pub fn time(at: impl Into<Option<UnixTime>>) -> Self {
        at.into().map_or(Self::Empty, |at| Self::Time { moment: Moment::of(at) })
    }
}

/// A deed at the end of a row, done at once: nothing is lost that could not be had again.
#[derive(Clone, Debug, Serialize)]
pub struct RowDeed {
    /// Posts `csrf` and `id`.
    pub form: Form,
    /// What it is about.
    pub id: String,
    /// What the button says.
    pub label: Text,
}

/// A row.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// One for each column.
    pub cells: Vec<Cell>,
    /// What can be done.
    pub deed: Option<RowDeed>,
}

impl Row {
    /// A row to look at.
    #[must_use]
    pub fn of(cells: Vec<Cell>) -> Self {
        Self { cells, deed: None }
    }
}

/// A table.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// What the columns are called.
    pub columns: Vec<Text>,
    /// The rows.
    pub rows: Vec<Row>,
    /// What is said where there are none.
    pub empty: Text,
}

impl Table {
    /// A table with these columns.
    #[must_use]
    pub fn new(columns: &[&'static str], rows: Vec<Row>) -> Self {
        let columns = columns.iter().map(|key| Text::of(key)).collect();
        Self { columns, rows, empty: Text::of("admin-nothing") }
    }

    pub(super) fn sample() -> Self {
        let cells = vec![
            Cell::Link { text: "alice".to_owned(), to: Layout::sample().path("/admin/users/0198") },
            Cell::text("Alice Liddell"),
            Cell::code("cq8s"),
            Cell::codes(["openid", "profile"]),
            Cell::yes_or_no(true),
            Cell::badge("admin-off"),
            Cell::time(UnixTime(1_800_000_000)),
            Cell::Empty,
        ];
        let deed = RowDeed {
            form: Form::sample_without_request("/admin/sessions"),
            id: "0198".to_owned(),
            label: Text::of("admin-revoke"),
        };
        let columns = ["admin-user-username", "admin-user-name", "admin-id", "admin-scope", "admin-user-admin"];
        let columns = [columns.as_slice(), &["admin-state", "admin-created", "admin-expires"]].concat();
        Self::new(&columns, vec![Row { cells, deed: Some(deed) }])
    }
}

/// A field by which the list is narrowed.
#[derive(Clone, Debug, Serialize)]
pub struct Filter {
    /// Its parameter.
    pub parameter: &'static str,
    /// What it is called.
    pub label: Text,
    /// What is in it.
    pub value: String,
}

/// A list.
#[derive(Clone, Debug, Serialize)]
pub struct AdminListPage {
    /// The frame.
    pub layout: Layout,
    /// The console's.
    pub frame: AdminFrame,
    /// What is listed.
    pub title: Text,
    /// What there is to know about it.
    pub lead: Option<Text>,
    /// What is wrong with what was asked for.
    pub problem: Option<Text>,
    /// Where the list is: the filters are sent there.
    pub here: SitePath,
    /// How it can be narrowed.
    pub filters: Vec<Filter>,
    /// Where something is added, or done about all.
    pub links: Vec<super::Link>,
    /// The list.
    pub table: Table,
    /// The next page.
    pub next: Option<SitePath>,
}

impl AdminListPage {
    /// A list of what belongs to `section`.
    #[must_use]
    pub fn new(layout: Layout, frame: AdminFrame, section: Section, table: Table) -> Self {
        let here = layout.path(section.path());
        Self {
            layout,
            frame,
            title: Text::of(section.key()),
            lead: None,
            problem: None,
            here,
            filters: Vec::new(),
            links: Vec::new(),
            table,
            next: None,
        }
    }
}

impl Page for AdminListPage {
    const TEMPLATE: &'static str = "admin_list.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        let (layout, frame) = (Layout::sample(), AdminFrame::sample(Section::Users));
        let filter = Filter { parameter: "q", label: Text::of("admin-search"), value: "ali".to_owned() };
        Self {
            lead: Some(Text::of("admin-sessions-lead")),
            problem: Some(Text::named("admin-no-such-user", "bob")),
            filters: vec![filter],
            links: vec![super::Link::sample()],
            next: Some(layout.path("/admin/users?before=0198")),
            ..Self::new(layout, frame, Section::Users, Table::sample())
        }
    }

    fn samples() -> Vec<Self> {
        let (layout, frame) = (Layout::sample(), AdminFrame::sample(Section::Users));
        let bare = Self::new(layout, frame, Section::Users, Table::new(&["admin-id"], Vec::new()));
        vec![Self::sample(), bare]
    }
}
