//! Many at once, over two nodes on one database (security checks 15 and 46; fault cases 14, 15, 19 and 21).

use crate::support::{Reply, START, TestApp, database, settings};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use symbolon::app::{App, Migrations};
use symbolon::clock::Clock;
use symbolon::config::Settings;
use symbolon::flow::admin::{Actor, client, user};
use symbolon::model::{ClientId, GrantType, Secret, SigningAlgorithm};
use symbolon::protocol::Rule;
use symbolon::random::Random;
use symbolon::store;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

/// Two nodes on one database.
async fn two_nodes() -> [Arc<TestApp>; 2] {
    let first = TestApp::with(|settings| settings.login.attempts_per_account = 10).await;
    let second = first.second_node().await;
    [Arc::new(first), Arc::new(second)]
}

/// Sends `count` requests at the same moment, in turn to both nodes.
async fn at_once<F>(nodes: &[Arc<TestApp>; 2], count: usize, send: impl Fn(Arc<TestApp>) -> F) -> Vec<Reply>
where
    F: Future<Output = Reply> + Send + 'static,
{
    let start = Arc::new(Barrier::new(count));
    let mut tasks = JoinSet::new();
    for index in 0..count {
        let (start, request) = (Arc::clone(&start), send(Arc::clone(&nodes[index % 2])));
        tasks.spawn(async move {
            start.wait().await;
            request.await
        });
    }
    tasks.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_redemptions_of_one_code_have_one_winner_and_leave_nothing_alive() {
    let nodes = two_nodes().await;
    let mut browser = nodes[0].browser();
    for round in 0..3 {
        let code = browser.code("postman", "openid offline_access").await;
        let redeem = |node: Arc<TestApp>| {
            let code = code.clone();
            async move { node.client("postman").redeem(&code).await }
        };
        let replies = at_once(&nodes, 50, redeem).await;
        let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
        assert_eq!(won.len(), 1, "round {round}: {replies:?}");
        for reply in &lost {
            reply.assert_error(400, "invalid_grant");
        }
        let userinfo = nodes[1].userinfo(&won[0].field("access_token")).await;
        nodes[1].assert_rule(&userinfo, Rule::TokenRevoked).await;
        let refreshed = nodes[0].client("postman").refresh(&won[0].field("refresh_token")).await;
        nodes[0].assert_rule(&refreshed, Rule::GrantEnded).await;
    }
    assert_eq!(store::event::count(nodes[0].db(), "grant.revoke").await.unwrap(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn hundred_refreshes_of_one_token_all_get_the_same_successor() {
    let nodes = two_nodes().await;
    let tokens = nodes[0].client("spa").redeem(&nodes[0].browser().code("spa", "openid offline_access").await).await;
    let first = tokens.field("refresh_token");
    let refresh = |node: Arc<TestApp>| {
        let first = first.clone();
        async move { node.client("spa").refresh(&first).await }
    };
    let replies = at_once(&nodes, 100, refresh).await;
    assert!(replies.iter().all(|reply| reply.status == 200), "{replies:?}");
    let successors: HashSet<_> = replies.iter().map(|reply| reply.field("refresh_token")).collect();
    assert_eq!(successors.len(), 1, "one living family");
    let access: HashSet<_> = replies.iter().map(|reply| reply.field("access_token")).collect();
    assert_eq!(access.len(), 100, "each its own access token");

    let alice = user::find(&nodes[0].deps(), "alice").await.unwrap();
    let families = store::grant::count_alive(nodes[0].db(), &alice.id, &ClientId::new("spa"), START).await.unwrap();
    assert_eq!(families, 1);
    assert_eq!(store::event::count(nodes[0].db(), "grant.revoke").await.unwrap(), 0);
    let successor = successors.into_iter().next().unwrap();
    assert_eq!(nodes[1].client("spa").refresh(&successor).await.status, 200);
    let replayed = nodes[0].client("spa").refresh(&first).await;
    nodes[0].assert_rule(&replayed, Rule::RefreshTokenReplayed).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn replays_after_the_window_kill_the_family_once_and_nobody_gets_in() {
    let nodes = two_nodes().await;
    let client = nodes[0].client("spa");
    let first =
        client.redeem(&nodes[0].browser().code("spa", "offline_access read").await).await.field("refresh_token");
    assert_eq!(client.refresh(&first).await.status, 200);
    nodes[0].advance(60);
    let refresh = |node: Arc<TestApp>| {
        let first = first.clone();
        async move { node.client("spa").refresh(&first).await }
    };
    for reply in at_once(&nodes, 20, refresh).await {
        reply.assert_error(400, "invalid_grant");
    }
    assert_eq!(store::event::count(nodes[0].db(), "grant.revoke").await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn session_code_and_tokens_of_one_node_work_at_the_other() {
    let nodes = two_nodes().await;
    let mut browser = nodes[0].browser();
    browser.code("postman", "openid").await;
    let code = browser.at(&nodes[1]).code("postman", "openid offline_access").await;
    let tokens = nodes[0].client("postman").redeem(&code).await;
    assert_eq!(nodes[1].userinfo(&tokens.field("access_token")).await.status, 200);
    assert_eq!(nodes[1].client("postman").refresh(&tokens.field("refresh_token")).await.status, 200);
}

async fn start(settings: Settings) -> App {
    let starting = App::start(settings, Clock::manual(START), Random::system(), Migrations::Apply);
    Box::pin(starting).await.unwrap_or_else(|error| panic!("{error}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nodes_that_start_at_once_on_an_empty_database_agree_on_schema_key_and_administrator() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = settings();
    settings.database.url = database::empty(folder.path()).await;
    settings.keys.rsa_private_key = None;
    settings.bootstrap.admin = Some("root".to_owned());
    settings.bootstrap.password = Some(Secret::new("a first password".to_owned()));
    let mut nodes = JoinSet::new();
    for _ in 0..5 {
        nodes.spawn(start(settings.clone()));
    }
    let nodes = nodes.join_all().await;
    for node in &nodes {
        node.refresh().await.unwrap();
    }
    let db = &nodes[0].services.db;
    assert_eq!(store::key::list(db).await.unwrap().len(), 3, "one key for each algorithm");
    assert!(store::migrate::list(db).await.unwrap().iter().all(|migration| migration.applied));
    assert_eq!(store::user::count_admins(db).await.unwrap(), 1);
    let names: Vec<_> = store::scope::list(db).await.unwrap().into_iter().map(|scope| scope.name).collect();
    assert_eq!(names.len(), names.iter().collect::<HashSet<_>>().len(), "{names:?}");
    let published: HashSet<_> = nodes.iter().map(|node| node.deps().snapshot.jwks.etag.clone()).collect();
    assert_eq!(published.len(), 1, "one key set");
    let signers: HashSet<_> =
        nodes.iter().map(|node| node.deps().signer(SigningAlgorithm::Rs256).unwrap().kid().to_string()).collect();
    assert_eq!(signers.len(), 1, "one signer");
}

#[tokio::test]
async fn guesses_are_counted_over_both_nodes() {
    let nodes = two_nodes().await;
    let guess = [("grant_type", "password"), ("username", "alice"), ("password", "wrong")];
    let right = [("grant_type", "password"), ("username", "alice"), ("password", "alice123")];
    for index in 0..10 {
        nodes[index % 2].client("cli").token(&guess).await.assert_error(400, "invalid_grant");
    }
    for node in &nodes {
        let reply = node.client("cli").token(&right).await;
        reply.assert_error(429, "temporarily_unavailable");
        node.assert_rule(&reply, Rule::TooManyAttempts).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_guesses_get_no_more_tries_than_the_limit() {
    let nodes = two_nodes().await;
    let guess = |node: Arc<TestApp>| async move {
        let form = [("grant_type", "password"), ("username", "alice"), ("password", "wrong")];
        node.client("cli").token(&form).await
    };
    let mut counted = BTreeMap::new();
    for reply in at_once(&nodes, 40, guess).await {
        *counted.entry(reply.status.as_u16()).or_insert(0) += 1;
    }
    assert_eq!(counted, BTreeMap::from([(400, 10), (429, 30)]));
}

#[tokio::test]
async fn change_of_a_client_by_one_node_is_seen_by_the_other_after_its_poll() {
    let nodes = two_nodes().await;
    let form = [("grant_type", "client_credentials")];
    let service = nodes[1].client("service");
    assert_eq!(service.token(&form).await.status, 200);
    nodes[0].change_client("service", |metadata| metadata.access_token_lifetime = Some(77)).await;
    nodes[1].app.refresh().await.unwrap();
    assert_eq!(service.token(&form).await.json()["expires_in"], 77);

    nodes[0].change_client("postman", |metadata| metadata.grant_types.push(GrantType::ClientCredentials)).await;
    let secret = client::rotate_secret(&nodes[0].deps(), &Actor::Cli, "service", 0).await.unwrap();
    client::disable(&nodes[0].deps(), &Actor::Cli, "dashboard", true).await.unwrap();
    nodes[1].app.refresh().await.unwrap();
    assert_eq!(nodes[1].client("postman").token(&form).await.status, 200);
    service.token(&form).await.assert_error(401, "invalid_client");
    let mut renewed = service.clone();
    renewed.secret = Some(secret);
    assert_eq!(renewed.token(&form).await.status, 200);
    let disabled = nodes[1].client("dashboard").refresh("syr_x").await;
    nodes[1].assert_rule(&disabled, Rule::ClientAuthFailed).await;
}
