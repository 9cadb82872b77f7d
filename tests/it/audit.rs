//! The audit log: who did what, and that nobody can change it unseen.

mod chain;
mod ends;
mod export;
mod list;
mod page;

use crate::support::TestApp;
use symbolon::flow::admin::{Actor, scope};
use symbolon::flow::audit::{self, Report};
use symbolon::model::ScopeDefinition;

/// Does `count` deeds.
async fn deeds(app: &TestApp, count: usize) {
    for number in 0..count {
        let definition: ScopeDefinition =
            serde_json::from_value(serde_json::json!({ "name": format!("s{number}"), "description": "d" })).unwrap();
        scope::put(&app.deps(), &Actor::Cli, definition).await.unwrap();
    }
}

/// Seals all there is.
async fn seal(app: &TestApp) {
    while audit::seal(&app.deps()).await.unwrap() > 0 {}
}

/// An application whose log has at least five sealed events.
async fn sealed() -> TestApp {
    let app = TestApp::new().await;
    deeds(&app, 5).await;
    seal(&app).await;
    app
}

async fn verify(app: &TestApp) -> Report {
    audit::of_database(&app.deps()).await.unwrap()
}

/// What is wrong with the log, or nothing.
async fn problems(app: &TestApp) -> Vec<&'static str> {
    let report = verify(app).await;
    assert_eq!(report.intact, report.faults.is_empty());
    report.faults.iter().map(|fault| fault.problem).collect()
}
