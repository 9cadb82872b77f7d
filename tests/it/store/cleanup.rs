//! What is deleted and what is not.

use super::{code_of, insert_grant_with_code, unit};
use crate::support::{START, TestApp};
use std::time::{Duration, Instant};
use symbolon::flow::admin::Actor;
use symbolon::flow::cleanup::{backlog, pass, unused_refresh_tokens};
use symbolon::flow::lease::Lease;
use symbolon::model::{
    AuthorizationCode, AuthorizationRequest, BrowserHash, ClientId, ClientSecret, CodeHash, Delivery, DeliveryKind,
    DeviceCode, DeviceHash, DeviceState, GrantId, HandleHash, InitialToken, LinkPurpose, OneTimeLink, PendingSignIn,
    Progress, Receiver, Session, SessionId, Sid, TokenHash, Trial, UnixTime, UserId,
};
use symbolon::protocol::Rule;
use symbolon::store::cleanup::{Backlog, MOST_REFUSALS, PERISHABLES, backlog as store_backlog};
use symbolon::store::throttle::{Limit, reserve};
use symbolon::store::{
    client, code, delivery, device, event, grant, known_browser, link, pending_sign_in, refusal, registration_token,
    request, revoked_token, session, session_client, trial, used_once,
};
use tokio::time::{sleep, timeout};

const DAY: i64 = 86_400;

/// Deleted rows by table, without the tables that lost none.
async fn clean(app: &TestApp, batch: u32, batches: u32, now: UnixTime) -> Vec<(&'static str, u64)> {
    let report = pass(app.db(), batch, batches, now).await.unwrap().deleted;
    assert_eq!(report.iter().map(|deleted| deleted.table).collect::<Vec<_>>(), tables(), "every table is reported");
    report.into_iter().filter(|deleted| deleted.rows > 0).map(|deleted| (deleted.table, deleted.rows)).collect()
}

/// Every table that loses rows.
fn tables() -> Vec<&'static str> {
    PERISHABLES.iter().flat_map(|table| table.dependant.into_iter().chain([table.table])).collect()
}

/// Grants and codes that are left, by id.
async fn left(app: &TestApp, ids: &[String]) -> (Vec<String>, Vec<String>) {
    let (mut grants, mut codes) = (Vec::new(), Vec::new());
    for id in ids {
        // A grant of nobody is seen by whether it can still be revoked.
        let mut tx = app.db().write().await.unwrap();
        let reason = symbolon::model::RevocationReason::Administrator;
        if grant::revoke(&mut tx, &GrantId::new(id.clone()), reason, START).await.unwrap() {
            grants.push(id.clone());
        }
        drop(tx);
        if code::find(app.db(), &code_of(id).hash).await.unwrap().is_some() {
            codes.push(id.clone());
        }
    }
    (grants, codes)
}

#[tokio::test]
async fn codes_go_in_batches_and_before_their_grants() {
    let app = TestApp::new().await;
    let ids: Vec<String> = (0..7).map(|number| format!("g{number}")).collect();
    for id in &ids {
        insert_grant_with_code(&app, id, START.plus(100)).await;
    }
    let now = START.plus(100);
    for (round, remaining) in [(3, 4), (3, 1), (1, 0)] {
        assert_eq!(clean(&app, 3, 1, now).await, [("authorization_code", round), ("token_grant", round)]);
        let (grants, codes) = left(&app, &ids).await;
        assert_eq!(grants, codes, "no code without its grant");
        assert_eq!(grants.len(), remaining);
    }
    assert_eq!(clean(&app, 3, 1, now).await, []);
}

#[tokio::test]
async fn grant_goes_with_all_of_its_codes() {
    let app = TestApp::new().await;
    insert_grant_with_code(&app, "g", START.plus(100)).await;
    unit(app.db(), async |tx| {
        for more in ["second", "third"] {
            code::insert(tx, &AuthorizationCode { hash: CodeHash::new(more), ..code_of("g") }).await?;
        }
        Ok(())
    })
    .await;
    let now = START.plus(100);
    assert_eq!(clean(&app, 1, 1, now).await, [("authorization_code", 3), ("token_grant", 1)]);
}

