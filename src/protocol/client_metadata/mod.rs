//! What may be registered of a client (RFC 7591 §2), whoever registers it.

mod keys;
mod logout;
mod requests;
mod responses;

use super::claim_mapping::check_access;
use super::redirect_uri::check_registrable;
use super::resource::is_resource_uri;
use super::rule::Rule;
use super::scope::is_scope_token;
use crate::model::{AuthMethod, ClientMetadata, ClientType, GrantType, RefreshRotation, Scope, ScopeDefinition};
use url::Url;

/// What a problem is about; each subject has its rule for clients that register themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Names, contacts and pages.
    Description,
    /// Grants, authentication and lives.
    Grants,
    /// Redirect URIs.
    RedirectUris,
    /// The client's keys.
    Keys,
    /// What it is given.
    Responses,
    /// How it asks.
    Requests,
    /// What it is told of sign-outs.
    Logout,
    /// Scopes and resources.
    Scope,
}

impl Subject {
    /// The rule that a problem of this subject breaks.
    #[must_use]
    pub fn rule(self) -> Rule {
        match self {
            Self::Description => Rule::ClientDescriptionRefused,
            Self::Grants => Rule::ClientGrantsRefused,
            Self::RedirectUris => Rule::ClientRedirectUriRefused,
            Self::Keys => Rule::ClientKeysRefused,
            Self::Responses => Rule::ClientResponsesRefused,
            Self::Requests => Rule::ClientRequestsRefused,
            Self::Logout => Rule::ClientLogoutRefused,
            Self::Scope => Rule::ClientScopeRefused,
        }
    }
}

