//! Claims of one's own: which a scope releases beyond the standard ones, and by which names a client is told.
//!
//! A scope decides what is released, because the person is asked about scopes. A client's mapping renames, splits and
//! filters what was released, and never adds to it.

use super::claim_names::{is_claim_name, is_known, is_reserved};
use super::claims::{for_scope, scope_of, value_of};
use crate::model::{AccessMetadata, ClaimSource, MappedClaim, Scope, ScopeDefinition, User};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Most claims of a scope, of a client's mapping and of its access tokens.
const MOST: usize = 50;
/// Longest beginning that a filter asks for, in bytes.
const LONGEST_PREFIX: usize = 200;
/// Claims on which relying parties decide who somebody is: no other value may stand under these names.
const IDENTIFYING: [&str; 4] = ["email", "email_verified", "phone_number", "phone_number_verified"];

/// The claims of `user` that `scope` releases: the standard ones and those of the scopes' own definitions, without `sub`.
#[must_use]
pub fn released(user: &User, scope: &Scope, known: &[ScopeDefinition]) -> Map<String, Value> {
    let mut claims = for_scope(user, scope);
    let own = known.iter().filter(|definition| scope.contains(&definition.name));
    for (name, source) in own.flat_map(|definition| &definition.claims) {
        claims.extend(value(user, source).map(|value| (name.clone(), value)));
    }
    claims
}

fn value(user: &User, source: &ClaimSource) -> Option<Value> {
    match source {
        ClaimSource::Claim(name) => value_of(user, name),
        ClaimSource::Attribute(name) => user.attributes.get(name).cloned(),
    }
}

/// What was released, by the names that the client knows.
#[must_use]
pub fn mapped(released: Map<String, Value>, mapping: &BTreeMap<String, MappedClaim>) -> Map<String, Value> {
    if mapping.is_empty() {
        return released;
    }
    let renamed =
        mapping.iter().filter_map(|(name, rule)| Some((name.clone(), select(rule, released.get(&rule.claim)?)?)));
    let mut claims: Map<String, Value> = renamed.collect();
    let left = |name: &String| !mapping.contains_key(name) && mapping.values().all(|rule| rule.claim != *name);
    claims.extend(released.into_iter().filter(|(name, _)| left(name)));
    claims
}

/// The part of a value that the rule wants; nothing rather than an empty list.
fn select(rule: &MappedClaim, value: &Value) -> Option<Value> {
    if rule.prefix.is_empty() {
        return Some(value.clone());
    }
    let part = |value: &Value| {
        let text = value.as_str()?;
        let rest = text.strip_prefix(&rule.prefix)?;
        let kept = if rule.strip_prefix { rest } else { text };
        (!kept.is_empty()).then(|| Value::from(kept))
    };
    match value {
        Value::Array(values) => {
            let parts: Vec<_> = values.iter().filter_map(part).collect();
            (!parts.is_empty()).then_some(Value::Array(parts))
        }
        single => part(single),
    }
}

