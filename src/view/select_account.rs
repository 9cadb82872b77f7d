//! `/select-account`: which account a client is given.

use super::page::{ClientView, Form, Layout, Page};
use serde::Serialize;

/// Asks whether to go on as who is signed in. Posts `decision=continue`, `decision=other` or `decision=cancel`.
#[derive(Clone, Debug, Serialize)]
pub struct SelectAccountPage {
    /// The frame.
    pub layout: Layout,
    /// Posts `csrf`, `request` and `decision`.
    pub form: Form,
    /// Who asks.
    pub client: ClientView,
    /// Who is signed in.
    pub username: String,
}

impl Page for SelectAccountPage {
    const TEMPLATE: &'static str = "select_account.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            form: Form::sample("/select-account"),
            client: ClientView::sample(),
            username: "alice".to_owned(),
        }
    }
}
