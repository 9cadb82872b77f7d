//! The frame of the account area: who is signed in, and the way to its other pages.

use crate::view::links::SitePath;
use crate::view::page::Layout;
use serde::Serialize;

/// A page of the account area that its navigation leads to, in the order in which it stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountTab {
    /// Everything at a glance, and the connected applications.
    Overview,
    /// Standard claims.
    Profile,
    /// Passkeys.
    Passkeys,
    /// The app for one-time passwords.
    Authenticator,
    /// Recovery codes.
    RecoveryCodes,
    /// Password.
    Password,
    /// E-mail address.
    Email,
    /// Sessions by device.
    Devices,
    /// What happened to the account.
    Events,
    /// Export and deletion.
    Data,
}

impl AccountTab {
    /// Every one.
    pub const ALL: [Self; 10] = [
        Self::Overview,
        Self::Profile,
        Self::Passkeys,
        Self::Authenticator,
        Self::RecoveryCodes,
        Self::Password,
        Self::Email,
        Self::Devices,
        Self::Events,
        Self::Data,
    ];

    /// The page's path below the issuer's.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Overview => "/account",
            Self::Profile => "/account/profile",
            Self::Passkeys => "/account/passkeys",
            Self::Authenticator => "/account/totp",
            Self::RecoveryCodes => "/account/recovery-codes",
            Self::Password => "/account/password",
            Self::Email => "/account/email",
            Self::Devices => "/account/devices",
            Self::Events => "/account/events",
            Self::Data => "/account/data",
        }
    }
}

/// A link of the navigation; its text is `account-nav-` and the kind.
#[derive(Clone, Debug, Serialize)]
struct AccountLink {
    kind: AccountTab,
    href: SitePath,
    active: bool,
}

/// What every page of the account area has around it.
#[derive(Clone, Debug, Serialize)]
pub struct AccountFrame {
    /// Who is signed in.
    pub username: String,
    /// The pages that this server has, in order.
    links: Vec<AccountLink>,
}

impl AccountFrame {
    /// The frame of the page `active`, with links to those pages that the server has.
    pub fn new(layout: &Layout, username: &str, active: AccountTab, served: impl Fn(AccountTab) -> bool) -> Self {
        let served = AccountTab::ALL.into_iter().filter(|tab| served(*tab));
        let link = |kind: AccountTab| AccountLink { kind, href: layout.path(kind.path()), active: kind == active };
        Self { username: username.to_owned(), links: served.map(link).collect() }
    }

    /// The frame of the page `active` of alice, with every page.
    pub fn sample(active: AccountTab) -> Self {
        Self::new(&Layout::sample(), "alice", active, |_| true)
    }
}
