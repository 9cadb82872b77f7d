//! `/login`.

use super::form_page::{any, check_origin, form_for, waiting};
use super::purpose::{Purpose, go_on};
use crate::crypto::password_pool::PasswordError;
use crate::flow::interaction::{self, LOGIN_PAGE, LoginAttempt, LoginOutcome};
use crate::flow::sign_in::Place;
use crate::flow::{FlowError, logout, passkey};
use crate::http::context::{Browser, Context};
use crate::http::form::PageForm;
use crate::http::respond::redirect::{proceed, see_other};
use crate::http::respond::{Refused, headers, page};
use crate::model::Secret;
use crate::protocol::params::Params;
use crate::view::{LoginError, LoginPage, PasskeyPrompt};
use http::StatusCode;
use poem::{Request, Response, Result, handler};

/// Name of the form in its proof of origin.
const FORM: &str = "login";

/// Shows the form, for a waiting request, for a device, or for the account page.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    let params = Params::parse(request.uri().query().unwrap_or_default().as_bytes()).map_err(Refused::from)?;
    let Some(handle) = params.get("request") else {
        return without_request(&context, request, &params).await;
    };
    // Who wants another account is shown the form whatever the request needs by itself.
    let another = params.get("another").is_some();
    let found = if another {
        any(&context, request, handle).await
    } else {
        waiting(&context, request, handle, LOGIN_PAGE).await
    };
    let (browser, interaction) = match found {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let hint = interaction.request.progress.login_hint.clone().unwrap_or_default();
    let wrong_one = interaction.facts.is_about_another() && interaction.facts.is_fresh();
    let error = wrong_one.then_some(LoginError::AnotherAccount);
    Ok(show(&context, &browser, &Purpose::Request(handle, Box::new(interaction)), hint, error))
}

async fn without_request(context: &Context, request: &Request, params: &Params) -> Result<Response> {
    let purpose = Purpose::without_request(params);
    let browser = Browser::known_or_new(context, request);
    let signed_in = logout::current(&context.deps, Some(browser.hash())).await.map_err(Refused::from)?;
    let again = purpose.is_again();
    let another = params.get("another").is_some();
    let username = match signed_in {
        Some(_) if another => String::new(),
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
    let browser = check_origin(&context, request, &form, FORM, form.get("request").unwrap_or_default())?;
    let purpose = Purpose::of_form(&context, &browser, &form).await?;
    let present = Browser::known_or_new(&context, request);
    if let (Some("cancel"), Some((_, interaction))) = (form.get("decision"), purpose.request()) {
        return Ok(proceed(&context, &present, interaction::cancel(&context.deps, interaction).await));
    }
    match form.get("passkey") {
        Some(answer) => by_passkey(&context, &present, &form, answer, purpose).await,
        None => attempt(&context, &present, &form, purpose).await,
    }
}

/// Checks what the browser answered for a passkey.
async fn by_passkey(
    context: &Context,
    browser: &Browser,
    form: &Params,
    answer: &str,
    purpose: Purpose<'_>,
) -> Result<Response> {
    let held = form.get("passkey_state").unwrap_or_default();
    let request = purpose.request().map(|(_, interaction)| &interaction.request);
    let place = Place { browser: browser.hash(), request, again: purpose.is_again() };
    match passkey::sign_in(&context.deps, held, answer, place).await.map_err(Refused::from)? {
        passkey::Outcome::SignedIn(begun) => {
            go_on(context, &Browser::from(begun.browser), &purpose, begun.finished).await
        }
        passkey::Outcome::Refused => Ok(show(context, browser, &purpose, String::new(), Some(LoginError::Passkey))),
    }
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
        again: purpose.is_again(),
    };
    let problem = match interaction::sign_in(&context.deps, attempt).await {
        Ok(LoginOutcome::SignedIn(begun)) => {
            return go_on(context, &Browser::from(begun.browser), &purpose, begun.finished).await;
        }
        Ok(LoginOutcome::Wrong) | Err(FlowError::Password(PasswordError::TooLong)) => LoginError::WrongCredentials,
        Ok(LoginOutcome::Throttled) => LoginError::TooManyAttempts,
        Err(FlowError::Password(PasswordError::Busy)) => LoginError::Busy,
        Err(error) => return Err(Refused::new(error).into()),
    };
    let shown: String = username.chars().take(254).collect();
    Ok(show(context, browser, &purpose, shown, Some(problem)))
}

/// The form again, because what waited for a second factor has ended.
pub(super) fn show_expired(context: &Context, browser: &Browser, purpose: &Purpose<'_>, username: String) -> Response {
    show(context, browser, purpose, username, Some(LoginError::Expired))
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
    let client = purpose.client(context);
    let passkey = passkey::prompt(&context.deps, browser.hash());
    let passkey = passkey.map(|prompt| PasskeyPrompt { options: prompt.options, state: prompt.state });
    let login = LoginPage {
        form: form_for(context, browser.hash(), FORM, LOGIN_PAGE, purpose.handle()),
        layout,
        username,
        error,
        client,
        device: purpose.device(),
        after: purpose.after(),
        passkey,
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
    if login.passkey.is_some() {
        page::allow_own_script(&mut response);
    }
    if status != StatusCode::OK {
        headers::set(&mut response, http::header::RETRY_AFTER, "30");
    }
    headers::add_cookies(&mut response, &browser.set_cookies(context));
    response
}
