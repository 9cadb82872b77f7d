//! What an actor from outside may do.

use crate::support::TestApp;
use serde_json::json;
use symbolon::flow::admin::client::{AddClient, ClientFilter};
use symbolon::flow::admin::user::{AddUser, UserFilter};
use symbolon::flow::admin::{
    Actor, AdminError, Administrator, client, everything, grant, issuer, key, registration_token, resource, scope,
    session, token, user, webhook,
};
use symbolon::model::{ClientMetadata, Permission, Secret};

fn actor(permissions: &[Permission]) -> Actor {
    let permissions = permissions.iter().copied().collect();
    Actor::Administrator(Administrator { user_id: None, client_id: None, permissions })
}

fn page() -> UserFilter {
    UserFilter { search: None, after: None, limit: 10 }
}

fn new_user(name: &str, admin: bool) -> AddUser {
    AddUser { username: name.to_owned(), admin, ..AddUser::default() }
}

fn forbidden<T: std::fmt::Debug>(outcome: Result<T, AdminError>) -> Permission {
    match outcome {
        Err(AdminError::Forbidden(permission)) => permission,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_deed_asks_for_its_permission() {
    use Permission::{
        ClientsRead, ClientsWrite, KeysRead, KeysWrite, UsersRead, UsersWrite, WebhooksRead, WebhooksWrite,
    };
    let app = TestApp::new().await;
    let (deps, nobody) = (&app.deps(), &actor(&[]));
    let secret = Secret::new("new password".to_owned());
    let clients = ClientFilter { search: None, after: None, limit: 10 };
    let added = AddClient { id: None, metadata: ClientMetadata::named("n"), secret: None };
    assert_eq!(forbidden(user::list(deps, nobody, &page()).await), UsersRead);
    assert_eq!(forbidden(user::show(deps, nobody, "alice").await), UsersRead);
    assert_eq!(forbidden(session::list(deps, nobody, None, 1).await), UsersRead);
    assert_eq!(forbidden(grant::list(deps, nobody, None, None, 1).await), UsersRead);
    assert_eq!(forbidden(user::add(deps, nobody, new_user("n", false)).await), UsersWrite);
    assert_eq!(forbidden(user::set(deps, nobody, "alice", |_| ()).await), UsersWrite);
    assert_eq!(forbidden(user::disable(deps, nobody, "alice", true).await), UsersWrite);
    assert_eq!(forbidden(user::revoke(deps, nobody, "alice").await), UsersWrite);
    assert_eq!(forbidden(user::revoke_client(deps, nobody, "alice", "spa").await), UsersWrite);
    assert_eq!(forbidden(user::set_password(deps, nobody, "alice", &secret).await), UsersWrite);
    assert_eq!(forbidden(user::remove(deps, nobody, "alice").await), UsersWrite);
    assert_eq!(forbidden(session::revoke(deps, nobody, "x").await), UsersWrite);
    assert_eq!(forbidden(grant::revoke(deps, nobody, "x").await), UsersWrite);
    assert_eq!(forbidden(client::list(deps, nobody, &clients).await), ClientsRead);
    assert_eq!(forbidden(client::show(deps, nobody, "spa").await), ClientsRead);
    assert_eq!(forbidden(scope::list(deps, nobody).await), ClientsRead);
    assert_eq!(forbidden(resource::list(deps, nobody).await), ClientsRead);
    assert_eq!(forbidden(issuer::list(deps, nobody).await), ClientsRead);
    assert_eq!(forbidden(registration_token::list(deps, nobody).await), ClientsRead);
    assert_eq!(forbidden(client::add(deps, nobody, added).await), ClientsWrite);
    assert_eq!(forbidden(client::set(deps, nobody, "spa", |_| ()).await), ClientsWrite);
    assert_eq!(forbidden(client::disable(deps, nobody, "spa", true).await), ClientsWrite);
    assert_eq!(forbidden(client::revoke(deps, nobody, "spa").await), ClientsWrite);
    assert_eq!(forbidden(client::remove(deps, nobody, "spa").await), ClientsWrite);
    assert_eq!(forbidden(client::rotate_secret(deps, nobody, "postman", 0).await), ClientsWrite);
    assert_eq!(forbidden(scope::put(deps, nobody, scope::standard().remove(0)).await), ClientsWrite);
    assert_eq!(forbidden(scope::remove(deps, nobody, "read").await), ClientsWrite);
    let api = serde_json::from_value(json!({ "uri": "https://a.example/", "name": "A" })).unwrap();
    assert_eq!(forbidden(resource::put(deps, nobody, api).await), ClientsWrite);
    assert_eq!(forbidden(resource::remove(deps, nobody, "https://a.example/").await), ClientsWrite);
    let other = json!({ "issuer": "https://i.example", "clients": [], "subject": "subject", "max_lifetime": 60 });
    assert_eq!(forbidden(issuer::put(deps, nobody, serde_json::from_value(other).unwrap()).await), ClientsWrite);
    assert_eq!(forbidden(issuer::remove(deps, nobody, "https://i.example").await), ClientsWrite);
    assert_eq!(forbidden(registration_token::add(deps, nobody, 1, None).await), ClientsWrite);
    assert_eq!(forbidden(registration_token::revoke(deps, nobody, "x").await), ClientsWrite);
    assert_eq!(forbidden(key::list(deps, nobody).await), KeysRead);
    assert_eq!(forbidden(key::rotate(deps, nobody, None).await), KeysWrite);
    assert_eq!(forbidden(key::retire(deps, nobody, "x").await), KeysWrite);
    assert_eq!(forbidden(webhook::list(deps, nobody).await), WebhooksRead);
    assert_eq!(forbidden(webhook::show(deps, nobody, "x").await), WebhooksRead);
    let document = webhook::Document::default();
    assert_eq!(forbidden(webhook::add(deps, nobody, document).await), WebhooksWrite);
    assert_eq!(forbidden(webhook::set(deps, nobody, ("x", None), Ok).await), WebhooksWrite);
    assert_eq!(forbidden(webhook::rotate_secret(deps, nobody, "x", 0).await), WebhooksWrite);
    assert_eq!(forbidden(webhook::test(deps, nobody, "x").await), WebhooksWrite);
    assert_eq!(forbidden(webhook::remove(deps, nobody, "x").await), WebhooksWrite);
    forbidden(everything::revoke(deps, nobody).await);
    forbidden(token::mint(deps, nobody, "spa", "alice", (None, None)).await);
}

#[tokio::test]
async fn who_may_change_accounts_cannot_become_an_administrator_by_it() {
    let app = TestApp::new().await;
    let (deps, some) = (&app.deps(), &actor(&[Permission::UsersRead, Permission::UsersWrite]));
    let secret = Secret::new("new password".to_owned());
    forbidden(user::add(deps, some, new_user("n", true)).await);
    forbidden(user::set(deps, some, "alice", |user| user.admin = true).await);
    forbidden(user::set(deps, some, "admin", |user| user.profile.email = None).await);
    forbidden(user::set_password(deps, some, "admin", &secret).await);
    forbidden(user::remove(deps, some, "admin").await);
    user::add(deps, some, new_user("n", false)).await.unwrap();
    user::set_password(deps, some, "alice", &secret).await.unwrap();
    let all = &actor(Permission::ALL);
    user::set(deps, all, "alice", |user| user.admin = true).await.unwrap();
}

#[tokio::test]
async fn who_may_change_clients_cannot_give_or_lead_away_what_they_lack() {
    let app = TestApp::new().await;
    let (deps, some) = (&app.deps(), &actor(&[Permission::ClientsWrite]));
    let scope = "openid read admin:users:write".to_owned();
    let metadata = ClientMetadata { scope: scope.clone().into(), ..ClientMetadata::named("n") };
    let lacking = client::add(deps, some, AddClient { id: None, metadata, secret: None }).await;
    assert_eq!(forbidden(lacking), Permission::UsersWrite);
    forbidden(client::set(deps, some, "spa", |client| client.metadata.scope = scope.clone().into()).await);
    client::set(deps, &Actor::Cli, "postman", |client| client.metadata.scope = scope.clone().into()).await.unwrap();
    forbidden(client::set(deps, some, "postman", |client| client.metadata.client_name = "x".to_owned()).await);
    forbidden(client::rotate_secret(deps, some, "postman", 0).await);
    let both = &actor(&[Permission::ClientsWrite, Permission::UsersWrite]);
    client::rotate_secret(deps, both, "postman", 0).await.unwrap();
}

#[tokio::test]
async fn accounts_are_listed_in_pages_and_found_by_parts_to_the_letter() {
    let app = TestApp::new().await;
    let deps = &app.deps();
    for name in ["a_b", "aXb", "100%"] {
        user::add(deps, &Actor::Cli, new_user(name, false)).await.unwrap();
    }
    let names = async |search: Option<&str>, after: Option<String>, limit: u32| {
        let filter = UserFilter { search: search.map(str::to_owned), after, limit };
        let found = user::list(deps, &Actor::Cli, &filter).await.unwrap();
        found.into_iter().map(|user| (user.username, user.id.to_string())).unzip::<_, _, Vec<_>, Vec<_>>()
    };
    let (all, ids) = names(None, None, 100).await;
    assert_eq!(all.len(), 5, "{all:?}");
    let (first, _) = names(None, None, 2).await;
    let (rest, _) = names(None, Some(ids[1].clone()), 100).await;
    assert_eq!([first, rest].concat(), all);
    assert_eq!(names(Some("A_B"), None, 9).await.0, ["a_b"]);
    assert_eq!(names(Some("%"), None, 9).await.0, ["100%"]);
    assert_eq!(names(Some("@EXAMPLE.com"), None, 9).await.0.len(), 2, "by address");
    assert_eq!(names(Some("!"), None, 9).await.0, Vec::<String>::new());
    let by_id = user::show(deps, &Actor::Cli, &ids[0]).await.unwrap();
    assert_eq!(by_id.username, all[0]);
}

#[tokio::test]
async fn deeds_on_keys_have_their_event_and_actor() {
    let app = TestApp::with(|settings| settings.keys.rsa_private_key = None).await;
    let all = &actor(Permission::ALL);
    let deps = &app.deps();
    let rotated = key::rotate(deps, all, None).await.unwrap();
    assert!(!rotated.is_empty());
    app.app.refresh().await.unwrap();
    let states: Vec<_> = key::list(&app.deps(), all).await.unwrap().iter().map(|seen| seen.state).collect();
    assert!(states.contains(&key::KeyState::Published) && states.contains(&key::KeyState::Signing), "{states:?}");
    let count = symbolon::store::event::count(app.db(), "key.rotate").await.unwrap();
    assert_eq!(usize::try_from(count).unwrap(), rotated.len());
}
