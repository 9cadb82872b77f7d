//! Keys are published before they sign and stay while their tokens live.

use crate::support::reply::jose_header;
use crate::support::{START, TestApp};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use symbolon::flow::keys::{self, Keeper};
use symbolon::jose::{KeySet, VerifyingKey};
use symbolon::model::{ClientMetadata, KeyId, Secret, SigningAlgorithm, SigningKeyRow};
use symbolon::store;

/// A relying party that keeps the key set as long as `Cache-Control` says, and never asks before.
#[derive(Default)]
struct RelyingParty {
    keys: KeySet,
    good_until: i64,
    fetches: u32,
}

impl RelyingParty {
    async fn verify(&mut self, app: &TestApp, token: &str) {
        let now = app.clock.now().unix().get();
        if now >= self.good_until {
            let reply = app.get("/jwks").await;
            let max_age = reply.header("cache-control").rsplit_once("max-age=").unwrap().1.parse::<i64>().unwrap();
            let set = reply.json();
            let signing = set["keys"].as_array().unwrap().iter().filter(|key| key["use"] == "sig");
            self.keys = signing.map(|key| VerifyingKey::from_jwk(key).unwrap()).collect();
            self.good_until = now + max_age;
            self.fetches += 1;
        }
        let verified = self.keys.verify::<Value>(token, &["at+jwt"]);
        assert!(verified.is_ok(), "{verified:?} {} at {}", jose_header(token), now - START.get());
    }
}

async fn in_database(change: impl FnOnce(&mut symbolon::config::Settings)) -> TestApp {
    TestApp::with(|settings| {
        settings.keys.rsa_private_key = None;
        change(settings);
    })
    .await
}

fn keeper(app: &TestApp) -> Keeper<'_> {
    Keeper::of(&app.app.services, app.clock.now().unix())
}

async fn token(app: &TestApp) -> String {
    app.client("service").token(&[("grant_type", "client_credentials")]).await.field("access_token")
}

/// The rows of keys of the database; beside them is the public half of the environment key of the test template.
async fn database_rows(app: &TestApp) -> Vec<SigningKeyRow> {
    store::key::list(app.db()).await.unwrap().into_iter().filter(|row| row.source == "database").collect()
}

async fn rows(app: &TestApp, alg: SigningAlgorithm) -> Vec<SigningKeyRow> {
    store::key::list(app.db()).await.unwrap().into_iter().filter(|row| row.alg == alg).collect()
}

fn signer(app: &TestApp) -> KeyId {
    app.deps().signer(SigningAlgorithm::Rs256).unwrap().kid().clone()
}

#[tokio::test]
async fn rotation_every_two_seconds_over_two_nodes_fails_no_relying_party_that_caches() {
    let first = in_database(|settings| {
        settings.keys.publish_ahead = 8;
        settings.tokens.access_token_lifetime = 60;
        settings.tokens.id_token_lifetime = 60;
    })
    .await;
    let nodes = [first.second_node().await, first];
    let es256 = |metadata: &mut ClientMetadata| metadata.access_token_signed_response_alg = SigningAlgorithm::Es256;
    nodes[0].change_client("service", es256).await;
    let mut parties = [RelyingParty::default(), RelyingParty::default()];
    let mut seen = BTreeSet::new();
    let mut tokens: Vec<(usize, String)> = Vec::new();
    for second in 0_usize..120 {
        if second % 2 == 0 {
            keys::rotate(keeper(&nodes[(second / 2) % 2]), Some(SigningAlgorithm::Es256)).await.unwrap();
            keys::look_after(keeper(&nodes[0])).await.unwrap();
        }
        // Each node sees the change a second late at the worst.
        nodes[second % 2].app.refresh().await.unwrap();
        for node in &nodes {
            let token = token(node).await;
            seen.insert(jose_header(&token)["kid"].to_string());
            tokens.push((second, token));
        }
        // Also the tokens made earlier, until they end.
        tokens.retain(|(made, _)| second - made < 60);
        for (party, node) in parties.iter_mut().zip(&nodes) {
            for (_, token) in &tokens {
                party.verify(node, token).await;
            }
        }
        nodes[0].advance(1);
    }
    assert!(seen.len() > 50, "many keys signed: {}", seen.len());
    assert!(parties.iter().all(|party| party.fetches > 10 && party.fetches < 60), "they did cache");
}

