//! The address of a mail server.

use super::problem::Wrong;
use crate::model::Secret;
use std::fmt;
use url::{Host, Url};

/// Where mail is handed over (RFC 6409). `Debug` and `Display` leave out what may be a password.
#[derive(Clone, PartialEq, Eq)]
pub struct MailServer {
    /// Whether TLS begins before anything is said (RFC 8314 §3.3); otherwise by STARTTLS.
    pub tls_first: bool,
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Name and password, where the server wants them.
    pub login: Option<(String, Secret<String>)>,
    /// Whether it is on this machine, where plain text crosses no network.
    pub is_loopback: bool,
}

impl MailServer {
    /// # Errors
    /// When `text` is no `smtp://` or `smtps://` address. Never repeats `text`.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let url = Url::parse(text).map_err(|error| Wrong::new(format!("is not a URL ({error})")))?;
        let tls_first = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            _ => return Err(Wrong::new("is neither smtp:// nor smtps://")),
        };
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(Wrong::new("has more than name, password, host and port"));
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| Wrong::new("names no host"))?;
        let decode = |text: &str| {
            // Percent-decoding alone: what a form would split stays as it is.
            let kept = text.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
            let pair = form_urlencoded::parse(kept.as_bytes()).next();
            pair.map(|(name, _)| name.into_owned()).unwrap_or_default()
        };
        let user = Some(decode(url.username())).filter(|user| !user.is_empty());
        let password = || Secret::new(url.password().map(decode).unwrap_or_default());
        Ok(Self {
            tls_first,
            port: url.port().unwrap_or(if tls_first { 465 } else { 587 }),
            is_loopback: is_loopback(host),
            host: host.trim_matches(['[', ']']).to_owned(),
            login: user.map(|user| (user, password())),
        })
    }
}

fn is_loopback(host: &str) -> bool {
    // The host of another scheme than http is not parsed further by the URL standard.
    match Host::parse(host) {
        Ok(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        Ok(Host::Ipv6(address)) => address.is_loopback(),
        Err(_) => false,
    }
}

impl fmt::Display for MailServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls_first { "smtps" } else { "smtp" };
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        write!(f, "{scheme}://{host}:{}", self.port)
    }
}

impl fmt::Debug for MailServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_is_read_and_shown_without_its_password() {
        let server = MailServer::parse("smtp://me%40example.com:p%3Ass+w@mail.example").unwrap();
        let (user, password) = server.login.clone().unwrap();
        assert_eq!((user.as_str(), password.expose().as_str()), ("me@example.com", "p:ss+w"));
        assert_eq!((format!("{server:?}").as_str(), server.is_loopback), ("smtp://mail.example:587", false));
        assert_eq!(MailServer::parse("smtps://[::1]").unwrap().to_string(), "smtps://[::1]:465");
        for local in ["smtp://localhost:25", "smtp://127.0.0.1:25", "smtp://[::1]:25"] {
            assert!(MailServer::parse(local).unwrap().is_loopback, "{local}");
        }
    }

    #[test]
    fn anything_else_is_refused_and_not_repeated() {
        for bad in
            ["", "mail.example", "http://hunter2@mail.example", "smtp://hunter2@h/path", "smtp:///", "smtp://h?tls=no"]
        {
            let wrong = MailServer::parse(bad).unwrap_err();
            assert!(!format!("{wrong:?}").contains("hunter2"), "{bad}");
        }
    }
}
