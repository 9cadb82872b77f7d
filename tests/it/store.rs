//! What the database promises, on whichever engine the tests run.

mod cleanup;
mod counters;
mod crash;
mod damage;
mod lease;
mod migrations;
mod statements;
mod writes;

use crate::support::{START, TestApp};
use symbolon::model::{AuthorizationCode, ClientId, CodeHash, Grant, GrantId, GrantKind, Scope, UnixTime, UserId};
use symbolon::store::{Db, StoreError, Tx, code, grant, setting};

/// Writes a value in a unit of work.
async fn put(tx: &mut Tx, name: &str) {
    assert!(setting::insert_missing(tx, name, "value").await.unwrap(), "{name} is new");
}

async fn has(db: &Db, name: &str) -> bool {
    setting::find(db, name).await.unwrap().is_some()
}

/// Does `work` in a unit of its own.
async fn unit<T>(db: &Db, work: impl AsyncFnOnce(&mut Tx) -> Result<T, StoreError>) -> T {
    let mut tx = db.write().await.unwrap();
    let done = work(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    done
}

/// A grant of this id that ends at `expires_at`, and its code, which ends a minute after the start.
async fn insert_grant_with_code(app: &TestApp, id: &str, expires_at: UnixTime) {
    let row = Grant {
        id: GrantId::new(id),
        user_id: UserId::new("somebody"),
        client_id: ClientId::new("postman"),
        session_id: None,
        kind: GrantKind::AuthorizationCode,
        resources: Vec::new(),
        claims: symbolon::model::ClaimsRequest::default(),
        scope: Scope::from_text("openid"),
        auth_time: Some(START),
        acr: String::new(),
        amr: String::new(),
        sid: None,
        generation: 0,
        idle_expires_at: None,
        absolute_expires_at: None,
        expires_at,
        created_at: START,
    };
    unit(app.db(), async |tx| {
        grant::insert(tx, &row, None).await?;
        code::insert(tx, &code_of(id)).await
    })
    .await;
}

fn code_of(id: &str) -> AuthorizationCode {
    AuthorizationCode {
        hash: CodeHash::new(format!("code of {id}")),
        grant_id: GrantId::new(id),
        client_id: ClientId::new("postman"),
        redirect_uri: "http://localhost:3000/callback".to_owned(),
        redirect_uri_sent: true,
        code_challenge: None,
        nonce: None,
        consumed_at: None,
        expires_at: START.plus(60),
    }
}
