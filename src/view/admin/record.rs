//! A page about one thing.

use super::frame::{AdminFrame, Section, Text};
use super::list::{Cell, Table};
use crate::view::SitePath;
use crate::view::page::{Layout, Page};
use serde::Serialize;

/// A line about the thing.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// What the line is about.
    pub label: Text,
    /// What is the case.
    pub cell: Cell,
}

impl Fact {
    /// A line.
    #[must_use]
    pub fn of(key: &'static str, cell: Cell) -> Self {
        Self { label: Text::of(key), cell }
    }
}

/// A way to another page of the console.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// Its id, for scripts of others and for tests.
    pub id: &'static str,
    /// What it says.
    pub label: Text,
    /// Where it leads.
    pub to: SitePath,
    /// Whether it leads to something that cannot be taken back.
    pub danger: bool,
}

impl Link {
    /// A way to something harmless.
    #[must_use]
    pub fn new(id: &'static str, key: &'static str, to: SitePath) -> Self {
        Self { id, label: Text::of(key), to, danger: false }
    }

    /// A way to something that cannot be taken back.
    #[must_use]
    pub fn danger(id: &'static str, key: &'static str, to: SitePath) -> Self {
        Self { danger: true, ..Self::new(id, key, to) }
    }

    pub(super) fn sample() -> Self {
        Self::new("user-add", "admin-user-add", Layout::sample().path("/admin/add-user"))
    }
}

/// A part of the page with a heading of its own.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Part {
    /// A table.
    Table {
        /// Its heading.
        title: Text,
        /// The table.
        table: Table,
    },
    /// Text to be copied.
    Copy {
        /// Its heading.
        title: Text,
        /// What there is to know about it.
        lead: Option<Text>,
        /// The text.
        text: String,
    },
    /// Sentences of ours that should be read.
    Warnings {
        /// The heading.
        title: Text,
        /// The sentences.
        lines: Vec<String>,
    },
}

/// One thing.
#[derive(Clone, Debug, Serialize)]
pub struct AdminRecordPage {
    /// The frame.
    pub layout: Layout,
    /// The console's.
    pub frame: AdminFrame,
    /// What it is called.
    pub title: Text,
    /// The list that it is from.
    pub up: Link,
    /// What there is to say.
    pub facts: Vec<Fact>,
    /// What can be done.
    pub links: Vec<Link>,
    /// What else there is.
    pub parts: Vec<Part>,
}

impl Page for AdminRecordPage {
    const TEMPLATE: &'static str = "admin_record.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        let layout = Layout::sample();
        let table = Part::Table { title: Text::of("admin-nav-sessions"), table: Table::sample() };
        let copy = |lead| Part::Copy {
            title: Text::of("admin-snippet-curl"),
            lead,
            text: "curl https://id.example.com/token".to_owned(),
        };
        let warnings =
            Part::Warnings { title: Text::of("admin-warnings"), lines: vec!["does not need PKCE".to_owned()] };
        Self {
            frame: AdminFrame::sample(Section::Users),
            title: Text::named("admin-user-title", "alice"),
            up: Link::new("up", Section::Users.key(), layout.path(Section::Users.path())),
            facts: vec![Fact::of("admin-user-username", Cell::text("alice")), Fact::of("admin-state", Cell::Empty)],
            links: vec![
                Link::sample(),
                Link::danger("user-remove", "admin-remove", layout.path("/admin/users/1/remove")),
            ],
            parts: vec![table, copy(Some(Text::of("admin-shown-once"))), warnings],
            layout,
        }
    }

    fn samples() -> Vec<Self> {
        let copy = Part::Copy { title: Text::of("admin-snippet-curl"), lead: None, text: "curl".to_owned() };
        vec![Self::sample(), Self { links: Vec::new(), parts: vec![copy], ..Self::sample() }]
    }
}
