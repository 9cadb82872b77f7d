//! `/account/data`.

use super::{AccountFrame, AccountTab};
use crate::view::page::{Form, Layout, Page};
use serde::Serialize;

/// Why the account was not deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DataProblem {
    /// Another name was typed.
    NameDiffers,
    /// Nobody else administers the provider.
    LastAdministrator,
}

/// Gives one's data, and deletes the account.
#[derive(Clone, Debug, Serialize)]
pub struct DataPage {
    /// The frame.
    pub layout: Layout,
    /// The frame of the account area.
    pub frame: AccountFrame,
    /// Posts `csrf`; the answer is a file.
    pub export: Form,
    /// Posts `csrf` and `username`, where people may delete their accounts.
    pub delete: Option<Form>,
    /// Why it was not deleted.
    pub error: Option<DataProblem>,
}

impl Page for DataPage {
    const TEMPLATE: &'static str = "account_data.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            frame: AccountFrame::sample(AccountTab::Data),
            export: Form::sample_without_request("/account/data/export"),
            delete: Some(Form::sample_without_request("/account/data/delete")),
            error: Some(DataProblem::NameDiffers),
        }
    }

    fn samples() -> Vec<Self> {
        let last = Self { error: Some(DataProblem::LastAdministrator), ..Self::sample() };
        vec![Self::sample(), last, Self { delete: None, error: None, ..Self::sample() }]
    }
}
