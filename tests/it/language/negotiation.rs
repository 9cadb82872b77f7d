//! Who decides on the language: the person's choice, the client, the account, the browser, the setting.

use crate::support::browser::params_with;
use crate::support::{Browser, ISSUER, Reply, TestApp, encode};
use poem::Request;
use serde_json::json;
use symbolon::flow::admin::{Actor, user};
use symbolon::model::Language;
use symbolon::protocol::Rule;

async fn asking(browser: &mut Browser<'_>, path: &str, languages: &str) -> Reply {
    let request = Request::builder().uri(path.parse().unwrap()).header("accept-language", languages);
    browser.send(request.finish()).await
}

fn assert_speaks(reply: &Reply, language: Language) {
    let html = format!("<html lang=\"{language}\" dir=\"{}\">", language.direction());
    assert!(reply.text.contains(&html), "not {language}: {reply:?}");
    assert_eq!(reply.header("content-language"), language.as_str());
    assert_eq!(reply.header("vary"), "Accept-Language, Cookie");
    assert_eq!(reply.header("cache-control"), "no-store");
}

async fn choose(browser: &mut Browser<'_>, language: &str, headers: &[(&'static str, &str)]) -> Reply {
    let mut request = Request::builder()
        .method(http::Method::POST)
        .uri("/language".parse().unwrap())
        .content_type("application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    browser.send(request.body(encode(&[("language", language)]))).await
}

#[tokio::test]
async fn browser_is_answered_in_the_best_of_its_languages_that_there_is() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    for (header, language) in [
        ("nl, fr;q=0.5, de;q=0.9", Language::German),
        ("zh-TW, *", Language::English),
        ("zh-CN", Language::SimplifiedChinese),
        ("ar-EG,ar;q=0.9", Language::Arabic),
        ("", Language::English),
    ] {
        for path in ["/", "/login", "/logout", "/no-such-page"] {
            let request = Request::builder().uri(path.parse().unwrap()).header("accept", "text/html");
            let reply = browser.send(request.header("accept-language", header).finish()).await;
            assert_speaks(&reply, language);
        }
    }
}

#[tokio::test]
async fn setting_decides_where_nobody_else_does() {
    let app = TestApp::with(|settings| settings.branding.default_language = Language::Japanese).await;
    let mut browser = app.browser();
    assert_speaks(&browser.get("/login").await, Language::Japanese);
    assert_speaks(&asking(&mut browser, "/login", "nl").await, Language::Japanese);
    assert_speaks(&asking(&mut browser, "/login", "en-GB").await, Language::English);
}

#[tokio::test]
async fn ui_locales_go_before_the_browser_and_stay_with_the_request() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("spa", &[("ui_locales", "zh-TW pt-BR fr")])).await;
    assert_speaks(&login, Language::Portuguese);
    let handle = login.form_value("login", "request");
    assert_speaks(&asking(&mut browser, &format!("/login?request={handle}"), "de").await, Language::Portuguese);
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    assert_speaks(&consent, Language::Portuguese);
    // Nothing of ours: the browser's.
    let params = params_with("spa", &[("ui_locales", "zh-TW xx \"><script>")]);
    assert_speaks(&app.browser().authorize(&params).await, Language::English);
}

#[tokio::test]
async fn account_speaks_the_language_of_its_person() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    user::set(&app.deps(), &Actor::Cli, "alice", |user| user.profile.locale = Some("de_AT".to_owned())).await.unwrap();
    let login = browser.get("/login").await;
    let account = browser.sign_in(&login, "alice", "alice123").await;
    assert_speaks(&account, Language::German);
    assert_speaks(&asking(&mut browser, "/account", "fr").await, Language::German);
    assert_speaks(&browser.authorize(&params_with("spa", &[("ui_locales", "es")])).await, Language::Spanish);
    assert_speaks(&asking(&mut app.browser(), "/login", "fr").await, Language::French);
}

#[tokio::test]
async fn choice_of_the_person_wins_and_leads_back_to_the_page() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("spa", &[("ui_locales", "fr")])).await;
    let page = format!("/login?request={}", login.form_value("login", "request"));
    let referer = format!("{ISSUER}{page}");
    let headers = [("sec-fetch-site", "same-origin"), ("origin", ISSUER), ("referer", referer.as_str())];
    let chosen = choose(&mut browser, "ar", &headers).await;
    assert_eq!(chosen.status, 303);
    assert_eq!(chosen.location(), page);
    let cookie = chosen.header("set-cookie");
    assert!(cookie.starts_with("symbolon-language=ar; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"), "{cookie}");
    let login = browser.get(&page).await;
    assert_speaks(&login, Language::Arabic);
    assert_speaks(&asking(&mut browser, "/", "de").await, Language::Arabic);
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    assert_speaks(&consent, Language::Arabic);
}

#[tokio::test]
async fn way_back_leads_only_to_a_page_of_ours() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    for referer in [
        "http://localhost:8000//evil.example/login",
        "http://localhost:8000/token",
        "http://localhost:8000/switch-account",
        "http://localhost:8000/nowhere",
        "https://evil.example/phish",
        "javascript:alert(1)",
        "",
    ] {
        assert_eq!(choose(&mut browser, "de", &[("referer", referer)]).await.location(), "/", "{referer}");
    }
    let elsewhere = choose(&mut browser, "de", &[("referer", "https://evil.example/login?x=1")]).await;
    assert_eq!(elsewhere.location(), "/login?x=1");
}

#[tokio::test]
async fn language_is_chosen_only_by_our_own_form() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    for headers in [
        [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        [("sec-fetch-site", "same-site"), ("origin", ISSUER)],
        [("x-none", "x"), ("origin", "https://evil.example")],
        [("x-none", "x"), ("origin", "null")],
    ] {
        let reply = choose(&mut browser, "de", &headers).await;
        reply.assert_error_page(403, "invalid_request");
        app.assert_rule(&reply, Rule::FormForged).await;
    }
    for language in ["", "xx", "DE", "de\r\nx: y"] {
        let reply = choose(&mut browser, language, &[]).await;
        reply.assert_error_page(400, "invalid_request");
        app.assert_rule(&reply, Rule::FormMalformed).await;
    }
    let mut odd = app.browser();
    odd.cookies.insert("symbolon-language".to_owned(), "xx".to_owned());
    assert_speaks(&odd.get("/login").await, Language::English);
}

#[tokio::test]
async fn client_is_shown_with_its_name_in_the_language_of_the_page() {
    let app = TestApp::new().await;
    let metadata = json!({
        "client_name": "Shop", "client_type": "public", "redirect_uris": ["https://shop.example/cb"],
        "grant_types": ["authorization_code"], "scope": "openid",
        "localized": {
            "client_name#de": "Laden", "client_name#fr-CA": "Dépanneur",
            "logo_uri": "https://shop.example/x.png", "logo_uri#de": "https://shop.example/de.png",
        },
    });
    app.add_client("shop", metadata).await;
    let base = crate::support::browser::authorize_params("shop", "https://shop.example/cb", "openid");
    for (locale, name) in [("de", "Laden"), ("fr", "Dépanneur"), ("es", "Shop"), ("en", "Shop")] {
        let mut params = base.clone();
        params.push(("ui_locales", locale.to_owned()));
        let login = app.browser().authorize(&params).await;
        assert!(login.text.contains(&format!("<bdi>{name}</bdi>")), "{locale}: {login:?}");
        assert_eq!(login.text.contains("https://shop.example/de.png"), locale == "de", "{login:?}");
    }
}
