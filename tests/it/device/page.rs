//! `/device` in a browser: each state of the page, and that no step can be skipped.

use crate::support::device::Codes;
use crate::support::{Browser, Reply, TestApp, encode};
use http::Method;
use poem::Request;
use std::net::{IpAddr, Ipv4Addr};
use symbolon::config::Settings;
use symbolon::protocol::Rule;
use symbolon::store;

fn has(reply: &Reply, words: &[&str]) {
    for word in words {
        assert!(reply.text.contains(word), "{word}: {reply:?}");
    }
}

fn asks_for_code(reply: &Reply) -> bool {
    reply.status == 200 && reply.text.contains("id=\"device\"") && !reply.text.contains("id=\"consent\"")
}

fn asks_for_consent(reply: &Reply) -> bool {
    reply.status == 200 && reply.text.contains("id=\"consent\"") && reply.text.contains("id=\"device-warning\"")
}

async fn start(app: &TestApp) -> Codes {
    app.client("cli").device("openid read").await
}

async fn is_pending(app: &TestApp, codes: &Codes) -> bool {
    app.advance(5);
    app.client("cli").poll(&codes.device_code).await.field("error") == "authorization_pending"
}

#[tokio::test]
async fn person_signs_in_types_the_code_compares_and_allows() {
    let app = TestApp::new().await;
    let codes = start(&app).await;
    let mut browser = app.browser();
    let login = browser.get("/device").await;
    assert_eq!(login.location(), "/login?for=device");
    let login = browser.follow(login).await;
    has(&login, &["to connect a device"]);
    let page = browser.sign_in_for_device(&login, "alice").await;
    assert!(asks_for_code(&page), "{page:?}");
    has(&page, &["value=\"\"", "Signed in as <bdi>alice</bdi>"]);
    app.advance(125);
    let typed = codes.user_code.to_lowercase().replace('-', " ");
    let consent = browser.type_code(&page, &typed).await;
    assert!(asks_for_consent(&consent), "{consent:?}");
    let code = format!("class=\"device-code\">{}</code>", codes.user_code);
    has(&consent, &["<bdi>Command line</bdi>", &code, "2 minutes ago", "Only continue if you started this"]);
    has(
        &consent,
        &["<bdi>Read your data at the demo API</bdi>", "<code>openid</code>", "Signed in as <bdi>alice</bdi>"],
    );
    let done = browser.answer_device(&consent, "allow").await;
    has(&done, &["id=\"device-done\"", "Your device is connected", "<bdi>Command line</bdi>"]);
    assert_eq!(app.client("cli").poll(&codes.device_code).await.status, 200);
    assert_eq!(store::event::count(app.db(), "device.approve").await.unwrap(), 1);
    has(&browser.get("/account").await, &["Command line"]);
}

#[tokio::test]
async fn complete_link_fills_the_code_in_and_answers_nothing_by_itself() {
    let app = TestApp::new().await;
    let codes = start(&app).await;
    let link = format!("/device?user_code={}", codes.user_code);
    let mut browser = app.browser();
    let login = browser.get(&link).await;
    assert_eq!(login.location(), format!("/login?for=device&user_code={}", codes.user_code));
    let login = browser.follow(login).await;
    let page = browser.sign_in_for_device(&login, "alice").await;
    assert!(asks_for_code(&page), "{page:?}");
    has(&page, &[&format!("value=\"{}\"", codes.user_code), "Does your device show this code?"]);
    for _ in 0..3 {
        assert!(asks_for_code(&browser.get(&link).await));
    }
    let at_login = browser.get(&format!("/login?for=device&user_code={}", codes.user_code)).await;
    assert_eq!(at_login.location(), link, "who is signed in goes on");
    assert!(is_pending(&app, &codes).await);
    let consent = browser.type_code(&page, &codes.user_code).await;
    assert!(asks_for_consent(&consent), "{consent:?}");
    assert!(is_pending(&app, &codes).await);
}

#[tokio::test]
async fn consent_is_asked_each_time_also_for_first_party_and_remembered_clients() {
    let app = TestApp::new().await;
    app.change_client("cli", |client| client.first_party = true).await;
    let mut browser = app.browser();
    for _ in 0..3 {
        let codes = start(&app).await;
        let consent = browser.enter(&codes.user_code).await;
        assert!(asks_for_consent(&consent), "{consent:?}");
        assert!(is_pending(&app, &codes).await);
        browser.answer_device(&consent, "allow").await;
    }
}

