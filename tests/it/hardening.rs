//! Races and costs that somebody would choose who wants in, or wants others out.

use crate::selfservice::Post;
use crate::support::TestApp;
use serde_json::json;
use std::time::{Duration, Instant};
use symbolon::crypto::password_pool::PasswordPool;
use symbolon::flow::admin::apply::{self, Format, Manner, Secrets};
use symbolon::flow::admin::group::{self, AddGroup};
use symbolon::flow::admin::import::{Outcome as Fate, django, keycloak};
use symbolon::flow::admin::{Actor, AdminError, client, user};
use symbolon::flow::password::{self, Attempt, Outcome};
use symbolon::model::{Scope, Secret, UnixTime};
use symbolon::store;
use symbolon::store::passkey::StoredPasskey;

async fn add_group(app: &TestApp, name: &str) {
    let command = AddGroup { name: name.to_owned(), ..AddGroup::default() };
    group::add(&app.deps(), &Actor::Cli, command).await.unwrap();
}

#[tokio::test]
async fn password_that_is_replaced_while_it_is_checked_begins_nothing() {
    let app = TestApp::new().await;
    let deps = app.deps();
    let entered = Secret::new("alice123".to_owned());
    let attempt = Attempt { username: "alice", password: &entered, address: "192.0.2.1" };
    let Outcome::Verified(slow) = password::verify(&deps, attempt).await.unwrap() else { panic!() };
    user::set_password(&deps, &Actor::Cli, "alice", &Secret::new("another one".to_owned())).await.unwrap();
    let mut tx = app.db().write().await.unwrap();
    assert!(!password::settle(&mut tx, &slow).await.unwrap());
    drop(tx);
    // One that is still right is, also where its hash is renewed.
    let entered = Secret::new("another one".to_owned());
    let Outcome::Verified(right) = password::verify(&deps, Attempt { password: &entered, ..attempt }).await.unwrap()
    else {
        panic!()
    };
    let mut tx = app.db().write().await.unwrap();
    assert!(password::settle(&mut tx, &right).await.unwrap());
    tx.commit().await.unwrap();
}

