//! What may stand in `href`, `src` and `action`: types whose only constructors check.

use crate::protocol::redirect_uri::VerifiedRedirect;
use serde::Serialize;
use url::{Host, Url};

/// An address on another site: http or https, with a host, without credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WebUrl {
    href: String,
    host: String,
}

impl WebUrl {
    /// `None` for anything but an http(s) address; `javascript:` and `data:` above all.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
        let host = url.host_str().filter(|_| plain)?.to_owned();
        Some(Self { href: url.into(), host })
    }

    /// The address in the form that browsers use.
    pub fn as_str(&self) -> &str {
        &self.href
    }
}

/// The address of a client's logo: https only, so that the page stays free of mixed content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct LogoUrl(String);

impl LogoUrl {
    /// `None` for anything but an https address.
    pub fn parse(text: &str) -> Option<Self> {
        let url = WebUrl::parse(text)?;
        url.href.starts_with("https:").then_some(Self(url.href))
    }

    /// The address, for an `img-src` policy.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An address that a client has registered for its browser to go to after a sign-out; the caller has verified it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Onward {
    href: String,
    automatic: bool,
}

impl Onward {
    /// A verified address; `automatic` says whether the browser goes there by itself after a moment.
    pub fn new(verified: String, automatic: bool) -> Self {
        Self { href: verified, automatic }
    }
}

/// What a browser loads in a frame so that a client signs it out (OpenID Connect Front-Channel Logout 1.0 §2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogoutFrame {
    src: String,
    #[serde(skip)]
    origin: String,
}

impl LogoutFrame {
    /// The client's address, with `iss` and `sid` where it wants them. `None` for anything but an http(s) address.
    pub fn new(uri: &str, session: Option<(&str, &str)>) -> Option<Self> {
        let mut url = Url::parse(WebUrl::parse(uri)?.as_str()).ok()?;
        if let Some((iss, sid)) = session {
            url.query_pairs_mut().append_pair("iss", iss).append_pair("sid", sid);
        }
        Some(Self { origin: url.origin().ascii_serialization(), src: url.into() })
    }

    /// Its origin, for a `frame-src` policy.
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

/// A path on this server; made by [`Layout::path`](super::Layout::path).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct SitePath(String);

impl SitePath {
    /// `path` below `base`. Leading slashes count once: a path cannot become an address on another host (`//host`).
    pub(super) fn below(base: &str, path: &str) -> Self {
        Self(format!("{base}/{}", path.trim_start_matches(['/', '\\'])))
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A client's redirect URI as the target of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct FormTarget(String);

impl FormTarget {
    /// The place that was verified.
    pub fn of(redirect: &VerifiedRedirect) -> Self {
        Self(redirect.as_str().to_owned())
    }

    pub(super) fn sample() -> Self {
        Self("https://dashboard.example/callback?tenant=1&x=2".to_owned())
    }
}

/// Where the browser goes after the decision, in words that a person can judge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "place", rename_all = "kebab-case")]
pub enum Destination {
    /// A web site: its host, in the ASCII form that shows look-alike letters, and its port if it has one.
    Site(String),
    /// A program on this device that listens on a loopback address (RFC 8252 §7.3).
    Device(String),
    /// An app that owns a private-use scheme (RFC 8252 §7.1).
    App(String),
}

impl Destination {
    /// The place that a verified redirect URI leads to.
    pub fn of(redirect_uri: &str) -> Self {
        let Ok(url) = Url::parse(redirect_uri) else {
            return Self::App(redirect_uri.split(':').next().unwrap_or_default().to_owned());
        };
        if !matches!(url.scheme(), "http" | "https") {
            return Self::App(url.scheme().to_owned());
        }
        let place = &url[url::Position::BeforeHost..url::Position::AfterPort];
        match url.host() {
            Some(host) if is_loopback(&host) => Self::Device(place.to_owned()),
            _ => Self::Site(place.to_owned()),
        }
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name.eq_ignore_ascii_case("localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_http_and_https_addresses_become_links() {
        let refused = [
            "javascript:alert(1)",
            " java\tscript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://a.example/1",
            "//a.example/",
            "/login",
            "https://",
            "https://bank.example@evil.example/",
            "",
        ];
        for text in refused {
            assert_eq!(WebUrl::parse(text), None, "{text}");
            assert_eq!(LogoUrl::parse(text), None, "{text}");
        }
        assert_eq!(WebUrl::parse("http://a.example").unwrap().as_str(), "http://a.example/");
    }

    #[test]
    fn logo_over_plain_http_is_refused() {
        assert_eq!(LogoUrl::parse("http://a.example/logo.png"), None);
        assert!(LogoUrl::parse("https://a.example/logo.png").is_some());
    }

    #[test]
    fn look_alike_host_is_shown_in_ascii() {
        assert_eq!(WebUrl::parse("https://аpple.example/").unwrap().host, "xn--pple-43d.example");
    }

    #[test]
    fn path_stays_on_this_server() {
        assert_eq!(SitePath::below("", "//evil.example").as_str(), "/evil.example");
        assert_eq!(SitePath::below("", "/\\evil.example").as_str(), "/evil.example");
        assert_eq!(SitePath::below("/tenant", "/login").as_str(), "/tenant/login");
    }

    #[test]
    fn destination_tells_site_device_and_app_apart() {
        let of = Destination::of;
        assert_eq!(of("https://app.example:8443/cb?x=1"), Destination::Site("app.example:8443".into()));
        assert_eq!(of("https://localhost.evil.example/cb"), Destination::Site("localhost.evil.example".into()));
        assert_eq!(of("http://127.0.0.1:53211/cb"), Destination::Device("127.0.0.1:53211".into()));
        assert_eq!(of("http://[::1]/cb"), Destination::Device("[::1]".into()));
        assert_eq!(of("com.example.native:/callback"), Destination::App("com.example.native".into()));
    }
}
