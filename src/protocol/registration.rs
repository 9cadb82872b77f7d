//! Registration documents (RFC 7591 §2, OpenID Connect Dynamic Client Registration §2): which members a client may say of
//! itself, what is meant by those that it leaves out, and what it is told.

use super::redirect_uri::origin;
use super::rule::{Fault, Rule};
use super::scope::is_administrative;
use crate::model::{
    ApplicationType, AuthMethod, ClientMetadata, ClientType, GrantType, JweEncryption, ResponseType, Scope,
    ScopeDefinition,
};
use serde_json::{Map, Value, json};

/// Members that a client may say of itself. Whatever else a document has is ignored, as RFC 7591 §2 wants, members of
/// our own above all: who is the operator's own client, who may introspect, how long tokens live.
pub const REGISTRABLE: [&str; 40] = [
    "redirect_uris",
    "response_types",
    "grant_types",
    "application_type",
    "contacts",
    "client_name",
    "logo_uri",
    "client_uri",
    "policy_uri",
    "tos_uri",
    "jwks_uri",
    "jwks",
    "sector_identifier_uri",
    "subject_type",
    "id_token_signed_response_alg",
    "id_token_encrypted_response_alg",
    "id_token_encrypted_response_enc",
    "userinfo_signed_response_alg",
    "userinfo_encrypted_response_alg",
    "userinfo_encrypted_response_enc",
    "request_object_signing_alg",
    "request_object_encryption_alg",
    "request_object_encryption_enc",
    "token_endpoint_auth_method",
    "token_endpoint_auth_signing_alg",
    "default_max_age",
    "require_auth_time",
    "default_acr_values",
    "initiate_login_uri",
    "request_uris",
    "post_logout_redirect_uris",
    "backchannel_logout_uri",
    "backchannel_logout_session_required",
    "frontchannel_logout_uri",
    "frontchannel_logout_session_required",
    "scope",
    "software_id",
    "software_version",
    "software_statement",
    "localized",
];

/// Members that exist in other languages too (OpenID Connect Dynamic Client Registration §2.1).
const LOCALIZABLE: [&str; 5] = ["client_name", "logo_uri", "client_uri", "policy_uri", "tos_uri"];
/// Most members in other languages.
const MOST_LOCALIZED: usize = 50;
/// Longest list of a document.
const LONGEST_LIST: usize = 50;
/// Members that only this server sets (RFC 7592 §2.2).
const RESERVED: [&str; 4] =
    ["registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at"];
/// Grants that the operator alone gives: they need no person, or show passwords.
const GRANTS: [GrantType; 4] =
    [GrantType::AuthorizationCode, GrantType::Implicit, GrantType::RefreshToken, GrantType::DeviceCode];

/// Whether a document may have this member, in any language.
#[must_use]
pub fn is_registrable(name: &str) -> bool {
    match name.split_once('#') {
        None => REGISTRABLE.contains(&name) && name != "localized",
        Some((member, _)) => LOCALIZABLE.contains(&member),
    }
}

/// What this server offers to clients that register themselves.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'a> {
    /// Scopes that they may ask for.
    pub scope: &'a Scope,
    /// Every scope that exists.
    pub scopes: &'a [ScopeDefinition],
    /// Response types that are enabled.
    pub response_types: &'a [ResponseType],
}

/// What `document` registers in the place of what `before` has; members that are not registrable stay as they are there.
/// `before` has the name that the client is called by when it gives none.
///
/// # Errors
/// [`Rule::ClientMemberMalformed`] with the member, and the rules about what is offered.
pub fn read(
    document: &Map<String, Value>,
    before: &ClientMetadata,
    offer: &Offer<'_>,
) -> Result<ClientMetadata, Fault> {
    let mut members = Map::new();
    for name in REGISTRABLE.into_iter().filter(|name| *name != "localized") {
        // Nothing said and null are the same (RFC 7592 §2.2).
        if let Some(value) = document.get(name).filter(|value| !value.is_null()) {
            check_length(name, value)?;
            members.insert(name.to_owned(), value.clone());
        }
    }
    members.insert("localized".to_owned(), localized(document)?);
    fill_in(&mut members, offer)?;
    let metadata = assemble(members, before)?;
    check_offer(&metadata, offer)?;
    Ok(metadata)
}