#[tokio::test]
async fn backlog_is_deleted_by_as_many_batches_as_it_takes() {
    let app = TestApp::new().await;
    for number in 0..10 {
        insert_grant_with_code(&app, &format!("g{number}"), START.plus(100)).await;
    }
    let now = START.plus(100);
    assert_eq!(clean(&app, 2, u32::MAX, now).await, [("authorization_code", 10), ("token_grant", 10)]);
}

#[tokio::test]
async fn used_code_is_kept_as_long_as_its_grant_lives() {
    let app = TestApp::new().await;
    insert_grant_with_code(&app, "g", START.plus(10 * DAY)).await;
    let hash = code_of("g").hash;
    assert!(unit(app.db(), async |tx| code::redeem(tx, &hash, START).await).await);
    let mut last = START.plus(10 * DAY - 1);
    assert_eq!(clean(&app, 100, 1, last).await, []);
    assert!(code::find(app.db(), &hash).await.unwrap().is_some(), "its replay must still be noticed");
    last = last.plus(1);
    assert_eq!(clean(&app, 100, 1, last).await, [("authorization_code", 1), ("token_grant", 1)]);
}

fn request_until(handle: &str, expires_at: UnixTime) -> AuthorizationRequest {
    AuthorizationRequest {
        handle_hash: HandleHash::new(handle),
        browser_hash: None,
        client_id: ClientId::new("spa"),
        params: String::new(),
        progress: Progress::default(),
        created_at: START,
        expires_at,
    }
}

fn session_until(id: &str, expires_at: UnixTime) -> Session {
    Session {
        id: SessionId::new(id),
        browser_hash: BrowserHash::new(id),
        user_id: UserId::new("somebody"),
        sid: Sid::new(id),
        auth_time: START,
        amr: String::new(),
        acr: String::new(),
        seen_at: START,
        current_ms: START.get() * 1000,
        expires_at,
        address: None,
        agent: None,
    }
}

fn pending_until(name: &str, expires_at: UnixTime) -> PendingSignIn {
    PendingSignIn {
        browser_hash: BrowserHash::new(name),
        request_hash: None,
        user_id: UserId::new(name),
        amr: "pwd".to_owned(),
        created_at: START,
        expires_at,
    }
}

fn initial_token_until(id: &str, expires_at: UnixTime) -> (TokenHash, InitialToken) {
    let token = InitialToken { id: id.to_owned(), remaining: 1, created_at: START, expires_at: Some(expires_at) };
    (TokenHash::new(id), token)
}

fn secret_until(id: &str, expires_at: UnixTime) -> ClientSecret {
    ClientSecret {
        id: id.to_owned(),
        client_id: ClientId::new("postman"),
        hash: "sha256:unknown".to_owned(),
        sealed: None,
        created_at: START,
        expires_at: Some(expires_at),
    }
}

fn device_code_until(name: &str, expires_at: UnixTime) -> DeviceCode {
    DeviceCode {
        hash: CodeHash::new(name),
        user_code_mac: name.to_owned(),
        client_id: ClientId::new("cli"),
        params: String::new(),
        address: String::new(),
        state: DeviceState::Pending,
        grant_id: None,
        poll_interval: 5,
        next_poll_at: START,
        created_at: START,
        expires_at,
    }
}

fn link_until(expires_at: UnixTime) -> OneTimeLink {
    OneTimeLink { user_id: None, detail: String::new(), expires_at }
}

fn trial_until(name: &str, expires_at: UnixTime) -> Trial {
    Trial {
        id: name.to_owned(),
        state_hash: name.to_owned(),
        user_id: UserId::new(name),
        client_id: ClientId::new("spa"),
        record: String::new(),
        expires_at,
    }
}

