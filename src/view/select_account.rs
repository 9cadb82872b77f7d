//! `/select-account`: which account a client is given, or the browser acts as.

use super::login::ReturnView;
use super::page::{ClientView, Form, Layout, Page};
use serde::Serialize;

/// An account that is signed in in the browser.
#[derive(Clone, Debug, Serialize)]
pub struct AccountChoice {
    /// The session, which the button sends as `account`.
    pub id: String,
    /// Whose it is.
    pub username: String,
    /// Their e-mail address.
    pub email: Option<String>,
}

impl AccountChoice {
    pub(super) fn samples() -> Vec<Self> {
        let choice = |id: &str, username: &str, email: Option<&str>| Self {
            id: id.to_owned(),
            username: username.to_owned(),
            email: email.map(str::to_owned),
        };
        vec![choice("0198-a", "bob", Some("bob@example.com")), choice("0198-b", "carol", None)]
    }
}

/// Asks as whom to go on. Posts `decision=continue` for the first, `account` for another, `decision=other` or
/// `decision=cancel`.
#[derive(Clone, Debug, Serialize)]
pub struct SelectAccountPage {
    /// The frame.
    pub layout: Layout,
    /// Posts `csrf`, `request` and the choice.
    pub form: Form,
    /// Who asks, if a client does.
    pub client: Option<ClientView>,
    /// The account that comes first.
    pub username: String,
    /// Its session, which the form sends: another tab may have turned to another account meanwhile.
    pub shown: String,
    /// The others.
    pub others: Vec<AccountChoice>,
    /// Set when the person wants to connect a device.
    pub device: Option<String>,
    /// Set when one of our own pages asked.
    pub after: Option<ReturnView>,
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
            client: Some(ClientView::sample()),
            username: "alice".to_owned(),
            shown: "0198-0".to_owned(),
            others: AccountChoice::samples(),
            device: None,
            after: None,
        }
    }

    fn samples() -> Vec<Self> {
        let alone = Self { others: Vec::new(), ..Self::sample() };
        let bare = Self { form: Form::sample_without_request("/select-account"), client: None, ..Self::sample() };
        vec![Self::sample(), alone, Self { device: Some("WDJB-MJHT".to_owned()), ..bare.clone() }, bare]
    }
}
