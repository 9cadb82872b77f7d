//! Stylesheet and logo. Pages link to them by version, so that browsers may keep them for good.

use crate::http::context::Context;
use crate::http::respond::headers;
use crate::view::Asset;
use poem::{IntoResponse, Response, handler};

/// A file whose address changes with its content, or that changes only with the program.
pub const CACHE_FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// The stylesheet.
#[handler]
pub fn style(context: Context) -> Response {
    serve(context.state.pages.style())
}

/// The logo.
#[handler]
pub fn logo(context: Context) -> Response {
    serve(context.state.pages.logo())
}

fn serve(asset: &Asset) -> Response {
    file(asset.body.to_string(), asset.content_type)
}

/// A file that may be kept for good.
#[must_use]
pub fn file(body: impl IntoResponse, content_type: &str) -> Response {
    let mut response = body.into_response();
    headers::set(&mut response, http::header::CONTENT_TYPE, content_type);
    headers::set(&mut response, http::header::CACHE_CONTROL, CACHE_FOR_GOOD);
    response
}
