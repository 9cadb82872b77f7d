//! The one cookie: 256 random bits that name a browser. `__Host-` ties it to this host and path where the issuer is
//! https (RFC 6265bis §4.1.3.2).

use crate::crypto::digest::sha256_base64url;
use crate::model::BrowserHash;
use poem::Request;

/// Length of the value: 256 bits in base64url.
const LENGTH: usize = 43;

fn name(secure: bool) -> &'static str {
    if secure { "__Host-symbolon" } else { "symbolon" }
}

/// The stored form of the cookie that the browser sent, if its value is one that we could have made.
#[must_use]
pub fn read(request: &Request, secure: bool) -> Option<BrowserHash> {
    let headers = request.headers().get_all(http::header::COOKIE);
    let mut pairs = headers.iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let value = pairs.find_map(|pair| pair.trim().strip_prefix(name(secure))?.strip_prefix('='))?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (value.len() == LENGTH && value.bytes().all(plain)).then(|| BrowserHash::new(sha256_base64url(value)))
}

/// The `Set-Cookie` header for `value`. Without an end: it lives with the browser, the session in the database decides.
#[must_use]
pub fn write(value: &str, secure: bool) -> String {
    let flag = if secure { "; Secure" } else { "" };
    format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{flag}", name(secure))
}
