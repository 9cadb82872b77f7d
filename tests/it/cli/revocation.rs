//! `grant`, `session`, `user revoke`, `client revoke` and `revoke-all`, beside a running server: what they end is refused
//! at its next request.

use super::{row, with_demo_data};
use crate::support::program::{Answer, Server};

async fn refresh(server: &Server, signed_in: &Answer) -> u16 {
    let token = signed_in.field("refresh_token");
    server.token(&[("grant_type", "refresh_token"), ("client_id", "cli"), ("refresh_token", &token)]).await.status
}

async fn userinfo(server: &Server, signed_in: &Answer) -> u16 {
    let header = format!("authorization: Bearer {}\r\n", signed_in.field("access_token"));
    server.get("/userinfo", &header).await.status
}

async fn sign_in(server: &Server) -> Answer {
    let form = [
        ("grant_type", "password"),
        ("client_id", "cli"),
        ("username", "alice"),
        ("password", "alice123"),
        ("scope", "openid"),
    ];
    let answer = server.token(&form).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer
}

#[tokio::test]
async fn each_command_ends_tokens_at_their_next_use_and_lets_new_ones_be_issued_at_once() {
    let sandbox = with_demo_data().await;
    let server = sandbox.start(&["serve"]).await;
    for command in [
        &["user", "revoke", "alice"][..],
        &["user", "revoke", "alice", "--client", "cli"],
        &["client", "revoke", "cli"],
        &["revoke-all", "--yes"],
    ] {
        let (refreshed, used) = (sign_in(&server).await, sign_in(&server).await);
        assert_eq!(userinfo(&server, &used).await, 200, "{command:?}");
        assert_eq!(sandbox.run(command).done(), "", "{command:?}");
        assert_eq!((refresh(&server, &refreshed).await, userinfo(&server, &used).await), (400, 401), "{command:?}");
        let after = sign_in(&server).await;
        assert_eq!((userinfo(&server, &after).await, refresh(&server, &after).await), (200, 200), "{command:?}");
        assert_eq!((refresh(&server, &refreshed).await, userinfo(&server, &used).await), (400, 401), "{command:?}");
    }
    server.stop().await;
}

#[tokio::test]
async fn grants_are_listed_by_user_and_client_and_ended_one_by_one() {
    let sandbox = with_demo_data().await;
    let server = sandbox.start(&["serve"]).await;
    let signed_in = sign_in(&server).await;
    for filter in [&[][..], &["--user", "alice"], &["--client", "cli"], &["--user", "alice", "--client", "cli"]] {
        let listed = sandbox.json(&[&["grant", "list", "--json"], filter].concat());
        let found = row(&listed, "user", "alice");
        assert_eq!((found["client_id"].as_str(), found["kind"].as_str()), (Some("cli"), Some("password")), "{listed}");
        assert!(found["created_at"].is_i64() && found["refreshed_at"].is_null(), "{listed}");
    }
    for filter in [["--user", "admin"], ["--client", "spa"]] {
        assert_eq!(sandbox.json(&[&["grant", "list", "--json"][..], &filter].concat()), serde_json::json!([]));
    }
    let people = sandbox.run(&["grant", "list"]).done();
    assert!(people.starts_with("id ") && people.contains("alice  cli"), "{people}");
    assert!(!people.contains(&signed_in.field("refresh_token")), "{people}");

    let listed = sandbox.json(&["grant", "list", "--json", "--limit", "1"]);
    let id = row(&listed, "user", "alice")["id"].as_str().unwrap();
    sandbox.run(&["grant", "revoke", id]).done();
    assert_eq!(refresh(&server, &signed_in).await, 400);
    sandbox.run(&["grant", "revoke", id]).failed(&["there is no grant", id]);
    assert_eq!(sandbox.json(&["grant", "list", "--json"]), serde_json::json!([]));
    server.stop().await;
}

#[tokio::test]
async fn revocation_refuses_names_that_nobody_has_and_asks_before_it_ends_everything() {
    let sandbox = with_demo_data().await;
    sandbox.run(&["grant", "list", "--user", "nobody"]).failed(&["there is no user \"nobody\""]);
    sandbox.run(&["grant", "list", "--client", "nobody"]).failed(&["there is no client \"nobody\""]);
    sandbox.run(&["grant", "list", "--limit", "0"]).misused(&["--limit"]);
    sandbox.run(&["session", "list", "--user", "nobody"]).failed(&["there is no user \"nobody\""]);
    sandbox.run(&["session", "revoke", "nothing"]).failed(&["there is no session \"nothing\""]);
    sandbox.run(&["user", "revoke", "nobody"]).failed(&["there is no user \"nobody\""]);
    sandbox.run(&["user", "revoke", "alice", "--client", "nobody"]).failed(&["there is no client \"nobody\""]);
    sandbox.run(&["client", "revoke", "nobody"]).failed(&["there is no client \"nobody\""]);
    sandbox.run(&["revoke-all"]).misused(&["--yes"]);
    assert_eq!(sandbox.json(&["session", "list", "--json"]), serde_json::json!([]));
}
