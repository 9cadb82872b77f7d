//! Answers of the administration for programs.

use super::{Recorded, Refused, bearer, headers, json, status_of};
use crate::flow::FlowError;
use crate::flow::admin::AdminError;
use crate::flow::keys::KeyError;
use crate::model::Permission;
use crate::protocol::{Fault, Rule};
use poem::Response;
use serde_json::{Value, json};

/// What an administrator is told beside the rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// Everything that is wrong with what was sent.
    problems: Vec<String>,
    /// The scope that is lacking.
    needed: Option<Permission>,
}

impl From<AdminError> for Refused {
    fn from(error: AdminError) -> Self {
        let text = error.to_string();
        let told = |rule: Rule, problems: Vec<String>| Self {
            details: Details { problems, needed: None },
            ..Self::new(Fault::new(rule).received(text.as_str()))
        };
        match error {
            AdminError::Invalid(problems) => told(Rule::AdminInvalid, problems),
            AdminError::NotFound { .. } => told(Rule::AdminNotFound, vec![text.clone()]),
            AdminError::Exists { .. } => told(Rule::AdminExists, vec![text.clone()]),
            AdminError::LastAdministrator => told(Rule::AdminInvalid, vec![text.clone()]),
            AdminError::Conflict => told(Rule::AdminConflict, Vec::new()),
            AdminError::Forbidden(permission) => Self {
                details: Details { problems: Vec::new(), needed: Some(permission) },
                ..Self::new(Fault::new(Rule::AdminScopeMissing).expected(permission.as_str()))
            },
            AdminError::Store(error) => Self::new(error),
            AdminError::Password(error) => Self::new(error),
            AdminError::Flow(error) => Self::new(error),
            AdminError::Keys(error) => of_keys(error),
        }
    }
}

fn of_keys(error: KeyError) -> Refused {
    let text = error.to_string();
    let told = |rule: Rule| Refused {
        details: Details { problems: vec![text.clone()], needed: None },
        ..Refused::new(Fault::new(rule).received(text.as_str()))
    };
    match error {
        KeyError::Unknown(_) => told(Rule::AdminNotFound),
        KeyError::Known(_) => told(Rule::AdminExists),
        KeyError::Environment { .. } => told(Rule::AdminInvalid),
        KeyError::Conflict => told(Rule::AdminConflict),
        KeyError::Store(error) => Refused::new(error),
        other => {
            tracing::error!(cause = %other, "a signing key cannot be made or used");
            Refused::new(FlowError::from(Rule::Internal))
        }
    }
}

/// The error as a bearer token's is told, with all that is wrong and the scope that is needed (RFC 6750 §3).
#[must_use]
pub fn error(recorded: &Recorded, details: &Details) -> Response {
    let challenged = bearer::error(recorded);
    let rule = recorded.fault.rule;
    let mut body = json!({
        "error": rule.code().as_str(),
        "error_description": rule.description(),
        "error_id": recorded.id,
    });
    if !details.problems.is_empty() {
        body["problems"] = details.problems.iter().map(|problem| shown(problem)).collect();
    }
    if let Some(needed) = details.needed {
        body["scope"] = json!(needed);
    }
    let mut response = json(status_of(&recorded.fault), &body);
    // What is wrong with something else than the token is no matter of it.
    let about_token =
        matches!(response.status().as_u16(), 401 | 403) || matches!(rule, Rule::TokenTwice | Rule::TokenInQuery);
    if let Some(challenge) = challenged.headers().get(http::header::WWW_AUTHENTICATE).filter(|_| about_token) {
        response.headers_mut().insert(http::header::WWW_AUTHENTICATE, challenge.clone());
    }
    if let Some(needed) = details.needed {
        let (code, text) = (rule.code().as_str(), rule.description());
        let challenge =
            format!("Bearer realm=\"symbolon\", error=\"{code}\", error_description=\"{text}\", scope=\"{needed}\"");
        headers::set(&mut response, http::header::WWW_AUTHENTICATE, &challenge);
    }
    response
}

/// A problem with the member that it begins with, if it begins with one.
fn shown(problem: &str) -> Value {
    let ends = |c: char| !(c.is_ascii_lowercase() || c == '_' || c == '.');
    let (name, rest) = problem.split_at(problem.find(ends).unwrap_or(problem.len()));
    match rest.strip_prefix(": ") {
        Some(rest) if !name.is_empty() => json!({ "field": name, "problem": rest }),
        _ if name.contains('_') => json!({ "field": name, "problem": problem }),
        _ => json!({ "problem": problem }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problem_names_its_member_where_it_has_one() {
        assert_eq!(shown("jwks: no key"), json!({ "field": "jwks", "problem": "no key" }));
        assert_eq!(shown("profile.email: bad"), json!({ "field": "profile.email", "problem": "bad" }));
        assert_eq!(shown("uses must be 1"), json!({ "problem": "uses must be 1" }));
        let lifetime = "access_token_lifetime must be 1 to 9";
        assert_eq!(shown(lifetime), json!({ "field": "access_token_lifetime", "problem": lifetime }));
    }
}
