//! The program as an operator runs it: every command, its exit code and what it says.

mod clients;
mod groups;
mod import;
mod keys;
mod revocation;
mod server;
mod tools;
mod usage;
mod users;

use crate::support::program::{Answer, Sandbox, Server};
use serde_json::Value;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// A database with the demo's data, which was made and left by `demo`.
async fn with_demo_data() -> Sandbox {
    let sandbox = Sandbox::new().await;
    sandbox.start(&["demo"]).await.stop().await;
    sandbox
}

/// Waits until the clock shows another second: what was made in the second of a key's or password's change counts as
/// made before it.
async fn next_second() {
    sleep(Duration::from_millis(1001)).await;
}

/// The row of a JSON list whose member `name` is `value`.
fn row<'a>(rows: &'a Value, name: &str, value: &str) -> &'a Value {
    let found = rows.as_array().unwrap().iter().find(|row| row[name] == value);
    found.unwrap_or_else(|| panic!("no {name} {value} in {rows}"))
}

/// Asks for a token of a client until the answer has this status; at the latest the request that starts a second after
/// the call must get it.
async fn token_within_a_second(server: &Server, client_id: &str, secret: &str, status: u16) -> Answer {
    let form = [("grant_type", "client_credentials"), ("client_id", client_id), ("client_secret", secret)];
    let end = Instant::now() + Duration::from_secs(1);
    loop {
        let last = Instant::now() >= end;
        let answer = server.token(&form).await;
        if answer.status == status {
            return answer;
        }
        assert!(!last, "a second later still {answer:?}");
        sleep(Duration::from_millis(50)).await;
    }
}
