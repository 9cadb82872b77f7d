//! Response headers that every answer or every answer of a kind has.

use crate::config::RegistrationMode;
use crate::http::context::Context;
use crate::http::routes::{Cors, Policy};
use http::header::{self, HeaderName, HeaderValue};
use poem::Response;

/// How long browsers may remember the answer to a preflight, in seconds.
const PREFLIGHT_AGE: &str = "600";

/// What a page may do unless it needs more.
pub const STRICT_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
    frame-ancestors 'none'; base-uri 'none'";

/// Sets a header; text that no header can have is left out rather than a reason to fail.
pub fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Adds a `Set-Cookie` header for each.
pub fn add_cookies(response: &mut Response, cookies: &[String]) {
    for cookie in cookies.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Marks a page that pages of any origin may show in a frame. Its handler gives it a policy of its own.
#[derive(Clone, Copy, Debug)]
pub struct Framable;

fn set_static(response: &mut Response, name: HeaderName, value: &'static str) {
    response.headers_mut().insert(name, HeaderValue::from_static(value));
}

/// Headers of every answer, and the caching that the route's policy wants unless the handler said otherwise.
pub fn finish(context: &Context, origin: Option<&HeaderValue>, response: &mut Response) {
    set_static(response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    if !response.headers().contains_key(header::REFERRER_POLICY) {
        set_static(response, header::REFERRER_POLICY, "same-origin");
    }
    let settings = context.state.settings();
    if settings.cookie_secure() && settings.http.hsts > 0 {
        set(response, header::STRICT_TRANSPORT_SECURITY, &format!("max-age={}", settings.http.hsts));
    }
    if !response.headers().contains_key(header::CACHE_CONTROL) {
        set_static(response, header::CACHE_CONTROL, "no-store");
    }
    if context.route.policy == Policy::Page {
        page(response);
    }
    cors(context, origin, response);
}

fn page(response: &mut Response) {
    if response.data::<Framable>().is_none() {
        set_static(response, header::X_FRAME_OPTIONS, "DENY");
    }
    if !response.headers().contains_key(header::CONTENT_SECURITY_POLICY) {
        set_static(response, header::CONTENT_SECURITY_POLICY, STRICT_POLICY);
    }
}

/// Lets pages of other origins read the answer, where the route allows it: never with credentials, never `null`.
fn cors(context: &Context, origin: Option<&HeaderValue>, response: &mut Response) {
    match context.route.cors {
        Cors::No => {}
        Cors::WhileOpen if !is_open(context) => {}
        Cors::Any | Cors::WhileOpen => {
            set_static(response, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
            set_static(response, header::ACCESS_CONTROL_EXPOSE_HEADERS, "WWW-Authenticate");
        }
        Cors::Clients => {
            response.headers_mut().append(header::VARY, HeaderValue::from_static("Origin"));
            if let Some(origin) = allowed_origin(context, origin) {
                response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
                set_static(response, header::ACCESS_CONTROL_EXPOSE_HEADERS, "WWW-Authenticate");
            }
        }
    }
}

/// Whether a page of anybody may register a client.
fn is_open(context: &Context) -> bool {
    context.state.settings().registration.mode == RegistrationMode::Open
}

fn allowed_origin(context: &Context, origin: Option<&HeaderValue>) -> Option<HeaderValue> {
    let text = origin?.to_str().ok()?;
    context.deps.snapshot.allows_origin(text).then(|| origin.cloned()).flatten()
}

/// The answer to a preflight request.
#[must_use]
pub fn preflight(context: &Context, origin: Option<&HeaderValue>) -> Response {
    let mut response = Response::builder().status(http::StatusCode::NO_CONTENT).finish();
    let open = match context.route.cors {
        Cors::No => false,
        Cors::Any => true,
        Cors::WhileOpen => is_open(context),
        Cors::Clients => allowed_origin(context, origin).is_some(),
    };
    if open {
        let methods: Vec<_> = context.route.methods.iter().copied().filter(|method| *method != "HEAD").collect();
        set(&mut response, header::ACCESS_CONTROL_ALLOW_METHODS, &methods.join(", "));
        set_static(&mut response, header::ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type");
        set_static(&mut response, header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_AGE);
    }
    response
}
