//! What the pages of signing up, passwords and addresses have in common.

use super::form_page::form_for;
use crate::crypto::password_pool::PasswordError;
use crate::flow::FlowError;
use crate::flow::self_service::Unfit;
use crate::http::context::{Browser, Context};
use crate::http::respond::{Refused, headers, page};
use crate::model::{BrowserHash, Secret};
use crate::protocol::params::Params;
use crate::view::{DoneKind, DonePage, EntryError, EntryProblem, Form, Page};
use http::StatusCode;
use poem::Response;

/// A secret of a form.
pub(super) fn secret(form: &Params, name: &str) -> Secret<String> {
    Secret::new(form.get(name).unwrap_or_default().to_owned())
}

/// The password of a form, if it was entered alike twice.
///
/// # Errors
/// What to show.
pub(super) fn new_password(form: &Params) -> Result<Secret<String>, EntryProblem> {
    let password = secret(form, "password");
    if secret(form, "repeat") == password { Ok(password) } else { Err(EntryProblem::of(EntryError::PasswordsDiffer)) }
}

/// Why a password was not taken, for people.
pub(super) fn unfit(unfit: Unfit) -> EntryProblem {
    match unfit {
        Unfit::TooLong => EntryProblem::of(EntryError::PasswordTooLong),
        Unfit::TooWeak(advice) => EntryProblem { error: EntryError::PasswordTooWeak, advice },
    }
}

/// What a form says when hashing fails for want of time.
///
/// # Errors
/// Every other failure.
pub(super) fn busy(error: FlowError) -> Result<EntryProblem, Refused> {
    match error {
        FlowError::Password(PasswordError::Busy) => Ok(EntryProblem::of(EntryError::Busy)),
        FlowError::Password(PasswordError::TooLong) => Ok(EntryProblem::of(EntryError::WrongPassword)),
        error => Err(error.into()),
    }
}

/// A page with a form, for this browser.
pub(super) fn show(context: &Context, browser: &Browser, page: &impl Page, problem: Option<&EntryProblem>) -> Response {
    let status = match problem.map(|problem| problem.error) {
        Some(EntryError::TooManyAttempts) => StatusCode::TOO_MANY_REQUESTS,
        Some(EntryError::Busy) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::OK,
    };
    let mut response = page::render(context, status, page);
    if status != StatusCode::OK {
        headers::set(&mut response, http::header::RETRY_AFTER, "60");
    }
    headers::add_cookies(&mut response, &browser.set_cookies(context));
    response
}

/// A page behind a link, whose address must not be told to others.
pub(super) fn quiet(mut response: Response) -> Response {
    headers::set(&mut response, http::header::REFERRER_POLICY, "no-referrer");
    response
}

/// The form of a page behind a link: its proof of origin counts for this very link.
pub(super) fn form_of_link(context: &Context, browser: &BrowserHash, name: &str, path: &str, token: &str) -> Form {
    Form { request: None, ..form_for(context, browser, name, &format!("{path}/{token}"), Some(token)) }
}

/// What has come of it.
pub(super) fn done(context: &Context, kind: DoneKind) -> Response {
    let status = if kind == DoneKind::DeadLink { StatusCode::GONE } else { StatusCode::OK };
    quiet(page::render(context, status, &DonePage { layout: page::layout(context), kind }))
}