fn delivery_until(id: &str, expires_at: UnixTime) -> Delivery {
    Delivery {
        id: id.to_owned(),
        receiver: Receiver { kind: DeliveryKind::Logout, name: "spa".to_owned() },
        body: "{}".to_owned(),
        attempts: 0,
        created_at: START,
        expires_at,
    }
}

fn refusal_at(id: &str, at: UnixTime) -> refusal::RefusalRecord {
    refusal::RefusalRecord {
        id: id.to_owned(),
        at_ms: at.get() * 1000,
        rule: "CodeUnknown".to_owned(),
        endpoint: "/token".to_owned(),
        client_id: None,
        received: None,
        expected: None,
    }
}

#[tokio::test]
async fn only_what_has_ended_is_deleted_from_every_table() {
    let app = TestApp::new().await;
    let end = START.plus(20 * DAY);
    let limit = Limit { burst: 1, period_ms: 1000 };
    unit(app.db(), async |tx| {
        for (name, expires_at) in [("ended", end), ("alive", end.plus(1))] {
            request::insert(tx, &request_until(name, expires_at)).await?;
            session::insert(tx, &session_until(name, expires_at.plus(-DAY))).await?;
            session_client::insert(tx, &SessionId::new(name), &ClientId::new("spa")).await?;
            pending_sign_in::upsert(tx, &pending_until(name, expires_at)).await?;
            known_browser::upsert(tx, &DeviceHash::new(name), &UserId::new(name), START, START, expires_at).await?;
            delivery::insert(tx, &delivery_until(name, expires_at)).await?;
            link::insert(tx, &TokenHash::new(name), LinkPurpose::Invite, &link_until(expires_at), START).await?;
            trial::insert(tx, &trial_until(name, expires_at)).await?;
            client::insert_secret(tx, &secret_until(name, expires_at.plus(-DAY))).await?;
            revoked_token::insert(tx, name, expires_at).await?;
            device::insert(tx, &device_code_until(name, expires_at.plus(-600))).await?;
            used_once::insert(tx, "test", name, expires_at).await?;
            let (hash, token) = initial_token_until(name, expires_at.plus(-DAY));
            registration_token::insert_initial(tx, &hash, &token).await?;
            refusal::insert(tx, &refusal_at(name, expires_at.plus(-7 * DAY))).await?;
            // A bucket is kept for two periods after its last attempt.
            reserve(tx, name, limit, expires_at.get() * 1000 - 2000).await?;
        }
        Ok(())
    })
    .await;
    insert_grant_with_code(&app, "ended", end).await;
    insert_grant_with_code(&app, "alive", end.plus(1)).await;
    assert_eq!(clean(&app, 100, 1, end.plus(-1)).await, []);
    let deleted = clean(&app, 100, 1, end).await;
    let expected: Vec<_> = tables().into_iter().map(|table| (table, 1)).collect();
    assert_eq!(deleted, expected);

    assert!(request::find(app.db(), &HandleHash::new("alive"), START).await.unwrap().is_some());
    assert!(refusal::find(app.db(), "alive").await.unwrap().is_some());
    assert!(refusal::find(app.db(), "ended").await.unwrap().is_none());
    assert_eq!(clean(&app, 100, 1, end.plus(1)).await, expected, "the others a second later");
}

#[tokio::test]
async fn pass_says_whether_it_left_something() {
    let app = TestApp::new().await;
    for number in 0..5 {
        insert_grant_with_code(&app, &format!("g{number}"), START).await;
    }
    for (unfinished, left) in [(true, 3), (true, 1), (false, 0)] {
        assert_eq!(pass(app.db(), 2, 1, START).await.unwrap().unfinished, unfinished);
        assert_eq!(grants_left(&app).await, Backlog { rows: left, oldest: 0 });
    }
}

/// What `token_grant` has left to delete at the start.
async fn grants_left(app: &TestApp) -> Backlog {
    let all = backlog(app.db(), START).await.unwrap();
    assert_eq!(all.len(), PERISHABLES.len());
    all.into_iter().find(|(table, _)| *table == "token_grant").unwrap().1
}

