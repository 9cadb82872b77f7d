//! What the claims of an access token must say (RFC 9068 §4, RFC 7662 §2.2). Pure.

use super::{AccessToken, Reason};
use crate::model::{ClientId, Scope, Seconds, Subject, UnixTime};
use crate::protocol::access_token::Audience;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

/// Whom the tokens must be from and for.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub issuer: String,
    /// One of these must be in `aud`.
    pub audiences: Vec<String>,
    /// How far the clocks may differ.
    pub leeway: Seconds,
}

#[derive(Deserialize)]
struct Claims {
    iss: Option<String>,
    sub: Option<Subject>,
    aud: Option<Audience>,
    client_id: Option<ClientId>,
    #[serde(default)]
    scope: Scope,
    iat: Option<UnixTime>,
    exp: Option<UnixTime>,
    nbf: Option<UnixTime>,
    jti: Option<String>,
    auth_time: Option<UnixTime>,
    acr: Option<String>,
    act: Option<Actor>,
    cnf: Option<IgnoredAny>,
    active: Option<bool>,
    token_type: Option<String>,
}

#[derive(Deserialize)]
struct Actor {
    sub: Option<Subject>,
}

impl Rules {
    /// The claims of a JWT whose signature and type are right already.
    pub fn check_jwt(&self, claims: Map<String, Value>, now: UnixTime) -> Result<AccessToken, Reason> {
        let read = read(&claims)?;
        // RFC 9068 §2.2 requires each of these; `sub`, `client_id` and `aud` are looked at in any case.
        if read.iss.is_none() || read.iat.is_none() || read.exp.is_none() || read.jti.is_none() {
            return Err(Reason::Claims);
        }
        self.check(read, claims, now)
    }

    /// The answer of an introspection endpoint. An audience is required here too: a refresh token, or a token for
    /// another API that we may see, is active as well.
    pub fn check_introspection(&self, answer: Map<String, Value>, now: UnixTime) -> Result<AccessToken, Reason> {
        let read = read(&answer)?;
        match read.active {
            Some(true) => {}
            Some(false) => return Err(Reason::Inactive),
            None => return Err(Reason::Claims),
        }
        if read.token_type.as_deref().is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
            return Err(Reason::Bound);
        }
        self.check(read, answer, now)
    }

    fn check(&self, read: Claims, claims: Map<String, Value>, now: UnixTime) -> Result<AccessToken, Reason> {
        if read.iss.is_some_and(|issuer| issuer != self.issuer) {
            return Err(Reason::Issuer);
        }
        let audience = match read.aud.ok_or(Reason::Audience)? {
            Audience::One(only) => vec![only],
            Audience::Many(all) => all,
        };
        if !self.audiences.iter().any(|own| audience.contains(own)) {
            return Err(Reason::Audience);
        }
        if read.exp.is_some_and(|end| end.plus(self.leeway) <= now) {
            return Err(Reason::Expired);
        }
        if [read.nbf, read.iat].into_iter().flatten().any(|start| now.plus(self.leeway) < start) {
            return Err(Reason::NotYetValid);
        }
        if read.cnf.is_some() {
            return Err(Reason::Bound);
        }
        Ok(AccessToken {
            subject: read.sub.filter(|subject| !subject.as_str().is_empty()).ok_or(Reason::Claims)?,
            client_id: read.client_id.ok_or(Reason::Claims)?,
            scope: read.scope,
            audience,
            issued_at: read.iat,
            expires_at: read.exp,
            auth_time: read.auth_time,
            acr: read.acr,
            actor: read.act.and_then(|actor| actor.sub),
            claims,
        })
    }
}

