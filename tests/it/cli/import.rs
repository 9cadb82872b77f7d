//! `import`.

use super::with_demo_data;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/import/");

#[tokio::test]
async fn files_of_other_providers_are_taken_at_the_shell_and_told() {
    let sandbox = with_demo_data().await;
    let file = |name: &str| format!("{FIXTURES}{name}");
    let report = sandbox.json(&["import", "django", &file("django.json"), "--dry-run", "--json"]);
    assert!(report.as_array().unwrap().iter().any(|entry| entry["name"] == "dora" && entry["outcome"] == "taken"));
    sandbox.run(&["user", "show", "dora"]).failed(&["there is no user \"dora\""]);
    let table = sandbox.run(&["import", "django", &file("django.json")]).done();
    assert!(table.lines().any(|line| line.starts_with("left_out") && line.contains("front")), "{table}");
    assert!(!table.contains("a-secret-in-clear"), "{table}");
    sandbox.run(&["import", "keycloak", &file("keycloak.json")]).done();
    assert_eq!(sandbox.json(&["user", "show", "kim", "--json"])["attributes"]["department"], "Sales");
    sandbox.run(&["import", "keycloak", &file("django.json")]).failed(&["no export of a realm"]);
    sandbox.run(&["import", "django", &file("keycloak.json")]).failed(&["no fixture of dumpdata"]);
    sandbox.run(&["import", "django", "/nowhere.json"]).failed(&["/nowhere.json"]);
}