#[tokio::test]
async fn backlog_is_counted_up_to_a_bound_and_knows_its_oldest() {
    let app = TestApp::new().await;
    insert_grant_with_code(&app, "living", START.plus(1)).await;
    assert_eq!(grants_left(&app).await, Backlog { rows: 0, oldest: 0 });
    insert_grant_with_code(&app, "a", START.plus(-50)).await;
    insert_grant_with_code(&app, "b", START.plus(-700)).await;
    assert_eq!(grants_left(&app).await, Backlog { rows: 2, oldest: 700 });
    let table = PERISHABLES.iter().find(|table| table.table == "token_grant").unwrap();
    let counted = store_backlog(app.db(), table, 1, START).await.unwrap();
    assert_eq!(counted, Backlog { rows: 1, oldest: 700 });
}

#[tokio::test]
async fn refusals_beyond_their_cap_go_oldest_first() {
    let app = TestApp::new().await;
    let most = MOST_REFUSALS;
    app.sql(&format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most} + 7)
         INSERT INTO refusal (id, at_ms, rule, endpoint, client_id, received, expected, expires_at)
         SELECT 'r' || i, 0, 'CodeUnknown', '/token', NULL, NULL, NULL, {} + i FROM n",
        START.get()
    ))
    .await;
    assert_eq!(clean(&app, 5, 1, START).await, [("refusal", 5)]);
    assert_eq!(clean(&app, 5, 9, START).await, [("refusal", 2)]);
    for (id, there) in [("r7", false), ("r8", true)] {
        assert_eq!(refusal::find(app.db(), id).await.unwrap().is_some(), there, "{id}");
    }
}

/// Grants that ended long ago, each with a code.
async fn insert_ended(app: &TestApp, count: u32) {
    let series = format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})");
    app.sql(&format!(
        "{series} INSERT INTO token_grant (id, user_id, client_id, session_id, kind, scope, auth_time, acr, amr, sid,
            generation, refresh_hash, previous_hash, rotated_at, successor_seen_at, idle_expires_at,
            absolute_expires_at, expires_at, created_at, revoked_at, revoked_reason)
        SELECT 'ended' || i, 'user' || i % 100, 'spa', NULL, 'authorization_code', 'openid', NULL, '', '', NULL, 0,
            NULL, NULL, NULL, NULL, NULL, NULL, 1000000 + i, 1000, NULL, NULL FROM n"
    ))
    .await;
    app.sql(&format!(
        "{series} INSERT INTO authorization_code (hash, grant_id, client_id, redirect_uri, redirect_uri_sent,
            code_challenge, nonce, consumed_at, expires_at)
        SELECT 'code' || i, 'ended' || i, 'spa', 'http://localhost', TRUE, NULL, NULL, 1, 1 FROM n"
    ))
    .await;
}

