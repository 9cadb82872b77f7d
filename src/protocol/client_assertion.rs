//! Assertions by which clients authenticate (RFC 7523 §3, OpenID Connect Core §9).

use super::access_token::Audience;
use super::rule::{Fault, Rule};
use crate::model::{Seconds, UnixTime};
use serde::Deserialize;

/// Seconds by which a client's clock may be ahead of ours.
const SKEW: Seconds = 30;

/// Claims of a client's assertion.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[expect(missing_docs, reason = "each field is the claim of the same name")]
pub struct ClientAssertion {
    pub iss: String,
    pub sub: String,
    pub aud: Audience,
    pub exp: UnixTime,
    pub nbf: Option<UnixTime>,
    pub iat: Option<UnixTime>,
    pub jti: Option<String>,
}

impl ClientAssertion {
    /// Whether the assertion is `client_id`'s own, meant for one of `audiences`, in time, and not good for longer than
    /// `max_lifetime` seconds. Gives the identifier under which it counts once.
    ///
    /// # Errors
    /// [`Rule::ClientAssertionClaims`], [`Rule::ClientAssertionAudience`], [`Rule::ClientAssertionExpired`].
    pub fn check(
        &self,
        client_id: &str,
        audiences: &[&str],
        max_lifetime: Seconds,
        now: UnixTime,
    ) -> Result<&str, Fault> {
        if self.iss != client_id || self.sub != client_id {
            return Err(Fault::new(Rule::ClientAssertionClaims).expected("iss and sub are the client_id"));
        }
        let jti = self.jti.as_deref().filter(|jti| !jti.is_empty());
        let jti = jti.ok_or_else(|| Fault::new(Rule::ClientAssertionClaims).expected("jti"))?;
        if !audiences.iter().any(|audience| self.aud.contains(audience)) {
            return Err(Fault::new(Rule::ClientAssertionAudience).expected(audiences.join(" or ")));
        }
        let ahead = |time: Option<UnixTime>| time.is_some_and(|time| time > now.plus(SKEW));
        if self.exp <= now || ahead(self.nbf) || ahead(self.iat) {
            return Err(Rule::ClientAssertionExpired.into());
        }
        if self.exp > now.plus(max_lifetime) {
            let expected = format!("exp at most {max_lifetime} seconds ahead");
            return Err(Fault::new(Rule::ClientAssertionExpired).expected(expected));
        }
        Ok(jti)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixTime = UnixTime(1_000_000);

    fn check(change: impl FnOnce(&mut ClientAssertion)) -> Result<String, Rule> {
        let mut claims = ClientAssertion {
            iss: "web".to_owned(),
            sub: "web".to_owned(),
            aud: Audience::One("https://id.example".to_owned()),
            exp: NOW.plus(60),
            nbf: None,
            iat: Some(NOW),
            jti: Some("1".to_owned()),
        };
        change(&mut claims);
        let audiences = ["https://id.example", "https://id.example/token"];
        claims.check("web", &audiences, 300, NOW).map(str::to_owned).map_err(|fault| fault.rule)
    }

    fn many(audiences: &[&str]) -> Audience {
        Audience::Many(audiences.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn assertion_is_the_clients_own_for_us_and_in_time() {
        assert_eq!(check(|_| {}).as_deref(), Ok("1"));
        assert!(check(|claims| claims.aud = many(&["https://other.example", "https://id.example/token"])).is_ok());
        assert!(check(|claims| claims.iat = Some(NOW.plus(30))).is_ok());
        assert!(check(|claims| claims.exp = NOW.plus(300)).is_ok());
        let expired = Err(Rule::ClientAssertionExpired);
        assert_eq!(check(|claims| claims.exp = NOW), expired);
        assert_eq!(check(|claims| claims.exp = NOW.plus(301)), expired);
        assert_eq!(check(|claims| claims.exp = UnixTime(i64::MAX)), expired);
        assert_eq!(check(|claims| claims.nbf = Some(NOW.plus(31))), expired);
        assert_eq!(check(|claims| claims.iat = Some(NOW.plus(31))), expired);
        let audience = Err(Rule::ClientAssertionAudience);
        for wrong in [&[][..], &["https://id.example/"], &["https://id.example/introspect"], &["https://evil.example"]]
        {
            assert_eq!(check(|claims| claims.aud = many(wrong)), audience, "{wrong:?}");
        }
        let own = Err(Rule::ClientAssertionClaims);
        assert_eq!(check(|claims| claims.iss = "other".to_owned()), own);
        assert_eq!(check(|claims| claims.sub = "other".to_owned()), own);
        assert_eq!(check(|claims| claims.jti = None), own);
        assert_eq!(check(|claims| claims.jti = Some(String::new())), own);
    }
}
