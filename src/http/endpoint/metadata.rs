//! Discovery and keys (OpenID Connect Discovery §4, RFC 8414 §3, RFC 7517 §5): bytes that were prepared once.

use crate::directory::Document;
use crate::http::answer::{BytesAnswer, Tag};
use crate::http::context::Context;
use crate::http::respond::headers;
use crate::model::Seconds;
use bytes::Bytes;
use poem::{IntoResponse, Request, Response, handler};
use poem_openapi::OpenApi;

/// How long relying parties may keep the documents.
pub const CACHE_CONTROL: &str = "public, max-age=300";
/// Seconds that relying parties may keep the key set: asking every five minutes lets an emergency retirement arrive soon.
const KEY_SET_AGE: Seconds = 300;
/// Seconds from the writing of a new key until every node publishes it (a poll) and whole seconds have been rounded.
const KEY_DELAY: Seconds = 2;

/// The endpoints.
#[derive(Debug)]
pub struct MetadataApi;

#[OpenApi]
#[expect(clippy::unused_async, reason = "poem-openapi wants async methods")]
impl MetadataApi {
    /// Provider metadata (OpenID Connect Discovery)
    #[oai(
        path = "/.well-known/openid-configuration",
        method = "get",
        operation_id = "openidConfiguration",
        tag = "Tag::Metadata"
    )]
    async fn openid_configuration(&self, context: Context, request: &Request) -> BytesAnswer {
        BytesAnswer(answer(request, &context.deps.snapshot.discovery, CACHE_CONTROL))
    }

    /// Provider metadata (RFC 8414)
    #[oai(
        path = "/.well-known/oauth-authorization-server",
        method = "get",
        operation_id = "authorizationServerMetadata",
        tag = "Tag::Metadata"
    )]
    async fn authorization_server(&self, context: Context, request: &Request) -> BytesAnswer {
        BytesAnswer(answer(request, &context.deps.snapshot.discovery, CACHE_CONTROL))
    }

    /// Public keys
    #[oai(path = "/jwks", method = "get", operation_id = "jwks", tag = "Tag::Metadata")]
    async fn jwks(&self, context: Context, request: &Request) -> BytesAnswer {
        // No copy may outlive the time for which a new key is published before it signs.
        let ahead = context.deps.services.settings.keys.publish_ahead;
        let cache = format!("public, max-age={}", KEY_SET_AGE.min(ahead - KEY_DELAY));
        BytesAnswer(answer(request, &context.deps.snapshot.jwks, &cache))
    }
}

/// The document, or that the caller has it already (RFC 9110 §13.1.2).
fn answer(request: &Request, document: &Document, cache_control: &str) -> Response {
    let known = request.headers().get(http::header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let same =
        known.is_some_and(|tags| tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == document.etag));
    let mut response = if same {
        Response::builder().status(http::StatusCode::NOT_MODIFIED).finish()
    } else {
        let mut response = document.body.clone().into_response();
        headers::set(&mut response, http::header::CONTENT_TYPE, "application/json");
        response
    };
    headers::set(&mut response, http::header::ETAG, &document.etag);
    headers::set(&mut response, http::header::CACHE_CONTROL, cache_control);
    response
}

/// The OpenAPI description.
#[handler]
pub fn openapi(context: Context) -> Response {
    let mut response = Bytes::clone(&context.state.openapi).into_response();
    headers::set(&mut response, http::header::CONTENT_TYPE, "application/json");
    headers::set(&mut response, http::header::CACHE_CONTROL, CACHE_CONTROL);
    response
}
