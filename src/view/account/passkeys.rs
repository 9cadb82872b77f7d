//! `/account/passkeys`.

use super::{AccountFrame, AccountTab};
use crate::model::UnixTime;
use crate::view::links::SitePath;
use crate::view::moment::Moment;
use crate::view::page::{Form, Layout, Page};
use serde::Serialize;

/// What the script asks the browser for.
#[derive(Clone, Debug, Serialize)]
pub struct PasskeyPrompt {
    /// Options for `navigator.credentials`, as JSON.
    pub options: String,
    /// What the form sends back unchanged as `passkey_state`.
    pub state: String,
}

impl PasskeyPrompt {
    /// One without anything in it.
    pub fn sample() -> Self {
        Self { options: "{\"challenge\":\"AAAA\"}".to_owned(), state: "v1.sample".to_owned() }
    }
}

/// One of the person's passkeys.
#[derive(Clone, Debug, Serialize)]
pub struct PasskeyView {
    /// Row id, which the forms send.
    pub id: String,
    /// What the person calls it.
    pub name: String,
    /// When it was made.
    pub created: Moment,
    /// When it was last used.
    pub used: Option<Moment>,
    /// Posts `csrf`, `id` and `name`.
    pub rename: Form,
    /// Posts `csrf` and `id`.
    pub remove: Form,
}

/// Adding a passkey, for somebody who signed in within the last minutes.
#[derive(Clone, Debug, Serialize)]
pub struct AddPasskey {
    /// Posts `csrf`, `name`, `passkey` and `passkey_state`.
    pub form: Form,
    /// What the script asks for.
    pub prompt: PasskeyPrompt,
    /// The name that the field starts with.
    pub name: String,
}

/// Why a deed was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PasskeyProblem {
    /// The browser's answer was not right, or too late.
    NotAdded,
    /// It cannot be removed or is not there.
    NotRemoved,
    /// It has no such name, or is not there.
    NotRenamed,
}

/// Lists, renames, removes and adds passkeys.
#[derive(Clone, Debug, Serialize)]
pub struct PasskeysPage {
    /// The frame.
    pub layout: Layout,
    /// The frame of the account area.
    pub frame: AccountFrame,
    /// The person's passkeys.
    pub passkeys: Vec<PasskeyView>,
    /// Set where one can be added now.
    pub add: Option<AddPasskey>,
    /// The way to a fresh sign-in and back, where that is needed to add one.
    pub sign_in: Option<SitePath>,
    /// Why the last deed was not done.
    pub error: Option<PasskeyProblem>,
}

impl Page for PasskeysPage {
    const TEMPLATE: &'static str = "account_passkeys.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        let passkey = |id: &str, used| PasskeyView {
            id: id.to_owned(),
            name: "Phone".to_owned(),
            created: Moment::of(UnixTime(1_800_000_000)),
            used,
            rename: Form::sample_without_request("/account/passkeys/rename"),
            remove: Form::sample_without_request("/account/passkeys/remove"),
        };
        Self {
            layout: Layout::sample(),
            frame: AccountFrame::sample(AccountTab::Passkeys),
            passkeys: vec![passkey("k1", Some(Moment::of(UnixTime(1_800_000_600)))), passkey("k2", None)],
            add: Some(AddPasskey {
                form: Form::sample_without_request("/account/passkeys"),
                prompt: PasskeyPrompt::sample(),
                name: "Firefox on Linux".to_owned(),
            }),
            sign_in: None,
            error: Some(PasskeyProblem::NotAdded),
        }
    }

    fn samples() -> Vec<Self> {
        let stale = Self {
            passkeys: Vec::new(),
            add: None,
            sign_in: Some(Layout::sample().path("/login")),
            error: None,
            ..Self::sample()
        };
        let problem = |error| Self { error: Some(error), ..Self::sample() };
        let full = Self { add: None, ..Self::sample() };
        vec![Self::sample(), stale, full, problem(PasskeyProblem::NotRemoved), problem(PasskeyProblem::NotRenamed)]
    }
}
