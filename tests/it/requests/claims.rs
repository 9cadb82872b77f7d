//! The `claims` parameter (OpenID Connect Core §5.5; security checks 62 and 97).

use super::{POSTMAN, authorize, id_token, redeem, shows, tokens, userinfo};
use crate::support::TestApp;
use crate::support::browser::params_with;
use serde_json::json;
use symbolon::model::{ClientId, ClientMetadata, GrantType, Scope};
use symbolon::protocol::Rule;

/// `openid` and this `claims` parameter.
fn asking(claims: &str) -> [(&'static str, &str); 2] {
    [("scope", "openid"), ("claims", claims)]
}

#[tokio::test]
async fn oidcc_claims_essential_gives_the_name_at_userinfo_and_not_in_the_id_token() {
    let app = TestApp::new().await;
    let tokens = tokens(&app, &asking(r#"{"userinfo":{"name":{"essential":true}}}"#)).await;
    let claims = userinfo(&app, &tokens).await;
    assert_eq!(claims["name"], "Alice Liddell");
    assert_eq!(claims.as_object().unwrap().keys().collect::<Vec<_>>(), ["name", "sub"]);
    assert!(id_token(&tokens).get("name").is_none(), "{tokens:?}");
}

#[tokio::test]
async fn claim_is_given_where_it_is_asked_for_also_after_a_refresh() {
    let app = TestApp::new().await;
    let claims = r#"{"userinfo":{"email":null},"id_token":{"email":null,"birthdate":{"essential":true},"x":null}}"#;
    let first = tokens(&app, &[("scope", "openid offline_access"), ("claims", claims)]).await;
    let refreshed = app.client("postman").refresh(&first.field("refresh_token")).await;
    for answer in [&first, &refreshed] {
        let in_id_token = id_token(answer);
        assert!(in_id_token["email"].is_string() && in_id_token["birthdate"].is_string(), "{in_id_token}");
        assert!(in_id_token.get("email_verified").is_none() && in_id_token.get("x").is_none(), "{in_id_token}");
        let at_userinfo = userinfo(&app, answer).await;
        assert!(at_userinfo["email"].is_string() && at_userinfo.get("birthdate").is_none(), "{at_userinfo}");
    }
}

#[tokio::test]
async fn consent_page_names_each_claim_beyond_the_scope_and_what_is_refused_is_not_given() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let claims = r#"{"userinfo":{"name":null,"email":null},"id_token":{"birthdate#de":null}}"#;
    let login = browser.authorize(&params_with("postman", &[("scope", "openid email"), ("claims", claims)])).await;
    let page = browser.sign_in(&login, "alice", "alice123").await;
    assert!(shows(&page, "consent"), "{page:?}");
    let items: Vec<_> = page.text.split("<li class=\"claim\">").skip(1).collect();
    assert_eq!(items.len(), 2, "{page:?}");
    assert!(items[0].contains("Date of birth") && items[0].contains("<code>birthdate</code>"), "{}", items[0]);
    assert!(items[1].contains("Full name") && items[1].contains("<code>name</code>"), "{}", items[1]);
    browser.decide(&page, "deny").await.assert_error_redirect(POSTMAN, "access_denied");
    let silent = browser.ask(&params_with("postman", &[("scope", "openid"), ("prompt", "none")])).await;
    silent.assert_error_redirect(POSTMAN, "consent_required");
}

#[tokio::test]
async fn remembered_consent_covers_a_claim_only_if_it_listed_the_claim_or_its_scope() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let name = r#"{"userinfo":{"name":null}}"#;
    let both = r#"{"userinfo":{"name":null},"id_token":{"nickname":null}}"#;
    authorize(&mut browser, &[("scope", "openid")]).await;
    let page = browser.authorize(&params_with("postman", &asking(name))).await;
    assert!(shows(&page, "consent"), "{page:?}");
    assert!(browser.decide(&page, "allow").await.location_param("code").is_some());
    let silent = async |claims: &str| {
        let mut browser = browser.clone();
        let params = [("scope", "openid"), ("claims", claims), ("prompt", "none")];
        browser.ask(&params_with("postman", &params)).await
    };
    assert!(silent(name).await.location_param("code").is_some());
    let more = silent(both).await;
    more.assert_error_redirect(POSTMAN, "consent_required");
    app.assert_rule(&more, Rule::ConsentRequired).await;
    // The scope, allowed once, covers all of its claims.
    let mut other = browser.clone();
    authorize(&mut other, &[("scope", "openid profile")]).await;
    assert!(silent(both).await.location_param("code").is_some());
    assert!(silent(r#"{"userinfo":{"email":null}}"#).await.location_param("code").is_none());
}

#[tokio::test]
async fn account_page_and_event_list_the_claims_that_were_allowed() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    authorize(&mut browser, &asking(r#"{"userinfo":{"birthdate":null}}"#)).await;
    let page = browser.get("/account").await;
    assert!(page.text.contains("Date of birth <code>birthdate</code>"), "{page:?}");
    let stored = app.dump().await;
    let (_, events) = stored.iter().find(|(table, _)| table == "event").unwrap();
    assert!(events.iter().any(|row| row.contains("consent.give") && row.contains("openid birthdate")), "{events:?}");
}

#[tokio::test]
async fn claims_parameter_cannot_reach_scopes_that_the_client_is_not_registered_for() {
    let app = TestApp::new().await;
    let registered = async |scope: &str| {
        let change = |client: &mut ClientMetadata| {
            client.scope = Scope::from_text(scope);
            client.default_scope = None;
        };
        app.change_client("postman", change).await;
    };
    registered("openid profile").await;
    let claims =
        r#"{"userinfo":{"email":{"essential":true},"phone_number":null,"name":null},"id_token":{"address":null}}"#;
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("postman", &asking(claims))).await;
    let page = browser.sign_in(&login, "alice", "alice123").await;
    assert_eq!(page.text.matches("<li class=\"claim\">").count(), 1, "{page:?}");
    let tokens = redeem(&app, &browser.decide(&page, "allow").await).await;
    let given = userinfo(&app, &tokens).await;
    assert_eq!(given.as_object().unwrap().keys().collect::<Vec<_>>(), ["name", "sub"]);
    assert!(id_token(&tokens).get("address").is_none());
    // What the client loses later it is not given any more either.
    registered("openid").await;
    assert_eq!(userinfo(&app, &tokens).await.as_object().unwrap().len(), 1);
}

#[tokio::test]
async fn claim_wanted_with_another_value_is_left_out() {
    let app = TestApp::new().await;
    let claims = json!({"userinfo": {
        "name": {"value": "Somebody Else", "essential": true},
        "given_name": {"values": ["Bob", "Alice"]},
        "email_verified": {"value": false},
    }});
    let tokens = tokens(&app, &asking(&claims.to_string())).await;
    let given = userinfo(&app, &tokens).await;
    assert_eq!(given.as_object().unwrap().keys().collect::<Vec<_>>(), ["given_name", "sub"]);
}

#[tokio::test]
async fn claims_of_a_grant_are_not_given_to_a_client_that_exchanged_for_its_token() {
    let app = TestApp::new().await;
    app.change_client("service", |client| {
        client.grant_types.push(GrantType::TokenExchange);
        client.exchange_impersonation.push(ClientId::new("postman"));
        client.scope = Scope::from_text("openid profile read write");
    })
    .await;
    let tokens = tokens(&app, &asking(r#"{"userinfo":{"name":null}}"#)).await;
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("subject_token", &tokens.field("access_token")),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
        ("scope", "openid"),
    ];
    let exchanged = app.client("service").token(&form).await;
    assert_eq!(exchanged.status, 200, "{exchanged:?}");
    assert_eq!(userinfo(&app, &exchanged).await.as_object().unwrap().len(), 1);
}

#[tokio::test]
async fn malformed_claims_parameter_is_refused_by_redirect() {
    let app = TestApp::new().await;
    let deep = format!("{{\"userinfo\":{}", "{\"name\":".repeat(400));
    let long = json!({"userinfo": {"name": {"value": "x".repeat(4096)}}}).to_string();
    let table = [
        ("name", Rule::ClaimsMalformed),
        ("[]", Rule::ClaimsMalformed),
        (r#"{"userinfo":["name"]}"#, Rule::ClaimsMalformed),
        (r#"{"id_token":{"name":1}}"#, Rule::ClaimsMalformed),
        (r#"{"id_token":{"sub":{"value":["x"]}}}"#, Rule::ClaimsMalformed),
        (deep.as_str(), Rule::ClaimsMalformed),
        (long.as_str(), Rule::ParameterTooLong),
    ];
    for (claims, rule) in table {
        let reply = app.browser().ask(&params_with("postman", &asking(claims))).await;
        reply.assert_error_redirect(POSTMAN, "invalid_request");
        app.assert_rule(&reply, rule).await;
    }
    // Without openid it is a parameter that means nothing.
    let reply = app.browser().ask(&params_with("postman", &[("scope", "read"), ("claims", "name")])).await;
    assert!(reply.location().starts_with("/login?"), "{reply:?}");
}

#[tokio::test]
async fn essential_acr_that_no_sign_in_reaches_is_a_failed_authentication_and_a_voluntary_one_is_not() {
    let app = TestApp::new().await;
    let unreachable = r#"{"id_token":{"acr":{"essential":true,"values":["urn:mace:incommon:iap:silver","3"]}}}"#;
    let refused = app.browser().ask(&params_with("postman", &asking(unreachable))).await;
    refused.assert_error_redirect(POSTMAN, "unmet_authentication_requirements");
    app.assert_rule(&refused, Rule::AcrUnreachable).await;
    for claims in [
        r#"{"id_token":{"acr":{"values":["2"]}}}"#,
        r#"{"id_token":{"acr":{"essential":true,"values":["2","1"]}}}"#,
        r#"{"id_token":{"acr":{"essential":true}}}"#,
    ] {
        assert_eq!(id_token(&tokens(&app, &asking(claims)).await)["acr"], "1", "{claims}");
    }
}

#[tokio::test]
async fn essential_auth_time_is_in_the_id_token() {
    let app = TestApp::new().await;
    let tokens = tokens(&app, &asking(r#"{"id_token":{"auth_time":{"essential":true}}}"#)).await;
    assert_eq!(id_token(&tokens)["auth_time"], crate::support::START.get());
}

#[tokio::test]
async fn request_about_one_person_is_never_answered_for_another() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let alice = id_token(&redeem(&app, &authorize(&mut browser, &[("scope", "openid")]).await).await)["sub"].clone();
    let about = |sub: &serde_json::Value| json!({"id_token": {"sub": {"value": sub}}}).to_string();
    let same = browser.ask(&params_with("postman", &asking(&about(&alice)))).await;
    assert!(same.location_param("code").is_some(), "{same:?}");
    let nobody = about(&json!("nobody"));
    let silent = [("scope", "openid"), ("claims", nobody.as_str()), ("prompt", "none")];
    let refused = browser.ask(&params_with("postman", &silent)).await;
    refused.assert_error_redirect(POSTMAN, "login_required");
    app.assert_rule(&refused, Rule::LoginRequired).await;
    // Whoever is asked for may sign in; another one is told so, and may give up.
    let mut other = app.browser();
    let login = other.authorize(&params_with("postman", &asking(&about(&alice)))).await;
    let again = other.sign_in(&login, "admin", "admin123").await;
    assert!(shows(&again, "login") && again.text.contains("asks for another account"), "{again:?}");
    let consented = other.sign_in(&again, "alice", "alice123").await;
    assert!(consented.location_param("code").is_some(), "{consented:?}");
    assert_eq!(id_token(&redeem(&app, &consented).await)["sub"], alice);
}