/// What is wrong with the claims of a scope.
///
/// # Errors
/// One sentence per problem.
pub fn check_scope_claims(claims: &BTreeMap<String, ClaimSource>) -> Result<(), Vec<String>> {
    let mut problems: Vec<_> = claims.iter().filter_map(|(name, source)| check_released(name, source).err()).collect();
    if claims.len() > MOST {
        problems.push(format!("a scope has at most {MOST} claims of its own"));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn check_released(name: &str, source: &ClaimSource) -> Result<(), String> {
    check_target(name)?;
    // A claim that is read everywhere in one sense is not given another.
    if scope_of(name).is_some() && *source != ClaimSource::Claim(name.to_owned()) {
        return Err(format!("{name:?} is a standard claim and keeps its meaning; take another name"));
    }
    match source {
        ClaimSource::Claim(known) if scope_of(known).is_none() => {
            Err(format!("{known:?} is no claim of a person; write attribute:{known} for an attribute"))
        }
        ClaimSource::Attribute(attribute) if !is_claim_name(attribute) || is_known(attribute) => {
            Err(format!("{attribute:?} cannot be an attribute"))
        }
        _ => Ok(()),
    }
}

/// Adds what is wrong with how a client wants to be told.
pub fn check_access(access: &AccessMetadata, problems: &mut Vec<String>) {
    let AccessMetadata { allowed_groups, claim_mapping, access_token_claims } = access;
    if allowed_groups.len() > MOST || claim_mapping.len() > MOST || access_token_claims.len() > MOST {
        problems
            .push(format!("allowed_groups, claim_mapping and access_token_claims have at most {MOST} members each"));
    }
    problems.extend(claim_mapping.iter().filter_map(|(name, rule)| check_mapped(name, rule).err()));
    problems.extend(access_token_claims.iter().filter_map(|name| check_target(name).err()));
}

fn check_mapped(name: &str, rule: &MappedClaim) -> Result<(), String> {
    check_target(name)?;
    check_target(&rule.claim)?;
    let changes = rule.claim != name || !rule.prefix.is_empty();
    if IDENTIFYING.contains(&name) && changes {
        return Err(format!("{name:?} says who somebody is and is told as it is"));
    }
    if rule.prefix.len() > LONGEST_PREFIX {
        return Err(format!("{name:?}: a prefix has at most {LONGEST_PREFIX} bytes"));
    }
    Ok(())
}

fn check_target(name: &str) -> Result<(), String> {
    if !is_claim_name(name) {
        return Err(format!("{name:?}: the name of a claim is 1 to 200 letters, digits and _-.:/ of ASCII"));
    }
    if is_reserved(name) { Err(format!("{name:?} belongs to the protocol and cannot be mapped")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(value: Value) -> Map<String, Value> {
        serde_json::from_value(value).unwrap()
    }

    fn map(released: Value, mapping: Value) -> Value {
        Value::Object(mapped(object(released), &serde_json::from_value(mapping).unwrap()))
    }

    #[test]
    fn mapping_renames_and_leaves_the_rest_alone() {
        let mapping = json!({"https://example.com/roles": {"claim": "roles"}});
        let told = map(json!({"roles": ["a"], "email": "a@example.com"}), mapping.clone());
        assert_eq!(told, json!({"https://example.com/roles": ["a"], "email": "a@example.com"}));
        assert_eq!(map(json!({"email": "x"}), mapping), json!({"email": "x"}), "what was not released is not told");
    }

    #[test]
    fn mapping_filters_by_prefix_and_an_empty_list_is_left_out() {
        let mapping = json!({
            "groups": {"claim": "groups", "prefix": "grafana-"},
            "short": {"claim": "groups", "prefix": "grafana-", "strip_prefix": true},
            "team": {"claim": "department", "prefix": "R&D/", "strip_prefix": true},
        });
        let told =
            map(json!({"groups": ["grafana-admins", "staff", "grafana-"], "department": "R&D/x"}), mapping.clone());
        assert_eq!(told, json!({"groups": ["grafana-admins", "grafana-"], "short": ["admins"], "team": "x"}));
        assert_eq!(map(json!({"groups": ["staff"], "department": 3}), mapping), json!({}));
    }

    #[test]
    fn claim_under_a_name_that_is_mapped_never_shows_its_own_value() {
        let mapping = json!({"name": {"claim": "preferred_username"}});
        assert_eq!(map(json!({"name": "Alice", "preferred_username": "al"}), mapping.clone()), json!({"name": "al"}));
        assert_eq!(map(json!({"name": "Alice"}), mapping), json!({}));
    }

    #[test]
    fn protocol_claims_can_neither_be_released_nor_mapped() {
        for name in ["iss", "sub", "aud", "exp", "nonce", "acr", "client_id", "scope", "cnf", "sid", "_claim_names", ""]
        {
            let scope = BTreeMap::from([(name.to_owned(), ClaimSource::Attribute("x".to_owned()))]);
            assert!(check_scope_claims(&scope).is_err(), "{name}");
            let rule = MappedClaim { claim: "groups".to_owned(), prefix: String::new(), strip_prefix: false };
            let onto = AccessMetadata {
                claim_mapping: BTreeMap::from([(name.to_owned(), rule.clone())]),
                ..AccessMetadata::default()
            };
            let from = AccessMetadata {
                claim_mapping: BTreeMap::from([("x".to_owned(), MappedClaim { claim: name.to_owned(), ..rule })]),
                ..AccessMetadata::default()
            };
            let told = AccessMetadata { access_token_claims: vec![name.to_owned()], ..AccessMetadata::default() };
            for access in [onto, from, told] {
                let mut problems = Vec::new();
                check_access(&access, &mut problems);
                assert_eq!(problems.len(), 1, "{name} {access:?}");
            }
        }
    }

    #[test]
    fn standard_claim_keeps_its_meaning_and_sources_must_be_there() {
        let check = |name: &str, source: &str| {
            check_scope_claims(&BTreeMap::from([(name.to_owned(), ClaimSource::from(source.to_owned()))]))
        };
        assert_eq!(check("department", "attribute:department"), Ok(()));
        assert_eq!(check("mail", "email"), Ok(()));
        assert_eq!(check("email", "email"), Ok(()));
        for (name, source) in [
            ("email", "attribute:mail"),
            ("email_verified", "phone_number_verified"),
            ("x", "department"),
            ("x", "sub"),
            ("x", "attribute:email"),
            ("x", "attribute:"),
        ] {
            assert!(check(name, source).is_err(), "{name} {source}");
        }
    }

    #[test]
    fn claims_by_which_people_are_recognised_are_told_as_they_are() {
        let problems = |name: &str, claim: &str, prefix: &str| {
            let rule = MappedClaim { claim: claim.to_owned(), prefix: prefix.to_owned(), strip_prefix: false };
            let claim_mapping = BTreeMap::from([(name.to_owned(), rule)]);
            let mut problems = Vec::new();
            check_access(&AccessMetadata { claim_mapping, ..AccessMetadata::default() }, &mut problems);
            problems.len()
        };
        assert_eq!(problems("email_verified", "phone_number_verified", ""), 1);
        assert_eq!(problems("email", "preferred_username", ""), 1);
        assert_eq!(problems("email", "email", "x"), 1);
        assert_eq!(problems("mail", "email", ""), 0);
    }
}
