//! What the described endpoints answer with, and how the description says so.

use crate::http::respond;
use http::StatusCode;
use poem::{IntoResponse, Response};
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiResponse, Object, Tags};
use serde_json::Value;
use std::marker::PhantomData;

/// Groups of operations.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Signing people in (OpenID Connect)
    OpenIdConnect,
    /// Tokens for clients (OAuth 2)
    OAuth,
    /// What relying parties read
    Metadata,
    /// Clients that register themselves
    Registration,
    /// The provider itself, for administrators' programs
    Administration,
    /// What platforms ask
    Health,
}

/// An error (RFC 6749 §5.2).
#[derive(Debug, Object)]
#[oai(rename = "OAuthError")]
pub struct OAuthErrorBody {
    /// A registered error code.
    error: String,
    /// What is wrong, for developers.
    error_description: String,
    /// Under which the administrator can find out more.
    error_id: String,
}

#[derive(Debug)]
enum Body {
    Json(Value),
    Jwt { token: String, media_type: &'static str },
}

/// A JSON answer with this status; errors are shaped by the gate. `T` says in the OpenAPI description what the body has.
#[derive(Debug)]
pub struct OAuthAnswer<T, const STATUS: u16 = 200> {
    body: Body,
    described: PhantomData<fn() -> T>,
}

impl<T, const STATUS: u16> OAuthAnswer<T, STATUS> {
    /// The status with this body.
    pub fn new(body: Value) -> Self {
        Self { body: Body::Json(body), described: PhantomData }
    }

    /// The status with this JWT, which says the same.
    pub fn jwt(token: String, media_type: &'static str) -> Self {
        Self { body: Body::Jwt { token, media_type }, described: PhantomData }
    }
}

fn described(status: u16, description: &'static str, content: Vec<MetaMediaType>) -> MetaResponse {
    MetaResponse { description, status: Some(status), status_range: None, content, headers: vec![] }
}

fn json_of<T: Type>() -> Vec<MetaMediaType> {
    vec![MetaMediaType { content_type: "application/json", schema: <Json<T> as Payload>::schema_ref() }]
}

impl<T: Type, const STATUS: u16> ApiResponse for OAuthAnswer<T, STATUS> {
    fn meta() -> MetaResponses {
        let error = json_of::<OAuthErrorBody>;
        let responses = vec![
            described(STATUS, "The answer", json_of::<T>()),
            described(400, "The request breaks a rule", error()),
            described(401, "Client or token are not good", error()),
            described(403, "Not allowed", error()),
            described(429, "Too many attempts", error()),
            described(503, "Try again in a moment", error()),
        ];
        MetaResponses { responses }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
        OAuthErrorBody::register(registry);
    }
}

impl<T, const STATUS: u16> IntoResponse for OAuthAnswer<T, STATUS> {
    fn into_response(self) -> Response {
        match self.body {
            Body::Json(body) => respond::json(StatusCode::from_u16(STATUS).unwrap_or(StatusCode::OK), &body),
            Body::Jwt { token, media_type } => token.with_content_type(media_type).into_response(),
        }
    }
}

/// 204 without a body; errors are shaped by the gate.
#[derive(Debug)]
pub struct NoContent;

impl ApiResponse for NoContent {
    fn meta() -> MetaResponses {
        let error = json_of::<OAuthErrorBody>;
        let responses = vec![
            described(204, "Done", vec![]),
            described(401, "The token is not good", error()),
            described(403, "Not allowed", error()),
        ];
        MetaResponses { responses }
    }

    fn register(registry: &mut Registry) {
        OAuthErrorBody::register(registry);
    }
}

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

/// An answer whose bytes are made by the handler.
#[derive(Debug)]
pub struct BytesAnswer(pub Response);

impl ApiResponse for BytesAnswer {
    fn meta() -> MetaResponses {
        MetaResponses { responses: vec![described(200, "The answer", vec![])] }
    }

    fn register(_registry: &mut Registry) {}
}

impl IntoResponse for BytesAnswer {
    fn into_response(self) -> Response {
        self.0
    }
}
