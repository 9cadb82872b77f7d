//! Redirects: always 303, so that a form is never sent on (RFC 9700 §4.12).

use super::{Refused, headers, record, refuse};
use crate::flow::authorize::{AuthorizeError, Outcome};
use crate::http::context::{Browser, Context};
use http::StatusCode;
use poem::Response;

/// Sends the browser to `location`.
#[must_use]
pub fn see_other(location: &str) -> Response {
    let mut response = Response::builder().status(StatusCode::SEE_OTHER).finish();
    headers::set(&mut response, http::header::LOCATION, location);
    response
}

/// Sends the browser to `location` with its new cookie, where it has one.
#[must_use]
pub fn see_other_as(context: &Context, browser: &Browser, location: &str) -> Response {
    let mut response = see_other(location);
    if let Some(cookie) = browser.set_cookie(context) {
        headers::set(&mut response, http::header::SET_COOKIE, &cookie);
    }
    response
}

/// Sends the browser where an authorization request goes on.
/// A refusal is told to the client, or shown here; either way the browser learns its new cookie.
#[must_use]
pub fn proceed(context: &Context, browser: &Browser, outcome: Result<Outcome, AuthorizeError>) -> Response {
    match outcome {
        Ok(Outcome::Redirect(location)) => see_other_as(context, browser, &location),
        Ok(Outcome::Page { page, handle }) => {
            let location = format!("{}?request={handle}", context.path(page));
            see_other_as(context, browser, &location)
        }
        Err(AuthorizeError::Page(error)) => {
            let mut response = refuse(context, &Refused::new(error));
            if let Some(cookie) = browser.set_cookie(context) {
                headers::set(&mut response, http::header::SET_COOKIE, &cookie);
            }
            response
        }
        Err(AuthorizeError::Redirect { to, state, error }) => {
            let recorded = record(context, &Refused::new(error));
            let rule = recorded.fault.rule;
            let description = format!("{} (id {})", rule.description(), recorded.id);
            let mut params = vec![("error", rule.code().as_str()), ("error_description", description.as_str())];
            params.extend(state.as_deref().map(|state| ("state", state)));
            params.push(("iss", context.state.settings().issuer.as_str()));
            see_other_as(context, browser, &to.with_query(&params))
        }
    }
}
