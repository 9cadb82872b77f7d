//! The metadata document (OpenID Connect Discovery §3, RFC 8414 §2, RFC 9207 §3).

use super::response_mode::ResponseMode;
use super::scope::is_administrative;
use crate::model::{
    AuthMethod, GrantType, JweAlgorithm, JweEncryption, JwsAlgorithm, Language, ResponseType, ScopeDefinition,
    SigningAlgorithm, SubjectType,
};
use crate::protocol::{access_token, claims};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What the document depends on.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'a> {
    /// The issuer, to the letter.
    pub issuer: &'a str,
    /// Registered scopes.
    pub scopes: &'a [ScopeDefinition],
    /// Whether clients may register themselves.
    pub registration: bool,
    /// Algorithms of the keys that sign ID tokens.
    pub signing_algorithms: &'a [SigningAlgorithm],
    /// Whether request objects are read at a `request_uri`.
    pub request_uri: bool,
    /// Whether clients can watch the session in a frame.
    pub check_session: bool,
    /// Values of `prompt`: see [`prompts`].
    pub prompts: &'a [&'a str],
    /// What the authorization endpoint gives.
    pub response_types: &'a [ResponseType],
}

/// The values of `prompt` that are accepted; `create` (Initiating User Registration 1.0) only where people can make accounts.
#[must_use]
pub fn prompts(sign_up: bool) -> &'static [&'static str] {
    let all = &["none", "login", "consent", "select_account", "create"];
    if sign_up { all } else { &all[..4] }
}

/// Exactly what is accepted, with every field whose default is not our behaviour.
#[must_use]
pub fn document(offer: &Offer<'_>) -> Value {
    let at = |path: &str| format!("{}{path}", offer.issuer);
    let methods = AuthMethod::ALL;
    let proving: Vec<_> = methods.iter().filter(|method| **method != AuthMethod::None).collect();
    // What clients sign, and under which older name one of these algorithms is taken (RFC 9864 §2.2).
    let of_clients = ["HS256", "RS256", "PS256", "ES256", "Ed25519", "EdDSA"];
    let front = offer.response_types.iter().any(|kind| kind.uses_front_channel());
    let grants: Vec<_> = GrantType::ALL.iter().filter(|grant| front || **grant != GrantType::Implicit).collect();
    let scopes = offer.scopes.iter().map(|scope| scope.name.as_str());
    // What only administrators are given is nothing to offer (RFC 8414 §2).
    let scopes: Vec<_> = scopes.filter(|name| !is_administrative(name)).collect();
    let mut document = json!({
        "issuer": offer.issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"),
        "jwks_uri": at("/jwks"),
        "introspection_endpoint": at("/introspect"),
        "revocation_endpoint": at("/revoke"),
        "device_authorization_endpoint": at("/device_authorization"),
        "service_documentation": at("/docs"),
        "scopes_supported": scopes,
        "response_types_supported": offer.response_types,
        "response_modes_supported": ResponseMode::ALL.map(ResponseMode::as_str),
        "grant_types_supported": grants,
        "subject_types_supported": SubjectType::ALL,
        "introspection_signing_alg_values_supported": offer.signing_algorithms,
        "acr_values_supported": access_token::ACR_VALUES,
        "prompt_values_supported": offer.prompts,
        "display_values_supported": ["page", "popup", "touch", "wap"],
        "ui_locales_supported": Language::ALL,
        "claim_types_supported": ["normal"],
        "claims_supported": supported_claims(offer.scopes),
        "claims_parameter_supported": true,
        "request_parameter_supported": true,
        "request_uri_parameter_supported": offer.request_uri,
        "require_request_uri_registration": offer.request_uri,
        "request_object_signing_alg_values_supported": of_clients,
        "request_object_encryption_alg_values_supported": JweAlgorithm::ALL,
        "request_object_encryption_enc_values_supported": JweEncryption::ALL,
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": of_clients,
        "introspection_endpoint_auth_methods_supported": proving,
        "introspection_endpoint_auth_signing_alg_values_supported": of_clients,
        "revocation_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_signing_alg_values_supported": of_clients,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    });
    add_protection(&mut document, offer.signing_algorithms);
    add_logout(&mut document, offer.issuer);
    add_session_management(&mut document, offer);
    if offer.registration {
        document["registration_endpoint"] = json!(at("/register"));
    }
    document
}

/// How ID tokens and userinfo may be signed and encrypted.
fn add_protection(document: &mut Value, own: &[SigningAlgorithm]) {
    let with = |more: &[JwsAlgorithm]| {
        own.iter().map(|alg| JwsAlgorithm::from(*alg)).chain(more.iter().copied()).collect::<Vec<_>>()
    };
    document["id_token_signing_alg_values_supported"] = json!(with(&[JwsAlgorithm::Hs256, JwsAlgorithm::None]));
    document["userinfo_signing_alg_values_supported"] = json!(with(&[JwsAlgorithm::Hs256]));
    for of in ["id_token", "userinfo"] {
        document[format!("{of}_encryption_alg_values_supported")] = json!(JweAlgorithm::ALL);
        document[format!("{of}_encryption_enc_values_supported")] = json!(JweEncryption::ALL);
    }
}

/// Members about sign-outs (RP-Initiated Logout 1.0 §2.1, Back-Channel Logout 1.0 §2.1, Front-Channel Logout 1.0 §3).
fn add_logout(document: &mut Value, issuer: &str) {
    document["end_session_endpoint"] = format!("{issuer}/logout").into();
    let supported = [
        "backchannel_logout_supported",
        "backchannel_logout_session_supported",
        "frontchannel_logout_supported",
        "frontchannel_logout_session_supported",
    ];
    for member in supported {
        document[member] = true.into();
    }
}

/// Where clients watch the session (Session Management 1.0 §3.3).
fn add_session_management(document: &mut Value, offer: &Offer<'_>) {
    if offer.check_session {
        document["check_session_iframe"] = format!("{}/check_session", offer.issuer).into();
    }
}

/// The standard claims and those that scopes release beyond them.
fn supported_claims(scopes: &[ScopeDefinition]) -> Vec<&str> {
    let own = scopes.iter().flat_map(|scope| scope.claims.keys()).map(String::as_str);
    let own: BTreeSet<_> = own.filter(|name| !claims::SUPPORTED.contains(name)).collect();
    claims::SUPPORTED.into_iter().chain(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(response_types: &[ResponseType]) -> Offer<'_> {
        let signing_algorithms = &[SigningAlgorithm::Rs256];
        Offer {
            issuer: "https://id.example/x",
            scopes: &[],
            registration: false,
            signing_algorithms,
            request_uri: false,
            check_session: false,
            prompts: prompts(false),
            response_types,
        }
    }

    #[test]
    fn implicit_grant_is_listed_only_while_the_front_channel_gives_tokens() {
        let lists = |types: &[ResponseType]| {
            let document = document(&offer(types));
            assert_eq!(document["response_types_supported"], json!(types));
            document["grant_types_supported"].as_array().unwrap().contains(&json!("implicit"))
        };
        assert!(!lists(&[ResponseType::Code]));
        assert!(lists(&[ResponseType::Code, ResponseType::CodeToken]));
    }

    #[test]
    fn document_names_the_issuer_and_its_endpoints() {
        let document = document(&offer(&[ResponseType::Code]));
        assert_eq!(document["issuer"], "https://id.example/x");
        assert_eq!(document["jwks_uri"], "https://id.example/x/jwks");
        assert_eq!(document["code_challenge_methods_supported"], json!(["S256"]));
        assert_eq!(document["request_uri_parameter_supported"], false);
    }
}
