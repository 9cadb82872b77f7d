//! The question before a deed.

use super::frame::{AdminFrame, Section, Text};
use super::record::Link;
use crate::view::page::{Form, Layout, Page};
use serde::Serialize;

/// Asks whether a deed is really meant.
#[derive(Clone, Debug, Serialize)]
pub struct AdminQuestionPage {
    /// The frame.
    pub layout: Layout,
    /// The console's.
    pub frame: AdminFrame,
    /// What would be done, to what.
    pub title: Text,
    /// What follows from it.
    pub consequence: Text,
    /// Why it was not done.
    pub problems: Vec<Text>,
    /// Posts `csrf`.
    pub form: Form,
    /// What the button says.
    pub label: Text,
    /// Whether it cannot be taken back.
    pub danger: bool,
    /// Away from here.
    pub back: Link,
}

impl Page for AdminQuestionPage {
    const TEMPLATE: &'static str = "admin_question.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        let layout = Layout::sample();
        Self {
            frame: AdminFrame::sample(Section::Users),
            title: Text::named("admin-user-remove-title", "alice"),
            consequence: Text::of("admin-user-remove-consequence"),
            problems: vec![Text::of("admin-last-administrator")],
            form: Form::sample_without_request("/admin/users/1/remove"),
            label: Text::of("admin-remove"),
            danger: true,
            back: Link::new("back", "admin-cancel", layout.path("/admin/users/1")),
            layout,
        }
    }

    fn samples() -> Vec<Self> {
        vec![Self::sample(), Self { problems: Vec::new(), danger: false, ..Self::sample() }]
    }
}
