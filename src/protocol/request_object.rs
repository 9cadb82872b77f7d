//! What a request object says (OpenID Connect Core §6, RFC 9101), once its signature holds.

use super::access_token::Audience;
use super::params::Params;
use super::rule::{Fault, Rule};
use crate::model::{Seconds, UnixTime};
use serde_json::{Map, Value};

/// Seconds by which a client's clock may be ahead of ours.
const SKEW: Seconds = 30;
/// Claims about the object itself, which are no parameters (RFC 7519 §4.1).
const ABOUT_ITSELF: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/// The claims of a request object.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestObject(Map<String, Value>);

impl RequestObject {
    /// Wraps claims that their client has signed.
    #[must_use]
    pub fn new(claims: Map<String, Value>) -> Self {
        Self(claims)
    }

    /// The parameters of the request: those of the object and no others (RFC 9101 §6.3). What is no text is taken as its
    /// JSON, an array of `resource` as several of it.
    ///
    /// # Errors
    /// [`Rule::RequestObjectClaims`] when the object is another client's, not meant for `issuer`, not in time, or refers to a
    /// request object itself.
    pub fn parameters(&self, client_id: &str, issuer: &str, now: UnixTime) -> Result<Params, Fault> {
        self.check(client_id, issuer, now)?;
        let mut pairs = vec![("client_id".to_owned(), client_id.to_owned())];
        for (name, value) in &self.0 {
            if name == "client_id" || ABOUT_ITSELF.contains(&name.as_str()) {
                continue;
            }
            match value {
                Value::Null => {}
                Value::Array(values) if name == "resource" => {
                    pairs.extend(values.iter().map(|value| (name.clone(), text(value))));
                }
                other => pairs.push((name.clone(), text(other))),
            }
        }
        Params::from_pairs(pairs)
    }

    fn check(&self, client_id: &str, issuer: &str, now: UnixTime) -> Result<(), Fault> {
        let wrong = |expected: &str| Err(Fault::new(Rule::RequestObjectClaims).expected(expected));
        let is_client = |name: &str| self.0.get(name).is_none_or(|value| value == client_id);
        if !is_client("client_id") || !is_client("iss") {
            return wrong("client_id and iss are the client_id of the request");
        }
        let audience = self.0.get("aud").map(|aud| serde_json::from_value::<Audience>(aud.clone()));
        if audience.is_some_and(|aud| !aud.is_ok_and(|aud| aud.contains(issuer))) {
            return wrong("aud is or contains the issuer");
        }
        let time = |name: &str| self.0.get(name).map(|value| value.as_i64().map(UnixTime));
        if time("exp").is_some_and(|exp| exp.is_none_or(|exp| exp <= now))
            || time("nbf").is_some_and(|nbf| nbf.is_none_or(|nbf| nbf > now.plus(SKEW)))
        {
            return wrong("exp is ahead, and nbf has come");
        }
        if self.0.contains_key("request") || self.0.contains_key("request_uri") {
            return wrong("neither request nor request_uri in the object");
        }
        Ok(())
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: UnixTime = UnixTime(1_000_000);

    fn parameters(claims: Value) -> Result<Params, Rule> {
        let Value::Object(claims) = claims else { panic!("{claims}") };
        RequestObject::new(claims).parameters("web", "https://id.example", NOW).map_err(|fault| fault.rule)
    }

    #[test]
    fn members_become_parameters_and_claims_about_the_object_do_not() {
        let params = parameters(json!({
            "iss": "web", "aud": ["https://id.example", "x"], "exp": 1_000_001, "nbf": 1_000_030, "iat": 1, "jti": "1",
            "sub": "web", "client_id": "web", "max_age": 60, "state": "ä & b", "nonce": null, "flag": true,
            "claims": { "id_token": { "email": null } }, "resource": ["https://a.example", "https://b.example"],
        }))
        .unwrap();
        let pairs: Vec<_> = params.pairs().collect();
        for expected in [
            ("client_id", "web"),
            ("max_age", "60"),
            ("state", "ä & b"),
            ("flag", "true"),
            ("claims", r#"{"id_token":{"email":null}}"#),
            ("resource", "https://a.example"),
            ("resource", "https://b.example"),
        ] {
            assert!(pairs.contains(&expected), "{expected:?}: {pairs:?}");
        }
        assert_eq!(pairs.len(), 7, "{pairs:?}");
        params.check_not_repeated().unwrap();
    }

    #[test]
    fn object_of_another_client_or_server_or_time_is_refused() {
        for claims in [
            json!({ "client_id": "other" }),
            json!({ "client_id": ["web"] }),
            json!({ "iss": "other" }),
            json!({ "aud": "https://other.example" }),
            json!({ "aud": [] }),
            json!({ "aud": 5 }),
            json!({ "exp": 1_000_000 }),
            json!({ "exp": "never" }),
            json!({ "exp": null }),
            json!({ "nbf": 1_000_031 }),
            json!({ "request": "a.b.c" }),
            json!({ "request_uri": "https://a.example" }),
        ] {
            assert_eq!(parameters(claims.clone()), Err(Rule::RequestObjectClaims), "{claims}");
        }
        assert!(parameters(json!({})).is_ok());
    }

    #[test]
    fn text_that_no_parameter_can_be_is_refused() {
        assert_eq!(parameters(json!({ "state": "a\0b" })), Err(Rule::ParameterMalformed));
        let many: Map<String, Value> = (0..500).map(|at| (format!("p{at}"), json!("x"))).collect();
        assert_eq!(parameters(Value::Object(many)), Err(Rule::TooManyParameters));
    }
}
