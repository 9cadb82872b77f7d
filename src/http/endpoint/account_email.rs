//! `/account/email`: the address, proof that it is the person's, and another one.

use super::account::frame::frame;
use super::entry::{done, form_of_link, quiet, show};
use super::form_page::check_origin;
use super::signed_in::Person;
use crate::flow::link::page as page_of;
use crate::flow::self_service::email;
use crate::http::context::{Browser, Context};
use crate::http::form::PageForm;
use crate::http::respond::{Refused, page};
use crate::model::{EmailAddress, LinkPurpose};
use crate::protocol::Rule;
use crate::protocol::params::Params;
use crate::view::account::AccountTab;
use crate::view::{DoneKind, EmailLinkPage, EmailPage, EntryError, EntryProblem, Form};
use poem::web::Path;
use poem::{Request, Response, Result, handler};

/// Names of the forms in their proofs of origin.
const CHANGE_FORM: &str = "email-change";
const VERIFY_FORM: &str = "email-verify";
const LINK_FORM: &str = "email-link";
/// Path of the page.
const PAGE: &str = "/account/email";
/// Where the link to the present address is asked for.
const VERIFY_PAGE: &str = "/account/email/verify";

fn check_mail(context: &Context) -> Result<(), Refused> {
    if context.state.settings().mail.is_on() { Ok(()) } else { Err(Rule::PathUnknown.into()) }
}

fn check_change(context: &Context) -> Result<(), Refused> {
    check_mail(context)?;
    if context.state.settings().accounts.change_email { Ok(()) } else { Err(Rule::PathUnknown.into()) }
}

fn overview(
    context: &Context,
    request: &Request,
    person: &Person,
    entered: &str,
    problem: Option<EntryProblem>,
) -> Response {
    let form = |name: &str, path: &str| -> Form { person.form(context, name, path, "") };
    let profile = &person.user.profile;
    let shown = EmailPage {
        layout: page::layout(context),
        frame: frame(context, &person.user, AccountTab::Email),
        email: profile.email.clone(),
        verified: profile.email_verified,
        verify: (profile.email.is_some() && !profile.email_verified).then(|| form(VERIFY_FORM, VERIFY_PAGE)),
        change: context.state.settings().accounts.change_email.then(|| form(CHANGE_FORM, PAGE)),
        entered: entered.chars().take(254).collect(),
        problem: problem.clone(),
    };
    show(context, &Browser::known_or_new(context, request), &shown, problem.as_ref())
}

/// Shows the address.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    check_mail(&context)?;
    let person = Person::recently_at(&context, request, PAGE).await?;
    Ok(overview(&context, request, &person, "", None))
}

/// Sends a link to another address.
#[handler]
pub async fn post(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    check_change(&context)?;
    form.check_not_repeated().map_err(Refused::from)?;
    check_origin(&context, request, &form, CHANGE_FORM, "")?;
    let person = Person::recently_at(&context, request, PAGE).await?;
    person.check_form(&context, request, &form, (CHANGE_FORM, ""))?;
    let entered = form.get("email").unwrap_or_default();
    let Some(address) = EmailAddress::parse(entered) else {
        return Ok(overview(&context, request, &person, entered, Some(EntryProblem::of(EntryError::BadEmail))));
    };
    let sent = email::ask_change(&context.deps, &person.user, &address, &context.address_bucket()).await;
    if sent.map_err(Refused::from)? {
        return Ok(done(&context, DoneKind::EmailMail));
    }
    Ok(overview(&context, request, &person, entered, Some(EntryProblem::of(EntryError::TooManyAttempts))))
}

/// Sends a link to the present address.
#[handler]
pub async fn verify(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    check_mail(&context)?;
    form.check_not_repeated().map_err(Refused::from)?;
    check_origin(&context, request, &form, VERIFY_FORM, "")?;
    let person = Person::at(&context, request, PAGE).await?;
    person.check_form(&context, request, &form, (VERIFY_FORM, ""))?;
    let sent = email::ask_verification(&context.deps, &person.user, &context.address_bucket()).await;
    if sent.map_err(Refused::from)? {
        return Ok(done(&context, DoneKind::EmailMail));
    }
    Ok(overview(&context, request, &person, "", Some(EntryProblem::of(EntryError::TooManyAttempts))))
}

/// Asks whether the present address is the person's.
#[handler]
pub async fn get_verify(context: Context, request: &Request, Path(token): Path<String>) -> Result<Response> {
    check_mail(&context)?;
    ask(&context, request, LinkPurpose::VerifyEmail, &token).await
}

/// Takes the answer.
#[handler]
pub async fn post_verify(
    context: Context,
    request: &Request,
    Path(token): Path<String>,
    PageForm(form): PageForm,
) -> Result<Response> {
    check_mail(&context)?;
    confirm(&context, request, LinkPurpose::VerifyEmail, &token, &form).await
}

/// Asks whether another address is the person's.
#[handler]
pub async fn get_change(context: Context, request: &Request, Path(token): Path<String>) -> Result<Response> {
    check_change(&context)?;
    ask(&context, request, LinkPurpose::ChangeEmail, &token).await
}

/// Takes the answer.
#[handler]
pub async fn post_change(
    context: Context,
    request: &Request,
    Path(token): Path<String>,
    PageForm(form): PageForm,
) -> Result<Response> {
    check_change(&context)?;
    confirm(&context, request, LinkPurpose::ChangeEmail, &token, &form).await
}

async fn ask(context: &Context, request: &Request, purpose: LinkPurpose, token: &str) -> Result<Response> {
    let person = Person::at(context, request, &format!("{}/{token}", page_of(purpose))).await?;
    let found = email::find(&context.deps, purpose, token, &person.user).await.map_err(Refused::from)?;
    let Some(email) = found else { return Ok(done(context, DoneKind::DeadLink)) };
    let shown = EmailLinkPage {
        layout: page::layout(context),
        frame: frame(context, &person.user, AccountTab::Email),
        form: form_of_link(context, &person.browser, LINK_FORM, page_of(purpose), token),
        email,
    };
    Ok(quiet(show(context, &Browser::known_or_new(context, request), &shown, None)))
}

async fn confirm(
    context: &Context,
    request: &Request,
    purpose: LinkPurpose,
    token: &str,
    form: &Params,
) -> Result<Response> {
    form.check_not_repeated().map_err(Refused::from)?;
    check_origin(context, request, form, LINK_FORM, token)?;
    let person = Person::at(context, request, &format!("{}/{token}", page_of(purpose))).await?;
    let confirmed = email::confirm(&context.deps, purpose, token, &person.user).await.map_err(Refused::from)?;
    Ok(done(context, if confirmed { DoneKind::EmailConfirmed } else { DoneKind::DeadLink }))
}
