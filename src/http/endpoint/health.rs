//! Whether the process lives, whether it should get requests, and its figures.

use crate::http::answer::{BytesAnswer, Tag};
use crate::http::context::Context;
use crate::http::respond::{Refused, headers, json};
use crate::protocol::Rule;
use http::StatusCode;
use poem::{IntoResponse, Response, Result, handler};
use poem_openapi::OpenApi;
use serde_json::json;
use std::sync::atomic::Ordering;

/// The endpoints.
#[derive(Debug)]
pub struct HealthApi;

#[OpenApi]
#[expect(clippy::unused_async, reason = "poem-openapi wants async methods")]
impl HealthApi {
    /// The process lives
    #[oai(path = "/health/live", method = "get", operation_id = "live", tag = "Tag::Health")]
    async fn live(&self) -> BytesAnswer {
        BytesAnswer(json(StatusCode::OK, &json!({ "status": "ok" })))
    }

    /// The process takes requests and reaches its database
    #[oai(path = "/health/ready", method = "get", operation_id = "ready", tag = "Tag::Health")]
    async fn ready(&self, context: Context) -> Result<BytesAnswer> {
        if context.state.draining.load(Ordering::Relaxed) {
            return Err(Refused::from(Rule::Overloaded).into());
        }
        let reached = context.deps.services.db.ping().await;
        reached.map_err(|error| Refused::new(crate::flow::FlowError::from(error)))?;
        Ok(BytesAnswer(json(StatusCode::OK, &json!({ "status": "ok" }))))
    }
}

/// Figures for Prometheus, where they are on.
#[handler]
pub fn metrics(context: Context) -> Result<Response> {
    let Some(render) = &context.state.metrics else { return Err(Refused::from(Rule::PathUnknown).into()) };
    let mut response = render().into_response();
    headers::set(&mut response, http::header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    Ok(response)
}
