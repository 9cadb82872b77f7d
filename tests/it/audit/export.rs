//! The log as JSON lines, which others can verify without the database.

use super::{deeds, seal, sealed, verify};
use crate::support::TestApp;
use crate::support::program::Sandbox;
use symbolon::flow::admin::Actor;
use symbolon::flow::admin::audit::Export;
use symbolon::flow::audit::of_export;

async fn export(app: &TestApp) -> String {
    let mut export = Export::begin(app.deps(), &Actor::Cli, 0).await.unwrap();
    let mut lines = String::new();
    while let Some(more) = export.next().await.unwrap() {
        lines.push_str(&more);
    }
    lines
}

#[tokio::test]
async fn export_verifies_by_itself_and_has_every_sealed_event() {
    let app = sealed().await;
    deeds(&app, 400).await;
    seal(&app).await;
    let lines = export(&app).await;
    let (report, own) = (of_export(lines.as_bytes(), None).unwrap(), verify(&app).await);
    assert!(report.intact, "{report:?}");
    assert_eq!((report.events, report.last, &report.hash), (own.events, own.last, &own.hash));
    assert!(of_export(lines.as_bytes(), own.hash.as_deref()).unwrap().intact);
    assert!(!of_export(lines.as_bytes(), Some("another hash")).unwrap().intact);
}

#[tokio::test]
async fn export_that_was_changed_shortened_or_reordered_is_noticed() {
    let app = sealed().await;
    let whole = export(&app).await;
    let lines: Vec<_> = whole.lines().map(str::to_owned).collect();
    let mut changed = lines.clone();
    changed[2] = changed[2].replace("\"at_ms\":18", "\"at_ms\":19");
    assert_ne!(changed, lines);
    let mut removed = lines.clone();
    removed.remove(2);
    let mut exchanged = lines.clone();
    exchanged.swap(1, 2);
    let mut cut = lines.clone();
    cut.remove(lines.len() - 2);
    let unended = lines[..lines.len() - 1].to_vec();
    let mut longer = lines.clone();
    longer.push(lines[0].clone());
    for (what, lines) in [changed, removed, exchanged, cut, unended, longer].iter().enumerate() {
        let report = of_export(lines.join("\n").as_bytes(), None).unwrap();
        assert!(!report.intact && !report.faults.is_empty(), "{what}: {report:?}");
    }
}

#[tokio::test]
async fn command_line_exports_and_verifies_what_a_server_has_sealed() {
    let sandbox = Sandbox::new().await;
    let server = sandbox.start(&["demo"]).await;
    sandbox.run(&["scope", "add", "audited", "--description", "for the log"]).done();
    let path = sandbox.path("audit.jsonl");
    let file = path.to_str().unwrap();
    let verified = loop {
        let verified = sandbox.json(&["audit", "verify", "--json"]);
        if verified["unsealed"] == 0 && verified["events"].as_u64() > Some(1) {
            break verified;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    };
    assert_eq!(verified["intact"], true, "{verified}");
    sandbox.run(&["audit", "export", "--output", file]).done();
    let hash = verified["hash"].as_str().unwrap();
    assert!(sandbox.run(&["audit", "verify", "--file", file, "--expect", hash]).done().contains("intact: true"));
    let text = std::fs::read_to_string(file).unwrap();
    std::fs::write(file, text.replace("scope.put", "scope.remove")).unwrap();
    let outcome = sandbox.run(&["audit", "verify", "--file", file]);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.err.contains("was changed after it was sealed"), "{outcome:?}");
    std::fs::write(file, "no json\n").unwrap();
    sandbox.run(&["audit", "verify", "--file", file]).failed(&["line 1"]);
    let listed = sandbox.json(&["audit", "list", "--action", "scope.put", "--text", "AUDITED", "--json"]);
    assert_eq!(listed[0]["actor"], "cli", "{listed}");
    sandbox.run(&["audit", "list", "--action", "scope.eat"]).failed(&["there is no action \"scope.eat\""]);
    sandbox.run(&["audit", "list", "--from", "yesterday"]).misused(&["--from"]);
    assert!(
        server.stderr().contains("scope.put") || server.stdout().contains("scope.put"),
        "a log line for each event"
    );
    server.stop().await;
}
