//! `/login`.

use super::device::Return;
use super::form_page::{authorize_refused, check_origin, client_view, form_for, waiting};
use super::signed_in::ReturnPath;
use crate::crypto::password_pool::PasswordError;
use crate::flow::interaction::{self, Interaction, LOGIN_PAGE, LoginAttempt, LoginOutcome};
use crate::flow::{FlowError, logout};
use crate::http::context::{Browser, Context};
use crate::http::form::PageForm;
use crate::http::respond::redirect::{proceed, see_other, see_other_as};
use crate::http::respond::{Refused, headers, page};
use crate::model::Secret;
use crate::protocol::params::Params;
use crate::view::{LoginError, LoginPage, ReturnView};
use http::StatusCode;
use poem::{Request, Response, Result, handler};

/// Name of the form in its proof of origin.
const FORM: &str = "login";

/// What goes on after the sign-in.
enum Purpose<'a> {
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
    fn without_request(params: &Params) -> Self {
        let again = params.get("again").is_some();
        let page = || ReturnPath::read(params).map(|path| Self::Page { path, again });
        Return::read(params).map(Self::Device).or_else(page).unwrap_or(Self::Account)
    }

    fn request(&self) -> Option<(&'a str, &Interaction)> {
        match self {
            Self::Request(handle, interaction) => Some((handle, interaction)),
            Self::Account | Self::Page { .. } | Self::Device(_) => None,
        }
    }

    /// Where a person goes who is signed in and was not asked to sign in by a request.
    fn location(&self, context: &Context) -> String {
        match self {
            Self::Device(device) => device.location(context),
            Self::Page { path, .. } => context.path(path.as_str()),
            Self::Account | Self::Request(..) => context.path("/account"),
        }
    }
}

/// Shows the form, for a waiting request, for a device, or for the account page.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    let params = Params::parse(request.uri().query().unwrap_or_default().as_bytes()).map_err(Refused::from)?;
    let Some(handle) = params.get("request") else {
        return without_request(&context, request, Purpose::without_request(&params)).await;
    };
    let (browser, interaction) = match waiting(&context, request, handle, LOGIN_PAGE).await {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let hint = interaction.request.progress.login_hint.clone().unwrap_or_default();
    let another = interaction.facts.is_about_another() && interaction.facts.is_fresh();
    let error = another.then_some(LoginError::AnotherAccount);
    Ok(show(&context, &browser, &Purpose::Request(handle, Box::new(interaction)), hint, error))
}

async fn without_request(context: &Context, request: &Request, purpose: Purpose<'_>) -> Result<Response> {
    let browser = Browser::known_or_new(context, request);
    let signed_in = logout::current(&context.deps, Some(browser.hash())).await.map_err(Refused::from)?;
    let again = matches!(purpose, Purpose::Page { again: true, .. });
    let username = match signed_in {
        Some(_) if !again => return Ok(see_other(&purpose.location(context))),
        Some((_, user)) => user.username,
        None => String::new(),
    };
    Ok(show(context, &browser, &purpose, username, None))
}

/// Checks what was entered.
#[handler]
pub async fn post(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    form.check_not_repeated().map_err(Refused::from)?;
    let handle = form.get("request");
    let browser = check_origin(&context, request, &form, FORM, handle.unwrap_or_default())?;
    let purpose = match handle {
        None => Purpose::without_request(&form),
        Some(handle) => {
            let loaded = interaction::load(&context.deps, Some(&browser), handle).await;
            Purpose::Request(handle, Box::new(loaded.map_err(authorize_refused)?))
        }
    };
    let present = Browser::known_or_new(&context, request);
    if let (Some("cancel"), Some((_, interaction))) = (form.get("decision"), purpose.request()) {
        return Ok(proceed(&context, &present, interaction::cancel(&context.deps, interaction).await));
    }
    attempt(&context, &present, &form, purpose).await
}

async fn attempt(context: &Context, browser: &Browser, form: &Params, purpose: Purpose<'_>) -> Result<Response> {
    let username = form.get("username").unwrap_or_default();
    let password = Secret::new(form.get("password").unwrap_or_default().to_owned());
    let attempt = LoginAttempt {
        username,
        password: &password,
        address: &context.address_bucket(),
        browser: browser.hash(),
        request: purpose.request().map(|(_, interaction)| &interaction.request),
    };
    let problem = match interaction::sign_in(&context.deps, attempt).await {
        Ok(LoginOutcome::SignedIn(fresh)) => {
            return signed_in(context, &Browser::from(fresh), &purpose).await;
        }
        Ok(LoginOutcome::Wrong) | Err(FlowError::Password(PasswordError::TooLong)) => LoginError::WrongCredentials,
        Ok(LoginOutcome::Throttled) => LoginError::TooManyAttempts,
        Err(FlowError::Password(PasswordError::Busy)) => LoginError::Busy,
        Err(error) => return Err(Refused::new(error).into()),
    };
    let shown: String = username.chars().take(254).collect();
    Ok(show(context, browser, &purpose, shown, Some(problem)))
}

async fn signed_in(context: &Context, browser: &Browser, purpose: &Purpose<'_>) -> Result<Response> {
    let Some((handle, _)) = purpose.request() else {
        return Ok(see_other_as(context, browser, &purpose.location(context)));
    };
    let outcome = match interaction::load(&context.deps, Some(browser.hash()), handle).await {
        Ok(interaction) => interaction::proceed(&context.deps, &interaction, handle).await,
        Err(error) => Err(error),
    };
    Ok(proceed(context, browser, outcome))
}

fn show(
    context: &Context,
    browser: &Browser,
    purpose: &Purpose<'_>,
    username: String,
    error: Option<LoginError>,
) -> Response {
    let (layout, settings) = (page::layout(context), context.state.settings());
    let waiting = purpose.request();
    let device = if let Purpose::Device(device) = purpose { Some(device.user_code()) } else { None };
    let after = if let Purpose::Page { path, again } = purpose {
        Some(ReturnView { path: path.as_str().to_owned(), again: *again })
    } else {
        None
    };
    let handle = waiting.map(|(handle, _)| handle);
    let client = waiting.map(|(_, interaction)| client_view(context, &interaction.checked.client.client));
    let login = LoginPage {
        form: form_for(context, browser.hash(), FORM, LOGIN_PAGE, handle),
        layout,
        username,
        error,
        client,
        device,
        after,
        can_reset: settings.mail.is_on() && settings.accounts.password_reset,
        can_sign_up: settings.accounts.registration,
    };
    let status = match error {
        Some(LoginError::TooManyAttempts) => StatusCode::TOO_MANY_REQUESTS,
        Some(LoginError::Busy) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::OK,
    };
    let mut response = page::render(context, status, &login);
    let logo = login.client.as_ref().and_then(|client| client.logo.as_ref()).map(crate::view::LogoUrl::as_str);
    page::allow_form(&mut response, waiting.map(|(_, interaction)| interaction.checked.redirect()), logo);
    if status != StatusCode::OK {
        headers::set(&mut response, http::header::RETRY_AFTER, "30");
    }
    headers::add_cookies(&mut response, &browser.set_cookies(context));
    response
}