#[tokio::test]
async fn key_rotates_by_age_once_and_is_published_before_it_signs() {
    let app = in_database(|_| {}).await;
    let old = jose_header(&token(&app).await)["kid"].clone();
    assert_eq!(keys::look_after(keeper(&app)).await.unwrap(), keys::Cared::default(), "nothing to do");
    app.advance(90 * 86_400);
    let cared = keys::look_after(keeper(&app)).await.unwrap();
    assert_eq!(cared.rotated, [SigningAlgorithm::Rs256, SigningAlgorithm::Es256, SigningAlgorithm::Ed25519]);
    for _ in 0..3 {
        app.advance(10);
        assert!(keys::look_after(keeper(&app)).await.unwrap().rotated.is_empty(), "one waits already");
    }
    app.app.refresh().await.unwrap();
    for row in database_rows(&app).await {
        assert!(app.get("/jwks").await.text.contains(row.kid.as_str()), "published before it signs");
    }
    assert_eq!(database_rows(&app).await.len(), 6);
    assert_eq!(jose_header(&token(&app).await)["kid"], old);
    let last = token(&app).await;

    app.advance(3600 - 30);
    let new = jose_header(&token(&app).await)["kid"].clone();
    assert_ne!(new, old);
    app.advance(60);
    assert_eq!(keys::look_after(keeper(&app)).await.unwrap().ended, 3);
    let of = |rows: Vec<SigningKeyRow>, kid: &Value| rows.into_iter().find(|row| row.kid.as_str() == kid).unwrap();
    let row = of(rows(&app, SigningAlgorithm::Rs256).await, &old);
    assert!(row.sealed_private.is_none(), "the private half goes at once");
    app.app.refresh().await.unwrap();
    assert_eq!(app.client("service").introspect(&last).await.json()["active"], false, "it has expired");
    assert!(app.get("/jwks").await.text.contains(old.as_str().unwrap()), "still published");

    app.advance(600 + 3600);
    app.app.refresh().await.unwrap();
    assert!(!app.get("/jwks").await.text.contains(old.as_str().unwrap()));
    app.advance(31 * 86_400);
    assert_eq!(keys::look_after(keeper(&app)).await.unwrap().deleted, 3);
    assert_eq!(database_rows(&app).await.len(), 3);
    assert_eq!(jose_header(&token(&app).await)["kid"], new);
}