#[tokio::test]
async fn no_step_is_skipped_by_its_address_or_its_form() {
    let app = TestApp::new().await;
    let codes = start(&app).await;
    let mut browser = app.browser();
    let page = browser.device_page().await;
    let (entry_proof, code) = (page.form_value("device", "csrf"), codes.user_code.as_str());
    // The address of the consent page without a proof, or with one that was made for something else.
    for proof in ["", "x", &entry_proof, &"A".repeat(43)] {
        let reply = browser.get(&format!("/device?user_code={code}&proof={proof}")).await;
        assert!(asks_for_code(&reply), "{reply:?}");
    }
    let reply = browser.get(&format!("/device?user_code={code}&decision=allow&csrf={entry_proof}")).await;
    assert!(asks_for_code(&reply), "{reply:?}");
    // The answer without the consent page.
    for proof in ["", "x", &entry_proof] {
        let reply = browser.post("/device", &[("csrf", proof), ("request", code), ("decision", "allow")]).await;
        reply.assert_error_page(403, "invalid_request");
        app.assert_rule(&reply, Rule::FormForged).await;
    }
    let nothing = browser.post("/device", &[("csrf", &entry_proof), ("decision", "allow")]).await;
    app.assert_rule(&nothing, Rule::FormMalformed).await;
    // The proof of one code does not answer another.
    let other = start(&app).await;
    let consent = browser.enter(&other.user_code).await;
    let proof = consent.form_value("consent", "csrf");
    let reply = browser.post("/device", &[("csrf", &proof), ("request", code), ("decision", "allow")]).await;
    app.assert_rule(&reply, Rule::FormForged).await;
    let odd = [("csrf", &*proof), ("request", &other.user_code), ("decision", "perhaps")];
    app.assert_rule(&browser.post("/device", &odd).await, Rule::FormMalformed).await;
    let twice = [("csrf", &*proof), ("request", &other.user_code), ("decision", "deny"), ("decision", "allow")];
    app.assert_rule(&browser.post("/device", &twice).await, Rule::ParameterRepeated).await;
    assert!(is_pending(&app, &codes).await && is_pending(&app, &other).await);
}

#[tokio::test]
async fn pages_of_one_browser_are_worth_nothing_in_another() {
    let app = TestApp::new().await;
    let codes = start(&app).await;
    let (mut attacker, mut victim, mut stranger) = (app.browser(), app.browser(), app.browser());
    let page = attacker.device_page().await;
    let entered = [("csrf", page.form_value("device", "csrf")), ("user_code", codes.user_code.clone())];
    let entered: Vec<_> = entered.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let address = attacker.post("/device", &entered).await.location();
    let consent = attacker.get(&address).await;
    victim.device_page().await;
    assert!(asks_for_code(&victim.get(&address).await), "the address leads the victim to the question for the code");
    let answer = [("csrf", consent.form_value("consent", "csrf")), ("request", codes.user_code.clone())];
    let mut answer: Vec<_> = answer.iter().map(|(name, value)| (*name, value.as_str())).collect();
    answer.push(("decision", "allow"));
    for browser in [&mut victim, &mut stranger] {
        for form in [&answer, &entered] {
            let reply = browser.post("/device", form).await;
            reply.assert_error_page(403, "invalid_request");
            app.assert_rule(&reply, Rule::FormForged).await;
        }
    }
    attacker.sign_out().await;
    let reply = attacker.post("/device", &answer).await;
    app.assert_rule(&reply, Rule::FormForged).await;
    assert!(is_pending(&app, &codes).await);
}

#[tokio::test]
async fn person_whose_session_has_ended_signs_in_again_and_nothing_is_answered() {
    let app = TestApp::with(|settings| settings.sessions.idle_lifetime = 120).await;
    let codes = start(&app).await;
    let mut browser = app.browser();
    let consent = browser.enter(&codes.user_code).await;
    app.advance(121);
    let reply = browser.answer_device(&consent, "allow").await;
    assert_eq!(reply.location(), format!("/login?for=device&user_code={}", codes.user_code));
    let page = browser.get("/device").await;
    assert_eq!(page.location(), "/login?for=device");
    assert!(is_pending(&app, &codes).await);
}

#[tokio::test]
async fn account_can_be_changed_in_the_middle() {
    let app = TestApp::new().await;
    let codes = start(&app).await;
    let mut browser = app.browser();
    let consent = browser.enter(&codes.user_code).await;
    let csrf = consent.form_value("switch-account", "csrf");
    let form = [("csrf", &*csrf), ("request", &codes.user_code), ("decision", "switch")];
    let forged = [("csrf", "x"), form[1], form[2]];
    app.assert_rule(&browser.post("/device", &forged).await, Rule::FormForged).await;
    let reply = browser.post("/device", &form).await;
    let login = browser.follow(reply).await;
    let page = browser.sign_in_for_device(&login, "admin").await;
    has(&page, &[&codes.user_code, "<bdi>admin</bdi>"]);
    let consent = browser.type_code(&page, &codes.user_code).await;
    browser.answer_device(&consent, "allow").await;
    let tokens = app.client("cli").poll(&codes.device_code).await;
    let admin = app.userinfo(&tokens.field("access_token")).await.json();
    let sub = symbolon::flow::admin::user::find(&app.deps(), "admin").await.unwrap().subject;
    assert_eq!(admin["sub"], sub.as_str());
}

