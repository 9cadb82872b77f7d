//! A bounded load on loopback, beside the raw signing rate of the same machine in the same run:
//! `cargo bench --bench load`, or `cargo bench --bench load -- 5` for five seconds an operation. And whether refused sign-ins
//! tell by their time why they were: `cargo bench --bench load -- refusals`, a thousand of each kind.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

mod client;
mod refusals;
mod server;

use client::{Connection, code_for, form};
use server::{Running, VERIFIER};
use std::time::{Duration, Instant};
use symbolon::jose::SigningKey;
use symbolon::jose::parse_rsa_private_key;

/// Connections at once.
const CONNECTIONS: usize = 16;
const BASIC_SERVICE: &str = "Authorization: Basic c2VydmljZTpzZXJ2aWNlLXNlY3JldA==\r\n";

fn main() {
    if std::env::args().any(|text| text == "refusals") {
        return refusals::compare();
    }
    let seconds = std::env::args().filter_map(|text| text.parse().ok()).next_back().unwrap_or(2);
    let span = Duration::from_secs(u64::min(seconds, 30));
    println!("{:<22} {:>10.0}/s on one core", "raw RS256 signatures", raw_signatures(span));
    let server = Running::start();
    let address = server.address;
    let tokens = server.tokens();
    measure("discovery", span, || {
        let mut connection = Connection::open(address);
        move || connection.get("/.well-known/openid-configuration", "").status == 200
    });
    measure("jwks", span, || {
        let mut connection = Connection::open(address);
        move || connection.get("/jwks", "").status == 200
    });
    measure("client_credentials", span, || {
        let mut connection = Connection::open(address);
        move || connection.post("/token", BASIC_SERVICE, "grant_type=client_credentials&scope=read").status == 200
    });
    measure("userinfo", span, || {
        let mut connection = Connection::open(address);
        let bearer = format!("Authorization: Bearer {}\r\n", tokens.access);
        move || connection.get("/userinfo", &bearer).status == 200
    });
    measure("introspection", span, || {
        let mut connection = Connection::open(address);
        let body = form(&[("token", &tokens.access)]);
        move || connection.post("/introspect", BASIC_SERVICE, &body).text.contains("\"active\":true")
    });
    measure("refresh", span, || {
        let mut connection = Connection::open(address);
        let mut refresh = server.tokens().refresh;
        move || {
            let body = form(&[("grant_type", "refresh_token"), ("client_id", "spa"), ("refresh_token", &refresh)]);
            refresh = connection.post("/token", "", &body).field("refresh_token");
            !refresh.is_empty()
        }
    });
    measure("code exchange", span, || {
        let mut connection = Connection::open(address);
        let cookie = server.signed_in();
        move || {
            let code = code_for(&mut connection, &cookie, VERIFIER);
            let body = form(&[
                ("grant_type", "authorization_code"),
                ("client_id", "spa"),
                ("redirect_uri", server::REDIRECT_URI),
                ("code", &code),
                ("code_verifier", VERIFIER),
            ]);
            connection.post("/token", "", &body).status == 200
        }
    });
    server.stop();
}

fn raw_signatures(span: Duration) -> f64 {
    let key =
        SigningKey::from_rsa(&parse_rsa_private_key(include_str!("../../tests/keys/rsa-1.pem")).unwrap()).unwrap();
    let claims = serde_json::json!({ "sub": "x" });
    let started = Instant::now();
    let mut count = 0_u32;
    while started.elapsed() < span {
        key.sign_compact("at+jwt", &claims).unwrap();
        count += 1;
    }
    f64::from(count) / started.elapsed().as_secs_f64()
}

/// Repeats an operation on several connections for a while and prints its rate; an operation that fails is counted.
fn measure<W: FnMut() -> bool + Send>(name: &str, span: Duration, mut worker: impl FnMut() -> W) {
    let workers: Vec<W> = (0..CONNECTIONS).map(|_| worker()).collect();
    let started = Instant::now();
    let counts: Vec<(u32, u32)> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            workers.into_iter().map(|work| scope.spawn(move || repeat(work, started, span))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let elapsed = started.elapsed().as_secs_f64();
    let (good, bad) = counts.into_iter().fold((0, 0), |(good, bad), (more, worse)| (good + more, bad + worse));
    println!("{name:<22} {:>10.0}/s, {bad} failed", f64::from(good) / elapsed);
}

fn repeat(mut work: impl FnMut() -> bool, started: Instant, span: Duration) -> (u32, u32) {
    let (mut good, mut bad) = (0, 0);
    while started.elapsed() < span {
        if work() {
            good += 1;
        } else {
            bad += 1;
        }
    }
    (good, bad)
}
