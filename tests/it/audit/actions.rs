//! Every deed is in the closed list.

use std::collections::BTreeSet;
use std::path::Path;
use symbolon::model::Action;

/// Texts of the sources that look like deeds and are something else.
const NO_DEEDS: [&str; 2] = ["auth.group", "demo.toml"];

fn collect(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in code.filter(|line| !line.contains("settings.")) {
            found.extend(line.split('"').skip(1).step_by(2).filter(|text| is_deed(text)).map(str::to_owned));
        }
    }
}

/// `noun.verb`, and no place of a secret (`table/column`), number or sentence.
fn is_deed(text: &str) -> bool {
    let word = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-'))
    };
    text.split_once('.').is_some_and(|(noun, verb)| word(noun) && word(verb)) && !NO_DEEDS.contains(&text)
}

#[test]
fn every_deed_of_the_flows_is_listed() {
    let mut found = BTreeSet::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/flow"), &mut found);
    let listed: BTreeSet<_> = Action::ALL.iter().map(|action| action.as_str().to_owned()).collect();
    let missing: Vec<_> = found.difference(&listed).collect();
    assert!(missing.is_empty(), "not in src/model/action.rs: {missing:?}");
    assert!(found.contains("session.begin") && found.len() > 30, "the search finds deeds: {found:?}");
}
