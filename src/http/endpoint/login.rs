//! `/login`.

use super::form_page::{authorize_refused, check_origin, client_view, form_for, waiting};
use crate::crypto::password_pool::PasswordError;
use crate::flow::interaction::{self, Interaction, LOGIN_PAGE, LoginAttempt, LoginOutcome};
use crate::flow::{FlowError, logout};
use crate::http::context::{Browser, Context};
use crate::http::form::PageForm;
use crate::http::respond::redirect::{proceed, see_other, see_other_as};
use crate::http::respond::{Refused, headers, page};
use crate::model::Secret;
use crate::protocol::params::Params;
use crate::view::{LoginError, LoginPage};
use http::StatusCode;
use poem::{Request, Response, Result, handler};

/// Name of the form in its proof of origin.
const FORM: &str = "login";

/// Shows the form, for a waiting request or for the account page.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    let params = Params::parse(request.uri().query().unwrap_or_default().as_bytes()).map_err(Refused::from)?;
    let Some(handle) = params.get("request") else { return without_request(&context, request).await };
    let (browser, interaction) = match waiting(&context, request, handle, LOGIN_PAGE).await {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let hint = interaction.request.progress.login_hint.clone().unwrap_or_default();
    Ok(show(&context, &browser, Some((handle, &interaction)), hint, None))
}

async fn without_request(context: &Context, request: &Request) -> Result<Response> {
    let browser = Browser::known_or_new(context, request);
    let signed_in = logout::current(&context.deps, Some(browser.hash())).await.map_err(Refused::from)?;
    if signed_in.is_some() {
        return Ok(see_other(&context.path("/account")));
    }
    Ok(show(context, &browser, None, String::new(), None))
}

/// Checks what was entered.
#[handler]
pub async fn post(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    form.check_not_repeated().map_err(Refused::from)?;
    let handle = form.get("request");
    let browser = check_origin(&context, request, &form, FORM, handle.unwrap_or_default())?;
    let interaction = match handle {
        None => None,
        Some(handle) => {
            let loaded = interaction::load(&context.deps, Some(&browser), handle).await;
            Some((handle, loaded.map_err(authorize_refused)?))
        }
    };
    let present = Browser::known_or_new(&context, request);
    if let (Some("cancel"), Some((_, interaction))) = (form.get("decision"), &interaction) {
        return Ok(proceed(&context, &present, interaction::cancel(&context.deps, interaction).await));
    }
    attempt(&context, &present, &form, interaction).await
}

async fn attempt(
    context: &Context,
    browser: &Browser,
    form: &Params,
    interaction: Option<(&str, Interaction)>,
) -> Result<Response> {
    let username = form.get("username").unwrap_or_default();
    let password = Secret::new(form.get("password").unwrap_or_default().to_owned());
    let attempt = LoginAttempt {
        username,
        password: &password,
        address: &context.address_bucket(),
        browser: browser.hash(),
        request: interaction.as_ref().map(|(_, interaction)| &interaction.request),
    };
    let problem = match interaction::sign_in(&context.deps, attempt).await {
        Ok(LoginOutcome::SignedIn(fresh)) => {
            return signed_in(context, &Browser::from(fresh), interaction.map(|(handle, _)| handle)).await;
        }
        Ok(LoginOutcome::Wrong) | Err(FlowError::Password(PasswordError::TooLong)) => LoginError::WrongCredentials,
        Ok(LoginOutcome::Throttled) => LoginError::TooManyAttempts,
        Err(FlowError::Password(PasswordError::Busy)) => LoginError::Busy,
        Err(error) => return Err(Refused::new(error).into()),
    };
    let waiting = interaction.as_ref().map(|(handle, interaction)| (*handle, interaction));
    let shown: String = username.chars().take(254).collect();
    Ok(show(context, browser, waiting, shown, Some(problem)))
}

async fn signed_in(context: &Context, browser: &Browser, handle: Option<&str>) -> Result<Response> {
    let Some(handle) = handle else {
        return Ok(see_other_as(context, browser, &context.path("/account")));
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
    waiting: Option<(&str, &Interaction)>,
    username: String,
    error: Option<LoginError>,
) -> Response {
    let layout = page::layout(context);
    let handle = waiting.map(|(handle, _)| handle);
    let client = waiting.map(|(_, interaction)| client_view(&interaction.checked.client.client.metadata));
    let login = LoginPage {
        form: form_for(context, browser.hash(), FORM, LOGIN_PAGE, handle),
        layout,
        username,
        error,
        client,
    };
    let status = match error {
        Some(LoginError::TooManyAttempts) => StatusCode::TOO_MANY_REQUESTS,
        Some(LoginError::Busy) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::OK,
    };
    let mut response = page::render(context, status, &login);
    let logo = login.client.as_ref().and_then(|client| client.logo.as_ref()).map(crate::view::LogoUrl::as_str);
    page::allow_form(&mut response, waiting.map(|(_, interaction)| &interaction.checked.redirect), logo);
    if status != StatusCode::OK {
        headers::set(&mut response, http::header::RETRY_AFTER, "30");
    }
    if let Some(cookie) = browser.set_cookie(context) {
        headers::set(&mut response, http::header::SET_COOKIE, &cookie);
    }
    response
}