/// The slowest of a few whole sign-ins with a refresh, and of a few lone writes.
async fn slowest(app: &TestApp) -> (Duration, Duration) {
    let (mut sign_in, mut write) = (Duration::ZERO, Duration::ZERO);
    for number in 0..5 {
        let begun = Instant::now();
        let client = app.client("spa");
        let tokens = client.redeem(&app.browser().code("spa", "openid offline_access").await).await;
        assert_eq!(app.userinfo(&tokens.field("access_token")).await.status, 200);
        assert_eq!(client.refresh(&tokens.field("refresh_token")).await.status, 200);
        sign_in = sign_in.max(begun.elapsed());
        for repeated in 0..10 {
            let begun = Instant::now();
            let name = format!("{begun:?} {number} {repeated}");
            unit(app.db(), async |tx| revoked_token::insert(tx, &name, START.plus(DAY)).await).await;
            write = write.max(begun.elapsed());
            sleep(Duration::from_millis(1)).await;
        }
    }
    (sign_in, write)
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_ins_and_writes_hardly_wait_while_hundreds_of_thousands_of_ended_rows_are_deleted() {
    let app = TestApp::new().await;
    insert_ended(&app, 150_000).await;
    let with_rows = slowest(&app).await;
    let (db, now) = (app.db().clone(), app.clock.now().unix());
    let cleaner = tokio::spawn(async move { pass(&db, 500, u32::MAX, now).await.unwrap() });
    let oldest = CodeHash::new("code1");
    let under_way = async {
        while code::find(app.db(), &oldest).await.unwrap().is_some() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(10), under_way).await.expect("the oldest go first, in the first batch");
    let meanwhile = slowest(&app).await;
    cleaner.abort();
    // Alone it is a few milliseconds; the bound is for a busy machine and still far below one long statement.
    for (sign_in, write) in [with_rows, meanwhile] {
        assert!(sign_in < Duration::from_secs(2) && write < Duration::from_millis(500), "{with_rows:?} {meanwhile:?}");
    }
}

#[tokio::test]
async fn grants_unused_for_a_lifetime_go_and_those_refreshed_since_stay() {
    let app = TestApp::new().await;
    let client = app.client("postman");
    let mut browser = app.browser();
    let unused = client.redeem(&browser.code("postman", "openid offline_access").await).await;
    let used = client.redeem(&browser.code("postman", "openid offline_access").await).await;
    let without = client.redeem(&browser.code("postman", "openid").await).await;
    app.advance(100);
    let refreshed = client.refresh(&used.field("refresh_token")).await;
    app.advance(100);
    assert_eq!(lifetime(&app, 201).await, [("authorization_code", 0), ("token_grant", 0)]);
    assert_eq!(lifetime(&app, 200).await, [("authorization_code", 1), ("token_grant", 1)]);
    app.assert_rule(&client.refresh(&unused.field("refresh_token")).await, Rule::RefreshTokenUnknown).await;
    app.assert_rule(&app.userinfo(&unused.field("access_token")).await, Rule::TokenRevoked).await;
    assert_eq!(app.userinfo(&without.field("access_token")).await.status, 200, "it has no refresh token");
    assert_eq!(client.refresh(&refreshed.field("refresh_token")).await.status, 200);
    assert_eq!(event::count(app.db(), "grant.cleanup").await.unwrap(), 1);
}

async fn lifetime(app: &TestApp, seconds: i64) -> [(&'static str, u64); 2] {
    let deleted = unused_refresh_tokens(&app.deps(), &Actor::Cli, seconds).await.unwrap();
    deleted.map(|deleted| (deleted.table, deleted.rows))
}

#[tokio::test]
async fn node_without_the_lease_deletes_nothing() {
    let app = TestApp::new().await;
    let mut other = Lease::new("cleanup", "another node".to_owned());
    assert!(other.hold(app.db(), Instant::now()).await.unwrap());
    unit(app.db(), async |tx| revoked_token::insert(tx, "old", START).await).await;
    let jobs = symbolon::jobs::start(&app.app.services, &app.clock);
    sleep(Duration::from_millis(300)).await;
    drop(jobs);
    assert_eq!(revoked_tokens(&app).await, 1);
}

async fn revoked_tokens(app: &TestApp) -> usize {
    let tables = app.dump().await;
    tables.iter().find(|(table, _)| table == "revoked_token").map_or(0, |(_, rows)| rows.len())
}

#[tokio::test]
async fn living_tokens_survive_the_clean_up_and_the_server_runs_it_by_itself() {
    let app = TestApp::new().await;
    let client = app.client("spa");
    let tokens = client.redeem(&app.browser().code("spa", "openid offline_access").await).await;
    app.advance(13 * DAY);
    pass(app.db(), 100, u32::MAX, app.clock.now().unix()).await.unwrap();
    let refreshed = client.refresh(&tokens.field("refresh_token")).await;
    assert_eq!(refreshed.status, 200, "{refreshed:?}");

    unit(app.db(), async |tx| revoked_token::insert(tx, "old", START).await).await;
    let jobs = symbolon::jobs::start(&app.app.services, &app.clock);
    let deleted = async {
        while revoked_tokens(&app).await > 0 {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_secs(10), deleted).await.expect("the job deletes it");
    drop(jobs);
}
