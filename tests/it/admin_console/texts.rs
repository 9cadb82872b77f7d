//! Texts of the console are named in the sources: a name without a text would be a page that cannot be shown.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use symbolon::locale::Messages;
use symbolon::model::Language;

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_text_that_the_console_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("src/view/admin"), &mut files);
    sources(&root.join("src/http/endpoint/admin"), &mut files);
    let is_key = |word: &&str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let begins = word.starts_with("admin-") || word.starts_with("claim-");
        begins && !word.ends_with('-') && word.bytes().all(plain)
    };
    let named: BTreeSet<_> = files.iter().flat_map(|file| file.split('"')).filter(is_key).collect();
    let known: BTreeSet<_> = Messages::keys(Language::English).into_iter().collect();
    let missing: Vec<_> = named.iter().filter(|key| !known.contains(**key)).collect();
    assert!(named.len() > 200, "{}", named.len());
    assert!(missing.is_empty(), "named without a text: {missing:?}");
}
