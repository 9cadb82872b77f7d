//! What the client is given.

use super::is_web_page;
use crate::model::{ApplicationType, ClientMetadata, ClientType, GrantType, JwsAlgorithm, ResponseType, SubjectType};
use crate::protocol::sector::sector;
use url::Url;

/// What is wrong with it (OpenID Connect Dynamic Client Registration §2: `response_types` go with `grant_types`).
pub(super) fn check(metadata: &ClientMetadata, problems: &mut Vec<String>) {
    let pairwise = metadata.responses.subject_type == SubjectType::Pairwise;
    if pairwise && sector(metadata).is_none() {
        problems.push(
            "pairwise subjects need sector_identifier_uri unless all redirect URIs have one host (OpenID Connect Core §8.1)"
                .to_owned(),
        );
    }
    check_algorithms(metadata, problems);
    let types = &metadata.responses.response_types;
    let implicit = types.iter().any(|kind| kind.uses_front_channel());
    if implicit && !metadata.grant_types.contains(&GrantType::Implicit) {
        problems.push("a response type with id_token or token needs the grant type implicit".to_owned());
    }
    let hybrid = |kind: &ResponseType| kind.gives_code() && *kind != ResponseType::Code;
    if types.iter().any(hybrid) && !metadata.grant_types.contains(&GrantType::AuthorizationCode) {
        problems.push("a response type with code needs the grant type authorization_code".to_owned());
    }
    let document = metadata.responses.sector_identifier_uri.as_deref();
    if document.is_some_and(|uri| !is_web_page(uri) || uri.contains('#')) {
        problems.push("sector_identifier_uri must be an https URI (OpenID Connect Core §8.1)".to_owned());
    }
    if implicit && metadata.redirect_uris.is_empty() {
        problems.push("a response type with id_token or token needs at least one redirect URI".to_owned());
    }
    let unsigned = metadata.responses.id_token_signed_response_alg == JwsAlgorithm::None;
    if unsigned && types.iter().any(|kind| kind.gives_id_token()) {
        problems
            .push("an ID token from the authorization endpoint cannot be unsigned (OpenID Connect Core §2)".to_owned());
    }
    if implicit && metadata.application_type == ApplicationType::Web {
        for uri in metadata.redirect_uris.iter().filter(|uri| !is_remote(uri)) {
            problems.push(format!(
                "redirect URI {uri:?}: a web client that gets tokens from the authorization endpoint needs https and a host \
                other than localhost (OpenID Connect Dynamic Client Registration §2); a native one does not"
            ));
        }
    }
}

/// Whether tokens in its fragment reach no other program of the person's own machine.
fn is_remote(uri: &str) -> bool {
    Url::parse(uri).is_ok_and(|url| url.scheme() == "https" && url.host_str() != Some("localhost"))
}

