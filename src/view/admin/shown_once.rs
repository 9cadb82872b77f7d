//! A secret that is shown once.

use super::frame::{AdminFrame, Section, Text};
use super::record::Link;
use crate::view::page::{Layout, Page};
use serde::Serialize;

/// A value of which nothing but a digest is kept.
#[derive(Clone, Debug, Serialize)]
pub struct ShownOnce {
    /// Its element's id.
    pub id: &'static str,
    /// What it is.
    pub label: Text,
    /// The value.
    pub value: String,
}

/// Shows what cannot be shown again.
#[derive(Clone, Debug, Serialize)]
pub struct AdminShownOncePage {
    /// The frame.
    pub layout: Layout,
    /// The console's.
    pub frame: AdminFrame,
    /// What was made.
    pub title: Text,
    /// What to do with it.
    pub lead: Text,
    /// The values.
    pub values: Vec<ShownOnce>,
    /// On to the thing itself.
    pub next: Link,
}

impl Page for AdminShownOncePage {
    const TEMPLATE: &'static str = "admin_shown_once.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        let layout = Layout::sample();
        Self {
            frame: AdminFrame::sample(Section::Clients),
            title: Text::named("admin-client-added-title", "Acme Dashboard"),
            lead: Text::of("admin-shown-once"),
            values: vec![ShownOnce {
                id: "client-secret",
                label: Text::of("admin-client-secret"),
                value: "sys_sample".to_owned(),
            }],
            next: Link::new("next", "admin-on", layout.path("/admin/clients/acme")),
            layout,
        }
    }
}
