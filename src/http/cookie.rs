//! The cookie that names a browser, 256 random bits, and one made from it that scripts may read. `__Host-` ties them to this
//! host and path where the issuer is https (RFC 6265bis §4.1.3.2).

use crate::crypto::digest::sha256_base64url;
use crate::model::{BrowserHash, Language};
use poem::Request;

/// Length of the value: 256 bits in base64url.
const LENGTH: usize = 43;

fn name(secure: bool) -> &'static str {
    if secure { "__Host-symbolon" } else { "symbolon" }
}

/// Name of the cookie with the OP browser state (OpenID Connect Session Management 1.0 §3.3).
#[must_use]
pub fn state_name(secure: bool) -> &'static str {
    if secure { "__Host-symbolon-state" } else { "symbolon-state" }
}

fn find<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let headers = request.headers().get_all(http::header::COOKIE);
    let mut pairs = headers.iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The stored form of the cookie that the browser sent, if its value is one that we could have made.
#[must_use]
pub fn read(request: &Request, secure: bool) -> Option<BrowserHash> {
    let value = find(request, name(secure))?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (value.len() == LENGTH && value.bytes().all(plain)).then(|| BrowserHash::new(sha256_base64url(value)))
}

/// The `Set-Cookie` header for `value`. Without an end: it lives with the browser, the session in the database decides.
#[must_use]
pub fn write(value: &str, secure: bool) -> String {
    let flag = if secure { "; Secure" } else { "" };
    format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{flag}", name(secure))
}

/// The state that the browser sent.
#[must_use]
pub fn read_state(request: &Request, secure: bool) -> Option<&str> {
    find(request, state_name(secure))
}

/// The `Set-Cookie` header for the state, which must be readable in a frame on pages of other sites. Browsers want `Secure`
/// for that; on plain http the frame works within the same site.
#[must_use]
pub fn write_state(state: &str, secure: bool) -> String {
    let site = if secure { "None; Secure" } else { "Lax" };
    format!("{}={state}; Path=/; SameSite={site}", state_name(secure))
}

/// Seconds that a choice of language is kept: a year.
const LANGUAGE_AGE: u32 = 31_536_000;

fn language_name(secure: bool) -> &'static str {
    if secure { "__Host-symbolon-language" } else { "symbolon-language" }
}

/// The language that was chosen in this browser.
#[must_use]
pub fn read_language(request: &Request, secure: bool) -> Option<Language> {
    find(request, language_name(secure)).and_then(Language::parse)
}

/// The `Set-Cookie` header for a chosen language.
#[must_use]
pub fn write_language(language: Language, secure: bool) -> String {
    let flag = if secure { "; Secure" } else { "" };
    let name = language_name(secure);
    format!("{name}={language}; Path=/; Max-Age={LANGUAGE_AGE}; HttpOnly; SameSite=Lax{flag}")
}
