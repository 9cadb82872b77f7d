//! `client`, beside a running server.

use super::{row, token_within_a_second, with_demo_data};
use serde_json::json;
use symbolon::model::SigningAlgorithm;

#[tokio::test]
async fn client_added_beside_a_running_server_works_within_a_second() {
    let sandbox = with_demo_data().await;
    let server = sandbox.start(&["serve"]).await;
    let add = ["client", "add", "robot", "--kind", "service", "--name", "Robot", "--scope", "read", "--json"];
    let added = sandbox.json(&add);
    let secret = added["client_secret"].as_str().unwrap();
    assert_eq!(added["client_id"], "robot");
    assert!(secret.starts_with("sys_") && secret.len() > 43, "{secret}");
    let tokens = token_within_a_second(&server, "robot", secret, 400).await;
    assert_eq!(tokens.json()["error"], "invalid_scope", "it is known, and has no default scope: {tokens:?}");

    sandbox.run(&["client", "set", "robot", "--default-scope", "read", "--access-token-lifetime", "77"]).done();
    let tokens = token_within_a_second(&server, "robot", secret, 200).await;
    assert_eq!(tokens.json()["expires_in"], 77);
    assert_eq!(tokens.json()["scope"], "read");
    server.stop().await;
}

#[tokio::test]
async fn rotated_secret_replaces_the_old_one_after_the_grace() {
    let sandbox = with_demo_data().await;
    let server = sandbox.start(&["serve"]).await;
    let second = sandbox.run(&["client", "rotate-secret", "service", "--grace", "3600"]).done();
    token_within_a_second(&server, "service", second.trim(), 200).await;
    token_within_a_second(&server, "service", "service-secret", 200).await;
    let third = sandbox.run(&["client", "rotate-secret", "service"]).done();
    token_within_a_second(&server, "service", second.trim(), 401).await;
    token_within_a_second(&server, "service", "service-secret", 401).await;
    token_within_a_second(&server, "service", third.trim(), 200).await;
    server.stop().await;
}

#[tokio::test]
async fn disabled_and_removed_clients_get_nothing_within_a_second() {
    let sandbox = with_demo_data().await;
    let server = sandbox.start(&["serve"]).await;
    sandbox.run(&["client", "disable", "service"]).done();
    assert_eq!(token_within_a_second(&server, "service", "service-secret", 401).await.field("error"), "invalid_client");
    let listed = sandbox.json(&["client", "list", "--json"]);
    assert_eq!(row(&listed, "client_id", "service")["disabled"], true);
    sandbox.run(&["client", "disable", "service", "--undo"]).done();
    token_within_a_second(&server, "service", "service-secret", 200).await;
    sandbox.run(&["client", "remove", "service"]).done();
    token_within_a_second(&server, "service", "service-secret", 401).await;
    sandbox.run(&["client", "show", "service"]).failed(&["there is no client \"service\""]);
    server.stop().await;
}

#[tokio::test]
async fn client_set_changes_what_was_named_and_nothing_else() {
    let sandbox = with_demo_data().await;
    let before = sandbox.json(&["client", "show", "postman", "--json"]);
    let uris = ["--redirect-uri", "https://shop.example/a", "--redirect-uri", "https://shop.example/b"];
    let set = [&["client", "set", "postman", "--pkce", "false", "--auth-method", "client_secret_post"], &uris[..]];
    sandbox.run(&set.concat()).done();
    let mut expected = before;
    expected["pkce_required"] = json!(false);
    expected["token_endpoint_auth_method"] = json!("client_secret_post");
    expected["redirect_uris"] = json!(["https://shop.example/a", "https://shop.example/b"]);
    assert_eq!(sandbox.json(&["client", "show", "postman", "--json"]), expected);
}

#[tokio::test]
async fn clients_are_listed_for_people_and_for_scripts_without_secrets() {
    let sandbox = with_demo_data().await;
    let people = sandbox.run(&["client", "list"]).done();
    assert!(people.lines().next().unwrap().starts_with("client_id"), "{people}");
    let listed = sandbox.json(&["client", "list", "--json"]);
    for id in ["postman", "dashboard", "spa", "native", "cli", "service"] {
        assert!(people.lines().any(|line| line.starts_with(id)), "{id} in {people}");
        assert_eq!(row(&listed, "client_id", id)["disabled"], false);
    }
    for shown in [people, listed.to_string(), sandbox.run(&["client", "show", "postman"]).done()] {
        assert!(!shown.contains("-secret\"") && !shown.contains("sha256:") && !shown.contains("hmac:"), "{shown}");
    }
}

