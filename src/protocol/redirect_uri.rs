//! Redirect URIs: exact comparison (RFC 9700 §2.1) with the one exception of loopback ports (RFC 8252 §7.3).

use super::rule::{Fault, Rule};
use crate::model::{ApplicationType, ClientMetadata};
use url::{Host, Url};

/// Longest redirect URI, in bytes.
const LONGEST: usize = 2048;
const LOOPBACK_HOSTS: [&str; 3] = ["127.0.0.1", "[::1]", "localhost"];
/// Schemes that run or read something instead of delivering a response.
const DANGEROUS_SCHEMES: [&str; 9] = ["javascript", "data", "vbscript", "file", "blob", "about", "ftp", "ws", "wss"];

/// A redirect URI that belongs to the client. Only [`verify`] makes one, so that redirecting anywhere else does not
/// compile; and [`to_console`](Self::to_console), for a page of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedRedirect {
    uri: String,
    any_app_may_claim: bool,
}

impl VerifiedRedirect {
    /// Our own page for clients that administrators try out. `uri` is its address; the caller knows that the console itself
    /// began the request.
    #[must_use]
    pub fn to_console(uri: String) -> Self {
        Self { uri, any_app_may_claim: false }
    }

    /// The URI as the client sent it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.uri
    }

    /// Whether another program on the same device could receive the response, so that consent cannot be silent
    /// (RFC 8252 §8.6).
    #[must_use]
    pub fn any_app_may_claim(&self) -> bool {
        self.any_app_may_claim
    }

    /// The URI with `params` added to its query (RFC 6749 §4.1.2).
    #[must_use]
    pub fn with_query(&self, params: &[(&str, &str)]) -> String {
        let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish();
        let separator = match self.uri.find('?') {
            None => "?",
            Some(at) if at + 1 == self.uri.len() => "",
            Some(_) => "&",
        };
        format!("{}{separator}{encoded}", self.uri)
    }

    /// The URI with `params` as its fragment (OAuth 2.0 Multiple Response Type Encoding Practices §2.1); no registered URI
    /// has one of its own, and its query stays.
    #[must_use]
    pub fn with_fragment(&self, params: &[(&str, &str)]) -> String {
        let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish();
        format!("{}#{encoded}", self.uri)
    }

    /// Whether it is a web address, to which a browser can send a form.
    #[must_use]
    pub fn is_web(&self) -> bool {
        self.uri.starts_with("https://") || self.uri.starts_with("http://")
    }

    /// What CSP `form-action` must name so that a browser follows the redirect after a form: the origin, or the scheme
    /// of a private-use URI.
    #[must_use]
    pub fn csp_source(&self) -> String {
        match Url::parse(&self.uri) {
            Ok(url) if url.origin().is_tuple() => url.origin().ascii_serialization(),
            Ok(url) => format!("{}:", url.scheme()),
            Err(_) => String::new(),
        }
    }
}

/// Finds the registered URI that `requested` is, and with it the right to redirect there.
///
/// Without a `requested` URI the only registered one is taken where `may_omit` says so; OpenID Connect always wants it
/// (Core §3.1.2.1).
///
/// # Errors
/// [`Rule::RedirectUriMissing`] or [`Rule::RedirectUriUnregistered`]; neither may be answered by a redirect.
pub fn verify(client: &ClientMetadata, requested: Option<&str>, may_omit: bool) -> Result<VerifiedRedirect, Fault> {
    let Some(requested) = requested else {
        return match client.redirect_uris.as_slice() {
            [only] if may_omit => Ok(verified(client, only)),
            registered => Err(Fault::new(Rule::RedirectUriMissing).expected(registered.join(" "))),
        };
    };
    let native = client.application_type == ApplicationType::Native;
    let known = |registered: &String| registered == requested || (native && same_but_port(registered, requested));
    if client.redirect_uris.iter().any(known) {
        Ok(verified(client, requested))
    } else {
        let expected = client.redirect_uris.join(" ");
        Err(Fault::new(Rule::RedirectUriUnregistered).received(requested).expected(expected))
    }
}

/// Finds the registered URI to which a browser may go after a sign-out; it is compared to the letter (OpenID Connect
/// RP-Initiated Logout 1.0 §3).
///
/// # Errors
/// [`Rule::PostLogoutRedirectUriUnregistered`], which may not be answered by a redirect.
pub fn verify_post_logout(client: &ClientMetadata, requested: &str) -> Result<VerifiedRedirect, Fault> {
    let registered = &client.logout.post_logout_redirect_uris;
    if registered.iter().any(|uri| uri == requested) {
        return Ok(verified(client, requested));
    }
    let fault = Fault::new(Rule::PostLogoutRedirectUriUnregistered);
    Err(fault.received(requested).expected(registered.join(" ")))
}

fn verified(client: &ClientMetadata, uri: &str) -> VerifiedRedirect {
    let native = client.application_type == ApplicationType::Native;
    let mut to = VerifiedRedirect { uri: uri.to_owned(), any_app_may_claim: false };
    to.any_app_may_claim = native && (!to.is_web() || split_loopback(uri).is_some());
    to
}

