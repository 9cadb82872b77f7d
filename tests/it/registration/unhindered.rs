//! A registered client is a client like any other. Modules of the conformance suite's dynamic plan by name.

use super::{CALLBACK, document, open, open_app, text};
use crate::support::browser::{VERIFIER, authorize_params};
use crate::support::reply::claims;
use crate::support::signed::{jwks, key, sign};
use crate::support::web::{Page, Web};
use crate::support::{Client, ISSUER, Reply, START, TestApp};
use serde_json::{Value, json};
use symbolon::model::SigningAlgorithm;
use symbolon::protocol::Rule;

/// Signs alice in to a registered client with one redirect URI and Basic; gives the tokens.
pub async fn sign_in(app: &TestApp, told: &Value) -> Reply {
    let id = text(told, "client_id");
    let code = code(app, id).await;
    Client::with_secret(app, id, text(told, "client_secret")).token(&redemption(&code)).await
}

/// The code of a sign-in to a registered client.
async fn code(app: &TestApp, id: &str) -> String {
    let mut browser = app.browser();
    let reply = browser.authorize(&authorize_params(id, CALLBACK, "openid email")).await;
    let reply = browser.sign_in(&reply, "alice", "alice123").await;
    assert!(reply.text.contains("id=\"consent\""), "nobody has consented yet: {reply:?}");
    let reply = browser.decide(&reply, "allow").await;
    reply.location_param("code").unwrap_or_else(|| panic!("{reply:?}"))
}

fn redemption(code: &str) -> [(&str, &str); 4] {
    [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)]
}

/// What the suite registers, for a response type.
fn of_the_suite(changes: &Value) -> Value {
    let mut whole = json!({
        "client_name": "conformance suite client", "grant_types": ["authorization_code"], "response_types": ["code"],
        "redirect_uris": [CALLBACK], "contacts": ["certification@oidf.org"], "token_endpoint_auth_method": "client_secret_basic",
        "jwks": { "keys": [{ "kty": "RSA", "e": "AQAB", "use": "sig", "kid": "1", "alg": "RS256", "n": "AQAB" }] },
    });
    for (name, value) in changes.as_object().unwrap() {
        whole[name] = value.clone();
    }
    whole
}

#[tokio::test]
async fn oidcc_server_signs_in_to_a_client_that_registered_a_moment_ago() {
    let app = open_app().await;
    let told = app.register(&of_the_suite(&json!({}))).await;
    let tokens = sign_in(&app, &told).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    assert_eq!(claims(&tokens.field("id_token"))["aud"], told["client_id"]);
    let userinfo = app.userinfo(&tokens.field("access_token")).await.json();
    assert_eq!(userinfo["email"], "alice@example.com");
}

#[tokio::test]
async fn oidcc_registration_jwks_uri_has_the_keys_that_the_client_authenticates_by() {
    let web = Web::start().await;
    let app = TestApp::with(|settings| {
        open(settings);
        settings.outbound.allow = vec![web.place()];
    })
    .await;
    let mut document = of_the_suite(&json!({
        "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": web.url("/client1_jwks")
    }));
    document.as_object_mut().unwrap().remove("jwks");
    let told = app.register(&document).await;
    assert_eq!((&told["jwks_uri"], &told["jwks"]), (&document["jwks_uri"], &Value::Null));
    web.put("/client1_jwks", Page::ok(jwks(SigningAlgorithm::Rs256, "k").to_string()));
    let id = text(&told, "client_id");
    let claims = json!({ "iss": id, "sub": id, "aud": format!("{ISSUER}/token"), "jti": "1", "exp": START.get() + 60 });
    let assertion = sign(&key(SigningAlgorithm::Rs256), &json!({ "alg": "RS256", "kid": "k" }), &claims);
    let code = code(&app, id).await;
    let by_key = [
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", assertion.as_str()),
    ];
    let tokens = app.post("/token", &[&redemption(&code)[..], &by_key].concat()).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    assert_eq!(web.take_asked().len(), 1);
}

#[tokio::test]
async fn oidcc_redirect_uri_regfrag_is_refused() {
    let app = open_app().await;
    let reply = app.try_register(&of_the_suite(&json!({ "redirect_uris": [format!("{CALLBACK}#foobar")] }))).await;
    reply.assert_error(400, "invalid_redirect_uri");
    app.assert_rule(&reply, Rule::ClientRedirectUriRefused).await;
}

