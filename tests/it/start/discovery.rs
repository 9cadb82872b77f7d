//! Discovery lists exactly what is accepted: each listed value is tried, and each that is not listed is refused.

use crate::support::browser::{VERIFIER, authorize_params, redirect_uri};
use crate::support::{Client, ISSUER, Reply, TestApp};
use poem::Request;
use serde_json::Value;
use symbolon::config::RegistrationMode;
use symbolon::model::{ClientId, GrantType, ResponseType};
use symbolon::protocol::Rule;

async fn document(app: &TestApp) -> Value {
    app.get("/.well-known/openid-configuration").await.json()
}

fn listed(document: &Value, name: &str) -> Vec<String> {
    let values = document[name].as_array().unwrap_or_else(|| panic!("no {name}"));
    values.iter().map(|value| value.as_str().unwrap().to_owned()).collect()
}

/// A request of the client `spa` with one parameter replaced or added.
async fn authorize_with(app: &TestApp, name: &'static str, value: &str) -> Reply {
    let mut params = authorize_params("spa", redirect_uri("spa"), "openid");
    params.retain(|(known, _)| *known != name);
    params.push((name, value.to_owned()));
    app.browser().authorize(&params).await
}

fn is_login_page(reply: &Reply) -> bool {
    reply.status == 200 && reply.text.contains("id=\"login\"")
}

async fn assert_refused(app: &TestApp, reply: &Reply, code: &str, rule: Rule) {
    reply.assert_error_redirect(redirect_uri("spa"), code);
    app.assert_rule(reply, rule).await;
}

#[tokio::test]
async fn both_documents_say_the_same_and_name_what_is_not_the_default() {
    let app = TestApp::new().await;
    let document = document(&app).await;
    assert_eq!(app.get("/.well-known/oauth-authorization-server").await.json(), document);
    assert_eq!(document["request_parameter_supported"], true);
    assert_eq!(document["request_uri_parameter_supported"], false);
    assert_eq!(document["claims_parameter_supported"], true);
    assert_eq!(document["authorization_response_iss_parameter_supported"], true);
    assert_eq!(document["subject_types_supported"], serde_json::json!(["public", "pairwise"]));
    assert_eq!(
        document["id_token_signing_alg_values_supported"],
        serde_json::json!(["RS256", "ES256", "Ed25519", "HS256", "none"])
    );
}

/// What the suite asks of the document of a provider where clients register themselves.
#[tokio::test]
async fn oidcc_discovery_endpoint_verification_everything_that_the_dynamic_profile_needs_is_named() {
    let app = TestApp::with(|settings| {
        settings.registration.mode = RegistrationMode::Open;
        settings.requests.response_types = ResponseType::ALL.to_vec();
    })
    .await;
    let document = document(&app).await;
    assert_eq!(document["issuer"], ISSUER);
    for name in ["authorization", "token", "userinfo", "registration", "end_session"] {
        let endpoint = document[format!("{name}_endpoint")].as_str().unwrap_or_else(|| panic!("no {name}"));
        assert!(endpoint.starts_with(ISSUER), "{name}: {endpoint}");
    }
    for (name, needed) in [
        ("scopes_supported", &["openid"][..]),
        ("response_types_supported", &["code", "id_token", "id_token token"]),
        ("grant_types_supported", &["authorization_code", "implicit"]),
        ("id_token_signing_alg_values_supported", &["RS256"]),
        ("claims_supported", &["sub", "iss", "name", "email"]),
    ] {
        let listed = listed(&document, name);
        assert!(needed.iter().all(|value| listed.iter().any(|known| known == value)), "{name}: {listed:?}");
    }
    let keys = app.get(document["jwks_uri"].as_str().unwrap().strip_prefix(ISSUER).unwrap()).await.json();
    for jwk in keys["keys"].as_array().unwrap() {
        assert!(jwk["kid"].is_string() && jwk["d"].is_null() && jwk["k"].is_null(), "{jwk}");
    }
}

#[tokio::test]
async fn documents_are_kept_for_five_minutes_and_not_sent_again() {
    let app = TestApp::new().await;
    for path in ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/jwks"] {
        let first = app.get(path).await;
        assert_eq!(first.status, 200, "{path}");
        assert_eq!(first.header("cache-control"), "public, max-age=300", "{path}");
        assert_eq!(first.header("content-type"), "application/json", "{path}");
        assert_eq!(first.header("access-control-allow-origin"), "*", "{path}");
        let tag = first.header("etag").to_owned();
        assert!(tag.len() > 10 && tag.starts_with('"') && tag.ends_with('"'), "{path}: {tag}");
        let ask = async |known: &str| {
            let request = Request::builder().uri(path.parse().unwrap()).header("if-none-match", known);
            app.send(request.finish()).await
        };
        for known in [tag.clone(), format!("\"other\", W/{tag}")] {
            let reply = ask(&known).await;
            assert_eq!((reply.status.as_u16(), reply.text.as_str()), (304, ""), "{path}: {known}");
            assert_eq!(reply.header("etag"), tag, "{path}");
            assert_eq!(reply.header("cache-control"), "public, max-age=300", "{path}");
        }
        assert_eq!(ask("\"other\"").await.text, first.text, "{path}");
    }
    app.change_client("spa", |client| client.client_name = "Other".to_owned()).await;
    assert_eq!(app.get("/jwks").await.header("etag"), app.second_node().await.get("/jwks").await.header("etag"));
}

