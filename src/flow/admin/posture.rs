//! What weakens a server without being wrong, for the operator to know.

use crate::config::Settings;
use crate::model::{ClientMetadata, GrantType};

/// What is weak about how people and clients reach the server: what it is about, and the mend.
#[must_use]
pub fn of_address(settings: &Settings) -> Vec<(&'static str, &'static str)> {
    let issuer = &settings.issuer;
    let readable = !issuer.is_https() && !issuer.is_loopback();
    let unknown_proxy = issuer.is_https() && settings.tls.cert_file.is_none() && settings.trusted_proxies.is_empty();
    let findings = [
        (readable, "issuer", "plain http: passwords and tokens cross the network readable; use an https issuer"),
        (
            unknown_proxy,
            "proxy",
            "the issuer is https, which only a proxy can speak here, and no proxy is trusted: set SYMBOLON_TRUSTED_PROXIES to its network, or requests are refused as plain http and everybody shares one limit; or set SYMBOLON_TLS__CERT_FILE and SYMBOLON_TLS__KEY_FILE",
        ),
    ];
    findings.into_iter().filter_map(|(weak, about, mend)| weak.then_some((about, mend))).collect()
}

/// What is weak about a client.
#[must_use]
pub fn of_client(client: &ClientMetadata) -> Vec<&'static str> {
    let password = client.grant_types.contains(&GrantType::Password);
    let implicit = client.grant_types.contains(&GrantType::Implicit);
    let no_pkce = client.pkce_required == Some(false);
    let long = client.access_token_lifetime.is_some_and(|seconds| seconds > 86_400);
    let findings = [
        (password, "uses the password grant, which shows passwords to the client (RFC 9700 §2.4)"),
        (implicit, "uses the implicit grant, which shows tokens in addresses (RFC 9700 §2.1.2)"),
        (no_pkce, "does not need PKCE, so an injected code is not noticed (RFC 9700 §2.1.1)"),
        (long, "has access tokens that live longer than a day"),
    ];
    findings.into_iter().filter_map(|(weak, why)| weak.then_some(why)).collect()
}
