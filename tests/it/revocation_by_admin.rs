//! What administrators end, by each way, seen at the next request on another node; and that nothing of it comes back,
//! while new sign-ins work in the same second.

use crate::support::{Browser, Reply, TestApp};
use serde_json::json;
use symbolon::flow::admin::{Actor, AdminError, client, everything, grant, session, user};
use symbolon::flow::revocation::withdraw_consent;
use symbolon::model::{ClientId, RevocationReason};
use symbolon::protocol::Rule;
use symbolon::store::event;

const ONLINE: &str = "openid profile";
const OFFLINE: &str = "openid profile offline_access";

/// Alice's sign-in at a client, and what came of it.
struct SignIn<'a> {
    client_id: &'static str,
    browser: Browser<'a>,
    access: String,
    refresh: Option<String>,
}

impl<'a> SignIn<'a> {
    async fn begin(app: &'a TestApp, client_id: &'static str, scope: &str) -> Self {
        Self::go_on(app, app.browser(), client_id, scope).await
    }

    async fn go_on(app: &TestApp, mut browser: Browser<'a>, client_id: &'static str, scope: &str) -> Self {
        let tokens = app.client(client_id).redeem(&browser.code(client_id, scope).await).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        let refresh = tokens.json()["refresh_token"].as_str().map(str::to_owned);
        Self { client_id, browser, access: tokens.field("access_token"), refresh }
    }

    /// Whether the browser is signed in, the access token good, and the refresh token good, as a node sees it.
    async fn alive_at(&self, node: &TestApp) -> [bool; 3] {
        let signed_in = self.browser.at(node).get("/account").await.status == 200;
        let access = node.userinfo(&self.access).await.status == 200;
        let refresh = match &self.refresh {
            Some(refresh) => node.client(self.client_id).introspect_own(refresh).await,
            None => false,
        };
        [signed_in, access, refresh]
    }

    /// Asserts that both tokens are dead now, at both nodes, by use, and for good.
    async fn assert_dead(&self, nodes: [&TestApp; 2]) {
        for seconds in [0, 0, 1, 59] {
            nodes[0].advance(seconds);
            for node in nodes {
                node.assert_rule(&node.userinfo(&self.access).await, Rule::TokenRevoked).await;
                let Some(refresh) = &self.refresh else { continue };
                let refused = node.client(self.client_id).refresh(refresh).await;
                refused.assert_error(400, "invalid_grant");
            }
        }
    }
}

impl crate::support::Client<'_> {
    /// Whether the client finds its refresh token active without using it up.
    async fn introspect_own(&self, refresh: &str) -> bool {
        self.introspect(refresh).await.json()["active"] == true
    }
}

/// A service's own token.
async fn own_token(app: &TestApp) -> String {
    let reply = app.client("service").token(&[("grant_type", "client_credentials"), ("scope", "read")]).await;
    reply.field("access_token")
}

async fn own_is_alive(node: &TestApp, token: &str) -> bool {
    node.client("service").introspect(token).await.json() != json!({ "active": false })
}

/// Two nodes whose clients may see their own tokens by introspection.
async fn two_nodes() -> (TestApp, TestApp) {
    let app = TestApp::new().await;
    app.change_client("postman", |client| client.introspection = true).await;
    app.change_client("dashboard", |client| client.introspection = true).await;
    let other = app.second_node().await;
    (app, other)
}

#[tokio::test]
async fn revoked_grant_is_dead_everywhere_and_its_neighbours_live() {
    let (app, other) = two_nodes().await;
    let kept = SignIn::begin(&app, "postman", OFFLINE).await;
    app.advance(1);
    let ended = SignIn::go_on(&app, kept.browser.clone(), "postman", OFFLINE).await;
    let listed = grant::list(&app.deps(), &Actor::Cli, Some("alice"), Some("postman"), 10).await.unwrap();
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert_eq!((&*listed[0].username, &*listed[0].client_id, &*listed[0].scope), ("alice", "postman", OFFLINE));
    grant::revoke(&app.deps(), &Actor::Cli, &listed[0].id).await.unwrap();
    ended.assert_dead([&app, &other]).await;
    assert_eq!(kept.alive_at(&other).await, [true; 3], "the newest is listed first, the other lives");

    let left = grant::list(&app.deps(), &Actor::Cli, None, None, 10).await.unwrap();
    assert_eq!(left.iter().map(|grant| &grant.id).collect::<Vec<_>>(), [&listed[1].id]);
    for id in [listed[0].id.as_str(), "nothing", ""] {
        let refused = grant::revoke(&app.deps(), &Actor::Cli, id).await;
        assert!(matches!(refused, Err(AdminError::NotFound { noun: "grant", .. })), "{refused:?}");
    }
    assert_eq!(event::count(app.db(), "grant.revoke").await.unwrap(), 1);
}

