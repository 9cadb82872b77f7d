//! `/login/code` and `/login/enrol`: the second factor in the middle of a sign-in.

use super::form_page::{check_origin, form_for, waiting};
use super::login::show_expired;
use super::purpose::{Purpose, go_on};
use crate::flow::factor::{self, Enrolment};
use crate::flow::interaction::{self, CODE_PAGE, CodeAttempt, CodeOutcome, ENROL_PAGE, Interaction, LOGIN_PAGE, Owed};
use crate::flow::sign_in::may_remember;
use crate::http::context::{Browser, Context};
use crate::http::form::PageForm;
use crate::http::respond::redirect::{proceed, see_other};
use crate::http::respond::{Refused, headers, page};
use crate::model::User;
use crate::protocol::Rule;
use crate::protocol::params::Params;
use crate::protocol::recovery_code::RecoveryCode;
use crate::view::{CodeError, CodePage, EnrolPage, LogoUrl, QrCode, RecoveryCodesPage};
use http::StatusCode;
use poem::{Request, Response, Result, handler};

/// Name of the form in its proof of origin.
const CODE_FORM: &str = "login-code";
/// Name of the form that sets up an app.
const ENROL_FORM: &str = "login-enrol";
const DAY: i64 = 86_400;

/// What is owed, and for what.
struct Found<'a> {
    browser: Browser,
    purpose: Purpose<'a>,
    owed: Owed,
}

/// What the browser owes at `page`; otherwise where it goes instead.
async fn find<'a>(
    context: &Context,
    request: &Request,
    params: &'a Params,
    page: &'static str,
) -> Result<Found<'a>, Response> {
    let Some(handle) = params.get("request") else {
        return find_without_request(context, request, params, page).await;
    };
    let (browser, interaction) = waiting(context, request, handle, page).await?;
    let Some(owed) = interaction.owed(&context.deps, page) else {
        return Err(proceed(context, &browser, interaction::proceed(&context.deps, &interaction, handle).await));
    };
    Ok(Found { browser, purpose: Purpose::Request(handle, Box::new(interaction)), owed })
}

async fn find_without_request<'a>(
    context: &Context,
    request: &Request,
    params: &'a Params,
    page: &'static str,
) -> Result<Found<'a>, Response> {
    let browser = Browser::known_or_new(context, request);
    let purpose = Purpose::without_request(params);
    let owed = interaction::owed(&context.deps, browser.hash()).await;
    let owed = owed.map_err(|error| crate::http::respond::refuse(context, &Refused::from(error)))?;
    match owed {
        Some((owed, has_app)) if has_app == (page == CODE_PAGE) => Ok(Found { browser, purpose, owed }),
        Some((_, true)) => Err(see_other(&purpose.at(context, CODE_PAGE, &[]))),
        Some((_, false)) => Err(see_other(&purpose.at(context, ENROL_PAGE, &[]))),
        // The sign-in page leads on whoever is signed in.
        None => Err(see_other(&purpose.at(context, LOGIN_PAGE, &[]))),
    }
}

fn query(request: &Request) -> Result<Params, Refused> {
    Ok(Params::parse(request.uri().query().unwrap_or_default().as_bytes())?)
}

/// Asks for the code.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    let params = query(request)?;
    match find(&context, request, &params, CODE_PAGE).await {
        Ok(found) => Ok(show(&context, &found, None)),
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// Checks the code.
#[handler]
pub async fn post(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    let found = match sent(&context, request, &form, (CODE_FORM, CODE_PAGE)).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let attempt = CodeAttempt {
        owed: &found.owed,
        code: form.get("code").unwrap_or_default(),
        address: &context.address_bucket(),
        request: found.purpose.request().map(|(_, interaction)| &interaction.request),
        remember: form.get("remember").is_some(),
    };
    match interaction::give_code(&context.deps, attempt).await.map_err(Refused::from)? {
        CodeOutcome::SignedIn(fresh) => go_on(&context, &Browser::from(fresh), &found.purpose, true).await,
        CodeOutcome::Wrong => Ok(show(&context, &found, Some(CodeError::Wrong))),
        CodeOutcome::Throttled => Ok(show(&context, &found, Some(CodeError::TooManyAttempts))),
        CodeOutcome::Expired => Ok(expired(&context, &found.browser, &found.purpose, found.owed.user())),
    }
}

/// What a form was sent for, unless the person wants something else or it has ended.
async fn sent<'a>(
    context: &Context,
    request: &Request,
    form: &'a Params,
    (name, page): (&str, &'static str),
) -> Result<Result<Found<'a>, Response>> {
    form.check_not_repeated().map_err(Refused::from)?;
    let hash = check_origin(context, request, form, name, form.get("request").unwrap_or_default())?;
    let purpose = Purpose::of_form(context, &hash, form).await?;
    let browser = Browser::known_or_new(context, request);
    match (form.get("decision"), purpose.request()) {
        (Some("cancel"), Some((_, interaction))) => {
            forget(context, &browser, Some(interaction)).await?;
            return Ok(Err(proceed(context, &browser, interaction::cancel(&context.deps, interaction).await)));
        }
        (Some("other"), waiting) => {
            forget(context, &browser, waiting.map(|(_, interaction)| interaction)).await?;
            return Ok(Err(see_other(&purpose.at(context, LOGIN_PAGE, &[("another", "1")]))));
        }
        (Some(_), _) => return Err(Refused::from(Rule::FormMalformed).into()),
        (None, _) => {}
    }
    let owed = if let Some((_, interaction)) = purpose.request() {
        interaction.owed(&context.deps, page)
    } else {
        let owed = interaction::owed(&context.deps, &hash).await.map_err(Refused::from)?;
        owed.filter(|(_, has_app)| *has_app == (page == CODE_PAGE)).map(|(owed, _)| owed)
    };
    Ok(match owed {
        Some(owed) => Ok(Found { browser, purpose, owed }),
        None => Err(show_expired(context, &browser, &purpose, String::new())),
    })
}

