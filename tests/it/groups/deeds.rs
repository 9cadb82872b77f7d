//! What administrators do with groups, and that accounts repeat it to the letter.

use super::{add, join, leave, person};
use crate::support::TestApp;
use serde_json::json;
use std::collections::BTreeSet;
use symbolon::flow::admin::group::{self, AddGroup};
use symbolon::flow::admin::user::{self, AddUser};
use symbolon::flow::admin::{Actor, AdminError, Administrator};
use symbolon::model::Permission;
use symbolon::store::event;

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

#[tokio::test]
async fn account_says_the_groups_and_their_roles_as_they_are_after_each_change() {
    let app = TestApp::new().await;
    add(&app, "staff", &["viewer", "editor"]).await;
    add(&app, "/company/ops", &["root"]).await;
    join(&app, "staff", "admin").await;
    join(&app, "/company/ops", "admin").await;
    let admin = person(&app, "admin").await;
    assert_eq!(
        (admin.groups, admin.group_roles),
        (names(&["/company/ops", "staff"]), names(&["editor", "root", "viewer"]))
    );
    group::set(&app.deps(), &Actor::Cli, "staff", |group| group.roles = names(&["auditor"])).await.unwrap();
    assert_eq!(person(&app, "admin").await.group_roles, ["auditor", "root"]);
    leave(&app, "/company/ops", "admin").await;
    assert_eq!(person(&app, "admin").await.groups, ["staff"]);
    group::remove(&app.deps(), &Actor::Cli, "staff").await.unwrap();
    let admin = person(&app, "admin").await;
    assert!(admin.groups.is_empty() && admin.group_roles.is_empty(), "{admin:?}");
    assert_eq!(person(&app, "alice").await.groups, ["demo-users"], "nobody else was touched");
}

#[tokio::test]
async fn roles_given_directly_and_by_groups_are_one_set() {
    let app = TestApp::new().await;
    add(&app, "staff", &["viewer", "editor"]).await;
    user::set(&app.deps(), &Actor::Cli, "alice", |alice| {
        alice.groups = names(&["staff"]);
        alice.roles = names(&["owner", "viewer"]);
    })
    .await
    .unwrap();
    let alice = person(&app, "alice").await;
    assert_eq!(alice.all_roles(), BTreeSet::from(["editor", "owner", "viewer"]));
    leave(&app, "staff", "alice").await;
    assert_eq!(person(&app, "alice").await.all_roles(), BTreeSet::from(["owner", "viewer"]));
}

#[tokio::test]
async fn person_can_be_made_with_groups_roles_and_attributes_or_not_at_all() {
    let app = TestApp::new().await;
    add(&app, "staff", &[]).await;
    let attributes = json!({"department": "Sales", "level": 3}).as_object().unwrap().clone();
    let command = AddUser { username: "bob".to_owned(), groups: names(&["staff"]), attributes, ..AddUser::default() };
    let missing = AddUser { groups: names(&["staff", "gone"]), username: "carol".to_owned(), ..command.clone() };
    let outcome = user::add(&app.deps(), &Actor::Cli, missing).await;
    assert!(matches!(outcome, Err(AdminError::NotFound { noun: "group", .. })), "{outcome:?}");
    assert!(user::find(&app.deps(), "carol").await.is_err(), "nothing of it was written");
    user::add(&app.deps(), &Actor::Cli, command).await.unwrap();
    let bob = person(&app, "bob").await;
    assert_eq!((bob.groups, &bob.attributes["level"]), (names(&["staff"]), &json!(3)));
    let reserved = json!({"email": "x"}).as_object().unwrap().clone();
    let outcome = user::set(&app.deps(), &Actor::Cli, "bob", |bob| bob.attributes = reserved).await;
    assert!(matches!(outcome, Err(AdminError::Invalid(_))), "{outcome:?}");
    let outcome = user::set(&app.deps(), &Actor::Cli, "bob", |bob| bob.roles = names(&["a", "a"])).await;
    assert!(matches!(outcome, Err(AdminError::Invalid(_))), "{outcome:?}");
}

