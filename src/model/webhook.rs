//! Who is told of chosen events.

use super::{Action, UnixTime};

/// A receiver of events, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Row id.
    pub id: String,
    /// For administrators; no two have the same.
    pub name: String,
    /// Where events are posted.
    pub url: String,
    /// Which events: names of [`Action`]s, `noun.*`, or `*`.
    pub actions: Vec<String>,
    /// Until when the secret before the present one signs as well.
    pub previous_until: Option<UnixTime>,
    /// Since when it gets nothing.
    pub disabled_at: Option<UnixTime>,
    /// When something was last taken.
    pub last_success_at: Option<UnixTime>,
    /// When something was last not taken.
    pub last_failure_at: Option<UnixTime>,
    /// What came back the last time: a status, or why there was none.
    pub last_answer: Option<String>,
    /// When it was made.
    pub created_at: UnixTime,
    /// Counts changes by administrators.
    pub version: i64,
}

/// What has to be known of a webhook to queue an event for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// The webhook's row id.
    pub webhook_id: String,
    /// Which events it wants.
    pub actions: Vec<String>,
}

impl Subscription {
    /// Whether it wants events of this action.
    #[must_use]
    pub fn wants(&self, action: Action) -> bool {
        self.actions.iter().any(|choice| covers(choice, action.as_str()))
    }
}

/// Whether a choice of events is one that some event can meet.
#[must_use]
pub fn is_choice(choice: &str) -> bool {
    Action::ALL.iter().any(|action| covers(choice, action.as_str()))
}

fn covers(choice: &str, action: &str) -> bool {
    choice == "*" || choice == action || choice.strip_suffix(".*").is_some_and(|noun| is_of(action, noun))
}

fn is_of(action: &str, noun: &str) -> bool {
    action.split_once('.').is_some_and(|(of, _)| of == noun)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choice_is_an_action_all_of_a_noun_or_everything() {
        let wants = |choices: &[&str]| {
            let actions = choices.iter().map(|choice| (*choice).to_owned()).collect();
            Subscription { webhook_id: "w".to_owned(), actions }.wants(Action::UserAdd)
        };
        assert!(wants(&["*"]) && wants(&["user.*"]) && wants(&["user.add"]));
        assert!(wants(&["client.*", "user.add"]));
        for choices in [&["user"][..], &["use.*"], &["user.ad"], &["User.*"], &["*.add"], &["user.add "], &[]] {
            assert!(!wants(choices), "{choices:?}");
        }
    }

    #[test]
    fn choice_that_no_event_can_meet_is_none() {
        for good in ["*", "user.*", "passkey.use", "recovery_codes.*"] {
            assert!(is_choice(good), "{good}");
        }
        for bad in ["", "user", "users.*", "user.added", ".*", "**", "user.**"] {
            assert!(!is_choice(bad), "{bad}");
        }
    }
}