/// How answers are signed and encrypted (OpenID Connect Dynamic Client Registration §2).
fn check_algorithms(metadata: &ClientMetadata, problems: &mut Vec<String>) {
    let (responses, requests) = (&metadata.responses, &metadata.requests);
    let pairs = [
        (
            "id_token_encrypted_response",
            responses.id_token_encrypted_response_alg,
            responses.id_token_encrypted_response_enc,
        ),
        (
            "userinfo_encrypted_response",
            responses.userinfo_encrypted_response_alg,
            responses.userinfo_encrypted_response_enc,
        ),
        ("request_object_encryption", requests.request_object_encryption_alg, requests.request_object_encryption_enc),
    ];
    for (name, _, _) in pairs.iter().filter(|(_, alg, enc)| alg.is_none() && enc.is_some()) {
        problems.push(format!("{name}_enc needs {name}_alg"));
    }
    let to_client = pairs[..2].iter().any(|(_, alg, _)| alg.is_some());
    if to_client && metadata.keys.jwks.is_none() && metadata.keys.jwks_uri.is_none() {
        problems.push("encrypted answers need jwks or jwks_uri".to_owned());
    }
    let signed = [Some(responses.id_token_signed_response_alg), responses.userinfo_signed_response_alg];
    if metadata.client_type == ClientType::Public && signed.contains(&Some(JwsAlgorithm::Hs256)) {
        problems.push("HS256 needs a client secret, which a public client does not have".to_owned());
    }
    if responses.userinfo_signed_response_alg == Some(JwsAlgorithm::None) {
        problems.push("userinfo_signed_response_alg cannot be none; leave it out for JSON".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn algorithms_that_nobody_could_use_are_refused() {
        use crate::model::{JweAlgorithm, JweEncryption};
        let said = |change: fn(&mut ClientMetadata)| {
            let mut metadata = ClientMetadata::named("x");
            metadata.client_type = ClientType::Confidential;
            change(&mut metadata);
            let mut problems = Vec::new();
            check_algorithms(&metadata, &mut problems);
            problems.join("; ")
        };
        let enc = |metadata: &mut ClientMetadata| {
            metadata.responses.id_token_encrypted_response_enc = Some(JweEncryption::A256Gcm);
        };
        assert!(said(enc).contains("id_token_encrypted_response_enc needs id_token_encrypted_response_alg"));
        let alg = |metadata: &mut ClientMetadata| {
            metadata.responses.userinfo_encrypted_response_alg = Some(JweAlgorithm::EcdhEs);
        };
        assert!(said(alg).contains("need jwks"));
        let hs256 = |metadata: &mut ClientMetadata| {
            metadata.client_type = ClientType::Public;
            metadata.responses.id_token_signed_response_alg = JwsAlgorithm::Hs256;
        };
        assert!(said(hs256).contains("HS256"));
        let unsigned = |metadata: &mut ClientMetadata| {
            metadata.responses.userinfo_signed_response_alg = Some(JwsAlgorithm::None);
        };
        assert!(said(unsigned).contains("cannot be none"));
        assert_eq!(said(|metadata| metadata.responses.id_token_signed_response_alg = JwsAlgorithm::None), "");
    }

    #[test]
    fn pairwise_subjects_of_several_hosts_need_a_sector() {
        let mut metadata = ClientMetadata::named("x");
        metadata.responses.subject_type = SubjectType::Pairwise;
        let said = |metadata: &ClientMetadata| {
            let mut problems = Vec::new();
            check(metadata, &mut problems);
            problems.len()
        };
        metadata.redirect_uris = vec!["https://a.example/1".to_owned(), "https://a.example/2".to_owned()];
        assert_eq!(said(&metadata), 0);
        metadata.redirect_uris.push("https://b.example/".to_owned());
        assert_eq!(said(&metadata), 1);
        for (uri, expected) in [("https://a.example/sector.json", 0), ("http://a.example/sector.json", 1), ("x", 2)] {
            metadata.responses.sector_identifier_uri = Some(uri.to_owned());
            assert_eq!(said(&metadata), expected, "{uri}");
        }
    }

    #[test]
    fn response_types_need_their_grants() {
        let mut metadata = ClientMetadata::named("x");
        let said = |metadata: &ClientMetadata| {
            let mut problems = Vec::new();
            check(metadata, &mut problems);
            problems.len()
        };
        metadata.redirect_uris = vec!["https://a.example/cb".to_owned()];
        metadata.responses.response_types = vec![ResponseType::CodeIdToken];
        assert_eq!(said(&metadata), 2);
        metadata.grant_types = vec![GrantType::Implicit];
        assert_eq!(said(&metadata), 1);
        metadata.grant_types.push(GrantType::AuthorizationCode);
        assert_eq!(said(&metadata), 0);
        metadata.redirect_uris.clear();
        assert_eq!(said(&metadata), 1);
    }

    #[test]
    fn tokens_of_the_front_channel_are_signed_and_go_to_https_or_to_a_native_client() {
        let mut metadata = ClientMetadata::named("x");
        metadata.grant_types = vec![GrantType::Implicit];
        metadata.responses.response_types = vec![ResponseType::IdToken];
        let said = |metadata: &ClientMetadata| {
            let mut problems = Vec::new();
            check(metadata, &mut problems);
            problems.join("; ")
        };
        for (uri, refused) in [
            ("https://a.example/cb", false),
            ("https://localhost.a.example/cb", false),
            ("https://localhost/cb", true),
            ("https://localhost:8443/cb", true),
            ("http://127.0.0.1/cb", true),
            ("http://localhost:3000/cb", true),
        ] {
            metadata.redirect_uris = vec![uri.to_owned()];
            assert_eq!(said(&metadata).contains("other than localhost"), refused, "{uri}");
        }
        metadata.application_type = ApplicationType::Native;
        assert_eq!(said(&metadata), "");
        metadata.responses.id_token_signed_response_alg = JwsAlgorithm::None;
        assert!(said(&metadata).contains("cannot be unsigned"));
        metadata.responses.response_types = vec![ResponseType::CodeToken];
        metadata.grant_types.push(GrantType::AuthorizationCode);
        assert_eq!(said(&metadata), "");
    }
}
