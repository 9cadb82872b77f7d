//! The page that carries an authorization response to a client by POST (OAuth 2.0 Form Post Response Mode).

use super::links::{Destination, FormTarget};
use super::page::{Layout, Page};
use crate::protocol::redirect_uri::VerifiedRedirect;
use serde::Serialize;

/// A hidden field of the form.
#[derive(Clone, Serialize)]
struct Field {
    name: String,
    value: String,
}

/// A form that sends itself where scripts run, and has a button for where they do not. Codes and tokens are among its values,
/// so it has no `Debug`.
#[derive(Clone, Serialize)]
pub struct FormPostPage {
    layout: Layout,
    action: FormTarget,
    fields: Vec<Field>,
    destination: Destination,
    nonce: String,
}

impl FormPostPage {
    /// The page that sends `params` to the client. `nonce` lets the page's policy tell its own script from any other.
    #[must_use]
    pub fn new(layout: Layout, to: &VerifiedRedirect, params: &[(&str, &str)], nonce: &str) -> Self {
        Self::with(layout, FormTarget::of(to), Destination::of(to.as_str()), params, nonce)
    }

    fn with(
        layout: Layout,
        action: FormTarget,
        destination: Destination,
        params: &[(&str, &str)],
        nonce: &str,
    ) -> Self {
        let field = |(name, value): &(&str, &str)| Field { name: (*name).to_owned(), value: (*value).to_owned() };
        Self { layout, action, fields: params.iter().map(field).collect(), destination, nonce: nonce.to_owned() }
    }
}

impl Page for FormPostPage {
    const TEMPLATE: &'static str = "form_post.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        let params = [("code", "syc_sample"), ("state", "af0ifjsldkj")];
        let destination = Destination::of("https://dashboard.example/callback");
        Self::with(Layout::sample(), FormTarget::sample(), destination, &params, "c2FtcGxl")
    }
}
