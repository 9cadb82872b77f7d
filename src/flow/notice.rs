//! Mails that tell people what has happened to their account, in case it was not they who did it.

use super::delivery::queue_mail;
use super::{Deps, FlowResult};
use crate::config::NoticeSubject;
use crate::model::{Mail, MailKind, UnixTime, User};
use crate::store::Tx;
use crate::view::Moment;
use std::collections::BTreeMap;

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice<'a> {
    /// A sign-in in a browser that was not seen before.
    NewSignIn,
    /// Another password.
    PasswordChanged,
    /// Another address; the notice goes to this one, which the account had before.
    EmailChanged(&'a str),
    /// A second factor was added.
    FactorAdded,
    /// A second factor was removed.
    FactorRemoved,
    /// A passkey of this name was added.
    PasskeyAdded(&'a str),
    /// A passkey of this name was removed.
    PasskeyRemoved(&'a str),
    /// A recovery code was used up.
    RecoveryCodeUsed,
}

impl Notice<'_> {
    fn kind(self) -> MailKind {
        match self {
            Self::NewSignIn => MailKind::NewSignIn,
            Self::PasswordChanged => MailKind::PasswordChanged,
            Self::EmailChanged(_) => MailKind::EmailChanged,
            Self::FactorAdded => MailKind::FactorAdded,
            Self::FactorRemoved => MailKind::FactorRemoved,
            Self::PasskeyAdded(_) => MailKind::PasskeyAdded,
            Self::PasskeyRemoved(_) => MailKind::PasskeyRemoved,
            Self::RecoveryCodeUsed => MailKind::RecoveryCodeUsed,
        }
    }

    fn subject(self) -> NoticeSubject {
        match self {
            Self::NewSignIn => NoticeSubject::NewSignIn,
            Self::PasswordChanged => NoticeSubject::Password,
            Self::EmailChanged(_) => NoticeSubject::Email,
            Self::FactorAdded | Self::FactorRemoved => NoticeSubject::Factors,
            Self::PasskeyAdded(_) | Self::PasskeyRemoved(_) => NoticeSubject::Passkeys,
            Self::RecoveryCodeUsed => NoticeSubject::RecoveryCode,
        }
    }

    fn to(self, user: &User) -> Option<String> {
        match self {
            Self::EmailChanged(before) => Some(before.to_owned()),
            _ => user.profile.email.clone(),
        }
    }

    fn name(self) -> Option<String> {
        match self {
            Self::PasskeyAdded(name) | Self::PasskeyRemoved(name) => Some(name.to_owned()),
            _ => None,
        }
    }
}

/// Queues a notice for the person, in the transaction of the deed; without mail, an address, or the setting there is none.
/// Wake the deliveries once the transaction is committed.
///
/// # Errors
/// When the database fails.
pub async fn queue(deps: &Deps, tx: &mut Tx, user: &User, notice: Notice<'_>) -> FlowResult<()> {
    let Some(to) = notice.to(user) else { return Ok(()) };
    if !deps.services.settings.mail.notices.contains(&notice.subject()) {
        return Ok(());
    }
    let given = [
        ("username", Some(user.username.clone())),
        ("name", notice.name()),
        ("address", deps.origin.address.map(|address| address.to_string())),
        ("agent", deps.origin.agent.clone()),
        ("time", Some(time(deps.unix()))),
    ];
    let named = given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let values: BTreeMap<_, _> = named.collect();
    queue_mail(deps, tx, &Mail { to: Some(to), language: deps.language_for(user), kind: notice.kind(), values }).await
}

fn time(at: UnixTime) -> String {
    Moment::of(at).shown().to_owned()
}
