//! `check`, `migrate`, `cleanup` and `openapi`.

use super::{row, with_demo_data};
use crate::support::program::Sandbox;
use serde_json::Value;
use std::time::Duration;
use symbolon::model::UnixTime;
use symbolon::store::{Db, DbOptions, revoked_token};

fn verdict<'a>(report: &'a Value, about: &str) -> (&'a str, &'a str) {
    let found = row(report, "check", about);
    (found["verdict"].as_str().unwrap(), found["detail"].as_str().unwrap())
}

/// The report of `check --json`, which must end with this code.
fn check(sandbox: &Sandbox, code: i32) -> Value {
    let outcome = sandbox.run(&["check", "--json"]);
    assert_eq!(outcome.code, Some(code), "{outcome:?}");
    serde_json::from_str(&outcome.out).unwrap()
}

#[tokio::test]
async fn check_finds_a_sound_installation_sound() {
    let sandbox = with_demo_data().await;
    let report = check(&sandbox, 0);
    for about in ["settings", "clock", "issuer", "proxy", "database", "migrations", "keys", "templates"] {
        assert_eq!(verdict(&report, about).0, "ok", "{report}");
    }
    assert!(verdict(&report, "clients").1.contains("password grant"), "{report}");
    let people = sandbox.run(&["check"]).done();
    assert!(people.starts_with("check") && people.contains("templates"), "{people}");
    let settings = sandbox.run(&["check", "--settings"]).done();
    assert!(settings.contains("tokens.access_token_lifetime"), "{settings}");
    assert!(!settings.contains(sandbox.setting("SYMBOLON_SECRET_KEY")) && !settings.contains("BEGIN"), "{settings}");
}

#[tokio::test]
async fn check_warns_of_pending_migrations() {
    let report = check(&Sandbox::new().await, 0);
    let (what, mend) = verdict(&report, "migrations");
    assert!(what == "warning" && mend.contains("symbolon migrate"), "{report}");
}

#[tokio::test]
async fn check_fails_for_keys_that_cannot_be_used() {
    let sandbox = Sandbox::new().await.set("OIDC_RSA_PRIVATE_KEY", "not a key");
    sandbox.run(&["migrate"]).done();
    let report = check(&sandbox, 1);
    let (what, mend) = verdict(&report, "keys");
    assert!(what == "failed" && mend.contains("OIDC_RSA_PRIVATE_KEY") && mend.contains("openssl"), "{report}");

    let sandbox = with_demo_data().await.set("SYMBOLON_SECRET_KEY", "another secret key of 32 bytes or more");
    let report = check(&sandbox, 1);
    let (what, mend) = verdict(&report, "keys");
    assert!(what == "failed" && mend.contains("SYMBOLON_SECRET_KEY_PREVIOUS"), "{report}");
}

#[tokio::test]
async fn check_fails_for_a_database_that_is_not_there_and_a_template_that_is_broken() {
    let sandbox = with_demo_data().await;
    std::fs::create_dir(sandbox.path("pages")).unwrap();
    std::fs::write(sandbox.path("pages/login.html"), "{% if %}").unwrap();
    let sandbox = sandbox.set("SYMBOLON_TEMPLATES_DIR", "pages");
    let report = check(&sandbox, 1);
    let (what, mend) = verdict(&report, "templates");
    assert!(what == "failed" && mend.contains("SYMBOLON_TEMPLATES_DIR") && mend.contains("login.html"), "{report}");

    let nowhere = "postgres://nobody:canary@127.0.0.1:1/nothing";
    let sandbox = sandbox.set("DATABASE_URL", nowhere).set("SYMBOLON_DATABASE__CONNECT_TIMEOUT", "1");
    let report = check(&sandbox, 1);
    let (what, mend) = verdict(&report, "database");
    assert!(what == "failed" && mend.contains("DATABASE_URL") && !mend.contains("canary"), "{report}");
}

#[tokio::test]
async fn check_warns_of_an_https_issuer_without_a_trusted_proxy() {
    let sandbox = with_demo_data().await.set("SYMBOLON_ISSUER", "https://id.example.com");
    let port = format!("0.0.0.0:{}", sandbox.port());
    let report = check(&sandbox.set("SYMBOLON_LISTEN", &port), 0);
    let (what, mend) = verdict(&report, "proxy");
    assert!(what == "warning" && mend.contains("SYMBOLON_TRUSTED_PROXIES"), "{report}");
}

