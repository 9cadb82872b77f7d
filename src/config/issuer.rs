//! The issuer identifier (OpenID Connect Discovery §3, RFC 8414 §2) and the addresses that follow from it.

use super::problem::Wrong;
use std::fmt;
use url::{Host, Url};

/// An issuer exactly as it was written: http or https, no query, no fragment, no trailing slash.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Issuer {
    text: String,
    path_at: usize,
    loopback: bool,
}

impl Issuer {
    /// Takes `text` to the letter. What a browser or client library would rewrite is refused, because then two spellings of
    /// one issuer would be in use and clients compare them as strings.
    ///
    /// # Errors
    /// Says what is wrong and how to write it.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let url = Url::parse(text).map_err(|error| Wrong::new(format!("is not a URL ({error})")))?;
        check_parts(&url)?;
        if text.ends_with('/') {
            let mend = format!("Write it without the slash: {}", text.trim_end_matches('/'));
            return Err(Wrong::new("ends with a slash").mend(mend));
        }
        let path = url.path().trim_end_matches('/');
        check_path(path)?;
        let normal = url.as_str().trim_end_matches('/');
        if text != normal {
            return Err(Wrong::new("is not in normal form").mend(format!("Write it as {normal}")));
        }
        Ok(Self { text: text.to_owned(), path_at: text.len() - path.len(), loopback: is_loopback(&url) })
    }

    /// The issuer itself, as in `iss`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port: what browsers send as `Origin`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.text[..self.path_at]
    }

    /// The path below which everything lies: empty, or like `/tenant`.
    #[must_use]
    pub fn base_path(&self) -> &str {
        &self.text[self.path_at..]
    }

    /// The address of `path`, which starts with a slash, below the issuer.
    #[must_use]
    pub fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    /// Whether browsers reach it over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.text.starts_with("https:")
    }

    /// Whether the host is `localhost`, in 127.0.0.0/8 or `[::1]`: only this machine reaches it.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn check_parts(url: &Url) -> Result<(), Wrong> {
    let wrong = if !matches!(url.scheme(), "http" | "https") {
        "is neither https nor http"
    } else if !url.username().is_empty() || url.password().is_some() {
        "contains a user name or password"
    } else if url.query().is_some() {
        "has a query"
    } else if url.fragment().is_some() {
        "has a fragment"
    } else {
        return Ok(());
    };
    Err(Wrong::new(wrong))
}

/// The path also goes into `Path` of cookies and into routes, so that only characters that no reader escapes will do.
fn check_path(path: &str) -> Result<(), Wrong> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/".contains(c);
    if path.chars().all(plain) && !path.contains("//") {
        return Ok(());
    }
    Err(Wrong::new("has a path with an unusual character").mend("Use letters, digits, - . _ ~ and single slashes."))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuer_gives_origin_path_and_endpoints() {
        let cases = [
            ("http://localhost:8000", "http://localhost:8000", "", true, false),
            ("http://127.8.9.1/o", "http://127.8.9.1", "/o", true, false),
            ("http://[::1]:8000/o", "http://[::1]:8000", "/o", true, false),
            ("https://id.example.com", "https://id.example.com", "", false, true),
            ("https://id.example.com:8443/a/b", "https://id.example.com:8443", "/a/b", false, true),
            ("https://localhost.example.com", "https://localhost.example.com", "", false, true),
        ];
        for (text, origin, path, loopback, https) in cases {
            let issuer = Issuer::parse(text).expect(text);
            assert_eq!(issuer.as_str(), text);
            assert_eq!((issuer.origin(), issuer.base_path()), (origin, path));
            assert_eq!((issuer.is_loopback(), issuer.is_https()), (loopback, https), "{text}");
            assert_eq!(issuer.endpoint("/token"), format!("{text}/token"));
        }
    }

    #[test]
    fn issuer_that_clients_would_spell_otherwise_is_refused_with_the_spelling() {
        let cases = [
            ("https://id.example.com/", "https://id.example.com"),
            ("https://id.example.com/o/", "https://id.example.com/o"),
            ("https://id.example.com:443", "https://id.example.com"),
            ("https://ID.example.com", "https://id.example.com"),
            ("http://127.1:8000", "http://127.0.0.1:8000"),
            ("https://id.example.com/a/../b", "https://id.example.com/b"),
        ];
        for (text, normal) in cases {
            let mend = Issuer::parse(text).expect_err(text).mend.expect(text);
            assert!(mend.ends_with(&format!(" {normal}")), "{text}: {mend}");
        }
    }

    #[test]
    fn issuer_with_a_part_that_is_not_allowed_is_refused() {
        let bad = [
            "",
            "id.example.com",
            "localhost:8000",
            "ftp://id.example.com",
            "https://",
            "https://u:p@id.example.com",
            "https://id.example.com?x=1",
            "https://id.example.com?",
            "https://id.example.com/o#top",
            "https://h/#",
            "https://h/a;b",
            "https://h/a%2fb",
            "https://h//a",
            "https://h/a b",
            " https://h",
        ];
        for text in bad {
            assert!(Issuer::parse(text).is_err(), "{text}");
        }
    }
}