/// Host and path of a loopback URI without its port. Works on the text itself: a URL parser would make `127.1` and
/// `0x7f000001` equal to `127.0.0.1`.
fn split_loopback(uri: &str) -> Option<(&'static str, &str)> {
    let rest = uri.strip_prefix("http://")?;
    LOOPBACK_HOSTS.into_iter().find_map(|host| {
        let after = rest.strip_prefix(host)?;
        let Some(port_on) = after.strip_prefix(':') else {
            return (after.is_empty() || after.starts_with(['/', '?'])).then_some((host, after));
        };
        let digits = port_on.bytes().take_while(u8::is_ascii_digit).count();
        let path = &port_on[digits..];
        let ends_well = path.is_empty() || path.starts_with(['/', '?']);
        (port_on[..digits].parse::<u16>().is_ok_and(|port| port > 0) && ends_well).then_some((host, path))
    })
}

fn same_but_port(registered: &str, requested: &str) -> bool {
    match (split_loopback(registered), split_loopback(requested)) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

/// Whether `uri` may be registered for a client of this kind.
///
/// # Errors
/// A sentence that says what is wrong, for the administrator.
pub fn check_registrable(uri: &str, kind: ApplicationType) -> Result<(), String> {
    let fail = |why: &str| Err(format!("redirect URI {uri:?}: {why}"));
    if uri.len() > LONGEST {
        return fail("longer than 2048 bytes");
    }
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '\\' | '"' | '<' | '>' | '^' | '`' | '{' | '|' | '}');
    if !uri.chars().all(plain) {
        return fail("has a character that URIs cannot have");
    }
    if uri.contains('*') {
        return fail("wildcards are not supported; register each URI");
    }
    if uri.contains('#') {
        return fail("must not have a fragment (RFC 6749 §3.1.2)");
    }
    let Ok(url) = Url::parse(uri) else {
        return fail("is not an absolute URI");
    };
    if !url.username().is_empty() || url.password().is_some() {
        return fail("must not have a user name or password");
    }
    if has_dot_segment(uri) {
        return fail("must not have . or .. path segments");
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if split_loopback(uri).is_some() => Ok(()),
        "http" => fail("http is only for 127.0.0.1, [::1] and localhost; use https"),
        scheme if DANGEROUS_SCHEMES.contains(&scheme) => fail("this scheme is refused"),
        _ if kind != ApplicationType::Native => fail("private-use schemes are for native clients"),
        scheme if !scheme.contains('.') => fail("a private-use scheme is a reversed domain name (RFC 8252 §7.1)"),
        _ => Ok(()),
    }
}

fn has_dot_segment(uri: &str) -> bool {
    let path = uri.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase().replace("%2e", ".");
    path.split('/').any(|segment| segment == "." || segment == "..")
}

