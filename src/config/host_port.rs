//! A host with a port.

use super::problem::Wrong;
use std::fmt;
use url::{Host, Url};

/// `host:port`, compared as URLs compare hosts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPort {
    host: Host,
    port: u16,
}

impl HostPort {
    /// Reads `name:443`, `10.0.0.1:443` or `[::1]:443`.
    ///
    /// # Errors
    /// When it has no port, or more than host and port.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let wrong = || Wrong::new(format!("`{text}` is not a host with a port"));
        let (host, port) = text.rsplit_once(':').ok_or_else(wrong)?;
        let port = port.parse().ok().filter(|port| *port != 0).ok_or_else(wrong)?;
        // The parser of URLs reads the host, so that it is spelled as those that it is compared with.
        let url = Url::parse(&format!("https://{host}/")).map_err(|_| wrong())?;
        let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.port().is_none();
        let host = url.host().filter(|_| plain && url.username().is_empty()).ok_or_else(wrong)?.to_owned();
        Ok(Self { host, port })
    }

    /// Whether a URL with this host and port leads here.
    #[must_use]
    pub fn matches(&self, host: &Host, port: u16) -> bool {
        self.host == *host && self.port == port
    }
}

impl fmt::Display for HostPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_and_port_are_read_and_shown_alike() {
        for text in ["id.example:443", "10.0.0.1:8443", "[::1]:9000", "localhost:80"] {
            assert_eq!(HostPort::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(HostPort::parse("ID.example:443").unwrap().to_string(), "id.example:443");
        for wrong in
            ["id.example", ":443", "id.example:0", "id.example:x", "id.example:65536", "::1:443", "https://a:1"]
        {
            assert!(HostPort::parse(wrong).is_err(), "{wrong}");
        }
        for wrong in ["a/b:1", "a?b:1", "a#b:1", "u@a:1", "a b:1", "a:1:2"] {
            assert!(HostPort::parse(wrong).is_err(), "{wrong}");
        }
    }
}
