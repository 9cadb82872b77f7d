//! What a sign-in is for: the pages of signing in carry it along and go on with it.

use super::device::Return;
use super::form_page::{authorize_refused, client_view};
use super::signed_in::ReturnPath;
use crate::flow::interaction::{self, CODE_PAGE, Interaction};
use crate::http::context::{Browser, Context};
use crate::http::respond::Refused;
use crate::http::respond::redirect::{proceed, see_other_as};
use crate::model::BrowserHash;
use crate::protocol::params::Params;
use crate::view::{ClientView, ReturnView};
use poem::{Response, Result};

/// What goes on after the sign-in.
pub(super) enum Purpose<'a> {
    /// The account page.
    Account,
    /// A page that asked for it; `again` when somebody is signed in and must prove it anew.
    Page {
        /// Which.
        path: ReturnPath,
        /// Whether a session is not enough.
        again: bool,
    },
    /// The page for the code of a device.
    Device(Return),
    /// The request behind the handle.
    Request(&'a str, Box<Interaction>),
}

impl<'a> Purpose<'a> {
    /// What the parameters say that name no request.
    pub(super) fn without_request(params: &Params) -> Self {
        let again = params.get("again").is_some();
        let page = || ReturnPath::read(params).map(|path| Self::Page { path, again });
        Return::read(params).map(Self::Device).or_else(page).unwrap_or(Self::Account)
    }

    /// What a form says, whose request is loaded for this browser.
    pub(super) async fn of_form(context: &Context, browser: &BrowserHash, form: &'a Params) -> Result<Self, Refused> {
        let Some(handle) = form.get("request") else { return Ok(Self::without_request(form)) };
        let loaded = interaction::load(&context.deps, Some(browser), handle).await;
        Ok(Self::Request(handle, Box::new(loaded.map_err(authorize_refused)?)))
    }

    /// The request and its handle, if there is one.
    pub(super) fn request(&self) -> Option<(&'a str, &Interaction)> {
        match self {
            Self::Request(handle, interaction) => Some((handle, interaction)),
            Self::Account | Self::Page { .. } | Self::Device(_) => None,
        }
    }

    /// The handle.
    pub(super) fn handle(&self) -> Option<&'a str> {
        self.request().map(|(handle, _)| handle)
    }

    /// Whether somebody who is signed in must prove it anew.
    pub(super) fn is_again(&self) -> bool {
        matches!(self, Self::Page { again: true, .. })
    }

    /// Who asks.
    pub(super) fn client(&self, context: &Context) -> Option<ClientView> {
        self.request().map(|(_, interaction)| client_view(context, &interaction.checked.client.client))
    }

    /// The user code of a device, for the form.
    pub(super) fn device(&self) -> Option<String> {
        if let Self::Device(device) = self { Some(device.user_code()) } else { None }
    }

    /// The page that is come back to, for the form.
    pub(super) fn after(&self) -> Option<ReturnView> {
        match self {
            Self::Page { path, again } => Some(ReturnView { path: path.as_str().to_owned(), again: *again }),
            Self::Account | Self::Device(_) | Self::Request(..) => None,
        }
    }

    /// Where a person goes who is signed in. A request's own pages decide themselves what it still needs.
    pub(super) fn location(&self, context: &Context) -> String {
        match self {
            Self::Device(device) => device.location(context),
            Self::Page { path, .. } => context.path(path.as_str()),
            Self::Account => context.path("/account"),
            Self::Request(handle, _) => format!("{}?request={handle}", context.path(interaction::LOGIN_PAGE)),
        }
    }

    /// A page of the sign-in with the same purpose.
    pub(super) fn at(&self, context: &Context, page: &str, more: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        match self {
            Self::Account => {}
            Self::Request(handle, _) => {
                query.append_pair("request", handle);
            }
            Self::Device(device) => {
                query.append_pair("for", "device").append_pair("user_code", &device.user_code());
            }
            Self::Page { path, again } => {
                query.append_pair("return", path.as_str());
                if *again {
                    query.append_pair("again", "1");
                }
            }
        }
        query.extend_pairs(more);
        let query = query.finish();
        let separator = if query.is_empty() { "" } else { "?" };
        format!("{}{separator}{query}", context.path(page))
    }
}

/// Where a person goes who has just proved something in `browser`; unless `finished` they owe a second factor.
pub(super) async fn go_on(
    context: &Context,
    browser: &Browser,
    purpose: &Purpose<'_>,
    finished: bool,
) -> Result<Response> {
    let Some(handle) = purpose.handle() else {
        let location = if finished { purpose.location(context) } else { purpose.at(context, CODE_PAGE, &[]) };
        return Ok(see_other_as(context, browser, &location));
    };
    let outcome = match interaction::load(&context.deps, Some(browser.hash()), handle).await {
        Ok(interaction) => interaction::proceed(&context.deps, &interaction, handle).await,
        Err(error) => Err(error),
    };
    Ok(proceed(context, browser, outcome))
}