#[tokio::test]
async fn overlap_is_as_long_as_the_longest_token_of_any_client() {
    let app = in_database(|_| {}).await;
    app.change_client("service", |metadata| metadata.access_token_lifetime = Some(86_400)).await;
    let long = token(&app).await;
    keys::rotate(keeper(&app), None).await.unwrap();
    app.advance(3600 + 61);
    app.app.refresh().await.unwrap();
    keys::look_after(keeper(&app)).await.unwrap();
    app.advance(86_400 - 3600 - 61 - 1);
    app.app.refresh().await.unwrap();
    assert_eq!(app.client("service").introspect(&long).await.json()["active"], true);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nodes_that_rotate_by_age_at_once_rotate_once() {
    let first = in_database(|_| {}).await;
    first.advance(90 * 86_400);
    let nodes = [first.second_node().await, first];
    let (one, other) = tokio::join!(keys::look_after(keeper(&nodes[0])), keys::look_after(keeper(&nodes[1])));
    assert_eq!(one.unwrap().rotated.len() + other.unwrap().rotated.len(), 3);
    assert_eq!(database_rows(&nodes[0]).await.len(), 6, "two for each algorithm");
}

#[tokio::test]
async fn environment_key_is_not_rotated_and_second_one_verifies_and_takes_over() {
    let two = format!("{}{}", include_str!("../../keys/rsa-2.pem"), crate::support::RSA_KEY);
    let app = TestApp::new().await;
    let before = token(&app).await;
    app.advance(90 * 86_400);
    assert!(!keys::look_after(keeper(&app)).await.unwrap().rotated.contains(&SigningAlgorithm::Rs256));
    let app = app.restarted(|settings| settings.keys.rsa_private_key = Some(Secret::new(two))).await;
    let (old, new) = (jose_header(&before)["kid"].clone(), jose_header(&token(&app).await)["kid"].clone());
    assert_ne!(old, new);
    app.advance(30 * 86_400);
    app.app.refresh().await.unwrap();
    assert!(app.get("/jwks").await.text.contains(old.as_str().unwrap()), "it has no end while it is there");

    let kid = rows(&app, SigningAlgorithm::Rs256).await.into_iter().find(|row| row.kid.as_str() == new).unwrap().kid;
    assert_eq!(keys::retire(keeper(&app), &kid).await.unwrap(), None);
    app.app.refresh().await.unwrap();
    assert_eq!(jose_header(&token(&app).await)["kid"], old, "the next of the environment takes over");
    let app = app.restarted(|_| {}).await;
    assert_eq!(jose_header(&token(&app).await)["kid"], old, "also after a restart");
}

#[tokio::test]
async fn elliptic_keys_of_the_environment_sign_and_the_first_of_each_kind_counts() {
    let pems = concat!(include_str!("../../keys/ed25519-1.pem"), include_str!("../../keys/p256-1.pem"));
    let app = TestApp::with(|settings| settings.keys.signing_keys = Some(Secret::new(pems.to_owned()))).await;
    for alg in [SigningAlgorithm::Es256, SigningAlgorithm::Ed25519] {
        let sources: Vec<_> = rows(&app, alg).await.into_iter().filter(|row| row.source == "environment").collect();
        assert_eq!(sources.len(), 1);
        assert_eq!(app.deps().signer(alg).unwrap().kid(), &sources[0].kid);
    }
}

#[tokio::test]
async fn emergency_kills_what_the_key_signed_on_every_node_whatever_their_clocks_say() {
    let first = in_database(|_| {}).await;
    let second = first.second_node().await;
    let stolen = token(&first).await;
    assert_eq!(second.client("service").introspect(&stolen).await.json()["active"], true);
    let kid = signer(&first);
    // By a node whose clock is ahead.
    let ahead = Keeper { now: START.plus(30), ..keeper(&first) };
    let made = keys::retire(ahead, &kid).await.unwrap().expect("there was no other");
    for node in [&first, &second] {
        node.app.refresh().await.unwrap();
        assert_eq!(jose_header(&token(node).await)["kid"], json!(made), "it signs at once");
        assert_eq!(node.client("service").introspect(&stolen).await.json()["active"], false);
        assert!(!node.get("/jwks").await.text.contains(kid.as_str()));
    }
    assert_eq!(store::event::count(first.db(), "key.retire").await.unwrap(), 1);

    keys::rotate(keeper(&first), Some(SigningAlgorithm::Rs256)).await.unwrap();
    assert_eq!(keys::retire(keeper(&first), &made).await.unwrap(), None, "the one that waits takes over");
    first.app.refresh().await.unwrap();
    assert_ne!(jose_header(&token(&first).await)["kid"], json!(made));
}

#[tokio::test]
async fn keys_are_sealed_anew_so_that_the_previous_secret_key_can_go() {
    let app = in_database(|_| {}).await;
    let before = signer(&app);
    let change = |settings: &mut symbolon::config::Settings| {
        settings.keys.secret_key_previous = settings.keys.secret_key.take();
        settings.keys.secret_key = Some(Secret::new("another secret key for tests, 32 bytes or more".to_owned()));
    };
    let app = app.restarted(change).await;
    let app = app.restarted(|settings| settings.keys.secret_key_previous = None).await;
    assert_eq!(signer(&app), before);
}

#[tokio::test]
async fn key_set_is_cached_for_less_than_a_key_is_published_ahead() {
    for (ahead, expected) in [(2, 0), (100, 98), (302, 300), (3600, 300)] {
        let app = TestApp::with(|settings| settings.keys.publish_ahead = ahead).await;
        let reply = app.get("/jwks").await;
        assert_eq!(reply.header("cache-control"), format!("public, max-age={expected}"));
    }
}

#[tokio::test]
async fn start_with_nothing_to_do_writes_nothing() {
    let app = TestApp::new().await;
    let before = store::change::versions(app.db()).await.unwrap();
    let app = app.restarted(|_| {}).await;
    assert_eq!(store::change::versions(app.db()).await.unwrap(), before);
}

#[tokio::test]
async fn clocks_half_a_minute_apart_break_no_verification() {
    let app = in_database(|_| {}).await;
    let behind = Keeper { now: START.plus(-30), ..keeper(&app) };
    let mut party = RelyingParty::default();
    party.verify(&app, &token(&app).await).await;
    // A node that is behind rotates; this one counts by its own clock and signs with the new key half a minute early.
    keys::rotate(behind, Some(SigningAlgorithm::Rs256)).await.unwrap();
    let mut kids = BTreeSet::new();
    for _ in 0..400 {
        app.app.refresh().await.unwrap();
        let token = token(&app).await;
        kids.insert(jose_header(&token)["kid"].to_string());
        party.verify(&app, &token).await;
        app.advance(10);
        keys::look_after(keeper(&app)).await.unwrap();
    }
    assert_eq!(kids.len(), 2);
}

#[tokio::test]
async fn rotation_cut_off_anywhere_leaves_exactly_one_lasting_key() {
    let app = in_database(|_| {}).await;
    let mut done = 0;
    for micros in (0..20_000).step_by(250) {
        let rotation = keys::rotate(keeper(&app), Some(SigningAlgorithm::Es256));
        done += u32::from(tokio::time::timeout(Duration::from_micros(micros), rotation).await.is_ok());
        let rows = rows(&app, SigningAlgorithm::Es256).await;
        let lasting = rows.iter().filter(|row| row.retire_at.is_none() && row.sealed_private.is_some()).count();
        assert_eq!(lasting, 1, "after {micros} µs: {rows:?}");
        app.app.refresh().await.unwrap();
        assert!(app.deps().signer(SigningAlgorithm::Es256).is_ok());
    }
    assert!(done > 0, "some came through");
}

#[tokio::test]
async fn node_that_is_started_with_a_withdrawn_environment_key_signs_with_the_databases() {
    let app = TestApp::new().await;
    let withdrawn = signer(&app);
    let made = keys::retire(keeper(&app), &withdrawn).await.unwrap().expect("there was no other");
    let app = app.restarted(|_| {}).await;
    assert_eq!(signer(&app), made, "an emergency does not stop the next start");
    assert!(!app.get("/jwks").await.text.contains(withdrawn.as_str()));
    app.advance(365 * 86_400);
    keys::look_after(keeper(&app)).await.unwrap();
    let app = app.restarted(|_| {}).await;
    assert!(!app.get("/jwks").await.text.contains(withdrawn.as_str()), "it never comes back");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn rotation_under_load_fails_no_token() {
    let app = Arc::new(in_database(|settings| settings.keys.publish_ahead = 4).await);
    app.change_client("service", |metadata| metadata.access_token_signed_response_alg = SigningAlgorithm::Ed25519)
        .await;
    let mut load = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let app = Arc::clone(&app);
        load.spawn(async move {
            let mut party = RelyingParty::default();
            let mut seen = BTreeSet::new();
            for _ in 0..60 {
                let token = token(&app).await;
                seen.insert(jose_header(&token)["kid"].to_string());
                party.verify(&app, &token).await;
                assert_eq!(app.client("service").introspect(&token).await.json()["active"], true);
                tokio::task::yield_now().await;
            }
            seen.len()
        });
    }
    let mut most = 0;
    while !load.is_empty() {
        keys::rotate(keeper(&app), Some(SigningAlgorithm::Ed25519)).await.unwrap();
        app.app.refresh().await.unwrap();
        app.advance(2);
        keys::look_after(keeper(&app)).await.unwrap();
        app.app.refresh().await.unwrap();
        while let Some(ended) = load.try_join_next() {
            most = most.max(ended.unwrap());
        }
        // So that no token of the load grows old between its making and its check.
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(most > 3, "several keys signed: {most}");
}
