//! The cookie that names a browser, 256 random bits, one made from it that scripts may read, and one by which a browser is
//! known over many sign-ins. `__Host-` ties them to this
//! host and path where the issuer is https (RFC 6265bis §4.1.3.2).

use crate::crypto::digest::sha256_base64url;
use crate::model::{BrowserHash, DeviceHash, Language};
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

fn device_name(secure: bool) -> &'static str {
    if secure { "__Host-symbolon-device" } else { "symbolon-device" }
}

/// The stored form of a cookie, if its value is one that we could have made.
fn hash(request: &Request, name: &str) -> Option<String> {
    let value = find(request, name)?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (value.len() == LENGTH && value.bytes().all(plain)).then(|| sha256_base64url(value))
}

/// The stored form of the cookie that the browser sent.
#[must_use]
pub fn read(request: &Request, secure: bool) -> Option<BrowserHash> {
    hash(request, name(secure)).map(BrowserHash::new)
}

/// The stored form of the cookie by which a browser is known over many sign-ins.
#[must_use]
pub fn read_device(request: &Request, secure: bool) -> Option<DeviceHash> {
    hash(request, device_name(secure)).map(DeviceHash::new)
}

/// The `Set-Cookie` header for that cookie, which stays for a year.
#[must_use]
pub fn write_device(value: &str, secure: bool) -> String {
    let flag = if secure { "; Secure" } else { "" };
    format!("{}={value}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax{flag}", device_name(secure))
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
