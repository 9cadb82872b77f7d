//! What single operations cost: `cargo bench --bench operations`.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use divan::Bencher;
use serde_json::json;
use symbolon::crypto::digest::{constant_time_eq, sha256_base64url};
use symbolon::jose::{KeyMaterial, KeySet, SigningKey, VerifyingKey, parse_rsa_private_key};
use symbolon::model::{BrowserHash, ClientMetadata, Session, SessionId, Sid, SigningAlgorithm, UnixTime, UserId};
use symbolon::protocol::params::Params;
use symbolon::protocol::{pkce, redirect_uri};
use symbolon::store::{self, Db, DbOptions};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const KEY: &str = include_str!("../tests/keys/rsa-1.pem");
const NOW: UnixTime = UnixTime(1_800_000_000);

fn main() {
    divan::main();
}

fn key() -> SigningKey {
    SigningKey::from_rsa(&parse_rsa_private_key(KEY).unwrap()).unwrap()
}

fn claims() -> serde_json::Value {
    json!({ "iss": "https://id.example", "sub": "x7Qv", "aud": "https://id.example", "client_id": "web",
        "scope": "openid profile email", "iat": 1_800_000_000, "exp": 1_800_000_600, "jti": "0190.1.x" })
}

#[divan::bench]
fn sign_rs256(bencher: Bencher<'_, '_>) {
    let (key, claims) = (key(), claims());
    bencher.bench(|| key.sign_compact("at+jwt", &claims).unwrap());
}

#[divan::bench(args = [SigningAlgorithm::Ps256, SigningAlgorithm::Es256, SigningAlgorithm::Ed25519])]
fn sign_other(bencher: Bencher<'_, '_>, alg: SigningAlgorithm) {
    let (key, claims) = (SigningKey::new(&KeyMaterial::generate(alg).unwrap(), alg).unwrap(), claims());
    bencher.bench(|| key.sign_compact("at+jwt", &claims).unwrap());
}

#[divan::bench]
fn verify_rs256(bencher: Bencher<'_, '_>) {
    let key = key();
    let keys: KeySet = [VerifyingKey::from_jwk(key.public_jwk()).unwrap()].into_iter().collect();
    let token = key.sign_compact("at+jwt", &claims()).unwrap();
    bencher.bench(|| keys.verify::<serde_json::Value>(&token, &["at+jwt"]).unwrap());
}

#[divan::bench]
fn authorize_checks(bencher: Bencher<'_, '_>) {
    let client = ClientMetadata {
        redirect_uris: vec!["https://app.example/callback".to_owned()],
        ..ClientMetadata::named("bench")
    };
    let challenge = sha256_base64url("a verifier");
    let query = format!(
        "response_type=code&client_id=web&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback&scope=openid+profile\
         &state=abc&nonce=def&code_challenge={challenge}&code_challenge_method=S256"
    );
    bencher.bench(|| {
        let params = Params::parse(query.as_bytes()).unwrap();
        params.check_not_repeated().unwrap();
        let redirect = redirect_uri::verify(&client, params.get("redirect_uri"), false).unwrap();
        let challenge =
            pkce::parse_challenge(params.get("code_challenge"), params.get("code_challenge_method"), true).unwrap();
        (redirect, challenge)
    });
}

#[divan::bench]
fn check_verifier(bencher: Bencher<'_, '_>) {
    let verifier = "v".repeat(64);
    let challenge = sha256_base64url(&verifier);
    bencher.bench(|| {
        let digest = |text: &str| sha256_base64url(text);
        pkce::check_verifier(Some(&challenge), Some(&verifier), digest, constant_time_eq).is_ok()
    });
}

struct Store {
    runtime: Runtime,
    db: Db,
    _folder: TempDir,
}

fn open(synchronous_full: bool) -> Store {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let options = DbOptions {
        url: format!("sqlite://{}", folder.path().join("bench.db").display()),
        synchronous_full,
        max_connections: 4,
        connect_timeout: std::time::Duration::from_secs(5),
        statement_timeout: std::time::Duration::from_secs(5),
    };
    let db = runtime.block_on(async {
        let db = Db::open(&options).await.unwrap();
        store::migrate::apply(&db).await.unwrap();
        db
    });
    Store { runtime, db, _folder: folder }
}

fn session(number: u64) -> Session {
    Session {
        id: SessionId::new(number.to_string()),
        browser_hash: BrowserHash::new(format!("browser {number}")),
        user_id: UserId::new("nobody"),
        sid: Sid::new(format!("sid {number}")),
        auth_time: NOW,
        amr: "pwd".to_owned(),
        acr: "1".to_owned(),
        seen_at: NOW,
        current_ms: NOW.get() * 1000,
        expires_at: NOW.plus(3600),
        address: None,
        agent: None,
    }
}

async fn insert(db: Db, number: u64) {
    let mut tx = db.write().await.unwrap();
    store::session::insert(&mut tx, &session(number)).await.unwrap();
    tx.commit().await.unwrap();
}

#[divan::bench(args = [false, true])]
fn store_write_alone(bencher: Bencher<'_, '_>, synchronous_full: bool) {
    let store = open(synchronous_full);
    let mut number = 0;
    bencher.bench_local(|| {
        number += 1;
        store.runtime.block_on(insert(store.db.clone(), number));
    });
}

/// 64 writers at once: what group commit gives.
#[divan::bench(args = [false, true])]
fn store_write_64_at_once(bencher: Bencher<'_, '_>, synchronous_full: bool) {
    let store = open(synchronous_full);
    let mut number = 0;
    bencher.counter(divan::counter::ItemsCount::new(64_u32)).bench_local(|| {
        let writers = (0..64).map(|_| {
            number += 1;
            store.runtime.spawn(insert(store.db.clone(), number))
        });
        let writers: Vec<_> = writers.collect();
        store.runtime.block_on(async {
            for writer in writers {
                writer.await.unwrap();
            }
        });
    });
}

#[divan::bench]
fn store_read(bencher: Bencher<'_, '_>) {
    let store = open(false);
    store.runtime.block_on(insert(store.db.clone(), 1));
    let user = UserId::new("nobody");
    bencher.bench_local(|| store.runtime.block_on(store::session::count_by_user(&store.db, &user, NOW)).unwrap());
}
