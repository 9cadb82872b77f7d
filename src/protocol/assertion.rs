//! JWT assertions as grants (RFC 7521 §5.2, RFC 7523 §3).

use super::access_token::Audience;
use super::rule::{Fault, Rule};
use crate::model::{Seconds, UnixTime};
use serde::Deserialize;

/// Seconds by which another server's clock may be ahead of ours.
const SKEW: Seconds = 30;

/// Claims of an assertion.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[expect(missing_docs, reason = "each field is the claim of the same name")]
pub struct AssertionClaims {
    pub iss: String,
    pub sub: String,
    pub aud: Audience,
    pub exp: UnixTime,
    pub nbf: Option<UnixTime>,
    pub iat: Option<UnixTime>,
    pub jti: Option<String>,
    pub email: Option<String>,
    #[serde(default)]
    pub email_verified: bool,
}

impl AssertionClaims {
    /// Whether the assertion is meant for `audiences` of ours, in time, and not good for longer than `max_lifetime`
    /// seconds.
    ///
    /// # Errors
    /// [`Rule::AssertionAudience`], [`Rule::AssertionExpired`].
    pub fn check(&self, audiences: &[&str], max_lifetime: Seconds, now: UnixTime) -> Result<(), Fault> {
        if !audiences.iter().any(|audience| self.aud.contains(audience)) {
            return Err(Fault::new(Rule::AssertionAudience).expected(audiences.join(" or ")));
        }
        let ahead = |time: Option<UnixTime>| time.is_some_and(|time| time > now.plus(SKEW));
        if self.exp <= now || ahead(self.nbf) || ahead(self.iat) {
            return Err(Rule::AssertionExpired.into());
        }
        if self.exp > now.plus(max_lifetime) {
            let expected = format!("exp at most {max_lifetime} seconds ahead");
            return Err(Fault::new(Rule::AssertionExpired).expected(expected));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixTime = UnixTime(1_000_000);

    fn check(change: impl FnOnce(&mut AssertionClaims)) -> Result<(), Rule> {
        let mut claims = AssertionClaims {
            iss: "https://other.example".to_owned(),
            sub: "alice".to_owned(),
            aud: Audience::One("https://id.example".to_owned()),
            exp: NOW.plus(60),
            nbf: None,
            iat: Some(NOW),
            jti: None,
            email: None,
            email_verified: false,
        };
        change(&mut claims);
        claims.check(&["https://id.example", "https://id.example/token"], 300, NOW).map_err(|fault| fault.rule)
    }

    #[test]
    fn assertion_is_for_us_and_in_time() {
        assert_eq!(check(|_| {}), Ok(()));
        assert_eq!(check(|claims| claims.aud = Audience::One("https://id.example/token".to_owned())), Ok(()));
        assert_eq!(
            check(|claims| claims.aud = Audience::One("https://id.example/".to_owned())),
            Err(Rule::AssertionAudience)
        );
        assert_eq!(check(|claims| claims.exp = NOW), Err(Rule::AssertionExpired));
        assert_eq!(check(|claims| claims.exp = NOW.plus(301)), Err(Rule::AssertionExpired));
        assert_eq!(check(|claims| claims.nbf = Some(NOW.plus(31))), Err(Rule::AssertionExpired));
        assert_eq!(check(|claims| claims.iat = Some(NOW.plus(30))), Ok(()));
    }
}
