//! HTTP Basic as OAuth uses it: both halves form-encoded before base64 (RFC 6749 §2.3.1).

use super::params::Params;
use super::rule::{Fault, Rule};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The credentials of an `Authorization` header; `None` for another scheme.
///
/// # Errors
/// [`Rule::BasicMalformed`] for a Basic header that cannot be read.
pub fn parse_basic(header: &str) -> Option<Result<(String, String), Fault>> {
    let (scheme, credentials) = header.split_once(' ').unwrap_or((header, ""));
    scheme.eq_ignore_ascii_case("basic").then(|| read(credentials.trim()).ok_or_else(|| Rule::BasicMalformed.into()))
}

fn read(credentials: &str) -> Option<(String, String)> {
    let decoded = String::from_utf8(STANDARD.decode(credentials).ok()?).ok()?;
    let (client_id, secret) = decoded.split_once(':')?;
    Some((form_decode(client_id)?, form_decode(secret)?)).filter(|(client_id, _)| !client_id.is_empty())
}

fn form_decode(text: &str) -> Option<String> {
    let safe = text.replace('&', "%26").replace('=', "%3D");
    let params = Params::parse(format!("v={safe}").as_bytes()).ok()?;
    Some(params.get("v").unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(credentials: &str) -> String {
        format!("Basic {}", STANDARD.encode(credentials))
    }

    #[test]
    fn both_halves_are_form_decoded() {
        let read = parse_basic(&header("my%3Aclient:s%26e%3Dc+r%25et")).unwrap().unwrap();
        assert_eq!(read, ("my:client".to_owned(), "s&e=c r%et".to_owned()));
        let plain = parse_basic(&header("a:b:c&d=e")).unwrap().unwrap();
        assert_eq!(plain, ("a".to_owned(), "b:c&d=e".to_owned()));
    }

    #[test]
    fn broken_headers_are_refused() {
        for bad in ["Basic", "Basic !", "Basic YQ", "basic YQ==", &header(":secret"), &header("a%00:b"), "Basic  "] {
            assert!(parse_basic(bad).unwrap().is_err(), "{bad}");
        }
    }

    #[test]
    fn other_schemes_are_not_basic() {
        assert!(parse_basic("Bearer x").is_none());
    }
}
