//! What one request is handed: the parts, the moment, and who sent it.

use super::cookie;
use super::routes::RouteSpec;
use crate::clock::Clock;
use crate::config::Settings;
use crate::flow::browser::NewBrowser;
use crate::flow::session_state::browser_state;
use crate::flow::{Deps, Services};
use crate::model::{BrowserHash, Language, ScopeDefinition};
use crate::protocol::language::{localized, of_accept_language};
use crate::view::Pages;
use bytes::Bytes;
use poem::{FromRequest, Request, RequestBody, Result};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::{Arc, LazyLock};

/// What all requests share.
pub struct State {
    /// The parts of the flows.
    pub services: Arc<Services>,
    /// The clock that is read once per request.
    pub clock: Clock,
    /// The pages.
    pub pages: Arc<Pages>,
    /// The OpenAPI description, made when somebody first asks for it.
    pub openapi: LazyLock<Bytes, Box<dyn FnOnce() -> Bytes + Send>>,
    /// Set while the server is about to stop: readiness says no.
    pub draining: AtomicBool,
    /// First half of request ids, random per process.
    pub request_prefix: String,
    /// Second half of request ids.
    pub request_count: AtomicU64,
    /// Renders `/metrics`, where it is on.
    pub metrics: Option<Box<dyn Fn() -> String + Send + Sync>>,
}

impl State {
    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.services.settings
    }
}

/// One request's context, made by the gate.
#[derive(Clone)]
pub struct Context {
    /// What all requests share.
    pub state: Arc<State>,
    /// The flows' view of this request.
    pub deps: Deps,
    /// The route that it came by.
    pub route: &'static RouteSpec,
    /// The client's address as far as it can be trusted.
    pub address: Option<IpAddr>,
    /// The languages that the browser asks for.
    pub wanted: Wanted,
}

/// The languages that a browser asks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// What somebody chose in it by our own form.
    pub chosen: Option<Language>,
    /// What its settings say.
    pub accepted: Option<Language>,
    /// Whether the page can be shown again in another: it was asked for by GET.
    pub again: bool,
}

impl Wanted {
    /// What `request` says.
    #[must_use]
    pub fn of(request: &Request, secure: bool) -> Self {
        let header = request.headers().get(http::header::ACCEPT_LANGUAGE);
        Self {
            chosen: cookie::read_language(request, secure),
            accepted: header.and_then(|value| value.to_str().ok()).and_then(of_accept_language),
            again: request.method() == http::Method::GET,
        }
    }
}

impl Context {
    /// The client's address as limits count it: an IPv6 /64 is one.
    #[must_use]
    pub fn address_bucket(&self) -> String {
        match self.address {
            Some(IpAddr::V6(address)) => {
                let network = address.segments();
                format!("{:x}:{:x}:{:x}:{:x}", network[0], network[1], network[2], network[3])
            }
            Some(address) => address.to_string(),
            None => "unknown".to_owned(),
        }
    }

    /// The language of the answer: what the person chose here, what the client asks for, the account's, the browser's, the
    /// setting's.
    #[must_use]
    pub fn language(&self) -> Language {
        let wanted = self.wanted.chosen.or_else(|| self.deps.heard.language());
        wanted.unwrap_or(self.state.settings().branding.default_language)
    }

    /// What a scope allows, in the language of the answer: the operator's words, and ours for those scopes of OpenID Connect
    /// that the operator left alone.
    #[must_use]
    pub fn describe_scope(&self, scope: &ScopeDefinition) -> String {
        let language = self.language();
        if let Some(own) = localized(&scope.localized, "description", language) {
            return own.to_owned();
        }
        let key = format!("scope-{}", scope.name.replace(['_', ':'], "-"));
        let ours = |language| self.state.pages.text(language, &key);
        let untouched = ours(Language::English).is_some_and(|text| text == scope.description);
        let translated = untouched.then(|| ours(language)).flatten();
        translated.unwrap_or_else(|| scope.description.clone())
    }

    /// A path of ours below the issuer's.
    #[must_use]
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.state.settings().issuer.base_path())
    }
}

impl<'a> FromRequest<'a> for Context {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> Result<Self> {
        let context = request.extensions().get::<Self>().cloned();
        context.ok_or_else(|| poem::Error::from_status(http::StatusCode::INTERNAL_SERVER_ERROR))
    }
}

/// The browser that sent a request, by its cookie.
#[derive(Clone, Debug)]
pub struct Browser {
    hash: BrowserHash,
    fresh: Option<NewBrowser>,
    /// Whether it has the state that belongs to its cookie; a browser from before there was one has none.
    has_state: bool,
}

impl Browser {
    /// The browser's cookie, if it sent one of ours.
    #[must_use]
    pub fn known(context: &Context, request: &Request) -> Option<BrowserHash> {
        cookie::read(request, context.state.settings().cookie_secure())
    }

    /// The browser's cookie, or a new one.
    #[must_use]
    pub fn known_or_new(context: &Context, request: &Request) -> Self {
        match Self::known(context, request) {
            Some(hash) => {
                let sent = cookie::read_state(request, context.state.settings().cookie_secure());
                let has_state = sent.is_some_and(|sent| sent == browser_state(&context.deps, &hash));
                Self { hash, fresh: None, has_state }
            }
            None => NewBrowser::generate(&context.deps).into(),
        }
    }

    /// The cookie's stored form.
    #[must_use]
    pub fn hash(&self) -> &BrowserHash {
        &self.hash
    }

    /// The headers that tell the browser its new cookie, where it has one, and the state that belongs to it.
    #[must_use]
    pub fn set_cookies(&self, context: &Context) -> Vec<String> {
        let settings = context.state.settings();
        let secure = settings.cookie_secure();
        let own = self.fresh.as_ref().map(|fresh| cookie::write(fresh.cookie.expose(), secure));
        let lacks_state = settings.sessions.check_session && !self.has_state;
        let state = lacks_state.then(|| cookie::write_state(&browser_state(&context.deps, &self.hash), secure));
        let device = self.fresh.as_ref().and_then(|fresh| fresh.device.as_ref());
        let device = device.map(|device| cookie::write_device(device.expose(), secure));
        own.into_iter().chain(state).chain(device).collect()
    }
}

impl From<NewBrowser> for Browser {
    fn from(fresh: NewBrowser) -> Self {
        Self { hash: fresh.hash.clone(), fresh: Some(fresh), has_state: false }
    }
}
