//! The page for every refusal that may not or cannot be sent to a client.

use super::links::SitePath;
use super::page::{Layout, Page};
use serde::Serialize;

/// What kind of thing went wrong: decides title and advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    /// The application sent a request that cannot be accepted.
    Request,
    /// There is no such page, or not with this method.
    NotFound,
    /// The person may not see it.
    Forbidden,
    /// The page was open too long, was used already, or belongs to another browser.
    Expired,
    /// Too many requests, or no capacity now.
    Busy,
    /// A fault of this server.
    Server,
}

impl ErrorKind {
    const ALL: [Self; 6] = [Self::Request, Self::NotFound, Self::Forbidden, Self::Expired, Self::Busy, Self::Server];
}

/// A refusal in words, with the reference under which an administrator finds its record.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorPage {
    /// The frame.
    pub layout: Layout,
    /// Decides the title and what the person is advised to do.
    pub kind: ErrorKind,
    /// The error code (RFC 6749 §4.1.2.1 and its kin).
    pub code: String,
    /// What is wrong, in a sentence.
    pub description: String,
    /// The refusal's id.
    pub id: String,
    /// The record of the refusal, for administrators; not where they have a listener of their own.
    pub explanation: Option<SitePath>,
    /// What the application's developer can do.
    pub mend: Option<String>,
    /// The rule's place in the specification, as `RFC 6749 §3.1.2.3`.
    pub section: Option<String>,
    /// Where on this server the person can go on.
    pub back: Option<SitePath>,
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "error.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            kind: ErrorKind::Request,
            code: "invalid_request".to_owned(),
            description: "The redirect_uri is not registered for this client.".to_owned(),
            id: "K7QX-2M9D-41VB-Z8RT".to_owned(),
            explanation: Some(Layout::sample().path("/admin/refusals/K7QX-2M9D-41VB-Z8RT")),
            mend: Some("Register the redirect URI to the letter, or send the one that is registered.".to_owned()),
            section: Some("RFC 6749 §3.1.2.4".to_owned()),
            back: Some(Layout::sample().path("/account")),
        }
    }

    fn samples() -> Vec<Self> {
        let kinds = ErrorKind::ALL.map(|kind| Self { kind, ..Self::sample() });
        let bare = Self { mend: None, section: None, back: None, ..Self::sample() };
        kinds.into_iter().chain([bare]).collect()
    }
}
