//! `user`, `scope` and `token`.

use super::{row, with_demo_data};

#[tokio::test]
async fn user_added_with_a_password_from_standard_input_can_sign_in() {
    let sandbox = with_demo_data().await;
    let server = sandbox.start(&["serve"]).await;
    let arguments = ["user", "add", "bob", "--email", "bob@example.com", "--name", "Bob", "--admin"];
    let subject = sandbox.run_with_input(&arguments, "correct horse\n").done();
    assert_eq!(server.sign_in("bob", "correct horse").await.status, 200);
    assert_eq!(server.sign_in("bob@example.com", "correct horse").await.status, 200);
    assert_eq!(server.sign_in("bob", "correct horse\n").await.field("error"), "invalid_grant");
    let shown = sandbox.json(&["user", "show", "bob", "--json"]);
    assert_eq!((shown["subject"].as_str(), &shown["admin"]), (Some(subject.trim()), &true.into()), "{shown}");
    assert_eq!(shown["profile"]["name"], "Bob");
    server.stop().await;
}

#[tokio::test]
async fn new_password_ends_the_old_one_and_the_tokens() {
    let sandbox = with_demo_data().await;
    let server = sandbox.start(&["serve"]).await;
    let before = server.sign_in("alice", "alice123").await;
    sandbox.run_with_input(&["user", "password", "alice"], "another one").done();
    let refresh_token = before.field("refresh_token");
    let refresh = [("grant_type", "refresh_token"), ("client_id", "cli"), ("refresh_token", &refresh_token)];
    let refreshed = server.token(&refresh).await;
    assert_eq!((refreshed.status, refreshed.field("error").as_str()), (400, "invalid_grant"), "{refreshed:?}");
    assert_eq!(server.sign_in("alice", "alice123").await.field("error"), "invalid_grant");
    assert_eq!(server.sign_in("alice", "another one").await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn disabled_and_removed_users_cannot_sign_in() {
    let sandbox = with_demo_data().await;
    let server = sandbox.start(&["serve"]).await;
    sandbox.run(&["user", "disable", "alice"]).done();
    assert_eq!(server.sign_in("alice", "alice123").await.field("error"), "invalid_grant");
    assert_eq!(row(&sandbox.json(&["user", "list", "--json"]), "username", "alice")["disabled"], true);
    sandbox.run(&["user", "disable", "alice", "--undo"]).done();
    assert_eq!(server.sign_in("alice", "alice123").await.status, 200);
    sandbox.run(&["user", "remove", "alice"]).done();
    assert_eq!(server.sign_in("alice", "alice123").await.field("error"), "invalid_grant");
    sandbox.run(&["user", "show", "alice"]).failed(&["there is no user \"alice\""]);
    server.stop().await;
}

#[tokio::test]
async fn user_commands_refuse_what_cannot_be_and_change_what_was_named() {
    let sandbox = with_demo_data().await;
    sandbox.run(&["user", "add", "bob"]).misused(&["no password came on standard input"]);
    sandbox.run(&["user", "password", "alice"]).misused(&["no password came on standard input"]);
    sandbox.run_with_input(&["user", "add", "ALICE"], "x").failed(&["\"ALICE\" exists already"]);
    sandbox.run_with_input(&["user", "password", "nobody"], "x").failed(&["there is no user \"nobody\""]);
    sandbox.run(&["user", "set", "alice", "--email", "admin@example.com"]).failed(&["exists already"]);
    sandbox.run(&["user", "set", "alice", "--email", "new@example.com", "--admin", "true"]).done();
    let shown = sandbox.json(&["user", "show", "new@example.com", "--json"]);
    assert_eq!((&shown["username"], &shown["admin"]), (&"alice".into(), &true.into()), "{shown}");
    assert_eq!(shown["profile"]["family_name"], "Liddell");
    sandbox.run(&["user", "add", "later", "--no-password"]).done();
    let people = sandbox.run(&["user", "list"]).done();
    assert_eq!(
        people.lines().filter(|line| ["admin", "alice", "later"].iter().any(|n| line.starts_with(n))).count(),
        3
    );
    assert!(!people.contains("argon2"), "{people}");
}

#[tokio::test]
async fn scopes_are_added_listed_and_removed() {
    let sandbox = with_demo_data().await;
    let description = ["--description", "Read your reports", "--includes", "read write"];
    sandbox.run(&[&["scope", "add", "reports"], &description[..]].concat()).done();
    let listed = sandbox.json(&["scope", "list", "--json"]);
    assert_eq!(row(&listed, "name", "reports")["description"], "Read your reports");
    assert!(sandbox.run(&["scope", "list"]).done().lines().any(|line| line.starts_with("reports")));
    sandbox.run(&["scope", "remove", "reports"]).done();
    assert!(!sandbox.json(&["scope", "list", "--json"]).to_string().contains("reports"));
    sandbox.run(&["scope", "remove", "reports"]).failed(&["there is no scope \"reports\""]);
    sandbox.run(&["scope", "add", "a\"b", "--description", "x"]).failed(&["scope"]);
}

#[tokio::test]
async fn minted_token_is_accepted_by_userinfo() {
    let sandbox = with_demo_data().await;
    let server = sandbox.start(&["serve"]).await;
    let arguments = ["token", "--client", "spa", "--user", "alice", "--scope", "openid email", "--lifetime", "90"];
    let token = sandbox.run(&arguments).done();
    let userinfo = server.get("/userinfo", &format!("authorization: Bearer {}\r\n", token.trim())).await;
    assert_eq!((userinfo.status, userinfo.field("email").as_str()), (200, "alice@example.com"), "{userinfo:?}");
    let claims = crate::support::reply::claims(token.trim());
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 90);
    let json = sandbox.json(&["token", "--client", "spa", "--user", "alice", "--json"]);
    assert_eq!(json["token_type"], "Bearer");
    assert_eq!(crate::support::reply::claims(json["access_token"].as_str().unwrap())["scope"], "read");
    server.stop().await;
}

#[tokio::test]
async fn token_is_not_minted_for_strangers_or_unregistered_scopes() {
    let sandbox = with_demo_data().await;
    sandbox.run(&["token", "--client", "spa", "--user", "nobody"]).failed(&["there is no user \"nobody\""]);
    sandbox.run(&["token", "--client", "nobody", "--user", "alice"]).failed(&["there is no client \"nobody\""]);
    sandbox.run(&["token", "--client", "spa", "--user", "alice", "--scope", "nonsense"]).failed(&["nonsense"]);
    sandbox.run(&["token", "--client", "spa", "--user", "alice", "--lifetime", "0"]).misused(&["--lifetime"]);
}
