//! Repeated and malformed parameters, by GET and by POST.

use super::{SPA, assert_page, assert_told};
use crate::support::browser::params_with;
use crate::support::{Reply, TestApp, encode};
use symbolon::protocol::Rule;

fn query(changes: &[(&str, &str)]) -> String {
    let params = params_with("spa", changes);
    encode(&params.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
}

async fn get(app: &TestApp, query: &str) -> Reply {
    app.get(&format!("/authorize?{query}")).await
}

async fn post(app: &TestApp, query: &str, body: String) -> Reply {
    app.post_raw(&format!("/authorize?{query}"), &[("content-type", "application/x-www-form-urlencoded")], body).await
}

#[tokio::test]
async fn client_id_or_redirect_uri_sent_twice_is_refused_on_our_own_page() {
    let app = TestApp::new().await;
    for again in ["client_id=spa", "client_id=postman", "client_id=", "redirect_uri=https://evil.example/"] {
        for text in [format!("{}&{again}", query(&[])), format!("{again}&{}", query(&[]))] {
            assert_page(&app, &get(&app, &text).await, Rule::ParameterRepeated, "invalid_request").await;
        }
        let mixed = post(&app, again, query(&[])).await;
        assert_page(&app, &mixed, Rule::ParameterRepeated, "invalid_request").await;
    }
}

#[tokio::test]
async fn other_parameter_sent_twice_is_refused_by_redirect() {
    let app = TestApp::new().await;
    let table = ["scope=openid", "nonce=n-456", "prompt=none", "code_challenge=x", "response_type=code", "nonce="];
    for again in table {
        let extra = if again == "prompt=none" { query(&[("prompt", "none")]) } else { query(&[]) };
        let reply = get(&app, &format!("{extra}&{again}")).await;
        assert_told(&app, &reply, Rule::ParameterRepeated, "invalid_request").await;
        assert_eq!(reply.location_param("state").as_deref(), Some("st-123"), "{again}");
        let mixed = post(&app, again, extra).await;
        assert_told(&app, &mixed, Rule::ParameterRepeated, "invalid_request").await;
    }
}

#[tokio::test]
async fn state_sent_twice_is_refused_and_neither_is_given_back() {
    let app = TestApp::new().await;
    let twice = get(&app, &format!("{}&state=other", query(&[]))).await;
    let mixed = post(&app, "state=other", query(&[])).await;
    for reply in [twice, mixed] {
        assert_told(&app, &reply, Rule::ParameterRepeated, "invalid_request").await;
        assert_eq!(reply.location_param("state"), None, "{reply:?}");
        assert!(reply.location().starts_with(&format!("{SPA}?error=")), "{reply:?}");
    }
}

#[tokio::test]
async fn unknown_parameter_is_ignored() {
    let app = TestApp::new().await;
    let known = ["ui_locales=de", "claims=%7B%7D", "display=popup", "utm_source=mail"];
    for extra in known {
        let reply = get(&app, &format!("{}&{extra}", query(&[]))).await;
        assert!(reply.location().starts_with("/login?request="), "{extra}: {reply:?}");
    }
}

#[tokio::test]
async fn parameter_that_is_no_utf8_or_has_a_nul_is_refused() {
    let app = TestApp::new().await;
    for broken in ["login_hint=%ff", "login_hint=%00", "%c3=1", "state2=%ed%a0%80"] {
        let reply = get(&app, &format!("{}&{broken}", query(&[]))).await;
        assert_page(&app, &reply, Rule::ParameterMalformed, "invalid_request").await;
        let posted = post(&app, "", format!("{}&{broken}", query(&[]))).await;
        assert_page(&app, &posted, Rule::ParameterMalformed, "invalid_request").await;
    }
}

#[tokio::test]
async fn more_parameters_than_any_honest_request_has_are_refused() {
    let app = TestApp::new().await;
    let many = "a=b&".repeat(1000);
    assert_page(&app, &get(&app, &many).await, Rule::TooManyParameters, "invalid_request").await;
    assert_page(&app, &post(&app, "", many).await, Rule::TooManyParameters, "invalid_request").await;
}

#[tokio::test]
async fn body_that_is_no_form_or_too_large_is_refused() {
    let app = TestApp::new().await;
    let types: [&[(&str, &str)]; 4] = [
        &[("content-type", "application/json")],
        &[("content-type", "multipart/form-data; boundary=x")],
        &[("content-type", "application/x-www-form-urlencoded; charset=utf-16")],
        &[],
    ];
    for headers in types {
        let reply = app.post_raw("/authorize", headers, query(&[])).await;
        assert_page(&app, &reply, Rule::ContentTypeUnsupported, "invalid_request").await;
    }
    let large = post(&app, "", format!("{}&x={}", query(&[]), "x".repeat(65_536))).await;
    large.assert_error_page(413, "invalid_request");
    app.assert_rule(&large, Rule::BodyTooLarge).await;
}
