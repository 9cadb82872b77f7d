//! `/check_session`: what relying parties load in a frame to learn whether the sign-in has changed (OpenID Connect Session
//! Management 1.0 §3.3). The page computes its answers by itself; the server sees none of the questions.

use super::assets::file;
use crate::http::context::Context;
use crate::http::cookie;
use crate::http::respond::headers::Framable;
use crate::http::respond::{Refused, headers};
use crate::protocol::Rule;
use crate::view::Asset;
use bytes::Bytes;
use poem::{IntoResponse, Response, Result, handler};
use std::sync::LazyLock;

/// No `frame-ancestors`: whose page asks is not known beforehand, and nothing on this one can be clicked.
const POLICY: &str = "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'";

static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(Bytes::from_static(include_bytes!("check_session.js")), "text/javascript; charset=utf-8")
});

/// The page, which is the same for everybody.
#[handler]
pub fn page(context: Context) -> Result<Response> {
    check_enabled(&context)?;
    let (base, version) = (context.path(""), &SCRIPT.version);
    let cookie = cookie::state_name(context.state.settings().cookie_secure());
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Session · Symbolon</title>\n\
         <script src=\"{base}/assets/check_session.js?v={version}\" data-cookie=\"{cookie}\"></script>\n</head>\n\
         <body></body>\n</html>\n"
    );
    let mut response = html.into_response();
    headers::set(&mut response, http::header::CONTENT_TYPE, "text/html; charset=utf-8");
    headers::set(&mut response, http::header::CONTENT_SECURITY_POLICY, POLICY);
    response.set_data(Framable);
    Ok(response)
}

/// Its script.
#[handler]
pub fn script(context: Context) -> Result<Response> {
    check_enabled(&context)?;
    Ok(file(SCRIPT.body.as_ref(), SCRIPT.content_type))
}

fn check_enabled(context: &Context) -> Result<(), Refused> {
    let enabled = context.state.settings().sessions.check_session;
    if enabled { Ok(()) } else { Err(Rule::PathUnknown.into()) }
}
