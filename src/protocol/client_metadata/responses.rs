//! What the client is given.

use crate::model::{ClientMetadata, GrantType, ResponseType, SubjectType};
use crate::protocol::sector::sector;

/// What is wrong with it (OpenID Connect Dynamic Client Registration §2: `response_types` go with `grant_types`).
pub(super) fn check(metadata: &ClientMetadata, problems: &mut Vec<String>) {
    let pairwise = metadata.responses.subject_type == SubjectType::Pairwise;
    if pairwise && sector(metadata).is_none() {
        problems.push(
            "pairwise subjects need sector_identifier_uri unless all redirect URIs have one host (OpenID Connect Core §8.1)"
                .to_owned(),
        );
    }
    let types = &metadata.responses.response_types;
    let implicit = types.iter().any(|kind| kind.gives_id_token() || kind.gives_token());
    if implicit && !metadata.grant_types.contains(&GrantType::Implicit) {
        problems.push("a response type with id_token or token needs the grant type implicit".to_owned());
    }
    let hybrid = |kind: &ResponseType| kind.gives_code() && *kind != ResponseType::Code;
    if types.iter().any(hybrid) && !metadata.grant_types.contains(&GrantType::AuthorizationCode) {
        problems.push("a response type with code needs the grant type authorization_code".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn response_types_need_their_grants() {
        let mut metadata = ClientMetadata::named("x");
        let said = |metadata: &ClientMetadata| {
            let mut problems = Vec::new();
            check(metadata, &mut problems);
            problems.len()
        };
        metadata.responses.response_types = vec![ResponseType::CodeIdToken];
        assert_eq!(said(&metadata), 2);
        metadata.grant_types = vec![GrantType::Implicit];
        assert_eq!(said(&metadata), 1);
        metadata.grant_types.push(GrantType::AuthorizationCode);
        assert_eq!(said(&metadata), 0);
    }
}
