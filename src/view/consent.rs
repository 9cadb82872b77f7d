//! `/consent`: whether a client may have what it asks for.

use super::links::Destination;
use super::page::{ClientView, Form, Layout, Page};
use crate::protocol::claims::personal;
use serde::Serialize;

/// A scope as the pages show it.
#[derive(Clone, Debug, Serialize)]
pub struct ScopeView {
    /// The scope token.
    pub name: String,
    /// What it allows, as part of a list: "See your e-mail address".
    pub description: String,
    /// Names of claims that the operator has added to it.
    pub claims: Vec<String>,
}

impl ScopeView {
    pub(super) fn samples() -> Vec<Self> {
        let texts = [
            ("openid", "Know who you are"),
            ("profile", "See your name and picture"),
            ("email", "See your e-mail address"),
            ("offline_access", "Stay connected while you are away"),
        ];
        let claims = |name: &str| if name == "profile" { vec!["department".to_owned()] } else { Vec::new() };
        let scope = |(name, description): (&str, &str)| Self {
            name: name.into(),
            description: description.into(),
            claims: claims(name),
        };
        texts.map(scope).into()
    }
}

/// An API that the tokens are for, as the pages show it.
#[derive(Clone, Debug, Serialize)]
pub struct ResourceView {
    /// What it is registered as.
    pub name: String,
    /// Its URI.
    pub uri: String,
}

/// Shows who asks, for what, as whom, and where the browser goes next. Posts `decision=allow` or `decision=deny`.
#[derive(Clone, Debug, Serialize)]
pub struct ConsentPage {
    /// The frame.
    pub layout: Layout,
    /// Posts `csrf`, `request` and `decision`.
    pub form: Form,
    /// The "Not you?" form: posts `csrf` and `request`.
    pub switch_account: Form,
    /// Who asks.
    pub client: ClientView,
    /// Who is signed in.
    pub username: String,
    /// What is asked for, in the order asked.
    pub scopes: Vec<ScopeView>,
    /// Names of claims that are asked for beyond those of the scopes.
    pub claims: Vec<String>,
    /// APIs that the tokens are for, besides the default one.
    pub resources: Vec<ResourceView>,
    /// Where the browser goes with the answer.
    pub destination: Destination,
}

impl Page for ConsentPage {
    const TEMPLATE: &'static str = "consent.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            form: Form::sample("/consent"),
            switch_account: Form::sample("/logout-and-retry"),
            client: ClientView::sample(),
            username: "alice".to_owned(),
            scopes: ScopeView::samples(),
            claims: personal().map(str::to_owned).collect(),
            resources: vec![ResourceView { name: "Notes".to_owned(), uri: "https://notes.example/".to_owned() }],
            destination: Destination::of("https://dashboard.example/callback"),
        }
    }

    fn samples() -> Vec<Self> {
        let native = Self {
            client: ClientView::named("Native app"),
            destination: Destination::of("http://127.0.0.1:53211/callback"),
            scopes: Vec::new(),
            claims: Vec::new(),
            resources: Vec::new(),
            ..Self::sample()
        };
        let app = Self { destination: Destination::of("com.example.native:/callback"), ..Self::sample() };
        vec![Self::sample(), native, app]
    }
}
