//! `/admin`: how the server is.

use super::frame::{AdminFrame, Section, Text};
use super::list::Cell;
use super::record::Fact;
use crate::view::SitePath;
use crate::view::page::{Layout, Page};
use serde::Serialize;

/// How many of something there are.
#[derive(Clone, Debug, Serialize)]
pub struct Count {
    /// Of what.
    pub label: Text,
    /// How many.
    pub number: i64,
    /// Where they are.
    pub to: SitePath,
}

/// Something that an operator should know.
#[derive(Clone, Debug, Serialize)]
pub struct Warning {
    /// What it is about.
    pub about: String,
    /// What is the case, and the mend.
    pub text: String,
}

/// Counts, warnings, and what runs.
#[derive(Clone, Debug, Serialize)]
pub struct AdminOverviewPage {
    /// The frame.
    pub layout: Layout,
    /// The console's.
    pub frame: AdminFrame,
    /// How many there are.
    pub counts: Vec<Count>,
    /// What weakens the server.
    pub warnings: Vec<Warning>,
    /// What runs.
    pub facts: Vec<Fact>,
}

impl Page for AdminOverviewPage {
    const TEMPLATE: &'static str = "admin_overview.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        let layout = Layout::sample();
        let warning = Warning { about: "issuer".to_owned(), text: "plain http: use an https issuer".to_owned() };
        Self {
            frame: AdminFrame::sample(Section::Overview),
            counts: vec![Count { label: Text::of("admin-nav-users"), number: 3, to: layout.path("/admin/users") }],
            warnings: vec![warning],
            facts: vec![Fact::of("admin-version", Cell::code("0.1.0"))],
            layout,
        }
    }

    fn samples() -> Vec<Self> {
        let frame = AdminFrame::new(&Layout::sample(), Section::Overview, "admin", None);
        vec![Self::sample(), Self { warnings: Vec::new(), frame, ..Self::sample() }]
    }
}