/// # Errors
/// [`Rule::RegistrationReserved`] for a change that brings what only this server sets.
pub fn check_reserved(document: &Map<String, Value>) -> Result<(), Fault> {
    match RESERVED.into_iter().find(|name| document.contains_key(*name)) {
        Some(name) => Err(Fault::new(Rule::RegistrationReserved).received(name)),
        None => Ok(()),
    }
}

fn malformed(name: &str) -> Fault {
    Fault::new(Rule::ClientMemberMalformed).received(name)
}

fn check_length(name: &str, value: &Value) -> Result<(), Fault> {
    let long = value.as_array().is_some_and(|items| items.len() > LONGEST_LIST);
    if long { Err(malformed(name).expected(format!("at most {LONGEST_LIST} items"))) } else { Ok(()) }
}

fn localized(document: &Map<String, Value>) -> Result<Value, Fault> {
    let mut found = Map::new();
    for (name, value) in document {
        let Some((member, tag)) = name.split_once('#') else { continue };
        if !LOCALIZABLE.contains(&member) || value.is_null() {
            continue;
        }
        let sound = tag.len() <= 35 && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let text = value.as_str().filter(|_| sound && found.len() < MOST_LOCALIZED).ok_or_else(|| malformed(member))?;
        found.insert(name.clone(), json!(text));
    }
    Ok(Value::Object(found))
}

/// The values of members that were left out, where the specifications say which they are.
fn fill_in(members: &mut Map<String, Value>, offer: &Offer<'_>) -> Result<(), Fault> {
    let method = json!(AuthMethod::ClientSecretBasic);
    members.entry("token_endpoint_auth_method").or_insert(method);
    members.entry("grant_types").or_insert(json!([GrantType::AuthorizationCode]));
    let known = |name: &str| offer.scopes.iter().any(|scope| scope.name == name);
    members.entry("scope").or_insert(json!(offer.scope.filter(|name| known(name) && !is_administrative(name))));
    match members.get("response_types") {
        Some(types) => {
            let types = types.as_array().ok_or_else(|| malformed("response_types"))?;
            let parse = |text: &Value| ResponseType::parse_unordered(text.as_str()?);
            let types: Option<Vec<_>> = types.iter().map(parse).collect();
            let types = types.ok_or_else(|| malformed("response_types"))?;
            members.insert("response_types".to_owned(), json!(types));
        }
        // Without a grant that goes through the authorization endpoint there is none.
        None if !has_grant(members, GrantType::AuthorizationCode) && !has_grant(members, GrantType::Implicit) => {
            members.insert("response_types".to_owned(), json!([]));
        }
        None => {}
    }
    for kind in ["id_token", "userinfo"] {
        let (alg, enc) = (format!("{kind}_encrypted_response_alg"), format!("{kind}_encrypted_response_enc"));
        if members.contains_key(&alg) {
            members.entry(enc).or_insert(json!(JweEncryption::default()));
        } else if members.contains_key(&enc) {
            return Err(Fault::new(Rule::ClientResponsesRefused).received(&enc).expected(&alg));
        }
    }
    if members.contains_key("request_object_encryption_alg") {
        members.entry("request_object_encryption_enc").or_insert(json!(JweEncryption::default()));
    } else if members.contains_key("request_object_encryption_enc") {
        let fault = Fault::new(Rule::ClientRequestsRefused).received("request_object_encryption_enc");
        return Err(fault.expected("request_object_encryption_alg"));
    }
    Ok(())
}

fn has_grant(members: &Map<String, Value>, grant: GrantType) -> bool {
    members.get("grant_types").and_then(Value::as_array).is_some_and(|grants| grants.contains(&json!(grant)))
}

fn assemble(mut members: Map<String, Value>, before: &ClientMetadata) -> Result<ClientMetadata, Fault> {
    let public = members.get("token_endpoint_auth_method") == Some(&json!(AuthMethod::None));
    let client_type = if public { ClientType::Public } else { ClientType::Confidential };
    members.insert("client_type".to_owned(), json!(client_type));
    let Value::Object(mut whole) = json!(before) else { return Err(malformed("client_name")) };
    whole.retain(|name, _| !REGISTRABLE.contains(&name.as_str()) || name == "client_name");
    let kept = whole.clone();
    whole.extend(members.clone());
    serde_json::from_value(Value::Object(whole)).map_err(|error| {
        // Which member it was is found by trying each beside what is needed.
        let wrong = |(name, value): (&String, &Value)| {
            let mut one = kept.clone();
            one.insert("scope".to_owned(), json!(""));
            one.insert("grant_types".to_owned(), json!([]));
            one.insert("client_type".to_owned(), json!(client_type));
            one.insert(name.clone(), value.clone());
            serde_json::from_value::<ClientMetadata>(Value::Object(one)).is_err()
        };
        let name = members.iter().find(|member| wrong(*member)).map_or("", |(name, _)| name.as_str());
        malformed(name).expected(error.to_string())
    })
}