/// Gives the person passkeys with these ids and names.
async fn give_passkeys(app: &TestApp, username: &str, ids: &[&str]) {
    let owner = user::find(&app.deps(), username).await.unwrap().id;
    let mut tx = app.db().write().await.unwrap();
    for id in ids {
        let passkey = StoredPasskey {
            id: (*id).to_owned(),
            name: (*id).to_owned(),
            record: "{}".to_owned(),
            created_at: UnixTime(1),
            used_at: None,
        };
        store::passkey::insert(&mut tx, &owner, &passkey, id).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn administrator_removes_all_passkeys_of_one_person_and_the_person_is_told_of_each() {
    let post = Post::new().await;
    let app = &post.app;
    give_passkeys(app, "alice", &["laptop", "stranger"]).await;
    give_passkeys(app, "admin", &["key"]).await;
    let deps = app.deps();
    assert!(user::remove_passkeys(&deps, &Actor::Cli, "alice").await.unwrap());
    let left = async |name| {
        let owner = user::find(&deps, name).await.unwrap().id;
        store::passkey::list_by_user(app.db(), &owner).await.unwrap().len()
    };
    assert_eq!((left("alice").await, left("admin").await), (0, 1));
    let letters = post.letters().await;
    let tells = |name| letters.iter().any(|letter| letter.to.contains("alice") && letter.text.contains(name));
    assert!(letters.len() == 2 && tells("laptop") && tells("stranger"), "{letters:?}");
    assert!(!user::remove_passkeys(&deps, &Actor::Cli, "alice").await.unwrap(), "there was none any more");
    assert!(user::remove_passkeys(&deps, &Actor::Cli, "nobody").await.is_err());
}

#[tokio::test]
async fn of_two_last_passkeys_that_are_removed_at_once_one_stays() {
    let app = TestApp::new().await;
    let owner = user::find(&app.deps(), "alice").await.unwrap().id;
    app.sql("DELETE FROM credential WHERE kind = 'password'").await;
    give_passkeys(&app, "alice", &["a", "b"]).await;
    let other = app.second_node().await;
    let mut first = app.db().write().await.unwrap();
    assert!(store::passkey::delete(&mut first, "a", &owner).await.unwrap());
    let second = async {
        let mut tx = other.db().write().await.unwrap();
        let removed = store::passkey::delete(&mut tx, "b", &owner).await.unwrap();
        tx.commit().await.unwrap();
        removed
    };
    let ends = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        first.commit().await.unwrap();
    };
    let (removed, ()) = tokio::join!(second, ends);
    assert!(!removed, "nobody is left without a way to sign in");
}

#[tokio::test]
async fn group_that_a_client_of_another_node_admits_a_moment_ago_stays() {
    let app = TestApp::new().await;
    let other = app.second_node().await;
    add_group(&app, "staff").await;
    client::set(&app.deps(), &Actor::Cli, "spa", |client| {
        client.metadata.access.allowed_groups = vec!["staff".to_owned()];
    })
    .await
    .unwrap();
    let outcome = group::remove(&other.deps(), &Actor::Cli, "staff").await;
    assert!(matches!(outcome, Err(AdminError::Invalid(_))), "{outcome:?}");
}

#[tokio::test]
async fn file_cannot_leave_a_client_with_a_group_that_is_not_there() {
    let app = TestApp::new().await;
    let group = "[[groups]]\nname = \"readers\"\n";
    let client = |id: &str, group: &str| {
        format!(
            "[[clients]]\nclient_id = \"{id}\"\nclient_name = \"App\"\nclient_type = \"public\"\nscope = \"openid\"\n\
             grant_types = [\"authorization_code\"]\nredirect_uris = [\"https://app.example/cb\"]\n\
             allowed_groups = [\"{group}\"]\n"
        )
    };
    let take = async |text: &str| {
        let none = |_: apply::Reference<'_>| Err("no secrets".to_owned());
        let wanted = apply::read(text, Format::Toml, &Secrets { follow: &none, inline: false })?;
        Box::pin(apply::apply(&app.deps(), &Actor::Cli, &wanted, Manner::of_file(true))).await
    };
    let refused = |outcome: Result<_, AdminError>, id: &str| match outcome {
        Err(AdminError::Invalid(problems)) => {
            assert!(
                problems.iter().any(|why| why.starts_with(&format!("client {id}: allowed_groups"))),
                "{problems:?}"
            );
        }
        Err(other) => panic!("{other:?}"),
        Ok(()) => panic!("was taken"),
    };
    refused(take(&client("app", "readers")).await.map(drop), "app");
    take(&format!("{group}{}", client("app", "readers"))).await.unwrap();
    app.app.refresh().await.unwrap();
    // The group is named no more and would go; first of all while the client is named, then while it only stays.
    refused(take(&format!("groups = []\n{}", client("app", "readers"))).await.map(drop), "app");
    refused(take("groups = []\n").await.map(drop), "app");
    // Both may go together.
    take("groups = []\nclients = []\n").await.unwrap();
}

#[test]
fn hash_that_would_cost_minutes_at_sign_in_is_not_taken() {
    let hash = |memory: u32, passes: u32| {
        format!(
            "$argon2id$v=19$m={memory},t={passes},p=1$c2Vhc2FsdDJzZWFzYWx0Mg$\
             4WTLsBGdBmOiBzG0xsbyc/lLvm2mQOjGkR3bteMu698"
        )
    };
    assert!(PasswordPool::can_verify(&hash(102_400, 2)) && PasswordPool::can_verify(&hash(1_048_576, 4)));
    assert!(PasswordPool::can_verify(&hash(8, 1000)));
    for (memory, passes) in [(1_048_576, 100), (1_048_576, 5), (65_536, 100), (2_000_000, 1), (8, u32::MAX)] {
        assert!(!PasswordPool::can_verify(&hash(memory, passes)), "{memory} {passes}");
    }
}

#[test]
fn fixture_that_would_unfold_without_end_is_refused_at_once() {
    let scope = Scope::from_text("openid");
    let unfolding = (1..40).map(|level| {
        let before = format!("*a{}", level - 1);
        format!("- &a{level} [{before}, {before}, {before}, {before}]")
    });
    let first = "- &a0 {model: auth.group, pk: 1, fields: {name: x}}".to_owned();
    let yaml = std::iter::once(first).chain(unfolding).collect::<Vec<_>>().join("\n");
    let deep = format!("[{}", "[".repeat(100_000));
    let realm = format!("{{\"realm\": \"x\", \"groups\": {}", "[{\"subGroups\": ".repeat(50_000));
    let started = Instant::now();
    assert!(django::read(&yaml, &scope).is_err());
    assert!(django::read(&deep, &scope).is_err());
    assert!(keycloak::read(&realm, &scope).is_err());
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[tokio::test]
async fn spellings_of_one_name_in_a_file_are_one_account_and_the_first_has_it() {
    let app = TestApp::new().await;
    let person = |id: &str, name: &str, email: &str| json!({"id": id, "username": name, "email": email});
    let realm = json!({ "realm": "x", "users": [
        person("1", "zoe", "zoe@example.com"),
        person("2", "ＺＯＥ", "other@example.com"),
        person("3", "ZOE@example.com", "third@example.com"),
        person("4", "fourth", "Zoe"),
        person("1", "fifth", "fifth@example.com"),
        person("6", "alice@example.com", "sixth@example.com"),
        person("7", "evil\r\nname", "seventh@example.com"),
    ]});
    let plan = keycloak::read(&realm.to_string(), &Scope::from_text("openid")).unwrap();
    let report = symbolon::flow::admin::import::apply(&app.deps(), &Actor::Cli, plan, false).await.unwrap();
    let people: Vec<_> = report.iter().filter(|entry| entry.kind == "user").map(|entry| entry.outcome).collect();
    assert_eq!((people[0], &people[1..]), (Fate::Changed, &[Fate::LeftOut; 6][..]), "{report:?}");
    assert_eq!(user::find(&app.deps(), "zoe").await.unwrap().profile.email.as_deref(), Some("zoe@example.com"));
}
