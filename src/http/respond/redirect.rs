//! Redirects: always 303, so that a form is never sent on (RFC 9700 §4.12).

use super::{Refused, headers, page, record, refuse};
use crate::flow::FlowError;
use crate::flow::authorize::{AuthorizationResponse, AuthorizeError, Outcome, ReturnPath};
use crate::http::context::{Browser, Context};
use crate::protocol::response_mode::ResponseMode;
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
    headers::add_cookies(&mut response, &browser.set_cookies(context));
    response
}

/// Sends the browser where an authorization request goes on.
/// A refusal is told to the client, or shown here; either way the browser learns its new cookie.
#[must_use]
pub fn proceed(context: &Context, browser: &Browser, outcome: Result<Outcome, AuthorizeError>) -> Response {
    let mut response = match outcome {
        Ok(Outcome::Respond(response)) => carry(context, &response),
        Ok(Outcome::Page { page, handle }) => see_other(&format!("{}?request={handle}", context.path(page))),
        Err(AuthorizeError::Page(error)) => refuse(context, &Refused::new(error)),
        Err(AuthorizeError::Redirect { back, error }) => carry(context, &refusal(context, &back, error)),
    };
    headers::add_cookies(&mut response, &browser.set_cookies(context));
    response
}

/// What the client is told of a refused request.
fn refusal(context: &Context, back: &ReturnPath, error: FlowError) -> AuthorizationResponse {
    let recorded = record(context, &Refused::new(error));
    let rule = recorded.fault.rule;
    let description = format!("{} (id {})", rule.description(), recorded.id);
    let params = vec![("error", rule.code().as_str().to_owned()), ("error_description", description)];
    back.respond(context.state.settings().issuer.as_str(), params)
}

/// The one way out to a client: by redirect, or by the page whose form the browser sends there.
fn carry(context: &Context, response: &AuthorizationResponse) -> Response {
    match response.mode() {
        ResponseMode::Query => see_other(&response.to().with_query(&response.params())),
        ResponseMode::Fragment => see_other(&response.to().with_fragment(&response.params())),
        ResponseMode::FormPost => page::form_post(context, response),
    }
}
