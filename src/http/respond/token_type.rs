//! Answers of the endpoints that clients call (RFC 6749 §5).

use super::{Recorded, headers, json, status_of};
use poem::Response;
use serde_json::json;

/// An error as RFC 6749 §5.2 shapes it, with the id under which it can be asked about.
#[must_use]
pub fn error(recorded: &Recorded, by_header: bool) -> Response {
    let rule = recorded.fault.rule;
    let body = json!({
        "error": rule.code().as_str(),
        "error_description": rule.description(),
        "error_id": recorded.id,
    });
    let mut response = json(status_of(&recorded.fault), &body);
    if response.status() == http::StatusCode::UNAUTHORIZED && by_header {
        headers::set(&mut response, http::header::WWW_AUTHENTICATE, "Basic realm=\"symbolon\", charset=\"UTF-8\"");
    }
    response
}
