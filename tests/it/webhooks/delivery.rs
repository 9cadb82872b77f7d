//! What is sent, when, and to whom.

use super::{Got, add_user, answer, got, hook, provider, put_scope, send, waiting};
use crate::support::web::Web;
use std::collections::BTreeSet;
use std::path::Path;
use symbolon::flow::admin::{Actor, key, webhook};
use symbolon::jobs;
use symbolon::model::Action;
use symbolon::store::event::{self, EventFilter, EventPage};
use tokio::time::{Duration, sleep, timeout};

#[tokio::test]
async fn event_is_posted_signed_with_the_names_of_the_audit_log() {
    let web = Web::start().await;
    let app = provider(&web).await;
    let (webhook, secret) = hook(&app, &web, &["user.add"]).await;
    add_user(&app, "nora").await;
    assert_eq!(send(&app, &webhook).await, 1);
    assert_eq!((send(&app, &webhook).await, waiting(&app).await), (0, 0), "once");
    let sent = got(&web);
    let [sent] = sent.as_slice() else { panic!("not one") };
    assert!(sent.is_signed_by(&secret) && sent.signatures().len() == 1);
    assert!(!sent.is_signed_by("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    assert_eq!(sent.header("content-type"), "application/json");
    assert_eq!(sent.header("webhook-timestamp"), app.clock.now().unix().get().to_string());
    let body = sent.json();
    assert_eq!((&body["type"], &body["timestamp"]), (&"user.add".into(), &"2027-01-15T08:00:00Z".into()));
    let filter = EventFilter { action: "user.add".to_owned(), ..EventFilter::default() };
    let rows = event::list(app.db(), &filter, &EventPage::Newest, 100).await.unwrap();
    let row = rows.iter().find(|row| body["data"]["id"] == row.id.as_str()).expect("the event is in the log");
    let mut line = serde_json::to_value(row).unwrap();
    for later in ["seq", "prev", "hash"] {
        line.as_object_mut().unwrap().remove(later);
    }
    assert_eq!(body["data"], line);
    let now = webhook::show(&app.deps(), &Actor::Cli, "siem").await.unwrap();
    assert_eq!((now.last_success_at, now.last_failure_at), (Some(app.clock.now().unix()), None));
    assert_eq!(now.last_answer.as_deref(), Some("204"));
}

#[tokio::test]
async fn only_chosen_actions_are_told() {
    for (actions, expected) in
        [(&["user.*"][..], &["user.add"][..]), (&["*"], &["user.add", "scope.put"]), (&["client.*", "user.set"], &[])]
    {
        let web = Web::start().await;
        let app = provider(&web).await;
        let (webhook, _) = hook(&app, &web, actions).await;
        add_user(&app, "nora").await;
        put_scope(&app, "notes").await;
        assert_eq!(send(&app, &webhook).await, expected.len(), "{actions:?}");
        let types: BTreeSet<_> = got(&web).iter().map(|got| got.json()["type"].as_str().unwrap().to_owned()).collect();
        assert_eq!(types, expected.iter().map(|action| (*action).to_owned()).collect(), "{actions:?}");
    }
}

#[tokio::test]
async fn deeds_on_keys_are_told_too() {
    let web = Web::start().await;
    let app = provider(&web).await.restarted(|settings| settings.keys.rsa_private_key = None).await;
    let (webhook, _) = hook(&app, &web, &["key.rotate"]).await;
    let rotated = key::rotate(&app.deps(), &Actor::Cli, None).await.unwrap();
    assert_eq!(send(&app, &webhook).await, rotated.len());
}

#[tokio::test]
async fn running_server_tells_by_itself() {
    let web = Web::start().await;
    let app = provider(&web).await;
    hook(&app, &web, &["user.add"]).await;
    let jobs = jobs::start(&app.app.services, &app.clock);
    add_user(&app, "nora").await;
    let came = async {
        while web.take_asked().is_empty() {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_secs(20), came).await.expect("the event in time");
    drop(jobs);
}

#[tokio::test]
async fn what_is_not_taken_comes_again_with_the_same_id_at_growing_intervals_until_it_is_given_up() {
    let web = Web::start().await;
    let app = provider(&web).await;
    let (webhook, secret) = hook(&app, &web, &["scope.put"]).await;
    put_scope(&app, "notes").await;
    for (status, pause) in [(500, 5), (302, 15), (404, 45), (429, 135)] {
        answer(&web, status);
        assert_eq!(send(&app, &webhook).await, 1, "{status}");
        app.advance(pause - 1);
        assert_eq!(send(&app, &webhook).await, 0, "{status}");
        app.advance(1);
    }
    let shown = webhook::show(&app.deps(), &Actor::Cli, "siem").await.unwrap();
    assert_eq!((shown.last_answer.as_deref(), shown.last_success_at), (Some("429"), None));
    assert!(shown.last_failure_at.is_some() && shown.disabled_at.is_none());
    let mut attempts = 4;
    while waiting(&app).await > 0 {
        assert_eq!(send(&app, &webhook).await, 1);
        attempts += 1;
        app.advance(6 * 3600);
    }
    let sent = got(&web);
    assert_eq!((attempts, sent.len()), (20, 20));
    let distinct = |name| sent.iter().map(|got| got.header(name)).collect::<BTreeSet<_>>().len();
    assert_eq!((distinct("webhook-id"), distinct("webhook-timestamp")), (1, 20), "each is signed anew");
    assert!(sent.iter().all(|got| got.is_signed_by(&secret)));
}

#[tokio::test]
async fn receiver_that_is_gone_is_told_nothing_any_more() {
    let web = Web::start().await;
    let app = provider(&web).await;
    let (webhook, _) = hook(&app, &web, &["scope.put"]).await;
    put_scope(&app, "notes").await;
    answer(&web, 410);
    assert_eq!(send(&app, &webhook).await, 1);
    assert_eq!((got(&web).len(), waiting(&app).await), (1, 0));
    let shown = webhook::show(&app.deps(), &Actor::Cli, "siem").await.unwrap();
    assert!(shown.disabled_at.is_some());
    assert_eq!(event::count(app.db(), "webhook.disable").await.unwrap(), 1);
    app.app.refresh().await.unwrap();
    put_scope(&app, "more").await;
    assert_eq!(waiting(&app).await, 0, "nothing is queued");
}

#[tokio::test]
async fn what_waits_for_a_webhook_that_was_switched_off_or_removed_is_dropped() {
    let web = Web::start().await;
    let app = provider(&web).await;
    let (webhook, _) = hook(&app, &web, &["scope.put"]).await;
    put_scope(&app, "notes").await;
    let off = |known| Ok(webhook::Document { disabled: true, ..known });
    webhook::set(&app.deps(), &Actor::Cli, ("siem", None), off).await.unwrap();
    assert_eq!((send(&app, &webhook).await, waiting(&app).await), (1, 0));
    let on = |known| Ok(webhook::Document { disabled: false, ..known });
    webhook::set(&app.deps(), &Actor::Cli, ("siem", None), on).await.unwrap();
    app.app.refresh().await.unwrap();
    put_scope(&app, "more").await;
    webhook::remove(&app.deps(), &Actor::Cli, "siem").await.unwrap();
    assert_eq!((send(&app, &webhook).await, waiting(&app).await), (1, 0));
    assert!(got(&web).is_empty());
}

#[tokio::test]
async fn two_nodes_tell_it_once() {
    let web = Web::start().await;
    let app = provider(&web).await;
    let (webhook, _) = hook(&app, &web, &["scope.put"]).await;
    let other = app.second_node().await;
    put_scope(&app, "notes").await;
    put_scope(&other, "more").await;
    let (one, two) = tokio::join!(send(&app, &webhook), send(&other, &webhook));
    assert_eq!((one + two, waiting(&app).await), (2, 0));
    let sent = got(&web);
    let ids: BTreeSet<_> = sent.iter().map(|got| got.header("webhook-id")).collect();
    assert_eq!((sent.len(), ids.len()), (2, 2));
}

#[tokio::test]
async fn deed_that_did_not_happen_tells_nobody() {
    let web = Web::start().await;
    let app = provider(&web).await;
    hook(&app, &web, &["*"]).await;
    let deps = app.deps();
    let mut tx = deps.services.db.write().await.unwrap();
    deps.record(&mut tx, &deps.event("cli", Action::UserAdd)).await.unwrap();
    drop(tx);
    assert_eq!(waiting(&app).await, 0);
    let mut tx = deps.services.db.write().await.unwrap();
    deps.record(&mut tx, &deps.event("cli", Action::UserAdd)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(waiting(&app).await, 1, "the same, committed");
}

#[tokio::test]
async fn address_that_is_not_public_gets_nothing_unless_it_is_allowed() {
    let web = Web::start().await;
    let app = provider(&web).await;
    let (webhook, _) = hook(&app, &web, &["scope.put"]).await;
    put_scope(&app, "notes").await;
    let guarded = app.restarted(|settings| settings.outbound.allow.clear()).await;
    assert_eq!((send(&guarded, &webhook).await, waiting(&guarded).await), (1, 1), "it is tried again");
    assert!(web.take_asked().is_empty());
    let shown = webhook::show(&app.deps(), &Actor::Cli, "siem").await.unwrap();
    assert_eq!(shown.last_answer.as_deref(), Some("the address is not asked: it is not https"));
}

#[tokio::test]
async fn test_sends_its_own_event_at_once_and_says_what_came_back() {
    let web = Web::start().await;
    let app = provider(&web).await;
    let (_, secret) = hook(&app, &web, &["*"]).await;
    let answered = webhook::test(&app.deps(), &Actor::Cli, "siem").await.unwrap();
    assert_eq!((answered.taken, answered.answer.as_str()), (true, "204"));
    let sent: Vec<Got> = got(&web);
    assert_eq!((sent.len(), waiting(&app).await), (1, 0), "it is not queued as well");
    assert!(sent[0].is_signed_by(&secret));
    assert_eq!(sent[0].json()["type"], "webhook.test");
    assert_eq!(event::count(app.db(), "webhook.test").await.unwrap(), 1);
    answer(&web, 500);
    let answered = webhook::test(&app.deps(), &Actor::Cli, "siem").await.unwrap();
    assert_eq!((answered.taken, answered.answer.as_str(), waiting(&app).await), (false, "500", 0));
}

/// Writing an event is one step; queueing it for webhooks the next, which nobody may leave out.
#[test]
fn events_are_written_only_where_they_are_queued_too() {
    fn visit(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, found);
            } else if std::fs::read_to_string(&path).unwrap().contains("event::insert(") {
                found.insert(path.display().to_string());
            }
        }
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeSet::new();
    visit(&source, &mut found);
    let known = ["flow/services.rs", "flow/keys/mod.rs", "flow/admin/webhook.rs"];
    assert_eq!(found, known.iter().map(|file| source.join(file).display().to_string()).collect());
}
