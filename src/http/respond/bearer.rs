//! Answers of the endpoints that take bearer tokens (RFC 6750 §3).

use super::{Recorded, headers, token_type};
use crate::protocol::{Code, Rule};
use poem::Response;

/// An error as RFC 6750 §3.1 shapes it. A request without any token is told only which scheme to use.
#[must_use]
pub fn error(recorded: &Recorded) -> Response {
    let rule = recorded.fault.rule;
    let mut response = token_type::error(recorded, false);
    let challenge = if rule == Rule::TokenMissing {
        "Bearer realm=\"symbolon\"".to_owned()
    } else {
        let (code, text) = (rule.code().as_str(), rule.description());
        format!("Bearer realm=\"symbolon\", error=\"{code}\", error_description=\"{text}\"")
    };
    // What is wrong with something else than the token has a code that RFC 6750 does not know.
    let about_token = matches!(rule.code(), Code::InvalidRequest | Code::InvalidToken | Code::InsufficientScope);
    if about_token && matches!(response.status().as_u16(), 400 | 401 | 403) {
        headers::set(&mut response, http::header::WWW_AUTHENTICATE, &challenge);
    }
    response
}
