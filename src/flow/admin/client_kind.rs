//! What kinds of clients there are, and what each begins with.

use crate::model::{ApplicationType, ClientKind, ClientMetadata, ClientType, GrantType, Scope};

/// The members that a client of this kind begins with; it still needs a name.
#[must_use]
pub fn defaults(kind: ClientKind) -> ClientMetadata {
    let (client_type, application_type) = match kind {
        ClientKind::Web | ClientKind::Service => (ClientType::Confidential, ApplicationType::Web),
        ClientKind::Spa => (ClientType::Public, ApplicationType::Web),
        ClientKind::Native | ClientKind::Cli | ClientKind::Device => (ClientType::Public, ApplicationType::Native),
    };
    let of_persons = Scope::from_text("openid profile email offline_access");
    let (grant_types, scope) = match kind {
        ClientKind::Service => (vec![GrantType::ClientCredentials], Scope::default()),
        ClientKind::Device => (vec![GrantType::DeviceCode, GrantType::RefreshToken], of_persons),
        ClientKind::Web | ClientKind::Spa | ClientKind::Native | ClientKind::Cli => {
            (vec![GrantType::AuthorizationCode, GrantType::RefreshToken], of_persons)
        }
    };
    ClientMetadata { client_type, application_type, grant_types, scope, ..ClientMetadata::named("") }
}

/// A redirect URI as clients of this kind have them; none where nobody is redirected.
#[must_use]
pub fn redirect_example(kind: ClientKind) -> Option<&'static str> {
    match kind {
        ClientKind::Web => Some("https://shop.example.com/callback"),
        ClientKind::Spa => Some("http://localhost:5173/callback"),
        ClientKind::Native => Some("com.example.app:/callback"),
        ClientKind::Cli => Some("http://127.0.0.1/callback"),
        ClientKind::Service | ClientKind::Device => None,
    }
}

/// What a client that is registered already is most like.
#[must_use]
pub fn of(client: &ClientMetadata) -> ClientKind {
    let may = |grant| client.grant_types.contains(&grant);
    match (client.client_type, client.application_type) {
        _ if may(GrantType::DeviceCode) && !may(GrantType::AuthorizationCode) => ClientKind::Device,
        _ if may(GrantType::ClientCredentials) && !may(GrantType::AuthorizationCode) => ClientKind::Service,
        (ClientType::Confidential, _) => ClientKind::Web,
        (ClientType::Public, ApplicationType::Web) => ClientKind::Spa,
        (ClientType::Public, ApplicationType::Native) => {
            let loopback = |uri: &String| uri.starts_with("http://127.0.0.1") || uri.starts_with("http://[::1]");
            if client.redirect_uris.iter().all(loopback) { ClientKind::Cli } else { ClientKind::Native }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::admin::scope;
    use crate::protocol::client_metadata::check_metadata;

    #[test]
    fn client_of_every_kind_passes_every_check_once_it_has_a_name_and_a_redirect_uri() {
        for kind in ClientKind::ALL.iter().copied() {
            let redirect_uris = redirect_example(kind).map(str::to_owned).into_iter().collect();
            let client = ClientMetadata { client_name: "x".to_owned(), redirect_uris, ..defaults(kind) };
            assert_eq!(check_metadata(&client, &scope::standard()), Ok(()), "{kind}");
            assert_eq!(of(&client), kind);
        }
    }
}