#[tokio::test]
async fn client_that_cannot_be_registered_is_refused_with_the_reason() {
    let sandbox = with_demo_data().await;
    let add = |more: &[&'static str]| sandbox.run(&[&["client", "add", "new", "--name", "New"], more].concat());
    add(&["--kind", "web", "--redirect-uri", "javascript:alert(1)"]).failed(&["javascript"]);
    add(&["--kind", "web", "--redirect-uri", "https://shop.example/#x"]).failed(&["fragment"]);
    add(&["--kind", "service", "--scope", "nonsense"]).failed(&["nonsense"]);
    sandbox.run(&["client", "add", "a b", "--kind", "service", "--name", "New"]).failed(&["client_id"]);
    sandbox.run(&["client", "add", "cli", "--kind", "service", "--name", "New"]).failed(&["\"cli\" exists already"]);
    sandbox.run(&["client", "set", "nobody", "--name", "x"]).failed(&["there is no client \"nobody\""]);
    sandbox.run(&["client", "rotate-secret", "spa"]).failed(&["a public client has no secret"]);
    sandbox.run(&["client", "show", "new"]).failed(&["there is no client \"new\""]);
}

#[tokio::test]
async fn public_client_is_added_without_a_secret_and_without_an_id_gets_one() {
    let sandbox = with_demo_data().await;
    let uri = ["--redirect-uri", "https://app.example/callback", "--json"];
    let added = sandbox.json(&[&["client", "add", "--kind", "spa", "--name", "App"], &uri[..]].concat());
    assert!(added.get("client_secret").is_none(), "{added}");
    let id = added["client_id"].as_str().unwrap();
    assert_eq!(id.len(), 23, "{id}");
    assert_eq!(sandbox.json(&["client", "show", id, "--json"])["client_type"], "public");
}

#[tokio::test]
async fn keys_of_a_client_are_given_by_file_by_value_or_by_address() {
    let sandbox = with_demo_data().await;
    let set = crate::support::signed::jwks(SigningAlgorithm::Es256, "k");
    std::fs::write(sandbox.path("public.json"), set.to_string()).unwrap();
    let shown = |name: &str| sandbox.json(&["client", "show", "service", "--json"])[name].clone();
    let by_key = ["client", "set", "service", "--auth-method", "private_key_jwt"];
    sandbox.run(&by_key).failed(&["private_key_jwt needs jwks or jwks_uri"]);
    sandbox.run(&[&by_key[..], &["--jwks", "public.json"]].concat()).done();
    assert_eq!(shown("jwks"), set);
    sandbox.run(&["client", "set", "service", "--jwks-uri", "https://service.example/jwks"]).done();
    assert_eq!((shown("jwks"), shown("jwks_uri")), (json!(null), json!("https://service.example/jwks")));
    sandbox.run(&["client", "set", "service", "--jwks", &set.to_string()]).done();
    assert_eq!((shown("jwks"), shown("jwks_uri")), (set.clone(), json!(null)));
    let mut private = set;
    private["keys"][0]["d"] = json!("AAAA");
    for (wrong, says) in [(private.to_string(), "private"), (r#"{"keys":[]}"#.to_owned(), "no key for signatures")] {
        sandbox.run(&["client", "set", "service", "--jwks", &wrong]).failed(&[says]);
    }
    sandbox.run(&["client", "set", "service", "--jwks", "missing.json"]).misused(&["missing.json"]);
    sandbox.run(&["client", "set", "service", "--jwks-uri", "http://service.example/"]).failed(&["jwks_uri"]);
    let uri = "https://service.example/request.jwt#hash";
    sandbox.run(&["client", "set", "service", "--request-uri", uri, "--request-object-signing-alg", "ES256"]).done();
    assert_eq!((shown("request_uris"), shown("request_object_signing_alg")), (json!([uri]), json!("ES256")));
    let unsigned = ["client", "set", "service", "--request-object-signing-alg", "none"];
    sandbox.run(&unsigned).failed(&["unsigned request objects"]);
}

#[tokio::test]
async fn client_whose_secret_becomes_a_key_is_told_to_get_a_new_one() {
    let sandbox = with_demo_data().await;
    let told = sandbox.run(&["client", "set", "service", "--auth-method", "client_secret_jwt"]);
    assert!(told.err.contains("symbolon client rotate-secret service"), "{told:?}");
    told.done();
    sandbox.run(&["client", "rotate-secret", "service"]).done();
    let quiet = sandbox.run(&["client", "set", "service", "--auth-method", "client_secret_jwt"]);
    assert!(!quiet.err.contains("rotate-secret"), "{quiet:?}");
    quiet.done();
}

#[tokio::test]
async fn clients_and_users_are_found_by_a_part_of_their_names() {
    let sandbox = with_demo_data().await;
    let found = sandbox.json(&["client", "list", "--search", "SINGLE", "--json"]);
    assert_eq!((found.as_array().unwrap().len(), &found[0]["client_id"]), (1, &json!("spa")));
    let found = sandbox.json(&["user", "list", "--search", "alice@", "--json"]);
    assert_eq!((found.as_array().unwrap().len(), &found[0]["username"]), (1, &json!("alice")));
}
