//! What the client is told of sign-outs.

use crate::model::{ClientMetadata, LogoutMetadata};
use crate::protocol::redirect_uri::{check_registrable, origin};
use url::Url;

/// What is wrong with it.
pub(super) fn check(metadata: &ClientMetadata, problems: &mut Vec<String>) {
    let LogoutMetadata { post_logout_redirect_uris, backchannel_logout_uri, frontchannel_logout_uri, .. } =
        &metadata.logout;
    // Compared to the letter, as redirect URIs are (RP-Initiated Logout 1.0 §3.1).
    for uri in post_logout_redirect_uris {
        let checked = check_registrable(uri, metadata.application_type);
        problems.extend(checked.err().map(|problem| format!("post_logout_redirect_uris: {problem}")));
    }
    if backchannel_logout_uri.as_deref().is_some_and(|uri| !is_endpoint(uri)) {
        problems.push("backchannel_logout_uri must be an https URI without fragment".to_owned());
    }
    if let Some(uri) = frontchannel_logout_uri {
        check_frame(uri, metadata, problems);
    }
}

/// Scheme, host and port are those of a redirect URI, or one client could make browsers load another's pages
/// (Front-Channel Logout 1.0 §2).
fn check_frame(uri: &str, metadata: &ClientMetadata, problems: &mut Vec<String>) {
    if !is_endpoint(uri) {
        problems.push("frontchannel_logout_uri must be an https URI without fragment".to_owned());
    } else if !metadata.redirect_uris.iter().any(|redirect| origin(redirect) == origin(uri)) {
        problems.push("frontchannel_logout_uri must have scheme, host and port of a redirect URI".to_owned());
    }
}

/// An absolute https URI, or http on loopback for development.
fn is_endpoint(uri: &str) -> bool {
    let plain = uri.len() <= 2048 && uri.chars().all(|c| c.is_ascii_graphic()) && !uri.contains('#');
    plain
        && Url::parse(uri).is_ok_and(|url| {
            let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
            let without_credentials = url.username().is_empty() && url.password().is_none();
            without_credentials && (url.scheme() == "https" || (url.scheme() == "http" && loopback))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(change: impl FnOnce(&mut LogoutMetadata)) -> String {
        let mut metadata = ClientMetadata::named("x");
        metadata.redirect_uris = vec!["https://a.example:8443/cb".to_owned(), "com.example:/cb".to_owned()];
        change(&mut metadata.logout);
        let mut problems = Vec::new();
        check(&metadata, &mut problems);
        problems.join("; ")
    }

    const HOSTILE: [&str; 9] = [
        "javascript:alert(1)",
        "https://a.example:8443/#x",
        "http://a.example:8443/",
        "ftp://a.example/",
        "https://u:p@a.example:8443/",
        "//a.example:8443/",
        "/logout",
        "https://a.example:8443/ x",
        "",
    ];

    #[test]
    fn hostile_uris_are_refused() {
        for uri in HOSTILE {
            let said = problems(|logout| logout.post_logout_redirect_uris = vec![uri.to_owned()]);
            assert!(said.contains("post_logout_redirect_uris"), "{uri}: {said}");
            let said = problems(|logout| logout.backchannel_logout_uri = Some(uri.to_owned()));
            assert!(said.contains("backchannel_logout_uri"), "{uri}: {said}");
            let said = problems(|logout| logout.frontchannel_logout_uri = Some(uri.to_owned()));
            assert!(said.contains("frontchannel_logout_uri"), "{uri}: {said}");
        }
    }

    #[test]
    fn frame_is_on_the_origin_of_a_redirect_uri() {
        for (uri, expected) in [
            ("https://a.example:8443/logout?x=1", true),
            ("https://a.example/logout", false),
            ("https://b.example:8443/logout", false),
            ("https://a.example.evil:8443/logout", false),
        ] {
            let said = problems(|logout| logout.frontchannel_logout_uri = Some(uri.to_owned()));
            assert_eq!(said.is_empty(), expected, "{uri}: {said}");
        }
    }

    #[test]
    fn sound_uris_are_taken() {
        let said = problems(|logout| {
            logout.post_logout_redirect_uris = vec!["https://b.example/bye?x=1".to_owned()];
            logout.backchannel_logout_uri = Some("https://c.example/back?x=1".to_owned());
        });
        assert_eq!(said, "");
        let said = problems(|logout| logout.backchannel_logout_uri = Some("http://127.0.0.1:8080/back".to_owned()));
        assert_eq!(said, "");
    }
}
