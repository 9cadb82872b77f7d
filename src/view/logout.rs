//! `/logout`: the question and the answer.

use super::links::{LogoutFrame, Onward};
use super::page::{ClientView, Form, Layout, Page};
use super::select_account::AccountChoice;
use serde::Serialize;

/// Asks before signing out (OpenID Connect RP-Initiated Logout §2).
#[derive(Clone, Debug, Serialize)]
pub struct LogoutPage {
    /// The frame.
    pub layout: Layout,
    /// Posts `csrf` and `request`.
    pub form: Form,
    /// Who is signed in.
    pub username: Option<String>,
    /// All who are signed in, where it is more than one. The button sends `account`, or nothing for all of them.
    pub accounts: Vec<AccountChoice>,
    /// Who asked for it, if a client did.
    pub client: Option<ClientView>,
}

impl Page for LogoutPage {
    const TEMPLATE: &'static str = "logout.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            form: Form::sample("/logout"),
            username: Some("alice".to_owned()),
            accounts: Vec::new(),
            client: Some(ClientView::sample()),
        }
    }

    fn samples() -> Vec<Self> {
        let form = Form::sample_without_request("/logout");
        let several = Self { accounts: AccountChoice::samples(), ..Self::sample() };
        vec![Self::sample(), several, Self { form, username: None, client: None, ..Self::sample() }]
    }
}

/// Says that it is done, and tells clients by frames.
#[derive(Clone, Debug, Serialize)]
pub struct LoggedOutPage {
    /// The frame.
    pub layout: Layout,
    /// The client that asked for it; without `onward` the page links to its web site.
    pub client: Option<ClientView>,
    /// Where the client wants the browser to go.
    pub onward: Option<Onward>,
    /// What the browser loads for the clients that took part (OpenID Connect Front-Channel Logout 1.0 §2).
    pub frames: Vec<LogoutFrame>,
}

impl Page for LoggedOutPage {
    const TEMPLATE: &'static str = "logged_out.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        let frames = ["https://one.example/logout", "https://two.example/logout?x=1"];
        Self {
            layout: Layout::sample(),
            client: Some(ClientView::sample()),
            onward: Some(Onward::new("https://dashboard.example/bye?state=1".to_owned(), true)),
            frames: frames.iter().filter_map(|uri| LogoutFrame::new(uri, Some(("https://op.example", "s")))).collect(),
        }
    }

    fn samples() -> Vec<Self> {
        let waiting = Self { onward: Some(Onward::new("com.example:/bye".to_owned(), false)), ..Self::sample() };
        let named = Self { client: Some(ClientView::named("Acme Dashboard")), onward: None, ..Self::sample() };
        let without_onward = Self { onward: None, frames: Vec::new(), ..Self::sample() };
        let bare = Self { client: None, ..without_onward.clone() };
        vec![Self::sample(), waiting, named, without_onward, bare]
    }
}
