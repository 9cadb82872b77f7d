//! What every request passes: the route table, plain http, methods, other origins, the deadline, and the shape of every
//! error. Behind it poem-openapi only parses and calls.

use super::context::{Context, State, Wanted};
use super::cookie;
use super::respond::{self, Refused, headers};
use super::routes::{Cors, NOWHERE, NOWHERE_PAGE, Policy, RouteSpec, below, resolve};
use super::{alias, endpoint, openapi};
use crate::flow::Deps;
use crate::model::Origin;
use crate::protocol::Rule;
use http::{HeaderValue, Method, Uri, header};
use poem::endpoint::{BoxEndpoint, EndpointExt};
use poem::{Endpoint, IntoEndpoint, Request, Response, Result, Route};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;
use tracing::Instrument;

/// Characters that are kept of what a browser says of itself.
const LONGEST_AGENT: usize = 300;

/// The outermost endpoint.
pub struct Gate {
    state: Arc<State>,
    described: BoxEndpoint<'static>,
    pages: Route,
}

/// Who sent a request, and whether it travelled encrypted, as far as that can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sender {
    address: Option<IpAddr>,
    encrypted: bool,
    loopback: bool,
}

impl Endpoint for Gate {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let started = Instant::now();
        self.follow_alias(&mut request);
        let context = self.context(&request);
        let origin = request.headers().get(header::ORIGIN).cloned();
        let head = request.method() == Method::HEAD;
        let mut response = self.traced(&context, origin.as_ref(), request).await;
        headers::finish(&context, origin.as_ref(), &mut response);
        if head {
            response.take_body();
        }
        measure(context.route, &response, started);
        Ok(response)
    }
}

impl Gate {
    /// The gate before all endpoints.
    #[must_use]
    pub fn new(state: Arc<State>) -> Self {
        let described = openapi::service().into_endpoint().map_to_response().boxed();
        Self { state, described, pages: endpoint::pages() }
    }

    /// A request at an older system's address becomes one at ours.
    fn follow_alias(&self, request: &mut Request) {
        let settings = self.state.settings();
        if let Some(path) = alias::resolve(request.uri().path(), &settings.compat.aliases) {
            let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
            if let Ok(uri) = format!("{}{path}{query}", settings.issuer.base_path()).parse::<Uri>() {
                *request.uri_mut() = uri;
            }
        }
    }