/// Checks the whole document and says everything that is wrong with it.
///
/// # Errors
/// One sentence per problem, for the person who registers.
pub fn check_metadata(metadata: &ClientMetadata, known_scopes: &[ScopeDefinition]) -> Result<(), Vec<String>> {
    let problems: Vec<_> = problems(metadata, known_scopes).into_iter().map(|(_, problem)| problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Adds what is wrong with one part of the document.
type Check = fn(&ClientMetadata, &mut Vec<String>);

/// Everything that is wrong with the document, by subject.
#[must_use]
pub fn problems(metadata: &ClientMetadata, known_scopes: &[ScopeDefinition]) -> Vec<(Subject, String)> {
    let checks: [(Subject, Check); 9] = [
        (Subject::Description, check_name),
        (Subject::Description, check_pages),
        (Subject::Grants, check_grants),
        (Subject::RedirectUris, check_redirect_uris),
        (Subject::Keys, keys::check),
        (Subject::Responses, responses::check),
        (Subject::Requests, requests::check),
        (Subject::Logout, logout::check),
        (Subject::Description, |metadata, problems| check_access(&metadata.access, problems)),
    ];
    let mut found = Vec::new();
    for (subject, check) in checks {
        let mut problems = Vec::new();
        check(metadata, &mut problems);
        found.extend(problems.into_iter().map(|problem| (subject, problem)));
    }
    found.extend(check_scope(metadata, known_scopes).into_iter().map(|problem| (Subject::Scope, problem)));
    found
}

fn check_scope(metadata: &ClientMetadata, known_scopes: &[ScopeDefinition]) -> Vec<String> {
    let mut problems = Vec::new();
    for token in metadata.scope.iter().chain(metadata.default_scope.iter().flat_map(Scope::iter)) {
        if !is_scope_token(token) || !known_scopes.iter().any(|known| known.name == token) {
            problems.push(format!("scope {token:?} does not exist; add it first with `symbolon scope add`"));
        }
    }
    if metadata.default_scope.as_ref().is_some_and(|default| !metadata.scope.contains_all(default)) {
        problems.push("default_scope has a scope that is not in scope".to_owned());
    }
    for uri in metadata.resources.iter().filter(|uri| !is_resource_uri(uri)) {
        problems.push(format!("resource {uri:?} is not an absolute URI without fragment (RFC 8707 §2)"));
    }
    problems
}

fn check_name(metadata: &ClientMetadata, problems: &mut Vec<String>) {
    let name = &metadata.client_name;
    if name.trim().is_empty() || name.len() > 200 || name.chars().any(char::is_control) {
        problems.push("client_name must be 1 to 200 bytes of visible text".to_owned());
    }
    let texts = metadata.contacts.iter().chain(&metadata.software_id).chain(&metadata.software_version);
    if texts.chain(&metadata.requests.default_acr_values).any(|text| !is_short_text(text)) {
        problems.push("contacts, software_id, software_version and acr values are 1 to 255 bytes of text".to_owned());
    }
}

fn check_grants(metadata: &ClientMetadata, problems: &mut Vec<String>) {
    let has = |grant| metadata.grant_types.contains(&grant);
    if metadata.grant_types.is_empty() {
        problems.push("grant_types is empty".to_owned());
    }
    if has(GrantType::AuthorizationCode) && metadata.redirect_uris.is_empty() {
        problems.push("authorization_code needs at least one redirect URI".to_owned());
    }
    let of_persons = [GrantType::AuthorizationCode, GrantType::Password, GrantType::DeviceCode];
    if has(GrantType::RefreshToken) && !of_persons.into_iter().any(has) {
        problems.push("refresh_token needs authorization_code, device_code or password beside it".to_owned());
    }
    if metadata.client_type == ClientType::Public {
        if has(GrantType::ClientCredentials) {
            problems.push("a public client cannot use client_credentials (RFC 6749 §4.4)".to_owned());
        }
        if has(GrantType::TokenExchange) {
            problems
                .push("a public client cannot exchange tokens: it could not prove who acts (RFC 8693 §2.1)".to_owned());
        }
        if metadata.introspection {
            problems.push("a public client cannot introspect (RFC 7662 §2.1)".to_owned());
        }
        if metadata.pkce_required == Some(false) {
            problems.push("a public client always needs PKCE (RFC 9700 §2.1.1)".to_owned());
        }
        if metadata.refresh_rotation == RefreshRotation::Never {
            problems.push("a public client always rotates its refresh tokens (RFC 9700 §2.2.2)".to_owned());
        }
    }
    match (metadata.client_type, metadata.token_endpoint_auth_method) {
        (ClientType::Public, Some(method)) if method != AuthMethod::None => {
            problems.push("a public client's token_endpoint_auth_method is none".to_owned());
        }
        (ClientType::Confidential, Some(AuthMethod::None)) => {
            problems.push("a confidential client's token_endpoint_auth_method cannot be none".to_owned());
        }
        _ => {}
    }
    check_lifetimes(metadata, problems);
}

fn check_lifetimes(metadata: &ClientMetadata, problems: &mut Vec<String>) {
    const YEAR: i64 = 31_536_000;
    let lifetimes = [
        ("code_lifetime", metadata.code_lifetime, 1..=600),
        ("access_token_lifetime", metadata.access_token_lifetime, 1..=YEAR),
        ("refresh_replay_window", metadata.refresh_replay_window, 0..=600),
        ("refresh_idle_lifetime", metadata.refresh_idle_lifetime, 60..=YEAR),
        ("refresh_absolute_lifetime", metadata.refresh_absolute_lifetime, 60..=10 * YEAR),
    ];
    for (name, value, allowed) in lifetimes {
        if value.is_some_and(|seconds| !allowed.contains(&seconds)) {
            problems.push(format!("{name} must be {} to {} seconds", allowed.start(), allowed.end()));
        }
    }
}

fn is_short_text(text: &str) -> bool {
    (1..=255).contains(&text.len()) && !text.chars().any(char::is_control)
}

fn check_redirect_uris(metadata: &ClientMetadata, problems: &mut Vec<String>) {
    for uri in &metadata.redirect_uris {
        problems.extend(check_registrable(uri, metadata.application_type).err());
    }
}

fn check_pages(metadata: &ClientMetadata, problems: &mut Vec<String>) {
    let pages = [
        ("client_uri", &metadata.client_uri),
        ("logo_uri", &metadata.logo_uri),
        ("policy_uri", &metadata.policy_uri),
        ("tos_uri", &metadata.tos_uri),
    ];
    for (name, uri) in pages {
        if let Some(uri) = uri
            && !is_web_page(uri)
        {
            problems.push(format!("{name} must be an https URI"));
        }
    }
    for (name, text) in &metadata.localized {
        let sound = if name.starts_with("client_name#") { is_short_text(text) } else { is_web_page(text) };
        if !sound {
            problems.push(format!("{name} is not what its member without a language may be"));
        }
    }
}

/// An https page, or http on loopback for development.
fn is_web_page(uri: &str) -> bool {
    Url::parse(uri).is_ok_and(|url| {
        let plain = url.username().is_empty() && url.password().is_none();
        let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        plain && uri.len() <= 2048 && (url.scheme() == "https" || (url.scheme() == "http" && loopback))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn problems(document: serde_json::Value) -> String {
        let metadata: ClientMetadata = serde_json::from_value(document).unwrap();
        check_metadata(&metadata, &[]).map_or_else(|all| all.join("; "), |()| String::new())
    }

    #[test]
    fn public_client_cannot_have_what_needs_a_secret() {
        let said = problems(json!({
            "client_name": "x", "client_type": "public", "grant_types": ["client_credentials"], "scope": "",
            "introspection": true, "pkce_required": false, "refresh_rotation": "never", "token_endpoint_auth_method": "client_secret_basic",
        }));
        for part in ["client_credentials", "introspect", "PKCE", "always rotates", "is none"] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }

    #[test]
    fn hostile_page_uris_are_refused() {
        for uri in ["javascript:alert(1)", "http://app.example/logo.png", "data:image/svg+xml,x", "//x"] {
            let said = problems(json!({
                "client_name": "x", "client_type": "public", "grant_types": ["authorization_code"], "scope": "",
                "redirect_uris": ["https://a.example/"], "logo_uri": uri,
            }));
            assert!(said.contains("logo_uri"), "{uri}");
        }
    }

    #[test]
    fn empty_name_unknown_scope_and_bad_lifetime_are_named() {
        let said = problems(json!({
            "client_name": " ", "client_type": "confidential", "grant_types": ["refresh_token"], "scope": "nope",
            "code_lifetime": 0, "access_token_lifetime": 99_999_999, "token_endpoint_auth_method": "none",
            "refresh_idle_lifetime": 59, "refresh_absolute_lifetime": 315_360_001,
        }));
        for part in [
            "client_name",
            "nope",
            "code_lifetime must be 1 to 600",
            "access_token_lifetime",
            "refresh_idle_lifetime",
            "refresh_absolute_lifetime",
            "cannot be none",
            "beside it",
        ] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }

    #[test]
    fn sound_client_passes() {
        let said = problems(json!({
            "client_name": "x", "client_type": "public", "grant_types": ["authorization_code", "refresh_token"],
            "scope": "", "redirect_uris": ["https://a.example/cb"], "logo_uri": "https://a.example/logo.png",
        }));
        assert_eq!(said, "");
    }
}
