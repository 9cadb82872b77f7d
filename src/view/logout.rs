//! `/logout`: the question and the answer.

use super::page::{ClientView, Form, Layout, Page};
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
    /// Who asked for it, if a client did.
    pub client: Option<ClientView>,
}

impl Page for LogoutPage {
    const TEMPLATE: &'static str = "logout.html";

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            form: Form::sample("/logout"),
            username: Some("alice".to_owned()),
            client: Some(ClientView::sample()),
        }
    }

    fn samples() -> Vec<Self> {
        let form = Form::sample_without_request("/logout");
        vec![Self::sample(), Self { form, username: None, client: None, ..Self::sample() }]
    }
}

/// Says that it is done.
#[derive(Clone, Debug, Serialize)]
pub struct LoggedOutPage {
    /// The frame.
    pub layout: Layout,
    /// The client that asked for it; the page links to its web site.
    pub client: Option<ClientView>,
}

impl Page for LoggedOutPage {
    const TEMPLATE: &'static str = "logged_out.html";

    fn sample() -> Self {
        Self { layout: Layout::sample(), client: Some(ClientView::sample()) }
    }

    fn samples() -> Vec<Self> {
        let named = Self { client: Some(ClientView::named("Acme Dashboard")), ..Self::sample() };
        vec![Self::sample(), named, Self { client: None, ..Self::sample() }]
    }
}
