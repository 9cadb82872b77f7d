//! `/`: what this server is.

use super::page::{Layout, Page};
use serde::Serialize;

/// Tells people and developers where they are.
#[derive(Clone, Debug, Serialize)]
pub struct HomePage {
    /// The frame.
    pub layout: Layout,
    /// The issuer, shown as text.
    pub issuer: String,
    /// Who is signed in, if someone is.
    pub username: Option<String>,
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "home.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            issuer: "https://id.example.com".to_owned(),
            username: Some("alice".to_owned()),
        }
    }

    fn samples() -> Vec<Self> {
        vec![Self::sample(), Self { username: None, ..Self::sample() }]
    }
}