#[tokio::test]
async fn migrate_lists_without_applying_and_applies_once() {
    let sandbox = Sandbox::new().await;
    let applied = |rows: &Value| rows.as_array().unwrap().iter().map(|row| row["applied"] == true).collect::<Vec<_>>();
    let list = ["migrate", "--list", "--json"];
    let pending = sandbox.json(&list);
    assert!(!applied(&pending).is_empty() && !applied(&pending).contains(&true), "{pending}");
    assert_eq!(pending, sandbox.json(&list), "listing changes nothing");
    let done = sandbox.json(&["migrate", "--json"]);
    assert!(!applied(&done).contains(&false), "{done}");
    assert_eq!(sandbox.json(&["migrate", "--json"]), done, "a second time changes nothing");
    let people = sandbox.run(&["migrate", "--list"]).done();
    assert!(people.starts_with("version") && people.contains("true"), "{people}");
}

#[tokio::test]
async fn cleanup_says_what_it_deleted() {
    let sandbox = with_demo_data().await;
    let options = DbOptions {
        url: sandbox.setting("DATABASE_URL").to_owned(),
        synchronous_full: false,
        max_connections: 1,
        connect_timeout: Duration::from_secs(5),
        statement_timeout: Duration::from_secs(5),
    };
    let db = Db::open(&options).await.unwrap();
    let mut tx = db.write().await.unwrap();
    for (jti, expires_at) in [("old", UnixTime(1)), ("older", UnixTime(0)), ("living", UnixTime(i64::MAX))] {
        revoked_token::insert(&mut tx, jti, expires_at).await.unwrap();
    }
    tx.commit().await.unwrap();
    db.close().await;

    let report = sandbox.json(&["cleanup", "--json"]);
    assert_eq!(row(&report, "table", "revoked_token")["deleted"], 2, "{report}");
    assert_eq!(row(&report, "table", "token_grant")["deleted"], 0, "{report}");
    let people = sandbox.run(&["cleanup"]).done();
    let line = people.lines().find(|line| line.starts_with("revoked_token")).unwrap();
    assert!(line.ends_with(" 0"), "{people}");
}

#[tokio::test]
async fn cleanup_deletes_grants_whose_refresh_token_was_not_used_for_a_lifetime() {
    let sandbox = with_demo_data().await;
    let server = sandbox.start(&["serve"]).await;
    let signed_in = server.sign_in("alice", "alice123").await;
    let kept = sandbox.json(&["cleanup", "--json", "--refresh-token-lifetime", "3600"]);
    assert_eq!(row(&kept, "table", "token_grant")["deleted"], 0, "{kept}");
    super::next_second().await;
    let report = sandbox.json(&["cleanup", "--json", "--refresh-token-lifetime", "1"]);
    assert_eq!(row(&report, "table", "token_grant")["deleted"], 1, "{report}");
    let refresh_token = signed_in.field("refresh_token");
    let form = [("grant_type", "refresh_token"), ("client_id", "cli"), ("refresh_token", &refresh_token)];
    assert_eq!(server.token(&form).await.field("error"), "invalid_grant");
    sandbox.run(&["cleanup", "--refresh-token-lifetime", "0"]).misused(&["--refresh-token-lifetime"]);
    server.stop().await;
}

#[test]
fn openapi_goes_to_standard_output_or_into_a_file() {
    let sandbox = Sandbox::bare();
    let printed = sandbox.run(&["openapi", "--output", "-"]).done();
    let document: Value = serde_json::from_str(&printed).unwrap();
    assert!(document["paths"]["/token"]["post"].is_object() && printed.ends_with("}\n"));
    assert_eq!(sandbox.run(&["openapi"]).done(), "");
    assert_eq!(std::fs::read_to_string(sandbox.path("openapi/openapi.json")).unwrap(), printed);
    std::fs::write(sandbox.path("file"), "").unwrap();
    sandbox.run(&["openapi", "--output", "file/x.json"]).failed(&["cannot write file/x.json"]);
}

#[tokio::test]
async fn initial_access_token_is_shown_once_listed_and_revoked() {
    let sandbox = with_demo_data().await;
    let made = sandbox.json(&["registration-token", "add", "--uses", "5", "--lifetime", "3600", "--json"]);
    assert!(made["token"].as_str().unwrap().starts_with("syi_"), "{made}");
    let listed = sandbox.json(&["registration-token", "list", "--json"]);
    let id = made["id"].as_str().unwrap();
    assert_eq!(row(&listed, "id", id)["remaining"], 5);
    assert!(!listed.to_string().contains("syi_"), "{listed}");
    sandbox.run(&["registration-token", "revoke", id]).done();
    assert_eq!(sandbox.json(&["registration-token", "list", "--json"]), serde_json::json!([]));
    sandbox.run(&["registration-token", "revoke", id]).failed(&["there is no registration token"]);
    sandbox.run(&["registration-token", "add", "--uses", "0"]).failed(&["uses must be 1"]);
    let clients = sandbox.json(&["client", "list", "--json"]);
    assert_eq!(row(&clients, "client_id", "postman")["origin"], "server");
}
