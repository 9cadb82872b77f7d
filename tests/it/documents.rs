//! Documents that follow from the sources. `UPDATE_DOCS=1 cargo test documents` writes them anew.

mod contexts;
mod modules;

use contexts::{Contexts, promised};
use modules::{MODULES, module_of, plans_of};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use symbolon::protocol::Rule;

const BEGIN: &str = "<!-- generated: rules -->\n";
const BEGIN_ACTIONS: &str = "<!-- generated: actions -->\n";
const BEGIN_MODULES: &str = "<!-- generated: modules -->\n";
const BEGIN_CONTEXTS: &str = "<!-- generated: contexts -->\n";
const END: &str = "<!-- end generated -->\n";

/// Rules that no test can break from outside, and why.
const UNTESTED: &[(Rule, &str)] = &[];

// ---- the documents ----

#[test]
fn configuration_page_follows_from_the_settings() {
    assert_current("docs/configuration.md", &symbolon::config::render_markdown());
}

#[test]
fn committed_openapi_description_follows_from_the_handlers() {
    assert_current("openapi/openapi.json", &symbolon::cli::committed_openapi());
}

#[test]
fn specifications_page_lists_every_rule_and_every_conformance_module_with_its_tests() {
    let name = "docs/specifications.md";
    let present = fs::read_to_string(path(name)).unwrap();
    let with_modules = replaced(&present, BEGIN_MODULES, &module_table(&tests_by_module()));
    assert_current(name, &replaced(&with_modules, BEGIN, &table(&tests_by_rule())));
}

#[test]
fn templates_page_lists_every_context_and_a_context_that_loses_something_has_a_new_version() {
    let name = "docs/templates.md";
    let present = fs::read_to_string(path(name)).unwrap();
    let contexts = Contexts::read(&sources(&path("src/view")));
    let version = symbolon::view::CONTEXT_VERSION;
    let page = replaced(&present, BEGIN_CONTEXTS, &contexts.render(version));
    let is_new = !present.contains(&format!("This is version {version} of the contexts."));
    let gone: Vec<_> = promised(&present).difference(&promised(&page)).cloned().collect();
    assert!(
        is_new || gone.is_empty(),
        "templates of others may use what is gone or has another type: {gone:#?}\nraise CONTEXT_VERSION in src/view/files.rs; before anybody \
        has this version, empty the generated part of {name} instead"
    );
    assert_current(name, &page);
}

#[test]
fn audit_page_lists_every_action() {
    let name = "docs/audit.md";
    let present = fs::read_to_string(path(name)).unwrap();
    let row = |action: &symbolon::model::Action| format!("| `{}` | {} |\n", action.as_str(), action.about());
    let rows: String = symbolon::model::Action::ALL.iter().map(row).collect();
    let table = format!("| action | what was done |\n|---|---|\n{rows}");
    assert_current(name, &replaced(&present, BEGIN_ACTIONS, &table));
}

/// The page with another text between the marker `begin` and the end marker after it.
fn replaced(page: &str, begin: &str, text: &str) -> String {
    let (head, rest) = page.split_once(begin).expect("the marker where the generated part begins");
    let (_, tail) = rest.split_once(END).expect("the marker where the generated part ends");
    format!("{head}{begin}{text}{END}{tail}")
}

#[test]
fn every_module_of_the_conformance_plans_has_a_test_of_its_name() {
    let tests = tests_by_module();
    let untested = MODULES.iter().map(|(module, _)| *module).filter(|module| !tests.contains_key(module));
    let forgotten: Vec<_> = untested.collect();
    assert!(forgotten.is_empty(), "no test function begins with the name of {forgotten:?}");
}

#[test]
fn every_rule_is_broken_by_a_test() {
    let tests = tests_by_rule();
    let untested: Vec<_> = Rule::ALL.iter().filter(|rule| !tests.contains_key(rule.name())).collect();
    let expected: Vec<_> = UNTESTED.iter().map(|(rule, _)| rule).collect();
    assert_eq!(untested, expected, "left: rules without a test; right: those that may have none");
    assert!(UNTESTED.iter().all(|(_, reason)| !reason.is_empty()));
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Asserts that a file has this text, or gives it this text.
fn assert_current(name: &str, text: &str) {
    if wants_update() {
        fs::write(path(name), text).unwrap();
        return;
    }
    let present = fs::read_to_string(path(name)).unwrap();
    let differs = present.lines().zip(text.lines()).position(|(old, new)| old != new);
    assert!(
        present == text,
        "{name} is old from line {}: UPDATE_DOCS=1 cargo test documents",
        differs.unwrap_or(0) + 1
    );
}

#[expect(clippy::disallowed_methods, reason = "not a setting of the program: says what the tests should write")]
fn wants_update() -> bool {
    std::env::var("UPDATE_DOCS").is_ok_and(|value| value == "1")
}

fn table(tests: &BTreeMap<String, BTreeSet<String>>) -> String {
    let mut table =
        "| written in | rule | error code | status | answer | tests |\n|---|---|---|---|---|---|\n".to_owned();
    for rule in Rule::ALL {
        let names = tests.get(rule.name()).into_iter().flatten().map(|name| format!("`{name}`"));
        let untested = UNTESTED.iter().find(|(known, _)| known == rule).map(|(_, reason)| (*reason).to_owned());
        let names: Vec<_> = names.chain(untested).collect();
        let (code, status) = (rule.code().as_str(), rule.http_status());
        let (section, answer, names) = (rule.section(), rule.description(), names.join("<br>"));
        // Writing to a String cannot fail.
        let _ = writeln!(table, "| {section} | `{}` | `{code}` | {status} | {answer} | {names} |", rule.name());
    }
    table
}

fn module_table(tests: &BTreeMap<&str, BTreeSet<String>>) -> String {
    let mut table = "| module | plans | tests |\n|---|---|---|\n".to_owned();
    for (module, plans) in MODULES {
        let names = tests.get(module).into_iter().flatten().map(|name| format!("`{name}`"));
        let names = names.collect::<Vec<_>>().join("<br>");
        // Writing to a String cannot fail.
        let _ = writeln!(table, "| `{module}` | {} | {names} |", plans_of(plans));
    }
    table
}

/// Names of test functions by the conformance modules that they are named after.
fn tests_by_module() -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut found: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for source in sources(&path("tests/it")) {
        for test in items(&source).into_iter().filter(|item| item.is_test) {
            if let Some(module) = module_of(&test.name) {
                found.entry(module).or_default().insert(test.name);
            }
        }
    }
    found
}

