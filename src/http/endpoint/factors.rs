//! `/account/totp` and `/account/recovery-codes`: a person's own second factors.

use super::account::frame::frame;
use super::second_factor::show_codes;
use super::signed_in::Person;
use crate::flow::factor::{self, Enrolment, Factors};
use crate::http::context::{Browser, Context};
use crate::http::form::PageForm;
use crate::http::respond::redirect::see_other;
use crate::http::respond::{Refused, headers, page};
use crate::model::UnixTime;
use crate::protocol::params::Params;
use crate::view::{AccountEnrolPage, AccountFactorsPage, AccountTab, QrCode};
use http::StatusCode;
use poem::{Request, Response, Result, handler};

const TOTP_PAGE: &str = "/account/totp";
const RECOVERY_PAGE: &str = "/account/recovery-codes";
const ENROL_FORM: &str = "totp-enrol";
const REMOVE_FORM: &str = "totp-remove";
const FORGET_FORM: &str = "browsers-forget";
const RENEW_FORM: &str = "recovery-codes-renew";

/// Shows what the person has, or offers an authenticator app.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    let person = Person::at(&context, request, TOTP_PAGE).await?;
    let factors = factor::overview(&context.deps, &person.user.id).await.map_err(Refused::from)?;
    if factors.totp_since.is_some() {
        return Ok(show(&context, &person, factors, AccountTab::Authenticator));
    }
    // Whoever finds an open computer must not bind an app of their own.
    let person = Person::recently_at(&context, request, TOTP_PAGE).await?;
    let enrolment = factor::begin(&context.deps, &person.user, None);
    Ok(offer(&context, &person, enrolment, false))
}

/// The same page by its other name.
#[handler]
pub async fn get_recovery(context: Context, request: &Request) -> Result<Response> {
    let person = Person::at(&context, request, RECOVERY_PAGE).await?;
    let factors = factor::overview(&context.deps, &person.user.id).await.map_err(Refused::from)?;
    if factors.totp_since.is_none() {
        return Ok(see_other(&context.path(TOTP_PAGE)));
    }
    Ok(show(&context, &person, factors, AccountTab::RecoveryCodes))
}

/// Who sent a form of ours, having signed in within the last minutes.
async fn sender(context: &Context, request: &Request, form: &Params, (name, page): (&str, &str)) -> Result<Person> {
    form.check_not_repeated().map_err(Refused::from)?;
    let person = Person::recently_at(context, request, page).await?;
    person.check_form(context, request, form, (name, ""))?;
    Ok(person)
}

/// Keeps the app once a code of it has come, and shows the recovery codes.
#[handler]
pub async fn enrol(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    let person = sender(&context, request, &form, (ENROL_FORM, TOTP_PAGE)).await?;
    let sealed = form.get("enrolment").unwrap_or_default();
    let code = form.get("code").unwrap_or_default();
    let Some(enrolled) = factor::confirm(&context.deps, &person.user, sealed, code) else {
        let enrolment = factor::begin(&context.deps, &person.user, Some(sealed));
        return Ok(offer(&context, &person, enrolment, true));
    };
    let done = factor::enrol_signed_in(&context.deps, &person.session, &person.user, &enrolled).await;
    let Some((fresh, codes)) = done.map_err(Refused::from)? else {
        return Ok(see_other(&context.path(TOTP_PAGE)));
    };
    let mut response = show_codes(&context, &codes, context.path(TOTP_PAGE));
    if let Some(fresh) = fresh {
        headers::add_cookies(&mut response, &Browser::from(fresh).set_cookies(&context));
    }
    Ok(response)
}

/// Removes the app, the recovery codes, and what browsers remember.
#[handler]
pub async fn remove(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    let person = sender(&context, request, &form, (REMOVE_FORM, TOTP_PAGE)).await?;
    factor::remove(&context.deps, &person.user).await.map_err(Refused::from)?;
    Ok(see_other(&context.path("/account")))
}

/// Has every browser asked for the second factor again.
#[handler]
pub async fn forget(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    form.check_not_repeated().map_err(Refused::from)?;
    let person = Person::at(&context, request, TOTP_PAGE).await?;
    person.check_form(&context, request, &form, (FORGET_FORM, ""))?;
    factor::forget(&context.deps, &person.user).await.map_err(Refused::from)?;
    Ok(see_other(&context.path(TOTP_PAGE)))
}

/// Gives new recovery codes in place of the old ones.
#[handler]
pub async fn renew(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    let person = sender(&context, request, &form, (RENEW_FORM, RECOVERY_PAGE)).await?;
    let factors = factor::overview(&context.deps, &person.user.id).await.map_err(Refused::from)?;
    if factors.totp_since.is_none() {
        return Ok(see_other(&context.path(TOTP_PAGE)));
    }
    let codes = factor::renew(&context.deps, &person.user).await.map_err(Refused::from)?;
    Ok(show_codes(&context, &codes, context.path(TOTP_PAGE)))
}

fn show(context: &Context, person: &Person, factors: Factors, tab: AccountTab) -> Response {
    let form = |name, path| person.form(context, name, path, "");
    let shown = AccountFactorsPage {
        layout: page::layout(context),
        frame: frame(context, &person.user, tab),
        since: day(UnixTime(factors.totp_since.unwrap_or_default())),
        recovery_codes: factors.recovery_codes,
        remembered: factors.remembered,
        remove: form(REMOVE_FORM, "/account/totp/remove"),
        renew: form(RENEW_FORM, RECOVERY_PAGE),
        forget: form(FORGET_FORM, "/account/totp/forget"),
    };
    page::render(context, StatusCode::OK, &shown)
}

fn offer(context: &Context, person: &Person, enrolment: Enrolment, wrong: bool) -> Response {
    let shown = AccountEnrolPage {
        layout: page::layout(context),
        frame: frame(context, &person.user, AccountTab::Authenticator),
        form: person.form(context, ENROL_FORM, TOTP_PAGE, ""),
        qr: QrCode::of(&enrolment.uri),
        secret: enrolment.secret,
        enrolment: enrolment.sealed,
        wrong,
    };
    page::render(context, StatusCode::OK, &shown)
}

/// The day in ISO 8601, UTC.
fn day(at: UnixTime) -> String {
    let moment = time::OffsetDateTime::from_unix_timestamp(at.get()).unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    moment.date().to_string()
}
