//! Why a request was refused.

use super::Cell;
use super::frame::{AdminFrame, Section};
use super::record::{Fact, Link};
use crate::view::page::{Layout, Page};
use serde::Serialize;

/// A text with the place marked from where it differs.
#[derive(Clone, Debug, Serialize)]
pub struct Marked {
    /// What both texts share.
    pub same: String,
    /// The character that differs; empty where the text ends there.
    pub here: String,
    /// What follows it.
    pub rest: String,
}

impl Marked {
    /// `text` with the character after the first `shared` ones marked.
    #[must_use]
    pub fn at(text: &str, shared: usize) -> Self {
        let mut letters = text.chars();
        let same = letters.by_ref().take(shared).collect();
        let here = letters.by_ref().take(1).collect();
        Self { same, here, rest: letters.collect() }
    }
}

/// What came beside what is registered.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// What sets them apart, by the name of its text.
    pub kind: &'static str,
    /// The place of the first differing character, counted from 1.
    pub place: usize,
    /// What came.
    pub received: Marked,
    /// The most similar of what is registered.
    pub registered: Marked,
}

/// One refusal.
#[derive(Clone, Debug, Serialize)]
pub struct AdminRefusalPage {
    /// The frame.
    pub layout: Layout,
    /// The console's.
    pub frame: AdminFrame,
    /// The list that it is from.
    pub up: Link,
    /// The id.
    pub id: String,
    /// What is wrong, in a sentence.
    pub description: String,
    /// What to change.
    pub mend: String,
    /// When, where, by whom, which rule.
    pub facts: Vec<Fact>,
    /// What came.
    pub received: Option<String>,
    /// What is registered, by the name of the member.
    pub registered_as: Option<String>,
    /// The registered values.
    pub registered: Vec<String>,
    /// Both side by side.
    pub comparison: Option<Comparison>,
}

impl Page for AdminRefusalPage {
    const TEMPLATE: &'static str = "admin_refusal.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        let layout = Layout::sample();
        let registered = "http://localhost:5173/callback";
        Self {
            frame: AdminFrame::sample(Section::Refusals),
            up: Link::new("up", Section::Refusals.key(), layout.path(Section::Refusals.path())),
            id: "0s7tq2xk4m9w1c8e".to_owned(),
            description: "The redirect_uri is not registered for this client.".to_owned(),
            mend: "Register exactly this URI, or send one that is registered.".to_owned(),
            facts: vec![Fact::of("admin-refusal-rule", Cell::code("RedirectUriUnregistered"))],
            received: Some("http://localhost:5173/callback/".to_owned()),
            registered_as: Some("redirect_uris".to_owned()),
            registered: vec![registered.to_owned(), "https://app.example/cb".to_owned()],
            comparison: Some(Comparison {
                kind: "trailing-slash",
                place: 31,
                received: Marked::at("http://localhost:5173/callback/", 30),
                registered: Marked::at(registered, 30),
            }),
            layout,
        }
    }

    fn samples() -> Vec<Self> {
        use crate::protocol::difference::DifferenceKind;
        let bare = Self {
            received: None,
            registered_as: None,
            registered: Vec::new(),
            comparison: None,
            facts: Vec::new(),
            ..Self::sample()
        };
        let none = Self { registered: Vec::new(), comparison: None, ..Self::sample() };
        let kinds = DifferenceKind::ALL.iter().map(|kind| {
            let comparison =
                Self::sample().comparison.map(|comparison| Comparison { kind: kind.as_str(), ..comparison });
            Self { comparison, ..Self::sample() }
        });
        kinds.chain([Self::sample(), bare, none]).collect()
    }
}
