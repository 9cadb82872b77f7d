//! What the operations answer with.

use super::caller::Caller;
use crate::flow::admin::AdminError;
use crate::http::respond::{self, headers};
use http::StatusCode;
use poem::{IntoResponse, Response, Result};
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiResponse, Object};
use serde_json::{Value, json};
use std::marker::PhantomData;

/// One thing that is wrong with a request.
#[derive(Debug, Object)]
pub struct Problem {
    /// The member that it is about, where it is about one.
    field: Option<String>,
    /// What is wrong.
    problem: String,
}

/// An error: RFC 6749 §5.2 with what else helps.
#[derive(Debug, Object)]
pub struct AdminErrorBody {
    /// An error code.
    error: String,
    /// What is wrong, for developers.
    error_description: String,
    /// Under which an administrator can find out more.
    error_id: String,
    /// Everything that is wrong with what was sent.
    problems: Option<Vec<Problem>>,
    /// The scope that the token lacks.
    scope: Option<String>,
}

/// A JSON answer with its status and, for what has versions, its `ETag`.
#[derive(Debug)]
pub(super) struct AdminAnswer<T, const STATUS: u16 = 200> {
    body: Value,
    version: Option<i64>,
    described: PhantomData<fn() -> T>,
}

impl<T, const STATUS: u16> AdminAnswer<T, STATUS> {
    /// What is there now.
    pub fn new(body: Value) -> Self {
        Self { version: body["version"].as_i64(), body, described: PhantomData }
    }

    /// A page of a list: `next` is where the page after it begins, if this one is full.
    pub fn page(items: Vec<Value>, limit: u32, key: &str) -> Self {
        let full = items.len() >= limit as usize;
        let next = items.last().filter(|_| full).map(|last| last[key].clone());
        Self::new(json!({ "items": items, "next": next }))
    }
}

/// Gives the answer of a deed, or its refusal.
pub(super) fn told<T>(caller: &Caller, outcome: Result<T, AdminError>) -> Result<T> {
    outcome.map_err(|error| caller.refused(error))
}

fn described(status: u16, description: &'static str, content: Vec<MetaMediaType>) -> MetaResponse {
    MetaResponse { description, status: Some(status), status_range: None, content, headers: vec![] }
}

fn json_of<T: Type>() -> Vec<MetaMediaType> {
    vec![MetaMediaType { content_type: "application/json", schema: <Json<T> as Payload>::schema_ref() }]
}

fn errors() -> Vec<MetaResponse> {
    let error = json_of::<AdminErrorBody>;
    vec![
        described(400, "What was sent is not valid", error()),
        described(401, "The access token is missing or not good", error()),
        described(403, "The access token lacks the scope", error()),
        described(404, "There is no such thing", error()),
        described(409, "It exists already, or was changed meanwhile", error()),
        described(412, "It is not the version of If-Match", error()),
        described(503, "Try again in a moment", error()),
    ]
}

impl<T: Type, const STATUS: u16> ApiResponse for AdminAnswer<T, STATUS> {
    fn meta() -> MetaResponses {
        let mut responses = vec![described(STATUS, "The answer", json_of::<T>())];
        responses.extend(errors());
        MetaResponses { responses }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
        AdminErrorBody::register(registry);
    }
}

impl<T, const STATUS: u16> IntoResponse for AdminAnswer<T, STATUS> {
    fn into_response(self) -> Response {
        let mut response = respond::json(StatusCode::from_u16(STATUS).unwrap_or(StatusCode::OK), &self.body);
        if let Some(version) = self.version {
            headers::set(&mut response, http::header::ETAG, &format!("\"{version}\""));
        }
        response
    }
}

/// 204 without a body.
#[derive(Debug)]
pub(super) struct Done;

impl ApiResponse for Done {
    fn meta() -> MetaResponses {
        let mut responses = vec![described(204, "Done", vec![])];
        responses.extend(errors());
        MetaResponses { responses }
    }

    fn register(registry: &mut Registry) {
        AdminErrorBody::register(registry);
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}
