//! Somebody else's software signs in: the `openidconnect` crate as the relying party.

use crate::support::{Browser, ISSUER, TestApp};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientRegistrationRequest, CoreIdToken, CoreIdTokenVerifier,
    CoreProviderMetadata, CoreUserInfoClaims,
};
use openidconnect::registration::{ClientRegistrationError, EmptyAdditionalClientMetadata};
use openidconnect::{
    AccessTokenHash, AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    RedirectUrl, Scope, TokenResponse,
};
use poem::Request;
use std::convert::Infallible;
use std::pin::Pin;

type Party =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// Its way to the provider: no socket, and no cookies.
struct Wire<'a>(&'a TestApp);

impl<'c> AsyncHttpClient<'c> for Wire<'_> {
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Infallible>> + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let path = parts.uri.path_and_query().unwrap().as_str().parse().unwrap();
            assert!(parts.uri.to_string().starts_with(ISSUER), "{}", parts.uri);
            let mut sent = Request::builder().method(parts.method).uri(path).body(body);
            *sent.headers_mut() = parts.headers;
            let reply = self.0.send(sent).await;
            let mut response = http::Response::new(reply.text.into_bytes());
            *response.status_mut() = reply.status;
            *response.headers_mut() = reply.headers;
            Ok(response)
        })
    }
}

async fn party(app: &TestApp, id: &str, secret: Option<&str>, redirect_uri: &str) -> Party {
    let issuer = IssuerUrl::new(ISSUER.to_owned()).unwrap();
    let metadata = CoreProviderMetadata::discover_async(issuer, &Wire(app)).await.unwrap();
    let secret = secret.map(|secret| ClientSecret::new(secret.to_owned()));
    CoreClient::from_provider_metadata(metadata, ClientId::new(id.to_owned()), secret)
        .set_redirect_uri(RedirectUrl::new(redirect_uri.to_owned()).unwrap())
}

/// The tests' time instead of the machine's.
fn at_start(verifier: CoreIdTokenVerifier<'_>) -> CoreIdTokenVerifier<'_> {
    verifier.set_time_fn(|| "2027-01-15T08:00:00Z".parse().unwrap())
}

/// Signs alice in at the address that the party made; gives the code after checking `state` and `iss`.
async fn allow(browser: &mut Browser<'_>, url: &url::Url, state: &CsrfToken) -> AuthorizationCode {
    let reply = browser.get(url.as_str()).await;
    let mut reply = browser.follow(reply).await;
    if reply.text.contains("id=\"login\"") {
        reply = browser.sign_in(&reply, "alice", "alice123").await;
    }
    if reply.text.contains("id=\"consent\"") {
        reply = browser.decide(&reply, "allow").await;
    }
    assert_eq!(reply.location_param("state").as_ref(), Some(state.secret()));
    assert_eq!(reply.location_param("iss").as_deref(), Some(ISSUER));
    AuthorizationCode::new(reply.location_param("code").unwrap())
}

/// Verifies as the crate's guide says: signature, issuer, audience, times, nonce, and `at_hash`.
fn verify(party: &Party, id_token: &CoreIdToken, nonce: &Nonce, answer: &impl OAuth2TokenResponse) -> String {
    let verifier = at_start(party.id_token_verifier());
    let claims = id_token.claims(&verifier, nonce).unwrap();
    let key = id_token.signing_key(&verifier).unwrap();
    let actual = AccessTokenHash::from_token(answer.access_token(), id_token.signing_alg().unwrap(), key).unwrap();
    assert_eq!(claims.access_token_hash(), Some(&actual));
    assert!(id_token.claims(&verifier, &Nonce::new("another".to_owned())).is_err());
    claims.subject().to_string()
}

async fn walk(id: &str, secret: Option<&str>, redirect_uri: &str) {
    let app = TestApp::new().await;
    let party = party(&app, id, secret, redirect_uri).await;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let asked =
        party.authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random);
    let scopes = ["profile", "email", "offline_access"].map(|scope| Scope::new(scope.to_owned()));
    let (url, state, nonce) = asked.add_scopes(scopes).set_pkce_challenge(challenge).url();
    let code = allow(&mut app.browser(), &url, &state).await;

    let exchange = party.exchange_code(code).unwrap().set_pkce_verifier(verifier);
    let answer = exchange.request_async(&Wire(&app)).await.unwrap();
    let subject = verify(&party, answer.id_token().unwrap(), &nonce, &answer);

    let userinfo = party.user_info(answer.access_token().clone(), None).unwrap();
    let userinfo: CoreUserInfoClaims = userinfo.request_async(&Wire(&app)).await.unwrap();
    assert_eq!(userinfo.subject().as_str(), subject);
    assert_eq!(userinfo.email().unwrap().as_str(), "alice@example.com");
    assert_eq!(userinfo.name().unwrap().get(None).unwrap().as_str(), "Alice Liddell");

    let refresh = answer.refresh_token().unwrap();
    let refreshed = party.exchange_refresh_token(refresh).unwrap().request_async(&Wire(&app)).await.unwrap();
    assert_ne!(refreshed.refresh_token().unwrap().secret(), refresh.secret());
    let verifier = at_start(party.id_token_verifier());
    let without_nonce = |nonce: Option<&Nonce>| nonce.map_or(Ok(()), |_| Err("a nonce".to_owned()));
    let claims = refreshed.id_token().unwrap().claims(&verifier, without_nonce).unwrap();
    assert_eq!(claims.subject().as_str(), subject);
    let userinfo = party.user_info(refreshed.access_token().clone(), None).unwrap();
    let _: CoreUserInfoClaims = userinfo.request_async(&Wire(&app)).await.unwrap();
}

