//! `/account`: what this server knows about the person who is signed in.

use super::{AccountFrame, AccountTab};
use crate::view::consent::ScopeView;
use crate::view::links::WebUrl;
use crate::view::page::{ClientView, Form, Layout, Page};
use serde::Serialize;

/// A client that the person has allowed something.
#[derive(Clone, Debug, Serialize)]
pub struct ConnectedApp {
    /// Who.
    pub client: ClientView,
    /// `client_id`, which the form sends.
    pub client_id: String,
    /// What.
    pub scopes: Vec<ScopeView>,
    /// Names of claims beyond those of the scopes.
    pub claims: Vec<String>,
    /// Where a sign-in at the client starts, if it can be started from here.
    pub open: Option<WebUrl>,
    /// Posts `csrf` and `client_id`, and takes it all back.
    pub disconnect: Form,
}

/// Shows profile, connected apps and the number of sessions.
#[derive(Clone, Debug, Serialize)]
pub struct AccountPage {
    /// The frame.
    pub layout: Layout,
    /// The frame of the account area.
    pub frame: AccountFrame,
    /// `name` (OpenID Connect Core §5.1).
    pub name: Option<String>,
    /// `email`.
    pub email: Option<String>,
    /// `email_verified`.
    pub email_verified: bool,
    /// Clients with a remembered consent.
    pub apps: Vec<ConnectedApp>,
    /// How many sessions the person has, in all browsers.
    pub sessions: u64,
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "account.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        let app = |client_id: &str, client| ConnectedApp {
            client,
            client_id: client_id.to_owned(),
            scopes: ScopeView::samples(),
            claims: vec!["birthdate".to_owned()],
            open: WebUrl::parse("https://dashboard.example/login?iss=https%3A%2F%2Fid.example"),
            disconnect: Form::sample_without_request("/account/disconnect"),
        };
        Self {
            layout: Layout::sample(),
            frame: AccountFrame::sample(AccountTab::Overview),
            name: Some("Alice Liddell".to_owned()),
            email: Some("alice@example.com".to_owned()),
            email_verified: true,
            apps: vec![app("acme", ClientView::sample()), app("postman", ClientView::named("Postman"))],
            sessions: 2,
        }
    }

    fn samples() -> Vec<Self> {
        let unverified = Self { email_verified: false, ..Self::sample() };
        let bare = Self { name: None, email: None, apps: Vec::new(), ..Self::sample() };
        vec![Self::sample(), unverified, bare]
    }
}
