//! The addresses of older systems. A request at one of them is answered as if it had come to ours; nothing else of it
//! changes, so that every rule of the endpoint holds there too.

use crate::model::Compat;

/// Where an older system had what is at the second path here. A slash at the end does not matter.
const DJANGO_OAUTH_TOOLKIT: &[(&str, &str)] = &[
    ("/o/authorize", "/authorize"),
    ("/o/token", "/token"),
    ("/o/revoke_token", "/revoke"),
    ("/o/introspect", "/introspect"),
    ("/o/userinfo", "/userinfo"),
    ("/o/logout", "/logout"),
    ("/o/device-authorization", "/device_authorization"),
    ("/o/device", "/device"),
    ("/o/.well-known/openid-configuration", "/.well-known/openid-configuration"),
    ("/o/.well-known/oauth-authorization-server", "/.well-known/oauth-authorization-server"),
    ("/o/.well-known/jwks.json", "/jwks"),
];
const DJANGO_OAUTH2_PROVIDER: &[(&str, &str)] =
    &[("/oauth2/authorize", "/authorize"), ("/oauth2/access_token", "/token")];
const DJOAUTH2: &[(&str, &str)] = &[("/oauth2/authorization", "/authorize"), ("/oauth2/token", "/token")];

fn table(system: Compat) -> &'static [(&'static str, &'static str)] {
    match system {
        Compat::DjangoOauthToolkit => DJANGO_OAUTH_TOOLKIT,
        Compat::DjangoOauth2Provider => DJANGO_OAUTH2_PROVIDER,
        Compat::Djoauth2 => DJOAUTH2,
    }
}

/// Our path, below the issuer's, for what stood at `path`, the whole path of a request.
#[must_use]
pub fn resolve(path: &str, systems: &[Compat]) -> Option<&'static str> {
    let bare = path.strip_suffix('/').unwrap_or(path);
    let pairs = systems.iter().flat_map(|system| table(*system));
    pairs.into_iter().find(|(old, _)| *old == bare).map(|(_, ours)| *ours)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::routes;

    #[test]
    fn every_alias_leads_to_a_route() {
        for (_, ours) in Compat::ALL.iter().flat_map(|system| table(*system)) {
            assert!(routes::resolve(ours, "").is_some(), "{ours}");
        }
    }

    #[test]
    fn alias_is_found_with_and_without_its_slash_and_only_where_it_is_switched_on() {
        let toolkit = [Compat::DjangoOauthToolkit];
        assert_eq!(resolve("/o/token/", &toolkit), Some("/token"));
        assert_eq!(resolve("/o/token", &toolkit), Some("/token"));
        for nowhere in ["/o/token//", "/o", "/o/", "/o/other", "/oauth2/token/", "/token"] {
            assert_eq!(resolve(nowhere, &toolkit), None, "{nowhere}");
        }
        assert_eq!(resolve("/o/token/", &[]), None);
        assert_eq!(resolve("/oauth2/access_token", &[Compat::DjangoOauth2Provider]), Some("/token"));
        assert_eq!(resolve("/oauth2/authorization/", &[Compat::Djoauth2]), Some("/authorize"));
    }
}
