//! `/forgot`, `/reset/…`, `/invite/…` and `/account/password`.

use super::account::frame::frame;
use super::entry::{busy, done, form_of_link, new_password, quiet, secret, show, unfit};
use super::form_page::{check_origin, form_for};
use super::purpose::{Purpose, go_on};
use super::signed_in::Person;
use crate::flow::link::page as page_of;
use crate::flow::self_service::password::{self, Change};
use crate::flow::self_service::reset::{self, Outcome};
use crate::http::context::{Browser, Context};
use crate::http::form::PageForm;
use crate::http::respond::{Refused, page};
use crate::model::LinkPurpose;
use crate::protocol::Rule;
use crate::view::account::AccountTab;
use crate::view::{DoneKind, EntryError, EntryProblem, ForgotPage, NewPasswordKind, NewPasswordPage, PasswordPage};
use poem::web::Path;
use poem::{Request, Response, Result, handler};

/// Names of the forms in their proofs of origin.
const FORGOT_FORM: &str = "forgot";
const LINK_FORM: &str = "new-password";
const CHANGE_FORM: &str = "password-change";
/// Path of the page for somebody who is signed in.
const CHANGE_PAGE: &str = "/account/password";

fn check_reset(context: &Context) -> Result<(), Refused> {
    let settings = context.state.settings();
    if settings.mail.is_on() && settings.accounts.password_reset { Ok(()) } else { Err(Rule::PathUnknown.into()) }
}

fn forgot(context: &Context, browser: &Browser, username: &str, problem: Option<EntryProblem>) -> Response {
    let shown = ForgotPage {
        layout: page::layout(context),
        form: form_for(context, browser.hash(), FORGOT_FORM, "/forgot", None),
        username: username.chars().take(254).collect(),
        problem: problem.clone(),
    };
    show(context, browser, &shown, problem.as_ref())
}

/// Asks who forgot the password.
#[handler]
pub fn get_forgot(context: Context, request: &Request) -> Result<Response> {
    check_reset(&context)?;
    Ok(forgot(&context, &Browser::known_or_new(&context, request), "", None))
}

/// Sends a link, if there is somebody to send it to.
#[handler]
pub async fn post_forgot(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    check_reset(&context)?;
    form.check_not_repeated().map_err(Refused::from)?;
    check_origin(&context, request, &form, FORGOT_FORM, "")?;
    let entered = form.get("username").unwrap_or_default();
    if reset::ask(&context.deps, entered, &context.address_bucket()).await.map_err(Refused::from)? {
        return Ok(done(&context, DoneKind::ForgotMail));
    }
    let problem = EntryProblem::of(EntryError::TooManyAttempts);
    Ok(forgot(&context, &Browser::known_or_new(&context, request), entered, Some(problem)))
}

/// Asks for a new password, where the one before was forgotten.
#[handler]
pub async fn get_reset(context: Context, request: &Request, Path(token): Path<String>) -> Result<Response> {
    check_reset(&context)?;
    ask(&context, request, LinkPurpose::ResetPassword, &token, None).await
}

/// Sets it.
#[handler]
pub async fn post_reset(
    context: Context,
    request: &Request,
    Path(token): Path<String>,
    PageForm(form): PageForm,
) -> Result<Response> {
    check_reset(&context)?;
    set(&context, request, LinkPurpose::ResetPassword, &token, &form).await
}

/// Asks for the first password.
#[handler]
pub async fn get_invite(context: Context, request: &Request, Path(token): Path<String>) -> Result<Response> {
    ask(&context, request, LinkPurpose::Invite, &token, None).await
}

/// Sets it.
#[handler]
pub async fn post_invite(
    context: Context,
    request: &Request,
    Path(token): Path<String>,
    PageForm(form): PageForm,
) -> Result<Response> {
    set(&context, request, LinkPurpose::Invite, &token, &form).await
}

