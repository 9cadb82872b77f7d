//! What a request that is not let in is told (RFC 6750 §3, RFC 9470 §3).

use crate::jose::JwtError;
use crate::model::{Scope, Seconds};
use http::header::WWW_AUTHENTICATE;
use http::{HeaderValue, Response, StatusCode};
use std::sync::Arc;

/// Why a request is not let in. The texts are for developers of clients and repeat nothing of the request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// No token; such a request is told only how to come back.
    #[error("The request has no access token.")]
    TokenMissing,
    /// A token as a query parameter.
    #[error("An access token belongs into the Authorization header, not into the URI.")]
    TokenInUri,
    /// More than one `Authorization` header.
    #[error("The request has more than one Authorization header.")]
    SeveralHeaders,
    /// `Bearer` without a token, or with something that is none.
    #[error("The Authorization header is malformed.")]
    HeaderMalformed,
    /// Not a signed access token of the issuer's keys.
    #[error("The access token is not valid: {0}.")]
    Jwt(#[from] JwtError),
    /// A claim that must be there is missing or not of its form.
    #[error("The access token lacks a claim, or has one of another form.")]
    Claims,
    /// Another issuer's.
    #[error("The access token is from another issuer.")]
    Issuer,
    /// Meant for another resource server.
    #[error("The access token is meant for another audience.")]
    Audience,
    /// Its time is over.
    #[error("The access token has expired.")]
    Expired,
    /// Its time has not begun.
    #[error("The access token is not valid yet.")]
    NotYetValid,
    /// Bound to a key of the client (`cnf`), which a bearer of the token need not have.
    #[error("The access token is bound to a key and cannot be used as a bearer token.")]
    Bound,
    /// The issuer says that it is not, or no longer, an active access token.
    #[error("The access token is not active.")]
    Inactive,
    /// A good token without all of this scope.
    #[error("The access token does not have the scope that is needed.")]
    Scope(Scope),
    /// A good token, but the person signed in too long ago or too weakly (RFC 9470).
    #[error("A fresh or stronger sign-in is needed.")]
    Authentication {
        /// Most seconds since the sign-in.
        max_age: Option<Seconds>,
        /// The `acr` values of which one is needed.
        acr_values: Vec<String>,
    },
    /// The issuer cannot be asked, so that nothing is known of the token.
    #[error("Access tokens cannot be checked at the moment.")]
    Unavailable,
}

impl Reason {
    /// What the answer's status is.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::TokenInUri | Self::SeveralHeaders | Self::HeaderMalformed => StatusCode::BAD_REQUEST,
            Self::Scope(_) => StatusCode::FORBIDDEN,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::UNAUTHORIZED,
        }
    }

    /// The error code (RFC 6750 §3.1, RFC 9470 §3); none where no token was sent or nothing is known of it.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::TokenMissing | Self::Unavailable => None,
            Self::TokenInUri | Self::SeveralHeaders | Self::HeaderMalformed => Some("invalid_request"),
            Self::Scope(_) => Some("insufficient_scope"),
            Self::Authentication { .. } => Some("insufficient_user_authentication"),
            _ => Some("invalid_token"),
        }
    }
}

/// How this API names itself in a challenge. The texts have no quotes and no backslash.
#[derive(Clone, Debug)]
pub(super) struct Challenger {
    pub realm: String,
    pub resource_metadata: Option<String>,
}

/// A refusal that is ready to be sent.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{reason}")]
pub struct Denied {
    reason: Reason,
    challenger: Arc<Challenger>,
}

impl Denied {
    pub(super) fn new(reason: Reason, challenger: &Arc<Challenger>) -> Self {
        Self { reason, challenger: Arc::clone(challenger) }
    }

    /// Why.
    #[must_use]
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// What the answer's status is.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.reason.status()
    }

    /// The value of `WWW-Authenticate`; none with 503.
    #[must_use]
    pub fn challenge(&self) -> Option<String> {
        if self.reason == Reason::Unavailable {
            return None;
        }
        let mut params = vec![("realm", self.challenger.realm.clone())];
        if let Some(code) = self.reason.code() {
            params.extend([("error", code.to_owned()), ("error_description", self.reason.to_string())]);
        }
        match &self.reason {
            Reason::Scope(scope) => params.push(("scope", scope.to_string())),
            Reason::Authentication { max_age, acr_values } => {
                params.extend((!acr_values.is_empty()).then(|| ("acr_values", acr_values.join(" "))));
                params.extend(max_age.map(|seconds| ("max_age", seconds.to_string())));
            }
            _ => {}
        }
        params.extend(self.challenger.resource_metadata.clone().map(|url| ("resource_metadata", url)));
        let params: Vec<_> = params.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
        Some(format!("Bearer {}", params.join(", ")))
    }

    /// The answer: status, challenge, nothing to be stored, and an empty body.
    #[must_use]
    pub fn to_response<B: Default>(&self) -> Response<B> {
        let mut response = Response::new(B::default());
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(http::header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self.challenge().map(HeaderValue::try_from) {
            Some(Ok(challenge)) => drop(headers.insert(WWW_AUTHENTICATE, challenge)),
            _ => drop(headers.insert(http::header::RETRY_AFTER, HeaderValue::from_static("5"))),
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(reason: Reason, metadata: Option<&str>) -> (u16, String) {
        let challenger =
            Challenger { realm: "https://api.example".to_owned(), resource_metadata: metadata.map(str::to_owned) };
        let response = Denied::new(reason, &Arc::new(challenger)).to_response::<String>();
        let challenge = response.headers().get(WWW_AUTHENTICATE).map(|value| value.to_str().unwrap().to_owned());
        (response.status().as_u16(), challenge.unwrap_or_default())
    }

    #[test]
    fn request_without_token_is_told_no_error_code() {
        assert_eq!(answer(Reason::TokenMissing, None), (401, r#"Bearer realm="https://api.example""#.to_owned()));
    }

    #[test]
    fn each_kind_of_refusal_has_its_status_and_code() {
        let cases = [
            (Reason::TokenInUri, 400, "invalid_request"),
            (Reason::SeveralHeaders, 400, "invalid_request"),
            (Reason::Expired, 401, "invalid_token"),
            (Reason::Jwt(JwtError::Signature), 401, "invalid_token"),
            (Reason::Scope(Scope::from_text("read write")), 403, "insufficient_scope"),
        ];
        for (reason, status, code) in cases {
            let (got, challenge) = answer(reason, None);
            assert_eq!(got, status);
            assert!(challenge.contains(&format!(", error=\"{code}\", error_description=\"")), "{challenge}");
        }
    }

    #[test]
    fn needed_scope_is_named() {
        let (_, challenge) = answer(Reason::Scope(Scope::from_text("read write")), None);
        assert!(challenge.ends_with(r#", scope="read write""#), "{challenge}");
    }

    #[test]
    fn needed_sign_in_and_metadata_are_named() {
        let reason = Reason::Authentication { max_age: Some(300), acr_values: vec!["2".to_owned(), "3".to_owned()] };
        let (status, challenge) = answer(reason, Some("https://api.example/.well-known/oauth-protected-resource"));
        assert_eq!(status, 401);
        let end = r#", acr_values="2 3", max_age="300", resource_metadata="https://api.example/.well-known/oauth-protected-resource""#;
        assert!(challenge.ends_with(end), "{challenge}");
    }

    #[test]
    fn what_cannot_be_known_is_503_without_challenge() {
        assert_eq!(answer(Reason::Unavailable, None), (503, String::new()));
    }
}
