//! The frame around the account area.

use crate::flow::passkey;
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
        AccountTab::Overview
        | AccountTab::Profile
        | AccountTab::Authenticator
        | AccountTab::RecoveryCodes
        | AccountTab::Devices
        | AccountTab::Events
        | AccountTab::Data => true,
        AccountTab::Passkeys => passkey::is_served(&context.deps),
        AccountTab::Password => settings.accounts.change_password,
        AccountTab::Email => settings.mail.is_on(),
    }
}
