//! Every statement, as it stands in the sources, is understood by the engine under test with the migrated schema.

use crate::support::{TestApp, database};
use std::path::Path;

/// Statements that ask one engine about itself.
const OF_ONE_ENGINE: [(&str, bool); 2] = [("SELECT_TABLES_SQLITE", false), ("SELECT_TABLES_POSTGRES", true)];

/// The string constants of a source: names and texts. Those that a macro puts together are run by other tests.
fn constants(source: &str) -> Vec<(&str, &str)> {
    let declared = source.split("\nconst ").skip(1);
    declared
        .filter_map(|after| {
            let (name, value) = after.split_once(": &str =")?;
            let (text, _) = value.trim_start().strip_prefix('"')?.split_once("\";")?;
            Some((name, text))
        })
        .collect()
}

#[test]
fn constants_are_found_on_one_line_and_on_many() {
    let source = "\nconst A: &str = \"SELECT 1\";\nconst N: i64 = 3;\nconst B: &str =\n    \"SELECT\n 2\";\n";
    assert_eq!(constants(source), [("A", "SELECT 1"), ("B", "SELECT\n 2")]);
}

#[tokio::test]
async fn every_statement_is_understood_by_this_engine() {
    let app = TestApp::new().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let mut seen = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let source = std::fs::read_to_string(&path).unwrap();
        for (name, sql) in constants(&source) {
            let foreign = |(known, postgres): &(&str, bool)| *known == name && *postgres != database::is_postgres();
            if OF_ONE_ENGINE.iter().any(foreign) {
                continue;
            }
            let prepared = app.prepare(sql).await;
            assert!(prepared.is_ok(), "{} {name}: {prepared:?}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 80, "only {seen} statements were found");
    assert!(app.prepare("SELECT nothing FROM token_grant").await.is_err(), "a wrong one is noticed");
}
