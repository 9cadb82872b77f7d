//! The frame around the account area.

use crate::http::context::Context;
use crate::http::respond::page;
use crate::model::User;
use crate::view::{AccountFrame, AccountTab};

/// The frame of the page `active`, with links to the pages that this server has.
pub(in crate::http::endpoint) fn frame(context: &Context, user: &User, active: AccountTab) -> AccountFrame {
    AccountFrame::new(&page::layout(context), &user.username, active, |tab| is_served(context, tab))
}

/// Whether the page is there, by what was built and how it is set.
fn is_served(context: &Context, tab: AccountTab) -> bool {
    let settings = context.state.settings();
    match tab {
        AccountTab::Overview => true,
        AccountTab::Password => settings.accounts.change_password,
        AccountTab::Email => settings.mail.is_on(),
        AccountTab::Profile
        | AccountTab::Passkeys
        | AccountTab::Authenticator
        | AccountTab::RecoveryCodes
        | AccountTab::Devices
        | AccountTab::Applications
        | AccountTab::Events
        | AccountTab::Data => false,
    }
}
