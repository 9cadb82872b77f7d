//! `/account/events`.

use super::{AccountFrame, AccountTab};
use crate::model::{Action, UnixTime};
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
        Action::parse(action).and_then(kind)
    }
}

/// The text of a deed that can concern an account that is still there.
fn kind(action: Action) -> Option<&'static str> {
    Some(match action {
        Action::ConsentGive => "consent-give",
        Action::ConsentWithdraw => "consent-withdraw",
        Action::DeviceApprove => "device-approve",
        Action::DeviceDeny => "device-deny",
        Action::FactorForgetBrowsers => "factor-forget-browsers",
        Action::GrantRevoke => "grant-revoke",
        Action::GroupMemberAdd => "group-member-add",
        Action::GroupMemberRemove => "group-member-remove",
        Action::PasskeyAdd => "passkey-add",
        Action::PasskeyRemove => "passkey-remove",
        Action::PasskeyRename => "passkey-rename",
        Action::PasskeySuspect => "passkey-suspect",
        Action::PasskeyUse => "passkey-use",
        Action::RecoveryCodeUse => "recovery-code-use",
        Action::RecoveryCodesRenew => "recovery-codes-renew",
        Action::SessionBegin => "session-begin",
        Action::SessionEnd => "session-end",
        Action::SessionRevoke => "session-revoke",
        Action::SessionStepUp => "session-step-up",
        Action::TokenMint => "token-mint",
        Action::TotpAdd => "totp-add",
        Action::TotpRemove => "totp-remove",
        Action::UserAdd => "user-add",
        Action::UserEmail => "user-email",
        Action::UserExport => "user-export",
        Action::UserInvite => "user-invite",
        Action::UserPassword => "user-password",
        Action::UserRemovePasskeys => "user-remove-passkeys",
        Action::UserResetFactors => "user-reset-factors",
        Action::UserRevoke => "user-revoke",
        Action::UserSet => "user-set",
        Action::UserSignUp => "user-sign-up",
        Action::UserVerifyEmail => "user-verify-email",
        _ => return None,
    })
}

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
        let event = |action: &Action| EventView {
            at: Moment::of(UnixTime(1_800_000_000)),
            kind: kind(*action),
            action: action.as_str().to_owned(),
            address: Some("203.0.113.7".to_owned()),
            client: Some("Acme Dashboard".to_owned()),
            by_other: *action == Action::UserPassword,
        };
        let known = Action::ALL.iter().filter(|action| kind(**action).is_some()).map(event);
        let strange = EventView { address: None, client: None, ..event(&Action::KeyRotate) };
        Self {
            layout: Layout::sample(),
            frame: AccountFrame::sample(AccountTab::Events),
            events: known.chain([strange]).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Deeds that concern no account that is still there.
    const OF_NO_ACCOUNT: &[Action] = &[
        Action::AuditTrim,
        Action::ClientAdd,
        Action::ClientRemove,
        Action::ClientRevoke,
        Action::ClientRotateSecret,
        Action::ClientSet,
        Action::ClientTry,
        Action::EverythingRevoke,
        Action::GrantCleanup,
        Action::GroupAdd,
        Action::GroupRemove,
        Action::GroupSet,
        Action::Import,
        Action::IssuerPut,
        Action::IssuerRemove,
        Action::KeyAdd,
        Action::KeyRetire,
        Action::KeyRotate,
        Action::RegistrationTokenAdd,
        Action::RegistrationTokenRevoke,
        Action::ResourcePut,
        Action::ResourceRemove,
        Action::ScopePut,
        Action::ScopeRemove,
        Action::UserRemove,
        Action::WebhookAdd,
        Action::WebhookDisable,
        Action::WebhookRemove,
        Action::WebhookRotateSecret,
        Action::WebhookSet,
        Action::WebhookTest,
    ];

    #[test]
    fn every_deed_has_a_text_or_concerns_no_account() {
        for action in Action::ALL {
            assert_ne!(kind(*action).is_some(), OF_NO_ACCOUNT.contains(action), "{action:?}");
        }
    }
}
