//! Which URLs are asked at all.

use super::{OutboundError, is_public};
use crate::config::HostPort;
use std::net::IpAddr;
use url::{Host, Url};

/// Longest URL in bytes.
const LONGEST: usize = 2048;

/// A checked URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Without fragment.
    pub url: Url,
    /// Whether the operator has exempted it from the rule of public addresses.
    pub exempt: bool,
}

impl Place {
    /// Checks what can be seen without asking anybody.
    ///
    /// The port is 443 or at least 1024: those between belong to services that never asked to be spoken to. Plain http
    /// only to a place of `allow` on this machine. Numbers are read in every spelling that a resolver would take (decimal,
    /// octal, hexadecimal, shortened), because the URL parser does.
    ///
    /// # Errors
    /// [`OutboundError::Address`], [`OutboundError::NotPublic`].
    pub fn check(text: &str, allow: &[HostPort]) -> Result<Self, OutboundError> {
        if text.len() > LONGEST {
            return Err(OutboundError::Address("it is too long"));
        }
        let mut url = Url::parse(text).map_err(|_| OutboundError::Address("it is not a URL"))?;
        url.set_fragment(None);
        let host = url.host().ok_or(OutboundError::Address("it has no host"))?.to_owned();
        if !url.username().is_empty() || url.password().is_some() {
            return Err(OutboundError::Address("it has credentials"));
        }
        let port = url.port_or_known_default().ok_or(OutboundError::Address("it has no port"))?;
        let exempt = allow.iter().any(|place| place.matches(&host, port));
        match url.scheme() {
            "https" => {}
            "http" if exempt && is_loopback(&host) => {}
            "http" => return Err(OutboundError::Address("it is not https")),
            _ => return Err(OutboundError::Address("it is neither https nor http")),
        }
        if !exempt {
            if port != 443 && port < 1024 {
                return Err(OutboundError::Address("its port is neither 443 nor at least 1024"));
            }
            check_literal(&host)?;
        }
        Ok(Self { url, exempt })
    }
}

/// An address written as numbers never reaches the resolver.
fn check_literal(host: &Host) -> Result<(), OutboundError> {
    let address = match host {
        Host::Domain(_) => return Ok(()),
        Host::Ipv4(address) => IpAddr::V4(*address),
        Host::Ipv6(address) => IpAddr::V6(*address),
    };
    if is_public(address) { Ok(()) } else { Err(OutboundError::NotPublic) }
}

fn is_loopback(host: &Host) -> bool {
    match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str) -> Result<bool, OutboundError> {
        let allow = ["127.0.0.1:9000", "intern.example:443", "intern.example:80", "localhost:9000"];
        let allow: Vec<_> = allow.iter().map(|text| HostPort::parse(text).unwrap()).collect();
        Place::check(url, &allow).map(|place| place.exempt)
    }

    #[test]
    fn public_https_is_asked_on_its_port_and_on_unprivileged_ones() {
        for url in ["https://a.example/jwks", "https://a.example:8443/", "https://a.example:1024/", "https://1.1.1.1/"]
        {
            assert_eq!(check(url), Ok(false), "{url}");
        }
        assert_eq!(Place::check("https://a.example/r#hash", &[]).unwrap().url.as_str(), "https://a.example/r");
    }

    #[test]
    fn literals_are_refused_in_every_spelling() {
        for url in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://017700000001/",
            "https://127.0.0.1./",
            "https://１２７.0.0.1/",
            "https://%31%32%37.0.0.1/",
            "https://0/",
            "https://[::1]/",
            "https://[0:0:0:0:0:0:0:1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://169.254.169.254/latest/meta-data/",
            "https://2852039166/",
            "https://10.0.0.1:8443/",
            "https://192.168.1.1/",
            "https://[64:ff9b::a00:1]/",
        ] {
            assert_eq!(check(url), Err(OutboundError::NotPublic), "{url}");
        }
    }

    #[test]
    fn other_schemes_ports_and_credentials_are_refused() {
        for url in [
            "http://a.example/",
            "http://127.0.0.1/",
            "http://intern.example/",
            "file:///etc/passwd",
            "gopher://a.example/",
            "ftp://a.example/",
            "data:text/plain,x",
            "javascript:alert(1)",
            "https://a.example:22/",
            "https://a.example:25/",
            "https://a.example:80/",
            "https://a.example:1023/",
            "https://a.example:0/",
            "https://user@a.example/",
            "https://user:pass@a.example/",
            "https://:pass@a.example/",
            "//a.example/",
            "a.example",
            "",
            &format!("https://a.example/{}", "x".repeat(LONGEST)),
        ] {
            assert!(matches!(check(url), Err(OutboundError::Address(_))), "{url}: {:?}", check(url));
        }
    }

    #[test]
    fn exempt_is_only_the_very_host_and_port() {
        for url in
            ["http://127.0.0.1:9000/", "https://127.0.0.1:9000/", "http://localhost:9000/", "https://intern.example/"]
        {
            assert_eq!(check(url), Ok(true), "{url}");
        }
        assert_eq!(check("https://127.0.0.1:9001/"), Err(OutboundError::NotPublic));
        assert_eq!(check("https://127.0.0.2:9000/"), Err(OutboundError::NotPublic));
        assert_eq!(check("https://sub.intern.example/"), Ok(false));
    }
}
