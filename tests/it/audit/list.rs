//! Reading the log.

use super::deeds;
use crate::support::{START, TestApp};
use std::collections::BTreeSet;
use symbolon::flow::admin::audit::{Filter, Page, list};
use symbolon::flow::admin::{Actor, AdminError, Administrator, user};
use symbolon::model::{Permission, Secret};
use symbolon::store::event::{EventPage, EventRow};

async fn listed(app: &TestApp, filter: Filter) -> Vec<EventRow> {
    list(&app.deps(), &Actor::Cli, filter, &Page { from: EventPage::Newest, limit: 1000 }).await.unwrap()
}

#[tokio::test]
async fn events_are_found_by_person_client_action_actor_time_and_text() {
    let app = TestApp::new().await;
    app.advance(100);
    user::set_password(&app.deps(), &Actor::Cli, "alice", &Secret::new("another-password-1".to_owned())).await.unwrap();
    app.change_client("postman", |metadata| metadata.client_name = "50% off_".to_owned()).await;
    let since = START.get() + 50;
    for filter in [
        Filter { user: Some("alice".to_owned()), from: Some(since), ..Filter::default() },
        Filter { action: Some("user.password".to_owned()), from: Some(since), ..Filter::default() },
    ] {
        let found = listed(&app, filter.clone()).await;
        assert_eq!(found.len(), 1, "{filter:?} {found:?}");
        assert_eq!((found[0].actor.as_str(), found[0].action.as_str()), ("cli", "user.password"));
    }
    let id = listed(&app, Filter { user: Some("alice".to_owned()), ..Filter::default() }).await[0].user_id.clone();
    let by_id = listed(&app, Filter { user: id, from: Some(since), ..Filter::default() }).await;
    assert_eq!(by_id.len(), 1, "{by_id:?}");
    let of_client =
        listed(&app, Filter { client: Some("postman".to_owned()), from: Some(since), ..Filter::default() }).await;
    assert_eq!(of_client[0].action, "client.set");
    assert!(listed(&app, Filter { to: Some(START.get()), from: Some(0), ..Filter::default() }).await.is_empty());
    assert_eq!(
        listed(&app, Filter { text: Some("USER.PASS".to_owned()), from: Some(since), ..Filter::default() }).await.len(),
        1
    );
    for wild in ["%", "_", "user%password", "user_password"] {
        let found = listed(&app, Filter { text: Some(wild.to_owned()), from: Some(since), ..Filter::default() }).await;
        assert!(found.iter().all(|event| format!("{event:?}").contains(wild)), "{wild}: {found:?}");
    }
    let by = |name: &str| Filter { actor: Some(name.to_owned()), ..Filter::default() };
    assert!(listed(&app, by("cli")).await.iter().all(|event| event.actor == "cli"));
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    browser.sign_in(&login, "alice", "another-password-1").await;
    let deeds: Vec<_> = listed(&app, by("ALICE")).await.into_iter().map(|event| event.action).collect();
    assert_eq!(deeds, ["session.begin"]);
    assert!(listed(&app, Filter { actor: Some("client:x".to_owned()), ..Filter::default() }).await.is_empty());
    assert!(listed(&app, Filter { address: Some("192.0.2.9".to_owned()), ..Filter::default() }).await.is_empty());
}

#[tokio::test]
async fn pages_follow_each_other_in_both_directions() {
    let app = TestApp::new().await;
    app.advance(1);
    deeds(&app, 7).await;
    let all = listed(&app, Filter::default()).await;
    let page = async |from| list(&app.deps(), &Actor::Cli, Filter::default(), &Page { from, limit: 3 }).await.unwrap();
    let first = page(EventPage::Newest).await;
    let second = page(EventPage::Before(first[2].id.clone())).await;
    assert_eq!([first.clone(), second.clone()].concat(), all[..6]);
    let mut back = page(EventPage::After(second[0].id.clone())).await;
    back.reverse();
    assert_eq!(back, first);
}

#[tokio::test]
async fn log_is_read_only_with_the_permission_and_by_actions_that_exist() {
    let app = TestApp::new().await;
    let nobody = Actor::Administrator(Administrator { user_id: None, client_id: None, permissions: BTreeSet::new() });
    let page = Page { from: EventPage::Newest, limit: 1 };
    let refused = list(&app.deps(), &nobody, Filter::default(), &page).await;
    assert!(matches!(refused, Err(AdminError::Forbidden(Permission::AuditRead))), "{refused:?}");
    let unknown = Filter { action: Some("user.eat".to_owned()), ..Filter::default() };
    assert!(matches!(list(&app.deps(), &Actor::Cli, unknown, &page).await, Err(AdminError::Invalid(_))));
}
