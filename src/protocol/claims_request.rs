//! The `claims` parameter (OpenID Connect Core §5.5).

use super::claims::scope_of;
use super::rule::{Fault, Rule};
use crate::model::{ClaimsRequest, WantedClaim, WantedClaims};
use serde_json::{Map, Value};

/// Longest `claims` parameter, in bytes.
pub const LONGEST: usize = 4096;

/// The parameter, by what becomes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestedClaims {
    /// Claims of the person; unknown ones are left out.
    pub personal: ClaimsRequest,
    /// `sub` of the persons who may sign in; none means anybody (OpenID Connect Core §3.1.2.2).
    pub subjects: Vec<String>,
    /// Values of `acr` of which the sign-in must reach one; none means that any will do (OpenID Connect Core §5.5.1.1).
    pub acr: Vec<String>,
}

/// Reads the parameter. Members and claims that are not known are ignored. A claim in a certain language
/// (`name#de`, OpenID Connect Core §5.2) stands for the claim as the person has it.
///
/// # Errors
/// [`Rule::ClaimsMalformed`], [`Rule::ParameterTooLong`].
pub fn parse_claims(text: &str) -> Result<RequestedClaims, Fault> {
    if text.len() > LONGEST {
        return Err(Fault::new(Rule::ParameterTooLong).received("claims"));
    }
    // The reader itself refuses what is nested too deeply.
    let Ok(Value::Object(members)) = serde_json::from_str(text) else { return Err(malformed("claims")) };
    let userinfo = parse_member(&members, "userinfo")?;
    let id_token = parse_member(&members, "id_token")?;
    let demanded = |name: &str| id_token.get(name).map(texts).transpose();
    let essential = id_token.get("acr").is_some_and(|acr| acr.essential);
    Ok(RequestedClaims {
        subjects: demanded("sub")?.unwrap_or_default(),
        acr: demanded("acr")?.filter(|_| essential).unwrap_or_default(),
        personal: ClaimsRequest { userinfo, id_token }.filter(|name| scope_of(name).is_some()),
    })
}

fn parse_member(members: &Map<String, Value>, name: &'static str) -> Result<WantedClaims, Fault> {
    let mut wanted = WantedClaims::new();
    let Some(member) = members.get(name) else { return Ok(wanted) };
    for (name, value) in member.as_object().ok_or_else(|| malformed(name))? {
        let untagged = name.split('#').next().unwrap_or(name);
        let claim = parse_claim(name, value)?;
        if untagged == name {
            wanted.insert(untagged.to_owned(), claim);
        } else {
            wanted.entry(untagged.to_owned()).or_insert(claim);
        }
    }
    Ok(wanted)
}

fn parse_claim(name: &str, value: &Value) -> Result<WantedClaim, Fault> {
    let members = match value {
        Value::Null => return Ok(WantedClaim::default()),
        Value::Object(members) => members,
        _ => return Err(malformed(name)),
    };
    let essential = match members.get("essential") {
        None => false,
        Some(Value::Bool(essential)) => *essential,
        Some(_) => return Err(malformed(name)),
    };
    let several = match members.get("values") {
        None => &[][..],
        Some(Value::Array(values)) => values,
        Some(_) => return Err(malformed(name)),
    };
    Ok(WantedClaim { essential, values: members.get("value").into_iter().chain(several).cloned().collect() })
}

fn texts(claim: &WantedClaim) -> Result<Vec<String>, Fault> {
    let text = |value: &Value| value.as_str().map(str::to_owned).ok_or_else(|| malformed("sub or acr"));
    claim.values.iter().map(text).collect()
}

fn malformed(what: &str) -> Fault {
    Fault::new(Rule::ClaimsMalformed).received(what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn parse(value: &Value) -> RequestedClaims {
        parse_claims(&value.to_string()).unwrap()
    }

    #[test]
    fn claim_is_null_or_says_how_it_is_wanted() {
        let claims = parse(&json!({
            "userinfo": {"name": null, "email": {"essential": true}, "https://x.example/role": null},
            "id_token": {"address": {"value": {"country": "SE"}, "unknown": 1}, "auth_time": {"essential": true}},
            "future": 1,
        }));
        assert_eq!(claims.personal.userinfo.keys().collect::<Vec<_>>(), ["email", "name"]);
        assert!(claims.personal.userinfo["email"].essential && !claims.personal.userinfo["name"].essential);
        assert_eq!(claims.personal.id_token["address"].values, [json!({"country": "SE"})]);
        assert_eq!(claims.personal.names().into_iter().collect::<Vec<_>>(), ["address", "email", "name"]);
    }

    #[test]
    fn claim_in_a_language_is_the_claim_as_the_person_has_it() {
        let claims = parse(&json!({"userinfo": {
            "family_name#ja-Kana-JP": null, "name": null, "name#de": {"essential": true},
        }}));
        assert_eq!(claims.personal.userinfo.keys().collect::<Vec<_>>(), ["family_name", "name"]);
        assert!(!claims.personal.userinfo["name"].essential);
    }

    #[test]
    fn demands_are_read_from_the_id_token_alone_and_acr_only_where_it_is_essential() {
        let claims = parse(&json!({
            "userinfo": {"sub": {"value": "x"}, "acr": {"essential": true, "value": "9"}},
            "id_token": {"sub": {"value": "24", "values": ["25"]}, "acr": {"values": ["2"]}},
        }));
        assert_eq!((claims.subjects, claims.acr), (vec!["24".to_owned(), "25".to_owned()], vec![]));
        assert!(claims.personal.is_empty());
        let essential = parse(&json!({"id_token": {"acr": {"essential": true, "values": ["2", "3"]}}}));
        assert_eq!(essential.acr, ["2", "3"]);
    }

    #[test]
    fn what_is_no_claims_request_is_refused() {
        for text in [
            "",
            "name",
            "null",
            "[]",
            "\"userinfo\"",
            "{",
            "{\"userinfo\":null}",
            "{\"id_token\":[]}",
            "{\"userinfo\":{\"name\":true}}",
            "{\"userinfo\":{\"name\":{\"essential\":\"true\"}}}",
            "{\"userinfo\":{\"name\":{\"values\":\"x\"}}}",
            "{\"id_token\":{\"sub\":{\"value\":24}}}",
            "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[2]}}}",
        ] {
            assert_eq!(parse_claims(text).unwrap_err().rule, Rule::ClaimsMalformed, "{text}");
        }
        let deep = format!("{{\"userinfo\":{}{}}}", "{\"name\":{\"value\":[".repeat(150), "]}}".repeat(150));
        assert_eq!(parse_claims(&deep).unwrap_err().rule, Rule::ClaimsMalformed);
        let long = json!({"userinfo": {"name": {"value": "x".repeat(LONGEST)}}}).to_string();
        assert_eq!(parse_claims(&long).unwrap_err().rule, Rule::ParameterTooLong);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,80}") {
            let _ = parse_claims(&text);
        }
    }
}
