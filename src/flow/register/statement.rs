//! Software statements (RFC 7591 §2.3): what an issuer that the operator names vouches for goes before what the client says.

use crate::flow::Deps;
use crate::jose::unverified_issuer;
use crate::protocol::registration::is_registrable;
use crate::protocol::{Fault, Rule};
use serde_json::{Map, Value, json};

/// Seconds by which another server's clock may be ahead of ours.
const SKEW: i64 = 30;

/// The document with the statement's values in the place of its own.
///
/// # Errors
/// [`Rule::SoftwareStatementUnapproved`], [`Rule::SoftwareStatementInvalid`].
pub(super) fn merge(deps: &Deps, document: &Map<String, Value>, jwt: &str) -> Result<Map<String, Value>, Fault> {
    let claims = verify(deps, jwt)?;
    let mut merged = document.clone();
    // A name in one language replaces only itself; what the statement does not say may still be said by the client.
    merged.extend(claims.into_iter().filter(|(name, _)| is_registrable(name) && name != "software_statement"));
    Ok(merged)
}

fn verify(deps: &Deps, jwt: &str) -> Result<Map<String, Value>, Fault> {
    let issuer = unverified_issuer(jwt).ok_or(Fault::new(Rule::SoftwareStatementInvalid))?;
    let named = deps.services.settings.registration.software_statement_issuers.contains(&issuer);
    let trusted = deps.snapshot.issuers.get(&issuer).filter(|_| named);
    let trusted = trusted.ok_or_else(|| Fault::new(Rule::SoftwareStatementUnapproved).received(&issuer))?;
    let verified = trusted.keys.verify::<Map<String, Value>>(jwt, &["JWT", "software-statement+jwt", ""]);
    let claims = verified.map_err(|error| Fault::new(Rule::SoftwareStatementInvalid).received(error.to_string()))?;
    check_time(deps, &claims)?;
    check_audience(deps, &claims)?;
    Ok(claims)
}

/// Statements are made once for many installations: they need no end, but one that they have counts.
fn check_time(deps: &Deps, claims: &Map<String, Value>) -> Result<(), Fault> {
    let now = deps.unix().get();
    for (name, holds) in [("exp", (|at, now| at > now) as fn(i64, i64) -> bool), ("nbf", |at, now| at <= now + SKEW)] {
        let Some(value) = claims.get(name) else { continue };
        if !value.as_f64().is_some_and(|at| holds(whole(at), now)) {
            return Err(Fault::new(Rule::SoftwareStatementInvalid).received(name));
        }
    }
    Ok(())
}

#[expect(clippy::cast_possible_truncation, reason = "a cast of f64 stops at the ends of i64")]
fn whole(seconds: f64) -> i64 {
    seconds as i64
}

/// A statement that names whom it is for is for nobody else (RFC 7519 §4.1.3).
fn check_audience(deps: &Deps, claims: &Map<String, Value>) -> Result<(), Fault> {
    let issuer = deps.services.settings.issuer.as_str();
    let ours = [json!(issuer), json!(format!("{issuer}/register"))];
    let for_us = match claims.get("aud") {
        None => true,
        Some(Value::Array(many)) => many.iter().any(|one| ours.contains(one)),
        Some(one) => ours.contains(one),
    };
    if for_us { Ok(()) } else { Err(Fault::new(Rule::SoftwareStatementInvalid).received("aud").expected(issuer)) }
}
