//! People, groups and clients from other providers.

mod django;
mod keycloak;

use crate::support::{Reply, TestApp};
use symbolon::flow::admin::import::{Entry, Outcome, Plan, apply};
use symbolon::flow::admin::{Actor, AdminError};
use symbolon::model::Scope;

/// What clients of a file may ask for.
fn scope() -> Scope {
    Scope::from_text("openid profile email groups offline_access read write")
}

/// Takes a plan, and lets this node see it at once.
async fn take(app: &TestApp, plan: Result<Plan, AdminError>) -> Vec<Entry> {
    let report = apply(&app.deps(), &Actor::Cli, plan.unwrap(), false).await.unwrap();
    app.app.refresh().await.unwrap();
    report
}

/// What became of a thing.
fn entry<'a>(report: &'a [Entry], kind: &str, name: &str) -> &'a Entry {
    let found = report.iter().find(|entry| entry.kind == kind && entry.name == name);
    found.unwrap_or_else(|| panic!("no {kind} {name} in {report:?}"))
}

fn outcome(report: &[Entry], kind: &str, name: &str) -> Outcome {
    entry(report, kind, name).outcome
}

/// Signs in by the password grant of the demo's client.
async fn sign_in(app: &TestApp, username: &str, password: &str) -> Reply {
    let form = [("grant_type", "password"), ("username", username), ("password", password), ("scope", "openid groups")];
    app.client("cli").token(&form).await
}
