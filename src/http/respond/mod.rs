//! The one place that sets statuses, error shapes and the headers that go with them.

pub mod admin;
pub mod bearer;
pub mod headers;
pub mod page;
pub mod redirect;
pub mod token_type;

use super::context::Context;
use super::routes::Policy;
use crate::flow::{FlowError, refusal};
use crate::protocol::{Fault, Rule};
use http::StatusCode;
use poem::{IntoResponse, Response};

/// A refusal on its way out of a handler: the gate gives it the shape of its route.
#[derive(Debug)]
pub struct Refused {
    /// What is told.
    pub error: FlowError,
    /// By whom, as far as known.
    pub client_id: Option<String>,
    /// Whether the client used the `Authorization` header.
    pub by_header: bool,
    /// What else an administrator is told.
    pub details: admin::Details,
}

impl Refused {
    /// A refusal that is not about a client.
    pub fn new(error: impl Into<FlowError>) -> Self {
        Self { error: error.into(), client_id: None, by_header: false, details: admin::Details::default() }
    }
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::new(fault)
    }
}

impl From<Rule> for Refused {
    fn from(rule: Rule) -> Self {
        Self::new(rule)
    }
}

impl From<FlowError> for Refused {
    fn from(error: FlowError) -> Self {
        Self::new(error)
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for Refused {}

impl poem::error::ResponseError for Refused {
    /// Never sent as it is: [`refuse`] makes the answer.
    fn status(&self) -> StatusCode {
        status_of(&self.error.fault())
    }
}

/// A refusal that has its id.
#[derive(Debug)]
pub struct Recorded {
    /// What is told.
    pub fault: Fault,
    /// Under which id.
    pub id: String,
}

/// Notes a refusal; a failure of ours goes to the log with its cause.
pub fn record(context: &Context, refused: &Refused) -> Recorded {
    let fault = refused.error.fault();
    // Who swaps id and secret sends the secret as the id: only ids that exist are kept.
    let known = |id: &&str| context.deps.snapshot.client(id).is_some();
    let client_id = refused.client_id.as_deref().filter(known).or(context.deps.heard.client_id());
    let id = refusal::record(&context.deps.services, context.deps.now, context.route.path, client_id, &fault);
    if refused.error.is_ours() {
        tracing::error!(error_id = %id, cause = %refused.error, "request failed");
    }
    Recorded { fault, id }
}

/// The answer to a refused request in the shape of its route.
#[must_use]
pub fn refuse(context: &Context, refused: &Refused) -> Response {
    let recorded = record(context, refused);
    let mut response = match context.route.policy {
        Policy::Page => page::error(context, &recorded),
        Policy::Bearer => bearer::error(&recorded),
        Policy::Admin => admin::error(&recorded, &refused.details),
        Policy::Metadata | Policy::TokenType | Policy::Health => token_type::error(&recorded, refused.by_header),
    };
    if matches!(response.status().as_u16(), 429 | 503) {
        headers::set(&mut response, http::header::RETRY_AFTER, "5");
    }
    response
}

/// The HTTP status of a rule.
#[must_use]
pub fn status_of(fault: &Fault) -> StatusCode {
    StatusCode::from_u16(fault.rule.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Any error of a handler as a refusal: ours as they are, poem's by their status.
#[must_use]
pub fn refused_from(error: poem::Error) -> Refused {
    let status = error.status();
    match error.downcast::<Refused>() {
        Ok(refused) => refused,
        Err(_) => match status.as_u16() {
            404 => Rule::PathUnknown.into(),
            405 => Rule::MethodNotAllowed.into(),
            413 => Rule::BodyTooLarge.into(),
            415 => Rule::ContentTypeUnsupported.into(),
            400..=499 => Rule::BodyMalformed.into(),
            _ => Rule::Internal.into(),
        },
    }
}

/// A JSON answer.
#[must_use]
pub fn json(status: StatusCode, value: &serde_json::Value) -> Response {
    let mut response = value.to_string().into_response();
    response.set_status(status);
    headers::set(&mut response, http::header::CONTENT_TYPE, "application/json");
    response
}