    fn context(&self, request: &Request) -> Context {
        let settings = self.state.settings();
        let found = resolve(request.uri().path(), settings.issuer.base_path());
        let wants_page = || {
            request
                .headers()
                .get(header::ACCEPT)
                .is_some_and(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/html")))
        };
        let route = found.unwrap_or_else(|| if wants_page() { NOWHERE_PAGE } else { NOWHERE });
        let address = self.sender(request).address;
        let page = route.policy == Policy::Page;
        let agent = page.then(|| agent(request)).flatten();
        let device = page.then(|| cookie::read_device(request, settings.cookie_secure())).flatten();
        let deps = Deps::new(Arc::clone(&self.state.services), self.state.clock.now());
        let deps = deps.from_origin(Origin { address, agent, device });
        let wanted = match route.policy {
            Policy::Page => Wanted::of(request, settings.cookie_secure()),
            _ => Wanted::default(),
        };
        deps.heard.note_browser(wanted.chosen.or(wanted.accepted));
        Context { state: Arc::clone(&self.state), deps, route, address, wanted }
    }

    /// Metadata is answered without a log span: it is asked for most and tells nothing.
    async fn traced(&self, context: &Context, origin: Option<&HeaderValue>, request: Request) -> Response {
        if matches!(context.route.policy, Policy::Metadata | Policy::Health) {
            return self.answer(context, origin, request).await;
        }
        let count = self.state.request_count.fetch_add(1, Ordering::Relaxed);
        let id = format!("{}-{count:x}", self.state.request_prefix);
        let span = tracing::info_span!("request", id, route = context.route.path, method = %request.method());
        let mut response = async {
            let response = self.answer(context, origin, request).await;
            tracing::debug!(status = response.status().as_u16(), "answered");
            response
        }
        .instrument(span)
        .await;
        headers::set(&mut response, header::HeaderName::from_static("x-request-id"), &id);
        response
    }

    async fn answer(&self, context: &Context, origin: Option<&HeaderValue>, request: Request) -> Response {
        if let Some(refusal) = self.check(context, &request) {
            return refusal;
        }
        if request.method() == Method::OPTIONS {
            return headers::preflight(context, origin);
        }
        let deadline = self.state.settings().http.deadline;
        match tokio::time::timeout(deadline, self.dispatch(context, request)).await {
            Ok(Ok(response)) => response,
            // An endpoint's early answer, as the way to the sign-in page.
            Ok(Err(error)) if error.is_from_response() => error.into_response(),
            Ok(Err(error)) => respond::refuse(context, &respond::refused_from(error)),
            Err(_) => respond::refuse(context, &Rule::DeadlinePassed.into()),
        }
    }

    /// What is refused before any endpoint sees it.
    fn check(&self, context: &Context, request: &Request) -> Option<Response> {
        let route = context.route;
        if route == NOWHERE || route == NOWHERE_PAGE {
            return Some(respond::refuse(context, &Rule::PathUnknown.into()));
        }
        if !self.encrypted_enough(route, request) {
            return Some(respond::refuse(context, &Rule::PlainHttpRefused.into()));
        }
        let preflight = request.method() == Method::OPTIONS && route.cors != Cors::No;
        if preflight || route.methods.contains(&request.method().as_str()) {
            return None;
        }
        let mut response = respond::refuse(context, &Rule::MethodNotAllowed.into());
        headers::set(&mut response, header::ALLOW, &route.methods.join(", "));
        Some(response)
    }

    /// Plain http is for this machine, and for what platforms ask.
    fn encrypted_enough(&self, route: &RouteSpec, request: &Request) -> bool {
        let sender = self.sender(request);
        let open = route.policy == Policy::Health || self.state.settings().http.allow_plain;
        open || sender.encrypted || sender.loopback
    }

    fn sender(&self, request: &Request) -> Sender {
        let peer = request.remote_addr().as_socket_addr().map(|address| address.ip().to_canonical());
        let encrypted = request.scheme() == &http::uri::Scheme::HTTPS;
        let proxies = &self.state.settings().trusted_proxies;
        let trusted = |address: &IpAddr| proxies.iter().any(|network| network.contains(address));
        // A request without a peer comes from the test client, inside this very process.
        if !peer.as_ref().is_some_and(trusted) {
            return Sender { address: peer, encrypted, loopback: peer.is_none_or(|address| address.is_loopback()) };
        }
        let said = |name: &str| last_values(request, name);
        // What stands left of an entry that cannot be read may be the sender's own invention.
        let mut address = said("x-forwarded-for").into_iter().rev().map_while(|text| parse_address(&text));
        let address = address.find(|address| !trusted(address)).or(peer);
        let protocol = said("x-forwarded-proto").into_iter().next_back();
        let forwarded = protocol.is_some() || request.headers().contains_key("x-forwarded-for");
        let encrypted = protocol.map_or(encrypted, |protocol| protocol.eq_ignore_ascii_case("https"));
        Sender { address, encrypted, loopback: !forwarded && peer.is_some_and(|address| address.is_loopback()) }
    }

    async fn dispatch(&self, context: &Context, mut request: Request) -> Result<Response> {
        let base = self.state.settings().issuer.base_path();
        let below = below(request.uri().path(), base).unwrap_or(context.route.path);
        if request.uri().path() != below {
            let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
            let path = format!("{below}{query}");
            *request.uri_mut() = path.parse::<Uri>().map_err(|_| Refused::from(Rule::PathUnknown))?;
        }
        if request.method() == Method::HEAD {
            request.set_method(Method::GET);
        }
        request.extensions_mut().insert(context.clone());
        if context.route.described { self.described.call(request).await } else { self.pages.call(request).await }
    }
}

/// What a browser says of itself, without what could reorder a page.
fn agent(request: &Request) -> Option<String> {
    let said = request.headers().get(header::USER_AGENT)?.to_str().ok()?;
    Some(said.chars().take(LONGEST_AGENT).collect())
}

/// Every value of a list header, in order; proxies append.
fn last_values(request: &Request, name: &str) -> Vec<String> {
    let lines = request.headers().get_all(name).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(|text| text.trim().to_owned()).collect()
}

/// An address as proxies write it, perhaps with a port.
fn parse_address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').split(']').next().unwrap_or_default();
    let parsed = text.parse().ok().or_else(|| bare.parse().ok());
    let parsed = parsed.or_else(|| text.rsplit_once(':').and_then(|(host, _)| host.parse().ok()));
    parsed.map(|address: IpAddr| address.to_canonical())
}

fn measure(route: &'static RouteSpec, response: &Response, started: Instant) {
    let class = match response.status().as_u16() {
        100..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    };
    metrics::counter!("symbolon_request_total", "route" => route.path, "status" => class).increment(1);
    metrics::histogram!("symbolon_request_seconds", "route" => route.path).record(started.elapsed().as_secs_f64());
}

#[cfg(test)]
mod tests {
    use super::parse_address;

    #[test]
    fn forwarded_addresses_are_read_with_and_without_port() {
        for text in ["192.0.2.1", "192.0.2.1:1234", "::ffff:192.0.2.1"] {
            assert_eq!(parse_address(text).unwrap().to_string(), "192.0.2.1");
        }
        for text in ["2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:80"] {
            assert_eq!(parse_address(text).unwrap().to_string(), "2001:db8::1", "{text}");
        }
        assert_eq!(parse_address("unknown"), None);
    }
}
