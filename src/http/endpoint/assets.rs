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

/// The script for passkeys.
#[handler]
pub fn passkeys(context: Context) -> Response {
    serve(context.state.pages.passkeys())
}

/// What may happen where a logo is opened by itself: an SVG is a document, and one that may do nothing.
const INERT: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// The logo; the one of the settings may be a PNG, whatever the address ends with.
#[handler]
pub fn logo(context: Context) -> Response {
    let mut response = serve(context.state.pages.logo());
    headers::set(&mut response, http::header::CONTENT_SECURITY_POLICY, INERT);
    response
}

fn serve(asset: &Asset) -> Response {
    file(asset.body.clone(), asset.content_type)
}

/// A file that may be kept for good.
#[must_use]
pub fn file(body: impl IntoResponse, content_type: &str) -> Response {
    let mut response = body.into_response();
    headers::set(&mut response, http::header::CONTENT_TYPE, content_type);
    headers::set(&mut response, http::header::CACHE_CONTROL, CACHE_FOR_GOOD);
    response
}
