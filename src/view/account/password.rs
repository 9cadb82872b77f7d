//! `/account/password`: another password, by somebody who knows the present one.

use super::{AccountFrame, AccountTab};
use crate::view::page::{Form, Layout, Page};
use crate::view::self_service::EntryProblem;
use serde::Serialize;

/// Asks for the present password and a new one.
#[derive(Clone, Debug, Serialize)]
pub struct PasswordPage {
    /// The frame.
    pub layout: Layout,
    /// The frame of the account area.
    pub frame: AccountFrame,
    /// Posts `csrf`, `current`, `password` and `repeat`.
    pub form: Form,
    /// What was wrong.
    pub problem: Option<EntryProblem>,
}

impl Page for PasswordPage {
    const TEMPLATE: &'static str = "account_password.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            frame: AccountFrame::sample(AccountTab::Password),
            form: Form::sample_without_request("/account/password"),
            problem: None,
        }
    }

    fn samples() -> Vec<Self> {
        let failed =
            EntryProblem::samples().into_iter().map(|problem| Self { problem: Some(problem), ..Self::sample() });
        std::iter::once(Self::sample()).chain(failed).collect()
    }
}
