//! What is deleted and what is not.

use super::{code_of, insert_grant_with_code, unit};
use crate::support::{START, TestApp};
use std::time::Duration;
use symbolon::flow::cleanup::pass;
use symbolon::model::{
    AuthorizationCode, AuthorizationRequest, BrowserHash, ClientId, ClientSecret, CodeHash, GrantId, HandleHash,
    Progress, Session, SessionId, Sid, UnixTime, UserId,
};
use symbolon::store::cleanup::PERISHABLES;
use symbolon::store::throttle::{Limit, reserve};
use symbolon::store::{client, code, grant, refusal, request, revoked_token, session, used_once};
use tokio::time::{sleep, timeout};

const DAY: i64 = 86_400;

/// Deleted rows by table, without the tables that lost none.
async fn clean(app: &TestApp, batch: u32, batches: u32, now: UnixTime) -> Vec<(&'static str, u64)> {
    let report = pass(app.db(), batch, batches, now).await.unwrap();
    assert_eq!(report.len(), PERISHABLES.len(), "every table is reported");
    report.into_iter().filter(|deleted| deleted.rows > 0).map(|deleted| (deleted.table, deleted.rows)).collect()
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
async fn grant_stays_until_its_last_code_is_gone() {
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
    assert_eq!(clean(&app, 2, 1, now).await, [("authorization_code", 2)]);
    assert_eq!(clean(&app, 2, 1, now).await, [("authorization_code", 1), ("token_grant", 1)]);
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
        expires_at,
    }
}

fn secret_until(id: &str, expires_at: UnixTime) -> ClientSecret {
    ClientSecret {
        id: id.to_owned(),
        client_id: ClientId::new("postman"),
        hash: "sha256:unknown".to_owned(),
        created_at: START,
        expires_at: Some(expires_at),
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
            client::insert_secret(tx, &secret_until(name, expires_at.plus(-DAY))).await?;
            revoked_token::insert(tx, name, expires_at).await?;
            used_once::insert(tx, "test", name, expires_at).await?;
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
    let expected: Vec<_> = PERISHABLES.iter().map(|table| (table.table, 1)).collect();
    assert_eq!(deleted, expected);

    assert!(request::find(app.db(), &HandleHash::new("alive"), START).await.unwrap().is_some());
    assert!(refusal::find(app.db(), "alive").await.unwrap().is_some());
    assert!(refusal::find(app.db(), "ended").await.unwrap().is_none());
    assert_eq!(clean(&app, 100, 1, end.plus(1)).await, expected, "the others a second later");
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