#[tokio::test]
async fn codes_that_lead_nowhere_are_explained() {
    let app = TestApp::new().await;
    let (answered, expired) = (start(&app).await, start(&app).await);
    let mut browser = app.browser();
    browser.allow_device(&answered.user_code).await;
    let page = browser.device_page().await;
    for (typed, said) in [
        ("BBBB-BBBB", "No device has this code"),
        ("AAAA-1111", "No device has this code"),
        ("", "No device has this code"),
        (answered.user_code.as_str(), "used already"),
    ] {
        let reply = browser.type_code(&page, typed).await;
        assert!(asks_for_code(&reply), "{reply:?}");
        has(&reply, &["id=\"device-error\" class=\"alert\" role=\"alert\"", said]);
    }
    app.advance(600);
    has(&browser.type_code(&page, &expired.user_code).await, &["This code has expired"]);
}

#[tokio::test]
async fn back_button_and_late_answers_lead_to_a_helpful_page() {
    let app = TestApp::new().await;
    let codes = start(&app).await;
    let mut browser = app.browser();
    let page = browser.device_page().await;
    let csrf = page.form_value("device", "csrf");
    let address = browser.post("/device", &[("csrf", &csrf), ("user_code", &codes.user_code)]).await.location();
    let consent = browser.get(&address).await;
    browser.answer_device(&consent, "allow").await;
    has(&browser.get(&address).await, &["id=\"device-error\"", "used already"]);
    for decision in ["allow", "deny"] {
        has(&browser.answer_device(&consent, decision).await, &["id=\"device-error\"", "used already"]);
    }
    assert_eq!(app.client("cli").poll(&codes.device_code).await.status, 200, "what was answered stays");

    let codes = start(&app).await;
    let consent = browser.enter(&codes.user_code).await;
    app.advance(600);
    has(&browser.answer_device(&consent, "allow").await, &["id=\"device-error\"", "has expired"]);
    assert_eq!(app.client("cli").poll(&codes.device_code).await.field("error"), "expired_token");
}

#[tokio::test]
async fn client_that_was_changed_meanwhile_gets_nothing() {
    for deed in ["switched off", "without the grant", "without the scope"] {
        let app = TestApp::new().await;
        let codes = start(&app).await;
        let mut browser = app.browser();
        let consent = browser.enter(&codes.user_code).await;
        assert!(asks_for_consent(&consent), "{consent:?}");
        if deed == "switched off" {
            use symbolon::flow::admin::{Actor, client};
            client::disable(&app.deps(), &Actor::Cli, "cli", true).await.unwrap();
            app.app.refresh().await.unwrap();
        }
        app.change_client("cli", |client| match deed {
            "without the grant" => client.grant_types.retain(|grant| grant.as_str() == "password"),
            "without the scope" => client.scope = symbolon::model::Scope::from_text("read"),
            _ => {}
        })
        .await;
        let reply = browser.answer_device(&consent, "allow").await;
        has(&reply, &["id=\"device-error\"", "has expired"]);
        assert_eq!(store::event::count(app.db(), "device.approve").await.unwrap(), 0, "{deed}");
    }
}

#[tokio::test]
async fn what_was_typed_is_shown_again_encoded_and_short() {
    let app = TestApp::new().await;
    app.change_client("cli", |client| client.client_name = "\"><script>alert(1)</script>".to_owned()).await;
    let codes = start(&app).await;
    let mut browser = app.browser();
    let page = browser.device_page().await;
    let hostile = "\"><script>alert(1)</script>";
    let reply = browser.type_code(&page, hostile).await;
    has(&reply, &["value=\"&quot;&gt;&lt;script&gt;alert(1)"]);
    assert!(!reply.text.contains("<script"), "{reply:?}");
    let reply = browser.type_code(&page, &"x".repeat(60_000)).await;
    assert!(reply.text.contains(&"x".repeat(32)) && !reply.text.contains(&"x".repeat(33)), "{reply:?}");
    let query = encode(&[("user_code", hostile), ("proof", hostile)]);
    let reply = browser.get(&format!("/device?{query}")).await;
    has(&reply, &["value=\"\""]);
    let consent = browser.enter(&codes.user_code).await;
    assert!(!consent.text.contains("<script"), "{consent:?}");
    has(&consent, &["&lt;script&gt;alert(1)&lt;/script&gt;"]);
    let login = app.get(&format!("/login?for=device&{query}")).await;
    assert!(login.status == 200 && !login.text.contains("alert(1)"), "{login:?}");
    assert_eq!(app.get("/device?user_code=https://evil.example/").await.location(), "/login?for=device");
}

