//! Addresses of mailboxes (RFC 5322 §3.4.1), in the plain form that people have: no quoted names, comments or literals.

/// An address that can stand in a header as it is: no blank, control or other character that ends an address is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress(String);

/// Longest address (RFC 5321 §4.5.3.1.3).
const LONGEST: usize = 254;
/// Longest part before the `@` (RFC 5321 §4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;

impl EmailAddress {
    /// `None` for anything that is no plain address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let fits = text.len() <= LONGEST && local.len() <= LONGEST_LOCAL;
        (fits && is_dotted(local, is_atom) && is_domain(domain)).then(|| Self(text.to_owned()))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands after the `@`, in small letters.
    #[must_use]
    pub fn domain(&self) -> String {
        self.0.rsplit('@').next().unwrap_or_default().to_lowercase()
    }
}

fn is_dotted(text: &str, good: fn(char) -> bool) -> bool {
    text.split('.').all(|part| !part.is_empty() && part.chars().all(good))
}

/// Letters, digits and what RFC 5322 §3.2.3 has beside them; other scripts as in RFC 6531.
fn is_atom(c: char) -> bool {
    c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| !label.starts_with('-') && !label.ends_with('-') && label.len() <= 63;
    is_dotted(domain, |c| c.is_alphanumeric() || c == '-') && domain.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_addresses_are_taken() {
        for good in [
            "a@b.example",
            "first.last+tag@mail.example.com",
            "üser@bücher.example",
            " a@localhost ",
            "o'hara@x.example",
        ] {
            assert_eq!(EmailAddress::parse(good).unwrap().as_str(), good.trim());
        }
        assert_eq!(EmailAddress::parse("A@Example.COM").unwrap().domain(), "example.com");
    }

    #[test]
    fn nothing_that_could_end_a_header_or_name_a_second_address_is_taken() {
        let long = format!("{}@b.example", "a".repeat(65));
        for bad in [
            "",
            "a",
            "@b.example",
            "a@",
            "a b@c.example",
            "a@b..example",
            "a@-b.example",
            ".a@b.example",
            "a@b.example\r\nBcc: c@d.example",
            "a@b.example,c@d.example",
            "<a@b.example>",
            "\"a\"@b.example",
            "a@[127.0.0.1]",
            "a(b)@c.example",
            "a@b@c;d",
            "a\u{0}@b.example",
            &long,
        ] {
            assert_eq!(EmailAddress::parse(bad), None, "{bad:?}");
        }
    }
}
