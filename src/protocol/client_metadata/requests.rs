//! How the client asks.

use super::is_web_page;
use crate::model::{ClientMetadata, JwsAlgorithm};
use url::Url;

/// OpenID Connect Core §6.2.
const LONGEST_REQUEST_URI: usize = 512;
const MOST_ACR_VALUES: usize = 20;
const LONGEST_URI: usize = 2048;

/// What is wrong with it.
pub(super) fn check(metadata: &ClientMetadata, problems: &mut Vec<String>) {
    if metadata.requests.default_max_age.is_some_and(|seconds| !(0..=i64::from(u32::MAX)).contains(&seconds)) {
        problems.push("default_max_age must be 0 seconds or more".to_owned());
    }
    if metadata.requests.request_object_signing_alg == Some(JwsAlgorithm::None) {
        problems.push("request_object_signing_alg: unsigned request objects are not taken".to_owned());
    }
    for uri in metadata.requests.request_uris.iter().filter(|uri| uri.len() > LONGEST_REQUEST_URI || !is_web_page(uri))
    {
        problems.push(format!("request_uri {uri:?} must be an https URI of at most {LONGEST_REQUEST_URI} bytes"));
    }
    let values = &metadata.requests.default_acr_values;
    if values.len() > MOST_ACR_VALUES || values.iter().any(|acr| acr.is_empty() || acr.len() > LONGEST_URI) {
        problems.push("default_acr_values must be up to 20 texts".to_owned());
    }
    if metadata.requests.initiate_login_uri.as_deref().is_some_and(|uri| !is_https(uri)) {
        problems.push("initiate_login_uri must be an https URI (OpenID Connect Core 1.0 §4)".to_owned());
    }
}

/// Also on loopback: the specification knows no exception.
fn is_https(uri: &str) -> bool {
    let sound = |url: &Url| url.scheme() == "https" && url.username().is_empty() && url.password().is_none();
    uri.len() <= LONGEST_URI && Url::parse(uri).is_ok_and(|url| sound(&url) && url.fragment().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initiate_login_uri_must_be_https() {
        let mut metadata = ClientMetadata::named("x");
        for (uri, expected) in [
            ("https://app.example/login?tenant=1", 0),
            ("http://app.example/login", 1),
            ("http://localhost/login", 1),
            ("javascript:alert(1)", 1),
            ("https://app.example/#x", 1),
            ("https://user:secret@app.example/", 1),
            ("/login", 1),
            ("", 1),
        ] {
            metadata.requests.initiate_login_uri = Some(uri.to_owned());
            let mut problems = Vec::new();
            check(&metadata, &mut problems);
            assert_eq!(problems.len(), expected, "{uri}");
        }
    }

    #[test]
    fn empty_long_or_too_many_acr_values_are_refused() {
        let mut metadata = ClientMetadata::named("x");
        let many = vec!["1".to_owned(); 21];
        for (values, expected) in
            [(vec!["1".to_owned()], 0), (vec![String::new()], 1), (vec!["x".repeat(2049)], 1), (many, 1)]
        {
            metadata.requests.default_acr_values = values;
            let mut problems = Vec::new();
            check(&metadata, &mut problems);
            assert_eq!(problems.len(), expected);
        }
    }

    #[test]
    fn request_uri_must_be_https_and_may_have_a_fragment() {
        let mut metadata = ClientMetadata::named("x");
        for (uri, expected) in
            [("https://a.example/x#hash", 0), ("http://a.example/x", 1), ("javascript:x", 1), ("x", 1)]
        {
            metadata.requests.request_uris = vec![uri.to_owned()];
            let mut problems = Vec::new();
            check(&metadata, &mut problems);
            assert_eq!(problems.len(), expected, "{uri}");
        }
    }

    #[test]
    fn negative_default_max_age_is_refused() {
        let mut metadata = ClientMetadata::named("x");
        for (seconds, expected) in [(-1, 1), (0, 0), (3600, 0), (i64::MAX, 1)] {
            metadata.requests.default_max_age = Some(seconds);
            let mut problems = Vec::new();
            check(&metadata, &mut problems);
            assert_eq!(problems.len(), expected, "{seconds}");
        }
    }

    #[test]
    fn unsigned_objects_and_addresses_that_are_not_https_are_refused() {
        let mut metadata = ClientMetadata::named("x");
        let said = |metadata: &ClientMetadata| {
            let mut problems = Vec::new();
            check(metadata, &mut problems);
            problems.len()
        };
        for (uri, expected) in [("https://a.example/r#hash", 0), ("http://a.example/r", 1), ("file:///x", 1)] {
            metadata.requests.request_uris = vec![uri.to_owned()];
            assert_eq!(said(&metadata), expected, "{uri}");
        }
        metadata.requests.request_object_signing_alg = Some(JwsAlgorithm::None);
        assert_eq!(said(&metadata), 2);
    }
}