#[tokio::test]
async fn group_is_named_once_and_by_a_name_that_can_be() {
    let app = TestApp::new().await;
    add(&app, "staff", &[]).await;
    let make = async |name: &str, roles: &[&str]| {
        let command = AddGroup { name: name.to_owned(), roles: names(roles), ..AddGroup::default() };
        group::add(&app.deps(), &Actor::Cli, command).await
    };
    assert!(matches!(make("staff", &[]).await, Err(AdminError::Exists { noun: "group", .. })));
    for (name, roles) in [("", &[][..]), (" x", &[]), ("x\n", &[]), ("x", &[""]), ("x", &["a", "a"])] {
        assert!(matches!(make(name, roles).await, Err(AdminError::Invalid(_))), "{name:?} {roles:?}");
    }
    assert!(make("Staff", &[]).await.is_ok(), "names are compared to the letter");
    let renamed = group::set(&app.deps(), &Actor::Cli, "staff", |group| group.name = "other".to_owned()).await.unwrap();
    assert_eq!(renamed.name, "staff");
}

#[tokio::test]
async fn members_join_and_leave_once_and_each_is_an_event() {
    let app = TestApp::new().await;
    add(&app, "staff", &[]).await;
    let both = names(&["alice", "admin@example.com"]);
    let deps = app.deps();
    assert_eq!(group::add_members(&deps, &Actor::Cli, "staff", &both).await.unwrap(), 2);
    assert_eq!(group::add_members(&deps, &Actor::Cli, "staff", &both).await.unwrap(), 0);
    let members: BTreeSet<_> = group::members(&deps, &Actor::Cli, "staff").await.unwrap().into_iter().collect();
    assert_eq!(members, BTreeSet::from(["admin".to_owned(), "alice".to_owned()]));
    assert_eq!(group::list(&deps, &Actor::Cli).await.unwrap()[1].members, 2);
    let unknown = group::add_members(&deps, &Actor::Cli, "staff", &names(&["alice", "nobody"])).await;
    assert!(matches!(unknown, Err(AdminError::NotFound { noun: "user", .. })));
    let unknown = group::remove_members(&deps, &Actor::Cli, "gone", &both).await;
    assert!(matches!(unknown, Err(AdminError::NotFound { noun: "group", .. })));
    leave(&app, "staff", "alice").await;
    let seen = event::count(app.db(), "group.member.add").await.unwrap();
    assert_eq!((seen, event::count(app.db(), "group.member.remove").await.unwrap()), (3, 1), "one by the demo");
    user::remove(&deps, &Actor::Cli, "admin").await.unwrap();
    assert!(group::members(&deps, &Actor::Cli, "staff").await.unwrap().is_empty());
}

#[tokio::test]
async fn who_may_not_change_people_changes_no_groups() {
    let app = TestApp::new().await;
    add(&app, "staff", &[]).await;
    let reader = Actor::Administrator(Administrator {
        user_id: None,
        client_id: None,
        permissions: BTreeSet::from([Permission::UsersRead]),
    });
    let deps = app.deps();
    assert_eq!(group::list(&deps, &reader).await.unwrap().len(), 2);
    let alice = names(&["alice"]);
    let outcomes = [
        group::add(&deps, &reader, AddGroup { name: "x".to_owned(), ..AddGroup::default() }).await.err(),
        group::set(&deps, &reader, "staff", |_| ()).await.err(),
        group::remove(&deps, &reader, "staff").await.err(),
        group::add_members(&deps, &reader, "staff", &alice).await.err(),
        group::remove_members(&deps, &reader, "staff", &alice).await.err(),
    ];
    for outcome in outcomes {
        assert!(matches!(outcome, Some(AdminError::Forbidden(Permission::UsersWrite))), "{outcome:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn groups_that_are_joined_at_the_same_moment_are_all_said() {
    let app = TestApp::new().await;
    let other = app.second_node().await;
    let wanted: Vec<String> = (0..8).map(|at| format!("group {at}")).collect();
    for name in &wanted {
        add(&app, name, &[]).await;
    }
    let tasks = wanted.iter().enumerate().map(|(at, name)| {
        let (deps, name) = (if at % 2 == 0 { app.deps() } else { other.deps() }, name.clone());
        tokio::spawn(async move { group::add_members(&deps, &Actor::Cli, &name, &["admin".to_owned()]).await.unwrap() })
    });
    for task in tasks.collect::<Vec<_>>() {
        assert_eq!(task.await.unwrap(), 1);
    }
    assert_eq!(person(&app, "admin").await.groups, wanted);
}