const TOKEN_EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Lets `service` exchange a token of `spa`.
async fn exchange(app: &TestApp, token: &str) -> Reply {
    app.change_client("service", |metadata| {
        metadata.grant_types.push(GrantType::TokenExchange);
        metadata.exchange_impersonation.push(ClientId::new("spa"));
    })
    .await;
    let form = [
        ("grant_type", TOKEN_EXCHANGE),
        ("subject_token", token),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
    ];
    app.client("service").token(&form).await
}

#[tokio::test]
async fn grants_that_are_listed_work_and_no_other() {
    let app = TestApp::new().await;
    let mut works = Vec::new();
    let code = app.browser().code("spa", "openid read offline_access").await;
    let tokens = app.client("spa").redeem(&code).await;
    works.push(("authorization_code", tokens.status));
    works.push(("refresh_token", app.client("spa").refresh(&tokens.field("refresh_token")).await.status));
    works.push((
        "client_credentials",
        app.client("service").token(&[("grant_type", "client_credentials")]).await.status,
    ));
    let form = [("grant_type", "password"), ("username", "alice"), ("password", "alice123")];
    works.push(("password", app.client("cli").token(&form).await.status));
    works.push((TOKEN_EXCHANGE, exchange(&app, &tokens.field("access_token")).await.status));
    let codes = app.client("cli").device("read").await;
    app.browser().allow_device(&codes.user_code).await;
    works.push((crate::support::device::DEVICE_GRANT, app.client("cli").poll(&codes.device_code).await.status));
    works.push((JWT_BEARER, crate::assertion::bring_one(&app).await.status));
    assert!(works.iter().all(|(_, status)| *status == 200), "{works:?}");

    let mut listed = listed(&document(&app).await, "grant_types_supported");
    let mut works: Vec<_> = works.into_iter().map(|(name, _)| name.to_owned()).collect();
    listed.sort();
    works.sort();
    assert_eq!(listed, works);
    for grant in ["implicit", "urn:openid:params:grant-type:ciba", "Password", ""] {
        let reply = app.client("postman").token(&[("grant_type", grant)]).await;
        let (code, rule) = match grant {
            "" => ("invalid_request", Rule::GrantTypeMissing),
            _ => ("unsupported_grant_type", Rule::GrantTypeUnsupported),
        };
        reply.assert_error(400, code);
        app.assert_rule(&reply, rule).await;
    }
}

#[tokio::test]
async fn authentication_methods_that_are_listed_work_and_no_other() {
    let app = TestApp::new().await;
    let document = document(&app).await;
    let all = ["client_secret_basic", "client_secret_jwt", "client_secret_post", "none", "private_key_jwt"];
    for endpoint in ["token", "revocation"] {
        let mut methods = listed(&document, &format!("{endpoint}_endpoint_auth_methods_supported"));
        methods.sort();
        assert_eq!(methods, all, "{endpoint}");
    }
    let mut methods = listed(&document, "introspection_endpoint_auth_methods_supported");
    methods.sort();
    assert_eq!(methods, all.iter().copied().filter(|method| *method != "none").collect::<Vec<_>>());

    let token = app.client("service").token(&[("grant_type", "client_credentials")]).await.field("access_token");
    let post = [("client_id", "service"), ("client_secret", "service-secret")];
    for (path, more) in [
        ("/token", ("grant_type", "client_credentials")),
        ("/introspect", ("token", &*token)),
        ("/revoke", ("token", &*token)),
    ] {
        assert_eq!(app.client("service").post(path, &[more]).await.status, 200, "basic at {path}");
        assert_eq!(app.post(path, &[&post[..], &[more]].concat()).await.status, 200, "post at {path}");
    }
    let public = [("client_id", "cli"), ("token", "unknown")];
    assert_eq!(app.post("/revoke", &public).await.status, 200);
    let reply = app.post("/introspect", &public).await;
    reply.assert_error(401, "invalid_client");
    app.assert_rule(&reply, Rule::IntrospectionPublic).await;

    let assertion = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", &token),
    ];
    let reply = app.post("/token", &assertion).await;
    reply.assert_error(401, "invalid_client");
    app.assert_rule(&reply, Rule::ClientAuthFailed).await;
    for header in ["Bearer x", "Digest username=\"service\"", "Negotiate x"] {
        let request = Request::builder()
            .method(http::Method::POST)
            .uri("/token".parse().unwrap())
            .content_type("application/x-www-form-urlencoded")
            .header("authorization", header);
        let reply = app.send(request.body("grant_type=client_credentials")).await;
        reply.assert_error(401, "invalid_client");
        app.assert_rule(&reply, Rule::BasicMalformed).await;
    }
}

