//! Names of claims: which there can be, and which nobody may give another meaning.

use super::claims;

/// Longest name of a claim, in bytes.
const LONGEST: usize = 200;

/// Claims that say something about a token, its sign-in or its client and not about a person: RFC 7519 §4.1, RFC 7800,
/// RFC 8693, RFC 9068, RFC 7662 §2.2, RFC 8417, OpenID Connect Core §2, §5.6.2 and §7.4, and the logout specifications.
const RESERVED: [&str; 33] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "azp",
    "at_hash",
    "c_hash",
    "s_hash",
    "sid",
    "sub_jwk",
    "client_id",
    "scope",
    "act",
    "may_act",
    "cnf",
    "active",
    "username",
    "token_type",
    "events",
    "sub_id",
    "txn",
    "toe",
    "authorization_details",
    "_claim_names",
    "_claim_sources",
    "entitlements",
];

/// Whether `name` can name a claim here: 1 to 200 letters, digits and `_-.:/` of ASCII. Addresses are names too, so that
/// one's own claims need not clash with those to come (RFC 7519 §4.2).
#[must_use]
pub fn is_claim_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | b'/');
    (1..=LONGEST).contains(&name.len()) && name.bytes().all(plain)
}

/// Whether the claim belongs to the protocol, so that no mapping may write it.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// Whether the claim has a meaning already: the protocol's, or that of a standard claim of a person.
#[must_use]
pub fn is_known(name: &str) -> bool {
    is_reserved(name) || claims::scope_of(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_claim_that_discovery_lists_is_known() {
        for name in claims::SUPPORTED {
            assert!(is_known(name), "{name}");
        }
    }

    #[test]
    fn addresses_are_names_and_what_needs_quoting_is_not() {
        assert!(is_claim_name("https://example.com/roles") && is_claim_name("department"));
        for wrong in ["", "a b", "a\"", "a=b", "ä", "a\u{0}", "a#de"] {
            assert!(!is_claim_name(wrong), "{wrong:?}");
        }
    }
}
