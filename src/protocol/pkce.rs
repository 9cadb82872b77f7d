//! Proof Key for Code Exchange, S256 only (RFC 7636).

use super::rule::{Fault, Rule};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Checks `code_challenge` and `code_challenge_method` of an authorization request; `required` says whether a request
/// without a challenge is refused.
///
/// # Errors
/// The rule that the pair breaks; `plain`, also by omission of the method, is refused (RFC 9700 §2.1.1).
pub fn parse_challenge(challenge: Option<&str>, method: Option<&str>, required: bool) -> Result<Option<String>, Fault> {
    match (challenge, method) {
        (None, None) if required => Err(Rule::PkceRequired.into()),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Rule::PkceMethodWithoutChallenge.into()),
        (Some(challenge), Some("S256")) => match URL_SAFE_NO_PAD.decode(challenge) {
            Ok(digest) if digest.len() == 32 => Ok(Some(challenge.to_owned())),
            _ => Err(Rule::PkceChallengeMalformed.into()),
        },
        (Some(_), method) => Err(Fault::new(Rule::PkceMethodUnsupported)
            .received(method.unwrap_or("(none, which means plain)"))
            .expected("S256")),
    }
}

/// Checks `code_verifier` against the stored challenge; `digest` is the base64url SHA-256 of a text.
///
/// # Errors
/// A missing, unexpected, malformed or wrong verifier; all give `invalid_grant` (RFC 7636 §4.6, RFC 9700 §4.8.2).
pub fn check_verifier(
    challenge: Option<&str>,
    verifier: Option<&str>,
    digest: impl Fn(&str) -> String,
    equal: impl Fn(&[u8], &[u8]) -> bool,
) -> Result<(), Fault> {
    match (challenge, verifier) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err(Rule::VerifierUnexpected.into()),
        (Some(_), None) => Err(Rule::VerifierMissing.into()),
        (Some(_), Some(verifier)) if !is_verifier(verifier) => Err(Rule::VerifierMalformed.into()),
        (Some(challenge), Some(verifier)) if equal(challenge.as_bytes(), digest(verifier).as_bytes()) => Ok(()),
        (Some(_), Some(_)) => Err(Rule::VerifierMismatch.into()),
    }
}

/// 43 to 128 unreserved characters (RFC 7636 §4.1).
fn is_verifier(text: &str) -> bool {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    (43..=128).contains(&text.len()) && text.bytes().all(unreserved)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn rule(result: Result<impl std::fmt::Debug, Fault>) -> Rule {
        result.unwrap_err().rule
    }

    fn check(challenge: Option<&str>, verifier: Option<&str>) -> Result<(), Fault> {
        check_verifier(challenge, verifier, str::to_owned, |a, b| a == b)
    }

    #[test]
    fn s256_challenge_is_accepted() {
        assert_eq!(parse_challenge(Some(CHALLENGE), Some("S256"), true).unwrap().as_deref(), Some(CHALLENGE));
    }

    #[test]
    fn every_other_method_is_refused() {
        for method in [None, Some("plain"), Some("s256"), Some("S512"), Some("")] {
            assert_eq!(rule(parse_challenge(Some(CHALLENGE), method, true)), Rule::PkceMethodUnsupported, "{method:?}");
        }
    }

    #[test]
    fn challenge_must_be_a_digest() {
        for challenge in ["short", &CHALLENGE[1..], &format!("{CHALLENGE}="), &CHALLENGE.replace('-', "+")] {
            assert_eq!(rule(parse_challenge(Some(challenge), Some("S256"), false)), Rule::PkceChallengeMalformed);
        }
    }

    #[test]
    fn missing_challenge_is_refused_only_where_required() {
        assert_eq!(rule(parse_challenge(None, None, true)), Rule::PkceRequired);
        assert_eq!(parse_challenge(None, None, false).unwrap(), None);
        assert_eq!(rule(parse_challenge(None, Some("S256"), false)), Rule::PkceMethodWithoutChallenge);
    }

    #[test]
    fn verifier_table() {
        let verifier = "v".repeat(43);
        let cases = [
            (Some(verifier.as_str()), None, Rule::VerifierMissing),
            (None, Some(verifier.clone()), Rule::VerifierUnexpected),
            (Some(verifier.as_str()), Some("v".repeat(42)), Rule::VerifierMalformed),
            (Some(verifier.as_str()), Some("v".repeat(129)), Rule::VerifierMalformed),
            (Some(verifier.as_str()), Some(format!("{}!", "v".repeat(43))), Rule::VerifierMalformed),
            (Some(verifier.as_str()), Some("w".repeat(43)), Rule::VerifierMismatch),
        ];
        for (challenge, sent, expected) in cases {
            assert_eq!(rule(check(challenge, sent.as_deref())), expected, "{sent:?}");
        }
        assert!(check(Some(&verifier), Some(&verifier)).is_ok());
        assert!(check(None, None).is_ok());
    }

    proptest! {
        #[test]
        fn only_the_right_verifier_passes(one in "[A-Za-z0-9._~-]{43,128}", two in "[A-Za-z0-9._~-]{43,128}") {
            prop_assert_eq!(check(Some(&one), Some(&two)).is_ok(), one == two);
        }
    }
}
