//! `/account/email`: the address of the account, and another one.

use super::{AccountFrame, AccountTab};
use crate::view::page::{Form, Layout, Page};
use crate::view::self_service::{EntryError, EntryProblem};
use serde::Serialize;

/// `/account/email`: shows the address, has it verified, and takes another.
#[derive(Clone, Debug, Serialize)]
pub struct EmailPage {
    /// The frame.
    pub layout: Layout,
    /// The frame of the account area.
    pub frame: AccountFrame,
    /// The present address.
    pub email: Option<String>,
    /// Whether it is known to be the person's.
    pub verified: bool,
    /// Posts `csrf`: sends a link to the present address.
    pub verify: Option<Form>,
    /// Posts `csrf` and `email`: sends a link to that address.
    pub change: Option<Form>,
    /// What was entered; may be empty.
    pub entered: String,
    /// What was wrong.
    pub problem: Option<EntryProblem>,
}

impl Page for EmailPage {
    const TEMPLATE: &'static str = "account_email.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            frame: AccountFrame::sample(AccountTab::Email),
            email: Some("alice@example.com".to_owned()),
            verified: false,
            verify: Some(Form::sample_without_request("/account/email/verify")),
            change: Some(Form::sample_without_request("/account/email")),
            entered: "alice@wonder.example".to_owned(),
            problem: Some(EntryProblem::of(EntryError::BadEmail)),
        }
    }

    fn samples() -> Vec<Self> {
        let none = Self { email: None, verify: None, problem: None, ..Self::sample() };
        let verified = Self { verified: true, verify: None, change: None, problem: None, ..Self::sample() };
        vec![Self::sample(), none, verified]
    }
}

/// `/account/email/…`: makes an address the account's, or known to be the person's.
#[derive(Clone, Debug, Serialize)]
pub struct EmailLinkPage {
    /// The frame.
    pub layout: Layout,
    /// The frame of the account area.
    pub frame: AccountFrame,
    /// Posts `csrf`.
    pub form: Form,
    /// The address.
    pub email: String,
}

impl Page for EmailLinkPage {
    const TEMPLATE: &'static str = "account_email_link.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            frame: AccountFrame::sample(AccountTab::Email),
            form: Form::sample_without_request("/account/email/change/token"),
            email: "alice@example.com".to_owned(),
        }
    }
}