#[tokio::test]
async fn oidcc_3rd_party_init_login_nohttps_is_refused() {
    let app = open_app().await;
    let reply = app.try_register(&of_the_suite(&json!({ "initiate_login_uri": "http://app.example/login" }))).await;
    reply.assert_error(400, "invalid_client_metadata");
    app.assert_rule(&reply, Rule::ClientRequestsRefused).await;
    let told = app.register(&of_the_suite(&json!({ "initiate_login_uri": "https://app.example/login" }))).await;
    assert_eq!(told["initiate_login_uri"], "https://app.example/login");
}

#[tokio::test]
async fn oidcc_redirect_uri_query_ok_mismatch_and_added() {
    let app = open_app().await;
    let registered = format!("{CALLBACK}?dummy1=lorem");
    let told = app.register(&of_the_suite(&json!({ "redirect_uris": [registered] }))).await;
    let mut browser = app.browser();
    let mut ask = async |uri: &str| browser.ask(&authorize_params(text(&told, "client_id"), uri, "openid")).await;
    assert!(ask(&registered).await.header("location").starts_with("/login"));
    for other in
        [format!("{CALLBACK}?dummy1=lorem&dummy2=ipsum"), format!("{CALLBACK}?dummy2=ipsum"), CALLBACK.to_owned()]
    {
        app.assert_rule(&ask(&other).await, Rule::RedirectUriUnregistered).await;
    }
}

#[tokio::test]
async fn registered_client_authenticates_by_its_method_alone() {
    let app = open_app().await;
    let post = document(json!({ "token_endpoint_auth_method": "client_secret_post" }));
    for (document, by_basic) in [(document(json!({})), true), (post, false)] {
        let told = app.register(&document).await;
        let (id, secret) = (text(&told, "client_id"), text(&told, "client_secret"));
        let form = [("grant_type", "authorization_code"), ("code", "syc_unknown")];
        let basic = Client::with_secret(&app, id, secret).token(&form).await;
        let body = app.post("/token", &[form[0], form[1], ("client_id", id), ("client_secret", secret)]).await;
        let (right, wrong) = if by_basic { (basic, body) } else { (body, basic) };
        app.assert_rule(&right, Rule::CodeUnknown).await;
        app.assert_rule(&wrong, Rule::ClientAuthMethodNotAllowed).await;
    }
}

#[tokio::test]
async fn registered_client_may_not_exceed_its_registration() {
    let app = open_app().await;
    let told = app.register(&document(json!({ "scope": "openid" }))).await;
    let mut browser = app.browser();
    let reply = browser.ask(&authorize_params(text(&told, "client_id"), CALLBACK, "openid email")).await;
    app.assert_rule(&reply, Rule::ScopeNotRegistered).await;
    let client = Client::with_secret(&app, text(&told, "client_id"), text(&told, "client_secret"));
    let reply = client.token(&[("grant_type", "client_credentials")]).await;
    app.assert_rule(&reply, Rule::GrantNotAllowed).await;
    let reply = client.introspect("x").await;
    app.assert_rule(&reply, Rule::IntrospectionNotAllowed).await;
}

#[tokio::test]
async fn client_of_one_node_works_at_the_other_within_a_second() {
    let app = open_app().await;
    let second = app.second_node().await;
    let told = app.register(&document(json!({}))).await;
    second.app.refresh().await.unwrap();
    assert_eq!(sign_in(&second, &told).await.status, 200);
}

#[tokio::test]
async fn enabled_response_types_may_be_registered_with_their_grants() {
    let app = TestApp::with(|settings| {
        open(settings);
        settings.requests.response_types = symbolon::model::ResponseType::ALL.to_vec();
    })
    .await;
    let hybrid =
        json!({ "response_types": ["token code id_token"], "grant_types": ["authorization_code", "implicit"] });
    assert_eq!(app.register(&document(hybrid)).await["response_types"], json!(["code id_token token"]));
    let implicit = json!({ "response_types": ["id_token"], "grant_types": ["implicit"] });
    assert_eq!(app.register(&document(implicit)).await["grant_types"], json!(["implicit"]));
    for (changes, rule) in [
        (json!({ "response_types": ["id_token"] }), Rule::ClientGrantsRefused),
        (json!({ "response_types": ["code id_token"], "grant_types": ["implicit"] }), Rule::ClientGrantsRefused),
        (
            json!({ "response_types": ["id_token"], "grant_types": ["implicit"], "redirect_uris": ["http://127.0.0.1/cb"] }),
            Rule::ClientRedirectUriRefused,
        ),
        (
            json!({ "response_types": ["id_token"], "grant_types": ["implicit"], "redirect_uris": ["https://localhost/cb"] }),
            Rule::ClientRedirectUriRefused,
        ),
    ] {
        let reply = app.try_register(&document(changes)).await;
        reply.assert_error(400, rule.code().as_str());
        app.assert_rule(&reply, rule).await;
    }
    assert_eq!(app.registered().await, 2);
}