async fn ask(
    context: &Context,
    request: &Request,
    purpose: LinkPurpose,
    token: &str,
    problem: Option<EntryProblem>,
) -> Result<Response> {
    let Some(user) = reset::find(&context.deps, purpose, token).await.map_err(Refused::from)? else {
        return Ok(done(context, DoneKind::DeadLink));
    };
    let browser = Browser::known_or_new(context, request);
    let first = purpose == LinkPurpose::Invite;
    let shown = NewPasswordPage {
        layout: page::layout(context),
        form: form_of_link(context, browser.hash(), LINK_FORM, page_of(purpose), token),
        username: user.username,
        kind: if first { NewPasswordKind::First } else { NewPasswordKind::Forgotten },
        problem: problem.clone(),
    };
    Ok(quiet(show(context, &browser, &shown, problem.as_ref())))
}

async fn set(
    context: &Context,
    request: &Request,
    purpose: LinkPurpose,
    token: &str,
    form: &crate::protocol::params::Params,
) -> Result<Response> {
    form.check_not_repeated().map_err(Refused::from)?;
    check_origin(context, request, form, LINK_FORM, token)?;
    let problem = match new_password(form) {
        Err(problem) => problem,
        Ok(password) => match reset::set(&context.deps, purpose, token, &password).await {
            Ok(Outcome::Done) => return Ok(done(context, DoneKind::PasswordSet)),
            Ok(Outcome::Dead) => return Ok(done(context, DoneKind::DeadLink)),
            Ok(Outcome::Unfit(why)) => unfit(why),
            Ok(Outcome::Conflict) => EntryProblem::of(EntryError::Busy),
            Err(error) => busy(error)?,
        },
    };
    ask(context, request, purpose, token, Some(problem)).await
}

async fn changer(context: &Context, request: &Request) -> Result<Person> {
    if !context.state.settings().accounts.change_password {
        return Err(Refused::from(Rule::PathUnknown).into());
    }
    Person::recently_at(context, request, CHANGE_PAGE).await
}

fn change(context: &Context, request: &Request, person: &Person, problem: Option<EntryProblem>) -> Response {
    let shown = PasswordPage {
        layout: page::layout(context),
        frame: frame(context, &person.user, AccountTab::Password),
        form: person.form(context, CHANGE_FORM, CHANGE_PAGE, ""),
        problem: problem.clone(),
    };
    show(context, &Browser::known_or_new(context, request), &shown, problem.as_ref())
}

/// Asks for the present password and another.
#[handler]
pub async fn get_change(context: Context, request: &Request) -> Result<Response> {
    let person = changer(&context, request).await?;
    Ok(change(&context, request, &person, None))
}

/// Sets the other.
#[handler]
pub async fn post_change(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    form.check_not_repeated().map_err(Refused::from)?;
    check_origin(&context, request, &form, CHANGE_FORM, "")?;
    let person = changer(&context, request).await?;
    person.check_form(&context, request, &form, (CHANGE_FORM, ""))?;
    let problem = match new_password(&form) {
        Err(problem) => problem,
        Ok(new) => {
            let (current, network) = (secret(&form, "current"), context.address_bucket());
            let given = Change { current: &current, new: &new, network: &network, browser: &person.browser };
            match password::change(&context.deps, &person.user, given).await {
                Ok(password::Outcome::Done(begun)) => {
                    return go_on(&context, &Browser::from(begun.browser), &Purpose::Account, begun.finished).await;
                }
                Ok(password::Outcome::Wrong) => EntryProblem::of(EntryError::WrongPassword),
                Ok(password::Outcome::Throttled) => EntryProblem::of(EntryError::TooManyAttempts),
                Ok(password::Outcome::Unfit(why)) => unfit(why),
                Ok(password::Outcome::Conflict) => EntryProblem::of(EntryError::Busy),
                Err(error) => busy(error)?,
            }
        }
    };
    Ok(change(&context, request, &person, Some(problem)))
}
