//! Two nodes that the histories of many cases share, because starting them takes longer than a history.

use super::machine::{ABSOLUTE, ACCESS, IDLE, WINDOW};
use crate::support::TestApp;
use proptest::test_runner::Config;
use std::sync::{Arc, OnceLock};
use symbolon::flow::admin::user;
use symbolon::model::UserId;
use tokio::runtime::{Builder, Runtime};

/// Two nodes on one database, and what drives them.
pub struct Nodes {
    pub runtime: Runtime,
    pub pair: [Arc<TestApp>; 2],
    pub alice: UserId,
}

static NODES: OnceLock<Nodes> = OnceLock::new();

/// The nodes of the state machine's test; nobody else uses them.
pub fn nodes() -> &'static Nodes {
    NODES.get_or_init(Nodes::start)
}

/// How many cases are tried: `PROPTEST_CASES`, or few enough for every day.
pub fn config(cases: u32) -> Config {
    let unset = 256;
    let default = Config { failure_persistence: None, max_shrink_iters: 300, ..Config::default() };
    if default.cases == unset { Config { cases, ..default } } else { default }
}

impl Nodes {
    pub fn start() -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
        let (pair, alice) = runtime.block_on(async {
            let first = TestApp::with(|settings| {
                settings.tokens.refresh_idle_lifetime = IDLE;
                settings.tokens.refresh_absolute_lifetime = ABSOLUTE;
                settings.tokens.access_token_lifetime = ACCESS;
                settings.tokens.refresh_replay_window = WINDOW;
            })
            .await;
            // A grant without offline_access, so that signing out ends it.
            first.change_client("postman", |metadata| metadata.refresh_always = true).await;
            let second = first.second_node().await;
            let alice = user::find(&first.deps(), "alice").await.unwrap().id;
            ([Arc::new(first), Arc::new(second)], alice)
        });
        Self { runtime, pair, alice }
    }
}