#[tokio::test]
async fn scopes_that_are_listed_can_be_asked_for_and_no_other() {
    let app = TestApp::new().await;
    let mut scopes = listed(&document(&app).await, "scopes_supported");
    for scope in &scopes {
        let reply = authorize_with(&app, "scope", scope).await;
        assert!(is_login_page(&reply), "{scope}: {reply:?}");
    }
    scopes.sort();
    assert_eq!(scopes, ["address", "email", "groups", "offline_access", "openid", "phone", "profile", "read", "write"]);
    for scope in ["roles", "OPENID", "admin", "read:all"] {
        let reply = authorize_with(&app, "scope", scope).await;
        assert_refused(&app, &reply, "invalid_scope", Rule::ScopeUnknown).await;
    }
}

#[tokio::test]
async fn response_types_and_modes_that_are_listed_work_and_no_other() {
    let app = TestApp::new().await;
    let document = document(&app).await;
    assert_eq!(listed(&document, "response_types_supported"), ["code"]);
    assert_eq!(listed(&document, "response_modes_supported"), ["query", "fragment", "form_post"]);
    assert!(is_login_page(&authorize_with(&app, "response_type", "code").await));
    for mode in ["query", "fragment", "form_post"] {
        assert!(is_login_page(&authorize_with(&app, "response_mode", mode).await));
    }
    for kind in ["token", "id_token", "code id_token", "code token"] {
        let told = authorize_with(&app, "response_type", kind).await.told();
        assert_eq!((told.mode, told.field("error")), ("fragment", "unsupported_response_type"), "{kind}");
    }
    for kind in ["none", "CODE"] {
        let reply = authorize_with(&app, "response_type", kind).await;
        assert_refused(&app, &reply, "unsupported_response_type", Rule::ResponseTypeUnsupported).await;
    }
    for mode in ["fragment.jwt", "web_message", "query.jwt", "nonsense"] {
        let reply = authorize_with(&app, "response_mode", mode).await;
        assert_refused(&app, &reply, "invalid_request", Rule::ResponseModeUnsupported).await;
    }
}

#[tokio::test]
async fn prompts_and_challenge_methods_that_are_listed_work_and_no_other() {
    let app = TestApp::new().await;
    let document = document(&app).await;
    for prompt in listed(&document, "prompt_values_supported") {
        let reply = authorize_with(&app, "prompt", &prompt).await;
        if prompt == "none" {
            assert_refused(&app, &reply, "login_required", Rule::LoginRequired).await;
        } else {
            assert!(is_login_page(&reply), "{prompt}: {reply:?}");
        }
    }
    for prompt in ["create", "nonsense", "Login"] {
        let reply = authorize_with(&app, "prompt", prompt).await;
        assert_refused(&app, &reply, "invalid_request", Rule::PromptUnknown).await;
    }
    assert_eq!(listed(&document, "code_challenge_methods_supported"), ["S256"]);
    for method in ["plain", "s256", "S512", ""] {
        let reply = authorize_with(&app, "code_challenge_method", method).await;
        assert_refused(&app, &reply, "invalid_request", Rule::PkceMethodUnsupported).await;
    }
}

#[tokio::test]
async fn parameters_that_discovery_denies_are_refused() {
    let app = TestApp::new().await;
    for (name, code, rule) in [
        ("request_uri", "request_uri_not_supported", Rule::RequestUriUnsupported),
        ("registration", "registration_not_supported", Rule::RegistrationUnsupported),
    ] {
        let reply = authorize_with(&app, name, "https://client.example/object").await;
        assert_refused(&app, &reply, code, rule).await;
    }
    let reply = authorize_with(&app, "claims", r#"{"userinfo":{"email":null}}"#).await;
    assert!(is_login_page(&reply), "an optional parameter that is not supported is ignored: {reply:?}");
}

#[tokio::test]
async fn claims_that_are_listed_can_be_received() {
    let app = TestApp::new().await;
    let scope = "openid profile email address phone groups offline_access";
    let code = app.browser().code("postman", scope).await;
    let redeem = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", redirect_uri("postman")),
        ("code_verifier", VERIFIER),
    ];
    let tokens = Client::demo(&app, "postman").token(&redeem).await;
    let id_token = crate::support::reply::claims(&tokens.field("id_token"));
    let userinfo = app.userinfo(&tokens.field("access_token")).await.json();
    for claim in listed(&document(&app).await, "claims_supported") {
        assert!(id_token.get(&claim).is_some() || userinfo.get(&claim).is_some(), "{claim}: {id_token} {userinfo}");
    }
    for claim in userinfo.as_object().unwrap().keys() {
        assert!(listed(&document(&app).await, "claims_supported").contains(claim), "{claim} is not listed");
    }
    let reached = id_token["acr"].as_str().unwrap().to_owned();
    assert!(listed(&document(&app).await, "acr_values_supported").contains(&reached), "{reached}");
}