#[tokio::test]
async fn code_that_waits_dies_with_its_grant() {
    let (app, other) = two_nodes().await;
    let code = app.browser().code("postman", OFFLINE).await;
    let listed = grant::list(&app.deps(), &Actor::Cli, None, Some("postman"), 10).await.unwrap();
    grant::revoke(&app.deps(), &Actor::Cli, &listed[0].id).await.unwrap();
    let refused = other.client("postman").redeem(&code).await;
    refused.assert_error(400, "invalid_grant");
    other.assert_rule(&refused, Rule::GrantEnded).await;
}

#[tokio::test]
async fn revoked_session_ends_like_a_sign_out() {
    let (app, other) = two_nodes().await;
    let offline = SignIn::begin(&app, "postman", OFFLINE).await;
    let online = SignIn::go_on(&app, offline.browser.clone(), "dashboard", ONLINE).await;
    app.advance(1);
    let elsewhere = SignIn::begin(&app, "dashboard", ONLINE).await;
    let listed = session::list(&app.deps(), &Actor::Cli, Some("alice"), 10).await.unwrap();
    assert_eq!(listed.len(), 2, "{listed:?}");
    let ended = session::revoke(&app.deps(), &Actor::Cli, &listed[1].id).await.unwrap();
    assert_eq!(ended, 1);
    assert_eq!(online.alive_at(&other).await, [false; 3]);
    assert_eq!(offline.alive_at(&other).await, [false, true, true], "offline_access outlives the session");
    assert_eq!(elsewhere.alive_at(&other).await, [true; 3], "another browser's session");
    online.assert_dead([&app, &other]).await;
    let again = session::revoke(&app.deps(), &Actor::Cli, &listed[1].id).await;
    assert!(matches!(again, Err(AdminError::NotFound { noun: "session", .. })), "{again:?}");
    assert_eq!(session::list(&app.deps(), &Actor::Cli, None, 10).await.unwrap(), listed[..1]);
    assert_eq!(event::count(app.db(), "session.revoke").await.unwrap(), 1);
}

#[tokio::test]
async fn revoked_user_loses_everything_and_signs_in_again_in_the_same_second() {
    let (app, other) = two_nodes().await;
    let before = SignIn::begin(&app, "postman", OFFLINE).await;
    let code = before.browser.clone().code("postman", OFFLINE).await;
    for _ in 0..2 {
        user::revoke(&app.deps(), &Actor::Cli, "alice").await.unwrap();
        assert_eq!(before.alive_at(&other).await, [false; 3]);
        assert_eq!(other.client("postman").redeem(&code).await.status, 400);
        let after = SignIn::begin(&other, "postman", OFFLINE).await;
        assert_eq!(after.alive_at(&app).await, [true; 3], "same second");
    }
    before.assert_dead([&app, &other]).await;
    assert_eq!(event::count(app.db(), "user.revoke").await.unwrap(), 2);
}

#[tokio::test]
async fn what_a_user_gave_one_client_is_taken_back_with_the_consent() {
    let (app, other) = two_nodes().await;
    let taken = SignIn::begin(&app, "postman", OFFLINE).await;
    let kept = SignIn::go_on(&app, taken.browser.clone(), "dashboard", OFFLINE).await;
    assert_eq!(user::revoke_client(&app.deps(), &Actor::Cli, "alice", "postman").await.unwrap(), 1);
    assert_eq!(taken.alive_at(&other).await, [true, false, false], "the session is nobody's grant");
    assert_eq!(kept.alive_at(&other).await, [true; 3]);
    let asked = taken.browser.at(&other).authorize(&crate::support::browser::params_with("postman", &[])).await;
    assert!(asked.text.contains("id=\"consent\""), "consent is asked for again: {asked:?}");
    taken.assert_dead([&app, &other]).await;
    assert_eq!(event::count(app.db(), "consent.withdraw").await.unwrap(), 1);

    let alice = user::find(&app.deps(), "alice").await.unwrap();
    let reason = RevocationReason::ConsentWithdrawn;
    let deps = app.deps();
    let actor = format!("user:{}", alice.id);
    let ended = withdraw_consent(&deps, &actor, &alice.id, &ClientId::new("dashboard"), reason).await.unwrap();
    assert_eq!(ended, 1, "the person's own deed is the same function");
    kept.assert_dead([&app, &other]).await;
}