async fn forget(context: &Context, browser: &Browser, waiting: Option<&Interaction>) -> Result<(), Refused> {
    let request = waiting.map(|interaction| &interaction.request.handle_hash);
    Ok(interaction::forget_pending(&context.deps, browser.hash(), request).await?)
}

fn expired(context: &Context, browser: &Browser, purpose: &Purpose<'_>, user: &User) -> Response {
    show_expired(context, browser, purpose, user.username.clone())
}

fn show(context: &Context, found: &Found<'_>, error: Option<CodeError>) -> Response {
    let purpose = &found.purpose;
    let days = context.state.settings().factors.remember_lifetime / DAY;
    let shown = CodePage {
        layout: page::layout(context),
        form: form_for(context, found.browser.hash(), CODE_FORM, CODE_PAGE, purpose.handle()),
        username: found.owed.user().username.clone(),
        error,
        client: purpose.client(context),
        device: purpose.device(),
        after: purpose.after(),
        remember: may_remember(&context.deps).then_some(days.max(1)),
    };
    let throttled = error == Some(CodeError::TooManyAttempts);
    let status = if throttled { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::OK };
    let mut response = page::render(context, status, &shown);
    if throttled {
        headers::set(&mut response, http::header::RETRY_AFTER, "60");
    }
    finish(context, found, response, shown.client.as_ref().and_then(|client| client.logo.as_ref()))
}

fn finish(context: &Context, found: &Found<'_>, mut response: Response, logo: Option<&LogoUrl>) -> Response {
    let redirect = found.purpose.request().map(|(_, interaction)| interaction.checked.redirect());
    page::allow_form(&mut response, redirect, logo.map(LogoUrl::as_str));
    headers::add_cookies(&mut response, &found.browser.set_cookies(context));
    response
}

/// Offers an app to somebody who must have one.
#[handler]
pub async fn get_enrol(context: Context, request: &Request) -> Result<Response> {
    let params = query(request)?;
    match find(&context, request, &params, ENROL_PAGE).await {
        Ok(found) => {
            let enrolment = factor::begin(&context.deps, found.owed.user(), None);
            Ok(show_enrolment(&context, &found, enrolment, false))
        }
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// Keeps the app once a code of it has come, shows the recovery codes, and goes on.
#[handler]
pub async fn post_enrol(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    let found = match sent(&context, request, &form, (ENROL_FORM, ENROL_PAGE)).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let user = found.owed.user();
    let sealed = form.get("enrolment").unwrap_or_default();
    let Some(enrolled) = factor::confirm(&context.deps, user, sealed, form.get("code").unwrap_or_default()) else {
        let enrolment = factor::begin(&context.deps, user, Some(sealed));
        return Ok(show_enrolment(&context, &found, enrolment, true));
    };
    let request = found.purpose.request().map(|(_, interaction)| &interaction.request);
    let done = interaction::enrol(&context.deps, &found.owed, request, &enrolled).await.map_err(Refused::from)?;
    let Some((fresh, codes)) = done else {
        return Ok(expired(&context, &found.browser, &found.purpose, user));
    };
    let mut response = show_codes(&context, &codes, found.purpose.location(&context));
    headers::add_cookies(&mut response, &Browser::from(fresh).set_cookies(&context));
    Ok(response)
}

fn show_enrolment(context: &Context, found: &Found<'_>, enrolment: Enrolment, wrong: bool) -> Response {
    let purpose = &found.purpose;
    let shown = EnrolPage {
        layout: page::layout(context),
        form: form_for(context, found.browser.hash(), ENROL_FORM, ENROL_PAGE, purpose.handle()),
        username: found.owed.user().username.clone(),
        qr: QrCode::of(&enrolment.uri),
        secret: enrolment.secret,
        enrolment: enrolment.sealed,
        wrong,
        client: purpose.client(context),
        device: purpose.device(),
        after: purpose.after(),
    };
    let response = page::render(context, StatusCode::OK, &shown);
    finish(context, found, response, shown.client.as_ref().and_then(|client| client.logo.as_ref()))
}

/// Shows new recovery codes, this once.
pub(super) fn show_codes(context: &Context, codes: &[RecoveryCode], onward: String) -> Response {
    let layout = page::layout(context);
    let below = onward.strip_prefix(context.state.settings().issuer.base_path()).unwrap_or(&onward);
    let back = layout.path(below);
    let shown = RecoveryCodesPage { layout, codes: codes.iter().map(RecoveryCode::shown).collect(), back };
    page::render(context, StatusCode::OK, &shown)
}
