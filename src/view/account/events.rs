//! `/account/events`.

use super::{AccountFrame, AccountTab};
use crate::model::UnixTime;
use crate::view::moment::Moment;
use crate::view::page::{Layout, Page};
use serde::Serialize;

/// A deed that concerned the account.
#[derive(Clone, Debug, Serialize)]
pub struct EventView {
    /// When.
    pub at: Moment,
    /// Key of the text that says what, without `event-`; none for a deed that has no text.
    pub kind: Option<&'static str>,
    /// The deed's name in the log.
    pub action: String,
    /// Where from.
    pub address: Option<String>,
    /// Name of the application that it was about.
    pub client: Option<String>,
    /// Whether somebody else did it.
    pub by_other: bool,
}

impl EventView {
    /// The key of the text of `action`.
    #[must_use]
    pub fn kind_of(action: &str) -> Option<&'static str> {
        KINDS.iter().find(|(known, _)| *known == action).map(|(_, kind)| *kind)
    }
}

/// Deeds that have a text of their own.
const KINDS: &[(&str, &str)] = &[
    ("session.begin", "session-begin"),
    ("session.end", "session-end"),
    ("session.revoke", "session-revoke"),
    ("passkey.add", "passkey-add"),
    ("passkey.use", "passkey-use"),
    ("passkey.rename", "passkey-rename"),
    ("passkey.remove", "passkey-remove"),
    ("passkey.suspect", "passkey-suspect"),
    ("consent.give", "consent-give"),
    ("consent.withdraw", "consent-withdraw"),
    ("device.approve", "device-approve"),
    ("device.deny", "device-deny"),
    ("grant.revoke", "grant-revoke"),
    ("user.add", "user-add"),
    ("user.set", "user-set"),
    ("user.password", "user-password"),
    ("user.revoke", "user-revoke"),
    ("token.mint", "token-mint"),
];

/// Lists what happened of late.
#[derive(Clone, Debug, Serialize)]
pub struct EventsPage {
    /// The frame.
    pub layout: Layout,
    /// The frame of the account area.
    pub frame: AccountFrame,
    /// What happened, the newest first.
    pub events: Vec<EventView>,
}

impl Page for EventsPage {
    const TEMPLATE: &'static str = "account_events.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        let event = |(action, kind): (&str, &'static str)| EventView {
            at: Moment::of(UnixTime(1_800_000_000)),
            kind: Some(kind),
            action: action.to_owned(),
            address: Some("203.0.113.7".to_owned()),
            client: Some("Acme Dashboard".to_owned()),
            by_other: kind == "user-password",
        };
        let known = KINDS.iter().copied().map(event);
        let strange = EventView { kind: None, address: None, client: None, ..event(("key.turn", "user-set")) };
        Self {
            layout: Layout::sample(),
            frame: AccountFrame::sample(AccountTab::Events),
            events: known.chain([strange]).collect(),
        }
    }
}