fn few_attempts(settings: &mut Settings) {
    settings.device.attempts_per_account = 3;
    settings.device.attempts_per_address = 8;
}

async fn guess(browser: &mut Browser<'_>, page: &Reply, code: &str) -> Reply {
    let csrf = page.form_value("device", "csrf");
    browser.post("/device", &[("csrf", &csrf), ("user_code", code)]).await
}

fn is_throttled(reply: &Reply) -> bool {
    reply.status == 429 && reply.header("retry-after") == "30" && reply.text.contains("Too many wrong codes")
}

#[tokio::test]
async fn guesses_are_limited_per_account_over_nodes_and_browsers_and_right_codes_cost_nothing() {
    let app = TestApp::with(few_attempts).await;
    let second = app.second_node().await;
    let codes = start(&app).await;
    let (mut one, mut other) = (app.browser(), second.browser());
    let (page, page_other) = (one.device_page().await, other.device_page().await);
    for _ in 0..5 {
        assert!(guess(&mut one, &page, &codes.user_code).await.status.is_redirection());
    }
    assert_eq!(guess(&mut one, &page, "BBBB-BBBB").await.status, 200);
    assert_eq!(guess(&mut other, &page_other, "CCCC-CCCC").await.status, 200);
    assert_eq!(guess(&mut one, &page, "DDDD-DDDD").await.status, 200);
    assert!(is_throttled(&guess(&mut other, &page_other, "FFFF-FFFF").await));
    assert!(is_throttled(&guess(&mut one, &page, &codes.user_code).await), "the right one as well");
    app.advance(101);
    assert!(guess(&mut other, &page_other, &codes.user_code).await.status.is_redirection());
}

#[tokio::test]
async fn guesses_are_limited_per_address_over_accounts() {
    let app = TestApp::with(few_attempts).await;
    let mut left = 8;
    for name in ["alice", "admin", "alice-two", "alice-three"] {
        if name.starts_with("alice-") {
            let command = symbolon::flow::admin::user::AddUser {
                username: name.to_owned(),
                password: Some(symbolon::model::Secret::new(format!("{name}123"))),
                ..Default::default()
            };
            symbolon::flow::admin::user::add(&app.deps(), &symbolon::flow::admin::Actor::Cli, command).await.unwrap();
        }
        let mut browser = app.browser();
        let login = browser.get("/login?for=device").await;
        let page = browser.sign_in_for_device(&login, name).await;
        for _ in 0..3 {
            let reply = guess(&mut browser, &page, "BBBB-BBBB").await;
            assert_eq!(is_throttled(&reply), left == 0, "{name}: {reply:?}");
            left = left.max(1) - 1;
        }
    }
    assert_eq!(left, 0);
}

#[tokio::test]
async fn person_sees_the_address_that_the_device_asked_from() {
    let app = TestApp::with(|settings| settings.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]).await;
    let network = app.listen();
    let request = Request::builder()
        .method(Method::POST)
        .uri("/device_authorization".parse().unwrap())
        .header("x-forwarded-for", "198.51.100.1, 203.0.113.7")
        .header("x-forwarded-proto", "https")
        .content_type("application/x-www-form-urlencoded")
        .body(encode(&[("client_id", "cli")]));
    let started = network.send(IpAddr::V4(Ipv4Addr::LOCALHOST), request).await;
    let consent = app.browser().enter(&started.field("user_code")).await;
    has(&consent, &["id=\"device-address\"><bdi>203.0.113.7</bdi>", "Less than a minute ago"]);
}

#[tokio::test]
async fn logo_of_the_client_is_the_only_foreign_thing_on_the_pages() {
    let app = TestApp::new().await;
    app.change_client("cli", |client| client.logo_uri = Some("https://cli.example/logo.png".to_owned())).await;
    let codes = start(&app).await;
    let mut browser = app.browser();
    let consent = browser.enter(&codes.user_code).await;
    let done = browser.answer_device(&consent, "allow").await;
    for page in [&consent, &done] {
        has(page, &["src=\"https://cli.example/logo.png\""]);
        let policy = page.header("content-security-policy");
        assert!(
            policy.contains("img-src 'self' https://cli.example;") && policy.contains("form-action 'self'"),
            "{policy}"
        );
        assert_eq!((page.header("x-frame-options"), page.header("cache-control")), ("DENY", "no-store"));
    }
}
