//! `keys`, beside a running server.

use super::{next_second, row};
use crate::support::RSA_KEY;
use crate::support::program::{Sandbox, Server};
use serde_json::Value;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// A server whose keys are in the database.
async fn with_database_keys() -> Sandbox {
    Sandbox::new().await.unset("OIDC_RSA_PRIVATE_KEY")
}

/// The keys for RS256.
fn states(sandbox: &Sandbox) -> Value {
    let all = sandbox.json(&["keys", "list", "--json"]);
    all.as_array().unwrap().iter().filter(|key| key["alg"] == "RS256").cloned().collect()
}

/// The published ids of keys for RS256 once there are `count`, at the latest a second later.
async fn published(server: &Server, count: usize) -> Vec<String> {
    let end = Instant::now() + Duration::from_secs(1);
    loop {
        let last = Instant::now() >= end;
        let set = server.get("/jwks", "").await.json();
        let kids: Vec<_> = set["keys"].as_array().unwrap().iter().filter(|key| key["alg"] == "RS256").collect();
        let kids: Vec<_> = kids.iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect();
        if kids.len() == count {
            return kids;
        }
        assert!(!last, "a second later still {kids:?}");
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn imported_key_signs_and_retired_key_is_gone_within_a_second() {
    let sandbox = with_database_keys().await;
    let server = sandbox.start(&["serve"]).await;
    let first = published(&server, 1).await.remove(0);
    std::fs::write(sandbox.path("key.pem"), RSA_KEY).unwrap();
    next_second().await;
    let second = sandbox.run(&["keys", "import", "key.pem"]).done().trim().to_owned();
    assert!(published(&server, 2).await.contains(&second));
    assert_eq!(row(&states(&sandbox), "kid", &second)["state"], "signing");
    assert_eq!(row(&states(&sandbox), "kid", &first)["state"], "verifying");

    sandbox.run(&["keys", "retire", &first]).misused(&["--now", "keys rotate"]);
    assert_eq!(row(&states(&sandbox), "kid", &first)["state"], "verifying");
    sandbox.run(&["keys", "retire", &first, "--now"]).done();
    assert_eq!(published(&server, 1).await.join(" "), second);
    let said = sandbox.run(&["keys", "retire", &second, "--now"]).done();
    sleep(Duration::from_secs(1)).await;
    let third = published(&server, 1).await.remove(0);
    assert!(third != second && said.contains(&third), "an emergency makes a new key if there is no other: {said}");
    assert_eq!(row(&states(&sandbox), "kid", &third)["state"], "signing");
    sandbox.run(&["keys", "import", "key.pem"]).failed(&["was retired"]);
    sandbox.run(&["keys", "retire", "unknown", "--now"]).failed(&["no signing key unknown", "keys list"]);
    server.stop().await;
}

#[tokio::test]
async fn generated_key_signs_at_once_and_rotated_key_is_published_first() {
    let sandbox = with_database_keys().await;
    assert_eq!(states(&sandbox).as_array().unwrap().len(), 1, "the first key");
    next_second().await;
    let generated = sandbox.run(&["keys", "generate"]).done().trim().to_owned();
    let all = sandbox.json(&["keys", "rotate", "--json"]);
    let algorithms: Vec<_> = all.as_array().unwrap().iter().map(|key| key["alg"].as_str().unwrap()).collect();
    assert_eq!(algorithms, ["RS256", "ES256", "Ed25519"], "all that are kept");
    let rotated = row(&all, "alg", "RS256")["kid"].as_str().unwrap().to_owned();
    let listed = states(&sandbox);
    assert_eq!(listed.as_array().unwrap().len(), 3, "{listed}");
    let (new, old) = (row(&listed, "kid", &rotated), row(&listed, "kid", &generated));
    assert_eq!((&new["state"], &old["state"]), (&"published".into(), &"signing".into()), "{listed}");
    let takes_over = new["activate_at"].as_i64().unwrap();
    assert!(old["retire_at"].as_i64().unwrap() >= takes_over + 600, "it must verify its last tokens: {listed}");
    assert!(new["retire_at"].is_null(), "{listed}");
    let people = sandbox.run(&["keys", "list"]).done();
    assert!(people.contains(&rotated) && people.starts_with("kid"), "{people}");
    assert!(!people.contains("BEGIN"), "{people}");
}

#[tokio::test]
async fn oidcc_server_rotate_keys_new_key_is_published_and_the_old_one_stays() {
    let sandbox = with_database_keys().await;
    let server = sandbox.start(&["serve"]).await;
    let old = published(&server, 1).await.remove(0);
    let rotated = sandbox.json(&["keys", "rotate", "--alg", "RS256", "--json"]);
    let new = row(&rotated, "alg", "RS256")["kid"].as_str().unwrap().to_owned();
    assert_ne!(new, old);
    let both = published(&server, 2).await;
    assert!(both.contains(&old) && both.contains(&new), "{both:?}");
    server.stop().await;
}

#[tokio::test]
async fn file_that_is_no_key_is_not_imported() {
    let sandbox = Sandbox::new().await;
    std::fs::write(sandbox.path("key.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
    sandbox.run(&["keys", "import", "key.pem"]).failed(&["key.pem"]);
    sandbox.run(&["keys", "import", "missing.pem"]).failed(&["cannot read missing.pem"]);
    assert_eq!(states(&sandbox).as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn keys_of_every_algorithm_are_generated_imported_and_listed() {
    let sandbox = Sandbox::new().await;
    let list = || sandbox.json(&["keys", "list", "--json"]);
    for alg in ["PS256", "ES256", "Ed25519"] {
        let kid = sandbox.run(&["keys", "generate", "--alg", alg]).done().trim().to_owned();
        let listed = list();
        assert_eq!(
            (&row(&listed, "kid", &kid)["alg"], &row(&listed, "kid", &kid)["state"]),
            (&alg.into(), &"signing".into())
        );
    }
    for (pem, alg) in
        [(include_str!("../../keys/p256-1.pem"), "ES256"), (include_str!("../../keys/ed25519-1.pem"), "Ed25519")]
    {
        std::fs::write(sandbox.path("key.pem"), pem).unwrap();
        next_second().await;
        let kid = sandbox.run(&["keys", "import", "key.pem"]).done().trim().to_owned();
        let listed = list();
        assert_eq!(
            (&row(&listed, "kid", &kid)["alg"], &row(&listed, "kid", &kid)["state"]),
            (&alg.into(), &"signing".into())
        );
        sandbox.run(&["keys", "import", "key.pem"]).failed(&["is there already"]);
    }
    sandbox.run(&["keys", "generate", "--alg", "EdDSA"]).misused(&["EdDSA", "Ed25519"]);
    sandbox.run(&["keys", "rotate", "--alg", "RS256"]).failed(&["OIDC_RSA_PRIVATE_KEY"]);
}
