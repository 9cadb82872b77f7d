//! What the client is told of sign-outs.

use super::is_web_page;
use crate::model::ClientMetadata;
use crate::protocol::redirect_uri::check_registrable;

/// What is wrong with it (RP-Initiated Logout 1.0 §3.1: compared to the letter, as redirect URIs are).
pub(super) fn check(metadata: &ClientMetadata, problems: &mut Vec<String>) {
    for uri in &metadata.logout.post_logout_redirect_uris {
        let checked = check_registrable(uri, metadata.application_type);
        problems.extend(checked.err().map(|problem| format!("post_logout_redirect_uris: {problem}")));
    }
    let calls = [
        ("backchannel_logout_uri", &metadata.logout.backchannel_logout_uri),
        ("frontchannel_logout_uri", &metadata.logout.frontchannel_logout_uri),
    ];
    for (name, uri) in calls {
        if uri.as_deref().is_some_and(|uri| !is_web_page(uri) || uri.contains('#')) {
            problems.push(format!("{name} must be an https URI without fragment"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_post_logout_redirect_uri_is_refused() {
        let mut metadata = ClientMetadata::named("x");
        for (uri, expected) in [("https://a.example/bye", 0), ("javascript:alert(1)", 1), ("https://a.example/#x", 1)] {
            metadata.logout.post_logout_redirect_uris = vec![uri.to_owned()];
            let mut problems = Vec::new();
            check(&metadata, &mut problems);
            assert_eq!(problems.len(), expected, "{uri}");
        }
    }
}