/// The origin that a browser application at this redirect URI has, for CORS; `None` for private-use schemes.
#[must_use]
pub fn origin(uri: &str) -> Option<String> {
    let url = Url::parse(uri).ok()?;
    let web = matches!(url.scheme(), "http" | "https") && url.host().is_some_and(|host| host != Host::Domain(""));
    web.then(|| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn client(kind: ApplicationType, uris: &[&str]) -> ClientMetadata {
        ClientMetadata {
            application_type: kind,
            redirect_uris: uris.iter().map(|uri| (*uri).to_owned()).collect(),
            ..ClientMetadata::named("test")
        }
    }

    #[test]
    fn every_variation_of_a_registered_uri_is_refused() {
        let web = client(ApplicationType::Web, &["https://app.example/cb?x=1"]);
        let base = "https://app.example/cb?x=1";
        assert!(verify(&web, Some(base), false).is_ok());
        let variations = ["/x", "x", "/../x", "%2e%2e/", ";x", "//", "/", "&a=b", "#f", "%00", " ", "?"];
        for tail in variations {
            assert!(verify(&web, Some(&format!("{base}{tail}")), false).is_err(), "{tail}");
        }
        for other in [
            "https://app.example/cb",
            "https://app.example/cb?x=2",
            "https://APP.example/cb?x=1",
            "http://app.example/cb?x=1",
            "https://app.example:443/cb?x=1",
            "https://app.example.evil/cb?x=1",
            "https://user@app.example/cb?x=1",
            "https://app.example/CB?x=1",
            "//app.example/cb?x=1",
        ] {
            assert!(verify(&web, Some(other), false).is_err(), "{other}");
        }
    }

    #[test]
    fn native_client_may_vary_the_loopback_port_and_nothing_else() {
        let native = client(ApplicationType::Native, &["http://127.0.0.1/cb", "http://[::1]/cb"]);
        for good in
            ["http://127.0.0.1/cb", "http://127.0.0.1:1/cb", "http://127.0.0.1:65535/cb", "http://[::1]:8080/cb"]
        {
            assert!(verify(&native, Some(good), false).unwrap().any_app_may_claim(), "{good}");
        }
        for bad in [
            "http://127.0.0.1:1/other",
            "http://127.0.0.1:0/cb",
            "http://127.0.0.1:65536/cb",
            "http://127.0.0.1:/cb",
            "http://127.0.0.1:1a/cb",
            "http://localhost:1/cb",
            "http://localhost.evil/cb",
            "http://127.0.0.1.evil/cb",
            "http://127.1/cb",
            "http://0x7f000001/cb",
            "http://[::ffff:127.0.0.1]/cb",
            "https://127.0.0.1:1/cb",
            "http://127.0.0.1:1@evil/cb",
            "http://127.0.0.1:1/cb?x",
            "http://127.0.0.1:1/cb#",
            "http://127.0.0.2:1/cb",
        ] {
            assert!(verify(&native, Some(bad), false).is_err(), "{bad}");
        }
    }

    #[test]
    fn web_client_may_not_vary_the_loopback_port() {
        let web = client(ApplicationType::Web, &["http://localhost:3000/cb"]);
        assert!(verify(&web, Some("http://localhost:3000/cb"), false).is_ok());
        assert!(verify(&web, Some("http://localhost:3001/cb"), false).is_err());
    }

    #[test]
    fn omitted_uri_is_taken_only_where_allowed_and_unambiguous() {
        let one = client(ApplicationType::Web, &["https://a.example/cb"]);
        let two = client(ApplicationType::Web, &["https://a.example/cb", "https://b.example/cb"]);
        assert!(verify(&one, None, true).is_ok());
        assert_eq!(verify(&one, None, false).unwrap_err().rule, Rule::RedirectUriMissing);
        assert_eq!(verify(&two, None, true).unwrap_err().rule, Rule::RedirectUriMissing);
    }

    #[test]
    fn registration_refuses_what_cannot_be_safe() {
        let native = ApplicationType::Native;
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://x/y",
            "http://app.example/cb",
            "https://app.example/cb#f",
            "https://*.example/cb",
            "https://u:p@app.example/cb",
            "https://app.example/../cb",
            "https://app.example/%2E%2e/cb",
            "/cb",
            "app.example",
            "https://app.example/ cb",
            "http://localhost.evil/cb",
            "http://127.1/cb",
            "myapp:/cb",
            "https://app.example\\@evil/",
            "HTTP://app.example/",
        ] {
            assert!(check_registrable(bad, native).is_err(), "{bad}");
        }
        assert!(check_registrable("com.example.app:/cb", ApplicationType::Web).is_err());
        for good in
            ["https://app.example/cb?x=1", "com.example.app:/cb", "http://[::1]/cb", "http://localhost:3000/login/"]
        {
            assert!(check_registrable(good, native).is_ok(), "{good}");
        }
    }

    #[test]
    fn response_parameters_join_an_existing_query() {
        let web = client(ApplicationType::Web, &["https://a.example/cb?x=1", "https://a.example/?"]);
        let to = verify(&web, Some("https://a.example/cb?x=1"), false).unwrap();
        assert_eq!(to.with_query(&[("code", "a b"), ("state", "é")]), "https://a.example/cb?x=1&code=a+b&state=%C3%A9");
        let to = verify(&web, Some("https://a.example/?"), false).unwrap();
        assert_eq!(to.with_query(&[("code", "c")]), "https://a.example/?code=c");
    }

    #[test]
    fn response_in_the_fragment_leaves_the_query_alone() {
        let web = client(ApplicationType::Web, &["https://a.example/cb?x=1"]);
        let to = verify(&web, Some("https://a.example/cb?x=1"), false).unwrap();
        let there = to.with_fragment(&[("id_token", "a.b-_"), ("state", "#&=+ é")]);
        assert_eq!(there, "https://a.example/cb?x=1#id_token=a.b-_&state=%23%26%3D%2B+%C3%A9");
        assert!(to.is_web());
    }

    #[test]
    fn private_scheme_has_a_csp_source_and_no_origin() {
        let native = client(ApplicationType::Native, &["com.example.app:/cb"]);
        let to = verify(&native, Some("com.example.app:/cb"), false).unwrap();
        assert_eq!(to.csp_source(), "com.example.app:");
        assert!(!to.is_web());
        assert_eq!(origin(to.as_str()), None);
        assert_eq!(origin("https://a.example:8443/cb").as_deref(), Some("https://a.example:8443"));
    }

    proptest! {
        #[test]
        fn only_registered_uris_are_verified(path in "[a-z/?=&.;%#@:]{0,20}") {
            let web = client(ApplicationType::Web, &["https://a.example/cb"]);
            let requested = format!("https://a.example/{path}");
            prop_assert_eq!(verify(&web, Some(&requested), false).is_ok(), requested == "https://a.example/cb");
        }

        #[test]
        fn any_port_is_fine_for_native_clients(port in 1_u16..) {
            let native = client(ApplicationType::Native, &["http://127.0.0.1:9/cb"]);
            let requested = format!("http://127.0.0.1:{port}/cb");
            prop_assert!(verify(&native, Some(&requested), false).is_ok());
        }
    }
}
