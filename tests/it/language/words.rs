//! What scopes are called, and what discovery says.

use crate::support::TestApp;
use crate::support::browser::params_with;
use serde_json::json;
use std::collections::BTreeMap;
use symbolon::flow::admin::{Actor, scope};
use symbolon::model::{Language, Scope, ScopeDefinition};

async fn consent(app: &TestApp, locale: &str, scope: &str) -> String {
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("spa", &[("scope", scope), ("ui_locales", locale)])).await;
    browser.sign_in(&login, "alice", "alice123").await.text
}

#[tokio::test]
async fn discovery_lists_the_languages_of_the_pages() {
    let app = TestApp::new().await;
    let document = app.get("/.well-known/openid-configuration").await.json();
    assert_eq!(document["ui_locales_supported"], json!(["en", "de", "fr", "es", "pt", "ja", "zh-Hans", "ar"]));
}

#[test]
fn descriptions_of_standard_scopes_are_the_english_texts() {
    let texts = symbolon::locale::Messages::embedded();
    for scope in scope::standard() {
        let key = format!("scope-{}", scope.name.replace(['_', ':'], "-"));
        assert_eq!(texts.format(Language::English, &key, &[]).unwrap(), scope.description);
    }
}

#[tokio::test]
async fn standard_scope_is_described_in_the_language_of_the_page_unless_the_operator_changed_it() {
    let app = TestApp::new().await;
    let german = symbolon::locale::Messages::embedded().format(Language::German, "scope-email", &[]).unwrap();
    assert!(consent(&app, "de", "openid email").await.contains(&german));
    let email = scope::standard().into_iter().find(|scope| scope.name == "email").unwrap();
    let own = ScopeDefinition { description: "Know your work address".to_owned(), ..email };
    scope::put(&app.deps(), &Actor::Cli, own).await.unwrap();
    app.app.refresh().await.unwrap();
    assert!(consent(&app, "de", "openid email").await.contains("Know your work address"));
}

#[tokio::test]
async fn scope_of_the_operator_is_described_in_each_language_that_it_has() {
    let app = TestApp::new().await;
    let email = scope::standard().into_iter().find(|scope| scope.name == "email").unwrap();
    let localized = BTreeMap::from([("description#fr".to_owned(), "Lire vos rapports".to_owned())]);
    let own = ScopeDefinition { description: "Read your reports".to_owned(), localized, ..email };
    scope::put(&app.deps(), &Actor::Cli, own).await.unwrap();
    app.app.refresh().await.unwrap();
    assert!(consent(&app, "fr-CH", "openid email").await.contains("Lire vos rapports"));
    assert!(consent(&app, "ja", "openid email").await.contains("Read your reports"));
}

#[tokio::test]
async fn description_under_another_name_or_language_is_refused() {
    let app = TestApp::new().await;
    for (name, text) in [
        ("description", "x"),
        ("description#nl", "x"),
        ("name#de", "x"),
        ("description#de", " "),
        ("description#de", "a\nb"),
    ] {
        let localized = BTreeMap::from([(name.to_owned(), text.to_owned())]);
        let includes = Scope::default();
        let own = ScopeDefinition {
            name: "reports".to_owned(),
            description: "x".to_owned(),
            includes,
            localized,
            ..ScopeDefinition::default()
        };
        let refused = scope::put(&app.deps(), &Actor::Cli, own).await;
        assert!(refused.is_err(), "{name}: {text:?}");
    }
}
