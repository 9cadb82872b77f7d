//! What administrators may say of webhooks.

use super::{document, hook, provider};
use crate::support::TestApp;
use crate::support::program::Sandbox;
use crate::support::web::{Page, Web};
use symbolon::flow::admin::webhook::{self, Document};
use symbolon::flow::admin::{Actor, AdminError, Administrator};
use symbolon::model::Permission;

/// What is wrong with a document.
async fn problems(app: &TestApp, document: Document) -> Vec<String> {
    match webhook::add(&app.deps(), &Actor::Cli, document).await {
        Err(AdminError::Invalid(problems)) => problems,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_with_the_mend() {
    let app = TestApp::new().await;
    let wrong = Document {
        name: " siem".to_owned(),
        url: "http://siem.example/".to_owned(),
        actions: vec!["user.added".to_owned(), "users.*".to_owned(), "user.*".to_owned()],
        disabled: false,
    };
    let told = problems(&app, wrong).await;
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told[0].starts_with("name: must have 1 to 100 characters"), "{told:?}");
    assert_eq!(told[1], "url: the address is not asked: it is not https");
    assert!(told[2].starts_with("actions: there is no action \"user.added\"; docs/audit.md lists them"), "{told:?}");
    assert!(told[3].contains("\"users.*\""), "{told:?}");
    let none = Document { name: "n".repeat(101), url: "https://10.0.0.1/".to_owned(), ..Document::default() };
    let told = problems(&app, none).await;
    assert!(told[1].contains("outbound.allow") && told[2].starts_with("actions: name at least one"), "{told:?}");
}

#[tokio::test]
async fn name_is_anothers_or_version_is_old() {
    let web = Web::start().await;
    let app = provider(&web).await;
    hook(&app, &web, &["*"]).await;
    let again = webhook::add(&app.deps(), &Actor::Cli, document(&web, &["*"])).await;
    assert!(matches!(again, Err(AdminError::Exists { noun: "webhook", .. })), "{again:?}");
    let other = Document { name: "other".to_owned(), ..document(&web, &["*"]) };
    webhook::add(&app.deps(), &Actor::Cli, other).await.unwrap();
    let rename = |known| Ok(Document { name: "siem".to_owned(), ..known });
    let renamed = webhook::set(&app.deps(), &Actor::Cli, ("other", Some(1)), rename).await;
    assert!(matches!(renamed, Err(AdminError::Exists { .. })), "{renamed:?}");
    let changed = webhook::set(&app.deps(), &Actor::Cli, ("other", Some(1)), Ok).await.unwrap();
    assert_eq!(changed.version, 2);
    let late = webhook::set(&app.deps(), &Actor::Cli, ("other", Some(1)), Ok).await;
    assert!(matches!(late, Err(AdminError::Conflict)), "{late:?}");
    let long = webhook::rotate_secret(&app.deps(), &Actor::Cli, "other", 8 * 86_400).await;
    assert!(matches!(long, Err(AdminError::Invalid(_))), "{long:?}");
    let nobody = webhook::remove(&app.deps(), &Actor::Cli, "nobody").await;
    assert!(matches!(nobody, Err(AdminError::NotFound { .. })), "{nobody:?}");
}

#[tokio::test]
async fn who_may_not_see_the_log_cannot_have_it_sent() {
    let web = Web::start().await;
    let app = provider(&web).await;
    hook(&app, &web, &["*"]).await;
    let permissions = [Permission::WebhooksRead, Permission::WebhooksWrite].into();
    let actor = Actor::Administrator(Administrator { user_id: None, client_id: None, permissions });
    let changed = webhook::set(&app.deps(), &actor, ("siem", None), Ok).await;
    assert!(matches!(changed, Err(AdminError::Forbidden(Permission::AuditRead))), "{changed:?}");
    assert_eq!(webhook::list(&app.deps(), &actor).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_do_all_of_it() {
    let web = Web::start().await;
    web.put("/hook", Page::ok(""));
    let sandbox = Sandbox::new().await.set("SYMBOLON_OUTBOUND__ALLOW", &format!("127.0.0.1:{}", web.port()));
    let url = web.url("/hook");
    let made = sandbox.json(&["webhook", "add", "siem", &url, "--action", "user.*", "--action", "key.add", "--json"]);
    assert!(made["secret"].as_str().unwrap().starts_with("whsec_"), "{made}");
    let listed = sandbox.json(&["webhook", "list", "--json"]);
    assert_eq!(listed[0]["actions"], serde_json::json!(["user.*", "key.add"]));
    assert!(!listed.to_string().contains("whsec_"), "{listed}");
    assert_eq!(sandbox.json(&["webhook", "test", "siem", "--json"])["answer"], "200");
    sandbox.run(&["webhook", "set", "siem", "--action", "*", "--name", "log", "--disabled", "true"]).done();
    let shown = sandbox.json(&["webhook", "show", "log", "--json"]);
    assert_eq!((&shown["disabled"], &shown["url"]), (&true.into(), &url.as_str().into()));
    let turned = sandbox.json(&["webhook", "rotate-secret", "log", "--overlap", "0", "--json"]);
    assert_ne!(turned["secret"], made["secret"]);
    web.put("/hook", Page { status: 500, ..Page::ok("") });
    sandbox.run(&["webhook", "test", "log"]).failed(&["the receiver has not taken it: 500"]);
    sandbox.run(&["webhook", "set", "log", "--action", "nothing"]).failed(&["there is no action \"nothing\""]);
    sandbox.run(&["webhook", "remove", "log"]).done();
    sandbox.run(&["webhook", "show", "log"]).failed(&["there is no webhook \"log\""]);
}