fn read(claims: &Map<String, Value>) -> Result<Claims, Reason> {
    Claims::deserialize(claims).map_err(|_| Reason::Claims)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: UnixTime = UnixTime(1_000_000);

    fn rules() -> Rules {
        Rules {
            issuer: "https://id.example".to_owned(),
            audiences: vec!["https://api.example".to_owned(), "api".to_owned()],
            leeway: 30,
        }
    }

    fn claims(change: &Value) -> Map<String, Value> {
        let mut claims = json!({
            "iss": "https://id.example", "sub": "alice", "aud": "https://api.example", "client_id": "web",
            "scope": "read write", "iat": NOW.get() - 10, "exp": NOW.get() + 10, "jti": "1",
        });
        for (name, value) in change.as_object().unwrap() {
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(name);
            } else {
                claims[name] = value.clone();
            }
        }
        claims.as_object().unwrap().clone()
    }

    fn jwt(change: &Value) -> Result<AccessToken, Reason> {
        rules().check_jwt(claims(change), NOW)
    }

    #[test]
    fn good_token_tells_everything() {
        let token =
            jwt(&json!({"act": {"sub": "service", "act": {"sub": "other"}}, "acr": "2", "auth_time": 5})).unwrap();
        assert_eq!((token.subject.as_str(), token.client_id.as_str()), ("alice", "web"));
        assert!(token.has_scope("read") && token.has_scope("write") && !token.has_scope("rea"));
        assert_eq!(token.audience, ["https://api.example"]);
        assert_eq!((token.issued_at, token.expires_at), (Some(NOW.plus(-10)), Some(NOW.plus(10))));
        assert_eq!((token.acr.as_deref(), token.auth_time), (Some("2"), Some(UnixTime(5))));
        assert_eq!(token.actor.unwrap().as_str(), "service");
        assert_eq!(token.claims["act"]["act"]["sub"], "other");
    }

    #[test]
    fn issuer_is_compared_to_the_letter() {
        for iss in ["https://id.example/", "https://ID.example", "http://id.example", ""] {
            assert_eq!(jwt(&json!({"iss": iss})), Err(Reason::Issuer), "{iss}");
        }
    }

    #[test]
    fn one_audience_of_ours_is_enough_and_none_is_not() {
        for aud in [json!("api"), json!(["x", "api"]), json!(["https://api.example"])] {
            assert!(jwt(&json!({"aud": aud})).is_ok());
        }
        for aud in [json!("ap"), json!(["x"]), json!([]), json!("https://api.example/"), Value::Null] {
            assert_eq!(jwt(&json!({"aud": aud})), Err(Reason::Audience), "{aud}");
        }
        assert_eq!(jwt(&json!({"aud": 5})), Err(Reason::Claims));
    }

    #[test]
    fn times_are_checked_with_leeway_and_no_more() {
        let now = NOW.get();
        assert!(jwt(&json!({"exp": now - 29})).is_ok());
        assert_eq!(jwt(&json!({"exp": now - 30})), Err(Reason::Expired));
        assert!(jwt(&json!({"nbf": now + 30})).is_ok());
        assert_eq!(jwt(&json!({"nbf": now + 31})), Err(Reason::NotYetValid));
        assert!(jwt(&json!({"iat": now + 30})).is_ok());
        assert_eq!(jwt(&json!({"iat": now + 31})), Err(Reason::NotYetValid));
        assert!(jwt(&json!({"exp": i64::MAX})).is_ok());
        assert_eq!(jwt(&json!({"exp": i64::MIN})), Err(Reason::Expired));
        assert_eq!(jwt(&json!({"exp": "tomorrow"})), Err(Reason::Claims));
    }

    #[test]
    fn required_claims_are_required() {
        for name in ["iss", "sub", "client_id", "iat", "exp", "jti"] {
            assert_eq!(jwt(&json!({ name: null })), Err(Reason::Claims), "{name}");
        }
        assert_eq!(jwt(&json!({"sub": ""})), Err(Reason::Claims));
        assert!(jwt(&json!({"scope": null})).unwrap().scope.is_empty());
    }

    #[test]
    fn token_bound_to_a_key_is_no_bearer_token() {
        assert_eq!(jwt(&json!({"cnf": {"jkt": "x"}})), Err(Reason::Bound));
        let answer = claims(&json!({"active": true, "token_type": "DPoP"}));
        assert_eq!(rules().check_introspection(answer, NOW), Err(Reason::Bound));
    }

    #[test]
    fn introspection_must_say_active_and_for_whom() {
        let check = |change: Value| rules().check_introspection(claims(&change), NOW);
        assert!(check(json!({"active": true, "jti": null, "exp": null, "iat": null, "iss": null})).is_ok());
        assert_eq!(check(json!({"active": false})), Err(Reason::Inactive));
        assert_eq!(check(json!({"active": null})), Err(Reason::Claims));
        assert_eq!(check(json!({"active": "true"})), Err(Reason::Claims));
        assert_eq!(check(json!({"active": true, "aud": null})), Err(Reason::Audience));
        assert_eq!(check(json!({"active": true, "iss": "https://other.example"})), Err(Reason::Issuer));
        assert_eq!(check(json!({"active": true, "exp": NOW.get() - 60})), Err(Reason::Expired));
    }
}