/// What the operator does not offer, and what does not fit together (RFC 7591 §2.1).
fn check_offer(metadata: &ClientMetadata, offer: &Offer<'_>) -> Result<(), Fault> {
    let grants = |received: &str, expected: &str| {
        Err(Fault::new(Rule::ClientGrantsRefused).received(received).expected(expected))
    };
    if let Some(grant) = metadata.grant_types.iter().find(|grant| !GRANTS.contains(grant)) {
        return grants(grant.as_str(), &GRANTS.map(GrantType::as_str).join(" "));
    }
    let types = &metadata.responses.response_types;
    if let Some(kind) = types.iter().find(|kind| !offer.response_types.contains(kind)) {
        let offered: Vec<_> = offer.response_types.iter().map(|kind| kind.as_str()).collect();
        return grants(kind.as_str(), &offered.join(", "));
    }
    let has = |grant| metadata.grant_types.contains(&grant);
    let code = types.iter().any(|kind| kind.gives_code());
    let implicit = types.iter().any(|kind| kind.gives_id_token() || kind.gives_token());
    if code != has(GrantType::AuthorizationCode) {
        return grants("response_types", "code exactly with the grant authorization_code");
    }
    if implicit != has(GrantType::Implicit) {
        return grants("response_types", "id_token or token exactly with the grant implicit");
    }
    check_redirect_uris(metadata, implicit)?;
    let known = |name: &str| offer.scopes.iter().any(|scope| scope.name == name);
    let offered = |name: &str| offer.scope.contains(name) && known(name) && !is_administrative(name);
    let unknown = metadata.scope.iter().find(|name| !offered(name));
    match unknown {
        Some(name) => Err(Fault::new(Rule::ClientScopeRefused).received(name).expected(offer.scope.to_string())),
        None => Ok(()),
    }
}

/// A web client that is given tokens by the browser has https everywhere, also while it is developed (OpenID Connect Dynamic
/// Client Registration §2, `application_type`).
fn check_redirect_uris(metadata: &ClientMetadata, implicit: bool) -> Result<(), Fault> {
    let refused = Fault::new(Rule::ClientRedirectUriRefused);
    let needed = implicit || metadata.grant_types.contains(&GrantType::AuthorizationCode);
    if needed && metadata.redirect_uris.is_empty() {
        return Err(refused.received("none").expected("redirect_uris"));
    }
    if implicit && metadata.application_type == ApplicationType::Web {
        let local =
            |uri: &&String| uri.starts_with("http:") || origin(uri).is_some_and(|at| at.contains("//localhost"));
        if let Some(uri) = metadata.redirect_uris.iter().find(local) {
            return Err(refused.received(uri).expected("https and not localhost, for the grant implicit"));
        }
    }
    Ok(())
}

/// What a client is told of its registration: every member as it is registered, defaults too, and nothing of our own.
#[must_use]
pub fn describe(metadata: &ClientMetadata) -> Map<String, Value> {
    let responses = &metadata.responses;
    let mut told = Map::new();
    told.insert("response_types".to_owned(), json!(responses.response_types));
    told.insert("subject_type".to_owned(), json!(responses.subject_type));
    told.insert("id_token_signed_response_alg".to_owned(), json!(responses.id_token_signed_response_alg));
    told.insert("require_auth_time".to_owned(), json!(metadata.requests.require_auth_time));
    let stored = json!(metadata);
    let registrable = stored.as_object().into_iter().flatten().filter(|(name, _)| REGISTRABLE.contains(&name.as_str()));
    told.extend(
        registrable.filter(|(name, _)| *name != "localized").map(|(name, value)| (name.clone(), value.clone())),
    );
    told.extend(metadata.localized.iter().map(|(name, text)| (name.clone(), json!(text))));
    told
}