#[tokio::test]
async fn openidconnect_crate_signs_in_as_a_confidential_client() {
    Box::pin(walk("postman", Some("postman-secret"), "https://oauth.pstmn.io/v1/callback")).await;
}

#[tokio::test]
async fn openidconnect_crate_signs_in_as_a_public_client() {
    Box::pin(walk("spa", None, "http://localhost:5173/callback")).await;
}

#[tokio::test]
async fn openidconnect_crate_reads_refusals() {
    let app = TestApp::new().await;
    let party = party(&app, "postman", Some("wrong"), "https://oauth.pstmn.io/v1/callback").await;
    let exchange = party.exchange_code(AuthorizationCode::new("syc_unknown".to_owned())).unwrap();
    let error = exchange.request_async(&Wire(&app)).await.unwrap_err();
    let openidconnect::RequestTokenError::ServerResponse(told) = error else { panic!("{error:?}") };
    assert_eq!(told.error().to_string(), "invalid_client");
    assert!(told.error_description().is_some_and(|text| !text.is_empty()));
}

#[tokio::test]
async fn openidconnect_crate_registers_itself() {
    let app = TestApp::with(|settings| settings.registration.mode = symbolon::config::RegistrationMode::Open).await;
    let issuer = IssuerUrl::new(ISSUER.to_owned()).unwrap();
    let metadata = CoreProviderMetadata::discover_async(issuer, &Wire(&app)).await.unwrap();
    let redirect = RedirectUrl::new("https://app.example/cb".to_owned()).unwrap();
    let request = CoreClientRegistrationRequest::new(vec![redirect.clone()], EmptyAdditionalClientMetadata {});
    let told = request.register_async(metadata.registration_endpoint().unwrap(), &Wire(&app)).await.unwrap();
    assert_eq!(told.redirect_uris(), &vec![redirect]);
    assert!(told.client_secret().is_some() && told.registration_access_token().is_some());
    let bare = CoreClientRegistrationRequest::new(Vec::new(), EmptyAdditionalClientMetadata {});
    let refused = bare.register_async(metadata.registration_endpoint().unwrap(), &Wire(&app)).await.unwrap_err();
    let ClientRegistrationError::ServerResponse(refused) = refused else { panic!("{refused:?}") };
    assert_eq!(refused.error().to_string(), "invalid_redirect_uri");
}