#[tokio::test]
async fn revoked_client_loses_every_token_stays_usable_and_spares_the_others() {
    let (app, other) = two_nodes().await;
    let before = SignIn::begin(&app, "postman", OFFLINE).await;
    let own = own_token(&app).await;
    client::revoke(&app.deps(), &Actor::Cli, "postman").await.unwrap();
    assert_eq!(before.alive_at(&other).await, [true, false, false]);
    assert!(own_is_alive(&other, &own).await, "another client's token");
    // The other node has not polled yet and still knows the client as it was.
    let after = SignIn::begin(&other, "postman", OFFLINE).await;
    assert_eq!(after.alive_at(&app).await, [true; 3], "same second");
    before.assert_dead([&app, &other]).await;

    for _ in 0..2 {
        app.app.refresh().await.unwrap();
        let own = own_token(&other).await;
        client::revoke(&app.deps(), &Actor::Cli, "service").await.unwrap();
        assert!(!own_is_alive(&other, &own).await && !own_is_alive(&app, &own).await);
        assert!(own_is_alive(&app, &own_token(&other).await).await, "same second");
    }
    assert_eq!(event::count(app.db(), "client.revoke").await.unwrap(), 3);
}

#[tokio::test]
async fn everything_issued_until_now_is_dead_on_every_node_and_new_sign_ins_work_in_the_same_second() {
    let (app, other) = two_nodes().await;
    let mut dead = Vec::new();
    let mut own = Vec::new();
    let password = [("grant_type", "password"), ("username", "alice"), ("password", "alice123")];
    for round in 0..3 {
        let before = SignIn::begin(&other, "postman", OFFLINE).await;
        let code = before.browser.clone().code("postman", OFFLINE).await;
        let typed = other.client("cli").token(&password).await;
        own.push(own_token(&other).await);
        assert_eq!(before.alive_at(&app).await, [true; 3], "round {round}");
        assert_eq!(app.userinfo(&before.access).await.status, 200);
        assert!(own_is_alive(&app, own.last().unwrap()).await, "round {round}");

        everything::revoke(&app.deps(), &Actor::Cli).await.unwrap();
        dead.push(before);
        for node in [&app, &other] {
            for before in &dead {
                assert_eq!(before.alive_at(node).await, [false; 3], "round {round}");
            }
            for own in &own {
                assert!(!own_is_alive(node, own).await, "round {round}");
            }
            node.assert_rule(&node.client("postman").redeem(&code).await, Rule::GrantEnded).await;
            let refused = node.client("cli").refresh(&typed.field("refresh_token")).await;
            node.assert_rule(&refused, Rule::GrantEnded).await;
        }
        assert_eq!(grant::list(&app.deps(), &Actor::Cli, None, None, 10).await.unwrap(), []);
        assert_eq!(session::list(&app.deps(), &Actor::Cli, None, 10).await.unwrap(), []);
    }
    let typed: Reply = other.client("cli").token(&password).await;
    assert_eq!(app.client("cli").refresh(&typed.field("refresh_token")).await.status, 200);
    for before in &dead {
        before.assert_dead([&app, &other]).await;
    }
    assert_eq!(event::count(app.db(), "everything.revoke").await.unwrap(), 3);
}

#[tokio::test]
async fn what_a_node_issued_whose_clock_runs_ahead_is_dead_too() {
    let (app, other) = two_nodes().await;
    let before = SignIn::begin(&app, "postman", OFFLINE).await;
    let mut behind = app.deps();
    behind.now.ms -= 300_000;
    everything::revoke(&behind, &Actor::Cli).await.unwrap();
    assert_eq!(before.alive_at(&other).await, [false; 3]);
    assert_eq!(SignIn::begin(&other, "postman", OFFLINE).await.alive_at(&app).await, [true; 3]);
}

#[tokio::test]
async fn mark_is_later_than_the_marks_of_persons_and_clients() {
    let (app, other) = two_nodes().await;
    for _ in 0..3 {
        user::revoke(&app.deps(), &Actor::Cli, "alice").await.unwrap();
        client::revoke(&app.deps(), &Actor::Cli, "service").await.unwrap();
        app.app.refresh().await.unwrap();
    }
    let (before, own) = (SignIn::begin(&app, "postman", OFFLINE).await, own_token(&app).await);
    assert!(own_is_alive(&other, &own).await);
    everything::revoke(&app.deps(), &Actor::Cli).await.unwrap();
    assert_eq!(before.alive_at(&other).await, [false; 3]);
    assert!(!own_is_alive(&other, &own).await);
    // And the other way round.
    let own = own_token(&app).await;
    client::revoke(&app.deps(), &Actor::Cli, "service").await.unwrap();
    assert!(!own_is_alive(&other, &own).await);
}

#[tokio::test]
async fn database_that_lost_the_mark_lets_nobody_in() {
    let app = TestApp::new().await;
    let before = SignIn::begin(&app, "postman", OFFLINE).await;
    app.sql("DELETE FROM global_not_before").await;
    app.assert_rule(&app.userinfo(&before.access).await, Rule::TokenRevoked).await;
}
