//! Where a request carries its access token (RFC 6750 §2).

use super::Reason;
use http::header::AUTHORIZATION;
use http::{HeaderMap, Uri};

/// The token of the one `Authorization` header. A token anywhere else is refused: in a URI it would end up in logs
/// (RFC 9700 §4.3.2), and a body is not for a guard to read.
pub(super) fn token<'a>(headers: &'a HeaderMap, uri: &Uri) -> Result<&'a str, Reason> {
    if form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).any(|(name, _)| name == "access_token") {
        return Err(Reason::TokenInUri);
    }
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(Reason::TokenMissing)?;
    if values.next().is_some() {
        return Err(Reason::SeveralHeaders);
    }
    let value = value.to_str().map_err(|_| Reason::HeaderMalformed)?;
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        // Another scheme is no attempt with a token.
        return Err(Reason::TokenMissing);
    }
    let token = token.trim_matches(' ');
    if is_b64token(token) { Ok(token) } else { Err(Reason::HeaderMalformed) }
}

/// RFC 6750 §2.1.
fn is_b64token(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    !body.is_empty() && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[&str], uri: &str) -> Result<String, Reason> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, value.parse().unwrap());
        }
        token(&headers, &uri.parse().unwrap()).map(str::to_owned)
    }

    #[test]
    fn token_stands_after_the_scheme_in_any_case() {
        for header in ["Bearer a.b-c_d~e+f/g==", "bearer a.b-c_d~e+f/g==", "BEARER  a.b-c_d~e+f/g=="] {
            assert_eq!(read(&[header], "/"), Ok("a.b-c_d~e+f/g==".to_owned()), "{header}");
        }
    }

    #[test]
    fn no_header_or_another_scheme_is_no_token() {
        assert_eq!(read(&[], "/?a=b"), Err(Reason::TokenMissing));
        assert_eq!(read(&["Basic YTpi"], "/"), Err(Reason::TokenMissing));
        assert_eq!(read(&["BearerX abc"], "/"), Err(Reason::TokenMissing));
    }

    #[test]
    fn malformed_header_is_an_invalid_request() {
        for header in
            ["Bearer", "Bearer ", "Bearer =", "Bearer a b", "Bearer a,b", "Bearer \"a\"", "Bearer a=b", "Bearer ä"]
        {
            assert_eq!(read(&[header], "/"), Err(Reason::HeaderMalformed), "{header}");
        }
    }

    #[test]
    fn two_headers_are_refused_whatever_they_hold() {
        assert_eq!(read(&["Bearer abc", "Bearer abc"], "/"), Err(Reason::SeveralHeaders));
        assert_eq!(read(&["Basic YTpi", "Bearer abc"], "/"), Err(Reason::SeveralHeaders));
    }

    #[test]
    fn token_in_the_uri_is_refused_also_beside_a_header() {
        for uri in ["/?access_token=abc", "/?a=b&access%5Ftoken=", "/?access_token"] {
            assert_eq!(read(&[], uri), Err(Reason::TokenInUri), "{uri}");
            assert_eq!(read(&["Bearer abc"], uri), Err(Reason::TokenInUri), "{uri}");
        }
    }
}
