//! The sector of a client with pairwise subjects (OpenID Connect Core §8.1).

use crate::model::ClientMetadata;
use std::collections::BTreeSet;
use url::Url;

/// The host of `sector_identifier_uri`, or else the one host of all redirect URIs; `None` where these have several or
/// none.
#[must_use]
pub fn sector(metadata: &ClientMetadata) -> Option<String> {
    let host = |uri: &str| Url::parse(uri).ok()?.host_str().map(str::to_owned);
    if let Some(uri) = &metadata.responses.sector_identifier_uri {
        return host(uri);
    }
    let hosts: Option<BTreeSet<_>> = metadata.redirect_uris.iter().map(|uri| host(uri)).collect();
    let mut hosts = hosts?.into_iter();
    hosts.next().filter(|_| hosts.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(redirect_uris: &[&str], document: Option<&str>) -> Option<String> {
        let mut metadata = ClientMetadata::named("x");
        metadata.redirect_uris = redirect_uris.iter().map(|uri| (*uri).to_owned()).collect();
        metadata.responses.sector_identifier_uri = document.map(str::to_owned);
        sector(&metadata)
    }

    #[test]
    fn sector_is_the_one_host_of_all_redirect_uris() {
        assert_eq!(client(&["https://a.example/cb"], None).as_deref(), Some("a.example"));
        assert_eq!(client(&["https://a.example/cb", "https://A.example:8443/x"], None).as_deref(), Some("a.example"));
        assert_eq!(client(&["https://a.example/", "https://b.example/"], None), None);
        assert_eq!(client(&["https://a.example/", "com.example.app:/cb"], None), None);
        assert_eq!(client(&[], None), None);
    }

    #[test]
    fn sector_document_goes_before_redirect_uris() {
        let document = Some("https://sector.example/uris.json");
        assert_eq!(client(&["https://a.example/"], document).as_deref(), Some("sector.example"));
        assert_eq!(client(&["https://a.example/", "https://b.example/"], document).as_deref(), Some("sector.example"));
        assert_eq!(client(&[], document).as_deref(), Some("sector.example"));
        assert_eq!(client(&["https://a.example/"], Some("nonsense")), None);
    }
}
