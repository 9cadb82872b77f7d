//! `/login`: username and password.

use super::account::PasskeyPrompt;
use super::page::{ClientView, Form, Layout, Page};
use serde::Serialize;

/// Why the sign-in did not go through. One reason covers unknown users, wrong passwords and disabled users alike, so
/// that the page never tells which accounts exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoginError {
    /// Username and password do not belong together.
    WrongCredentials,
    /// Too many attempts for this account or from this address.
    TooManyAttempts,
    /// The request is about another person than the one who just signed in.
    AnotherAccount,
    /// The form was too old, or made for another browser.
    Expired,
    /// The server has no capacity to check a password now.
    Busy,
    /// The passkey was not accepted, for whatever reason.
    Passkey,
}

impl LoginError {
    const ALL: [Self; 6] =
        [Self::WrongCredentials, Self::TooManyAttempts, Self::AnotherAccount, Self::Expired, Self::Busy, Self::Passkey];
}

/// The page that a person comes back to after signing in.
#[derive(Clone, Debug, Serialize)]
pub struct ReturnView {
    /// Its path below the issuer's.
    pub path: String,
    /// Whether somebody is signed in and must prove it anew.
    pub again: bool,
}

/// Asks who someone is. With a pending request the form has a cancel button, which posts `decision=cancel`.
#[derive(Clone, Debug, Serialize)]
pub struct LoginPage {
    /// The frame.
    pub layout: Layout,
    /// Posts `csrf`, `request`, `username` and `password`.
    pub form: Form,
    /// What the username field starts with: `login_hint` or the last attempt; may be empty.
    pub username: String,
    /// Why the last attempt failed.
    pub error: Option<LoginError>,
    /// Who asked for the sign-in.
    pub client: Option<ClientView>,
    /// Set when the person signs in to connect a device: its user code, or nothing where none was given.
    pub device: Option<String>,
    /// Set when one of our own pages asked for it.
    pub after: Option<ReturnView>,
    /// What the script asks the browser for, where passkeys are served.
    pub passkey: Option<PasskeyPrompt>,
    /// Whether a forgotten password can be replaced by another.
    pub can_reset: bool,
    /// Whether people can make accounts.
    pub can_sign_up: bool,
}

impl Page for LoginPage {
    const TEMPLATE: &'static str = "login.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            form: Form::sample("/login"),
            username: "alice".to_owned(),
            error: Some(LoginError::WrongCredentials),
            client: Some(ClientView::sample()),
            device: None,
            after: None,
            passkey: Some(PasskeyPrompt::sample()),
            can_reset: true,
            can_sign_up: true,
        }
    }

    fn samples() -> Vec<Self> {
        let bare = Self {
            can_reset: false,
            can_sign_up: false,
            form: Form::sample_without_request("/login"),
            username: String::new(),
            error: None,
            client: None,
            passkey: None,
            ..Self::sample()
        };
        let named = Self { error: None, client: Some(ClientView::named("")), ..Self::sample() };
        let failed = LoginError::ALL.map(|error| Self { error: Some(error), ..Self::sample() });
        let device = Self { device: Some("WDJB-MJHT".to_owned()), ..bare.clone() };
        let again = Some(ReturnView { path: "/account/password".to_owned(), again: true });
        let again = Self { after: again, ..bare.clone() };
        failed.into_iter().chain([bare, named, device, again]).collect()
    }
}