// ---- which test breaks which rule ----

/// Names of test functions by the rules that they mention, themselves or through a helper or table of their file.
fn tests_by_rule() -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources(&path("tests/it")) {
        let items = items(&source);
        for test in items.iter().filter(|item| item.is_test) {
            for rule in rules_of(test, &items) {
                found.entry(rule).or_default().insert(test.name.clone());
            }
        }
    }
    found
}

/// The text of every test file but the support and this one.
fn sources(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            texts.extend(sources(&entry));
        } else if !entry.ends_with("documents.rs") {
            texts.push(fs::read_to_string(&entry).unwrap());
        }
    }
    texts
}

/// A function, constant or static of a file.
struct Item {
    name: String,
    text: String,
    is_test: bool,
}

/// Cuts a formatted source at the lines where an item begins: unindented, with `fn`, `const` or `static`.
fn items(source: &str) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut is_test = false;
    for line in source.lines() {
        if line.starts_with("#[tokio::test") || line == "#[test]" {
            is_test = true;
        }
        if let Some(name) = item_name(line) {
            items.push(Item { name, text: String::new(), is_test });
            is_test = false;
        }
        if let Some(item) = items.last_mut() {
            let _ = writeln!(item.text, "{line}");
        }
    }
    items
}

fn item_name(line: &str) -> Option<String> {
    let mut rest = line;
    for word in ["pub(super) ", "pub(crate) ", "pub ", "async "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let after = ["fn ", "const ", "static "].iter().find_map(|word| rest.strip_prefix(word))?;
    Some(words(after).next()?.to_owned())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

fn rules_of(test: &Item, items: &[Item]) -> BTreeSet<String> {
    let (mut rules, mut seen, mut waiting) = (BTreeSet::new(), BTreeSet::new(), vec![test]);
    while let Some(item) = waiting.pop() {
        if !seen.insert(item.name.as_str()) {
            continue;
        }
        let mentioned = item.text.split("Rule::").skip(1).filter_map(|rest| words(rest).next());
        rules.extend(mentioned.filter(|name| Rule::ALL.iter().any(|rule| rule.name() == *name)).map(str::to_owned));
        let used: BTreeSet<_> = words(&item.text).collect();
        waiting.extend(items.iter().filter(|other| !other.is_test && used.contains(other.name.as_str())));
    }
    rules
}

// ---- the scanner itself, on invented sources ----

#[test]
fn scanner_follows_tables_and_helpers_and_keeps_tests_apart() {
    let source = "const CASES: &[Rule] = &[Rule::CodeUnknown];\n\
        async fn helper() {\n    check(Rule::CodeExpired);\n}\n\
        #[tokio::test(flavor = \"multi_thread\")]\nasync fn one() {\n    for rule in CASES {}\n    helper().await;\n}\n\
        #[test]\nfn two() {\n    Rule::CodeMissing; Rule::ALL; Rule::Nonsense;\n}\n";
    let items = items(source);
    let of = |name: &str| {
        let test = items.iter().find(|item| item.name == name).unwrap();
        assert!(test.is_test, "{name}");
        rules_of(test, &items).into_iter().collect::<Vec<_>>()
    };
    assert_eq!(of("one"), ["CodeExpired", "CodeUnknown"]);
    assert_eq!(of("two"), ["CodeMissing"]);
    assert!(!items.iter().any(|item| item.name == "helper" && item.is_test));
}

#[test]
fn test_belongs_to_the_module_with_the_longest_name_that_it_begins_with() {
    assert_eq!(module_of("oidcc_server_gives_tokens"), Some("oidcc-server"));
    assert_eq!(module_of("oidcc_server_client_secret_post"), Some("oidcc-server-client-secret-post"));
    assert_eq!(module_of("oidcc_redirect_uri_query_ok_is_kept"), Some("oidcc-redirect-uri-query-OK"));
    assert_eq!(module_of("oidcc_serverless"), None);
}
