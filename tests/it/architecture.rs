//! The house rules that a compiler does not check: which module may use which, and how long things may grow.
//!
//! The sources are read as text and cut into tokens, so that comments, strings and layout do not matter.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A module uses only modules of a lower level, and itself. `lib.rs` and `main.rs` stand above all.
const LEVELS: &[(&str, u8)] = &[
    ("model", 0),
    ("protocol", 1),
    ("crypto", 1),
    ("config", 1),
    ("locale", 1),
    ("clock", 1),
    ("random", 0),
    ("telemetry", 1),
    ("passkey", 1),
    ("jose", 2),
    ("store", 2),
    ("outbound", 2),
    ("view", 2),
    ("directory", 3),
    ("guard", 3),
    ("flow", 4),
    ("http", 5),
    ("jobs", 5),
    ("app", 6),
    ("cli", 7),
];

/// Libraries that stay behind the modules or files named here. The guard's one file for poem is an adapter for other
/// people's services; nothing of the provider's own goes through it.
const KEPT_INSIDE: &[(&str, &[&str])] = &[
    ("poem", &["http", "app", "guard/poem.rs"]),
    ("reqwest", &["guard/fetch.rs", "outbound"]),
    ("poem_openapi", &["http", "app"]),
    ("tokio_rustls", &["http/serve/tls.rs"]),
    ("sqlx", &["store"]),
    ("jsonwebtoken", &["jose"]),
    ("rsa", &["jose"]),
    ("rand", &["random"]),
    ("argon2", &["crypto"]),
    ("minijinja", &["view"]),
    ("totp_rs", &["crypto"]),
    ("fast_qr", &["view"]),
    ("webauthn_rs", &["passkey"]),
    ("lettre", &["outbound"]),
    ("zxcvbn", &["crypto"]),
    ("fluent_bundle", &["locale"]),
];

const FUNCTION_LINES: usize = 60;
const FILE_LINES: usize = 400;

// ---- the rules, on the real sources ----

#[test]
fn modules_use_only_lower_levels() {
    report(&sources(), arrows);
}

#[test]
fn libraries_stay_behind_their_module() {
    report(&sources(), foreign_libraries);
}

#[test]
fn functions_and_files_stay_small() {
    report(&sources(), sizes);
}

fn report(sources: &[Source], rule: fn(&Source) -> Vec<String>) {
    let mut message = String::new();
    for source in sources {
        for offence in rule(source) {
            let _ = writeln!(message, "src/{}:{offence}", source.path);
        }
    }
    assert!(message.is_empty(), "\n{message}");
}

/// `crate::X`, or `super::X` seen from a module's root file, where X is not on a lower level.
fn arrows(source: &Source) -> Vec<String> {
    let tokens = &source.tokens;
    let mut offences = Vec::new();
    for at in 0..tokens.len() {
        if is_path(tokens, at, &["super", "::", "super"]) {
            offences.push(format!("{} super::super: write crate::…", tokens[at].line));
        }
    }
    let Some(own) = source.module() else { return offences };
    let Some(own_level) = level(own) else {
        offences.push(format!("1 module {own} has no level: give it one in tests/it/architecture.rs"));
        return offences;
    };
    for (line, used) in used_modules(source) {
        match level(&used) {
            _ if used == own => {}
            None => offences.push(format!("{line} crate::{used} is not a module with a level")),
            Some(other) if other < own_level => {}
            Some(other) => offences.push(format!("{line} {own} (level {own_level}) uses {used} (level {other})")),
        }
    }
    offences
}

fn used_modules(source: &Source) -> Vec<(usize, String)> {
    let tokens = &source.tokens;
    let mut used = Vec::new();
    for at in 0..tokens.len() {
        if is_path(tokens, at, &["crate", "::"]) {
            used.extend(heads(tokens, at + 2));
        } else if source.is_module_root() && is_path(tokens, at, &["super", "::"]) {
            used.extend(heads(tokens, at + 2).into_iter().filter(|(_, name)| level(name).is_some()));
        }
    }
    used
}

/// The first names after `crate::`: one, or one per element of `{…}`.
fn heads(tokens: &[Token], start: usize) -> Vec<(usize, String)> {
    let Some(first) = tokens.get(start) else { return Vec::new() };
    if first.text != "{" {
        // An exported macro stands at the crate's root wherever it is defined; it is no module.
        let is_macro = tokens.get(start + 1).is_some_and(|next| next.text == "!");
        return if is_macro { Vec::new() } else { vec![(first.line, first.text.clone())] };
    }
    let mut heads = Vec::new();
    let end = closing(tokens, start);
    let mut depth = 0;
    for at in start..end {
        match tokens[at].text.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        let opens = at == start || (depth == 1 && tokens[at].text == ",");
        if opens && at + 1 < end {
            heads.push((tokens[at + 1].line, tokens[at + 1].text.clone()));
        }
    }
    heads
}

fn foreign_libraries(source: &Source) -> Vec<String> {
    let own = source.module().unwrap_or_default();
    let tokens = &source.tokens;
    let mut offences = BTreeSet::new();
    for at in 0..tokens.len() {
        let Some((library, homes)) = KEPT_INSIDE.iter().find(|(library, _)| tokens[at].text == *library) else {
            continue;
        };
        let starts_path = at == 0 || (tokens[at - 1].text != "." && !ends_in_own_path(&tokens[..at]));
        let used = tokens.get(at + 1).is_some_and(|next| next.text == "::") || (at > 0 && tokens[at - 1].text == "use");
        if starts_path && used && !homes.contains(&own) && !homes.contains(&source.path.as_str()) {
            offences.insert(format!("{} {library} is used outside {}", tokens[at].line, homes.join(" and ")));
        }
    }
    offences.into_iter().collect()
}

/// Whether a name that follows belongs to a path of our own, as `rsa` in `self::rsa::parse`. After a bare `::` it
/// does not: that is how a library is named beyond doubt.
fn ends_in_own_path(before: &[Token]) -> bool {
    let [.., name, colons] = before else { return false };
    colons.text == "::" && name.text.chars().all(|c| c.is_alphanumeric() || c == '_') && name.text != "use"
}

fn sizes(source: &Source) -> Vec<String> {
    let (tokens, test_lines) = without_tests(&source.tokens, source.lines);
    let mut offences = Vec::new();
    let lines = source.lines - test_lines;
    if lines > FILE_LINES && !source.is_test() {
        offences.push(format!("1 the file has {lines} lines without its tests, more than {FILE_LINES}"));
    }
    for (name, line, length) in functions(&tokens) {
        if length > FUNCTION_LINES && !source.is_test() {
            offences.push(format!("{line} fn {name} has {length} lines, more than {FUNCTION_LINES}"));
        }
    }
    offences
}

/// Name, first line and number of lines of each function that has a body.
fn functions(tokens: &[Token]) -> Vec<(String, usize, usize)> {
    let mut found = Vec::new();
    for at in 0..tokens.len().saturating_sub(1) {
        let named = tokens[at + 1].text.starts_with(|c: char| c.is_alphabetic() || c == '_');
        if tokens[at].text != "fn" || !named {
            continue;
        }
        if let Some(body) = body_or_end(tokens, at).filter(|&end| tokens[end].text == "{") {
            let last = tokens[closing(tokens, body)].line;
            found.push((tokens[at + 1].text.clone(), tokens[at].line, last - tokens[at].line + 1));
        }
    }
    found
}

/// The tokens without items marked `#[cfg(test)]`, and how many lines those took.
fn without_tests(tokens: &[Token], lines: usize) -> (Vec<Token>, usize) {
    let mut kept = Vec::new();
    let mut dropped_lines = 0;
    let mut at = 0;
    while at < tokens.len() {
        if is_path(tokens, at, &["#", "!", "[", "cfg", "(", "test"]) {
            return (Vec::new(), lines);
        }
        let marked = ["test", "all"].iter().any(|word| is_path(tokens, at, &["#", "[", "cfg", "(", word]));
        let attribute_end = if marked { closing(tokens, at + 1) } else { at };
        if !tokens[at..attribute_end].iter().any(|token| token.text == "test") {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let end = body_or_end(tokens, attribute_end + 1).map_or(tokens.len() - 1, |end| closing(tokens, end));
        dropped_lines += tokens[end].line - tokens[at].line + 1;
        at = end + 1;
    }
    (kept, dropped_lines)
}

/// Where the item that starts at `start` opens its body or ends: its first `{` or `;` outside other brackets.
fn body_or_end(tokens: &[Token], start: usize) -> Option<usize> {
    let mut at = start;
    while let Some(token) = tokens.get(at) {
        match token.text.as_str() {
            "{" | ";" => return Some(at),
            "(" | "[" => at = closing(tokens, at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The partner of the bracket at `open`, or `open` itself when it is none.
fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len() - 1
}

fn is_path(tokens: &[Token], at: usize, words: &[&str]) -> bool {
    words.iter().enumerate().all(|(offset, word)| tokens.get(at + offset).is_some_and(|token| token.text == *word))
}

fn level(module: &str) -> Option<u8> {
    LEVELS.iter().find(|(name, _)| *name == module).map(|(_, level)| *level)
}

// ---- reading the sources ----

struct Source {
    /// Below `src/`, with `/`.
    path: String,
    lines: usize,
    tokens: Vec<Token>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Token {
    line: usize,
    text: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), lines: text.lines().count(), tokens: tokens(text) }
    }

    /// The top-level module, or nothing for the crate's own two files.
    fn module(&self) -> Option<&str> {
        let first = self.path.split('/').next()?;
        let name = first.strip_suffix(".rs").unwrap_or(first);
        (!matches!(self.path.as_str(), "lib.rs" | "main.rs")).then_some(name)
    }

    /// Whether `super` leaves the module.
    fn is_module_root(&self) -> bool {
        !self.path.contains('/') || self.path.split_once('/').is_some_and(|(_, rest)| rest == "mod.rs")
    }

    fn is_test(&self) -> bool {
        self.path.ends_with("tests.rs") || self.path.contains("/tests/")
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    collect(&root, "", &mut found);
    assert!(found.iter().any(|source| source.path == "lib.rs"), "no sources in {}", root.display());
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<Source>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(Source::new(&name, &fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Names, `::` and single signs; no comments, literals or lifetimes. A string that is itself a path, as in
/// `#[serde(default = "crate::…")]`, counts as that path.
fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some(first) = rest.chars().next() {
        let length = token_length(rest);
        let (token, after) = rest.split_at(length);
        if is_word(first) && !is_literal(token) || (first.is_ascii_punctuation() && !is_skipped(token)) {
            found.push(Token { line, text: token.trim_start_matches("r#").to_owned() });
        } else if token.starts_with("\"crate::") {
            found.extend(tokens(token.trim_matches('"')).into_iter().map(|inner| Token { line, ..inner }));
        }
        line += token.matches('\n').count();
        rest = after;
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_literal(token: &str) -> bool {
    token.ends_with(['"', '#', '\''])
}

fn is_skipped(token: &str) -> bool {
    token.starts_with(['"', '\'']) || token.starts_with("//") || token.starts_with("/*")
}

/// The bytes of the token, comment, literal or blank that `text` starts with; at least one character.
fn token_length(text: &str) -> usize {
    let first = text.chars().next().map_or(0, char::len_utf8);
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return block_comment_length(text);
    }
    if text.starts_with("::") {
        return 2;
    }
    if text.starts_with('\'') {
        return quote_length(text);
    }
    let word = text.find(|c| !is_word(c)).unwrap_or(text.len());
    let after = &text[word..];
    match &text[..word] {
        "" | "b" | "c" if after.starts_with('"') => word + string_length(after),
        "b" if after.starts_with('\'') => word + quote_length(after),
        "r" | "br" | "cr" if after.starts_with(['"', '#']) => word + raw_length(after),
        "" => first,
        _ => word,
    }
}

fn block_comment_length(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        let step = match &text.as_bytes()[at..text.len().min(at + 2)] {
            b"/*" => {
                depth += 1;
                2
            }
            b"*/" => {
                depth -= 1;
                2
            }
            _ => 1,
        };
        at += step;
        if depth == 0 {
            break;
        }
    }
    at
}

fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// A raw string from its first `#` or quote, or a raw name such as `r#type`.
fn raw_length(text: &str) -> usize {
    let hashes = text.len() - text.trim_start_matches('#').len();
    if !text[hashes..].starts_with('"') {
        return text[hashes..].find(|c| !is_word(c)).map_or(text.len(), |end| hashes + end);
    }
    let end = format!("\"{}", "#".repeat(hashes));
    text[hashes + 1..].find(&end).map_or(text.len(), |at| hashes + 1 + at + end.len())
}

/// A character literal, or a lifetime.
fn quote_length(text: &str) -> usize {
    let mut inner = text.chars().skip(1);
    match (inner.next(), inner.next()) {
        (Some('\\'), _) => text[3..].find('\'').map_or(text.len(), |at| at + 4),
        (Some(c), Some('\'')) => 2 + c.len_utf8(),
        _ => text[1..].find(|c| !is_word(c)).map_or(text.len(), |at| at + 1),
    }
}

// ---- the rules, on sources that break them ----

#[test]
fn an_arrow_to_the_same_or_a_higher_level_is_found_wherever_it_stands() {
    let found = |path: &str, text: &str| arrows(&Source::new(path, text)).len();
    assert_eq!(found("store/client.rs", "use crate::model::Client;"), 0);
    assert_eq!(found("store/client.rs", "use crate::store::db::Db;"), 0);
    assert_eq!(found("store/client.rs", "use crate::flow::token;"), 1);
    assert_eq!(found("protocol/pkce.rs", "use crate::crypto::digest;"), 1);
    assert_eq!(found("store/client.rs", "use crate::{model::{A, B}, flow::{c, d}, http, jose};"), 3);
    assert_eq!(found("model/user.rs", "fn f() { crate :: store :: run(\"x\") }"), 1);
    assert_eq!(found("model/user.rs", "#[serde(default = \"crate::config::zero\")] x: u8,"), 1);
    assert_eq!(
        found("model/user.rs", "// crate::flow\n/* crate::flow /* */ */ const A: &str = \"see crate::flow\";"),
        0
    );
    assert_eq!(
        found("model/user.rs", "const A: &str = r#\"a \" crate::flow\"#; const B: char = '\"'; x(crate::flow::y)"),
        1
    );
    assert_eq!(found("clock.rs", "use super::store;"), 1);
    assert_eq!(found("clock.rs", "mod tests { use super::*; }"), 0);
    assert_eq!(found("flow/token/mod.rs", "use super::store;"), 0);
    assert_eq!(found("flow/token/code.rs", "use super::super::x;"), 1);
    assert_eq!(found("store/db.rs", "pub(crate) fn f() { crate::sql!(x) }"), 0);
    assert_eq!(found("store/db.rs", "use crate::helpers;"), 1);
    assert_eq!(found("helpers.rs", ""), 1);
    assert_eq!(found("lib.rs", "pub use crate::flow::Services;"), 0);
}

#[test]
fn a_library_outside_its_module_is_found() {
    let found = |path: &str, text: &str| foreign_libraries(&Source::new(path, text)).len();
    assert_eq!(found("http/serve.rs", "use poem::Route;"), 0);
    assert_eq!(found("flow/token.rs", "use poem::Route;"), 1);
    assert_eq!(found("guard/poem.rs", "use poem::Request;"), 0);
    assert_eq!(found("guard/keys.rs", "use poem::Request;"), 1);
    assert_eq!(found("flow/token.rs", "fn f(db: ::sqlx::SqlitePool) {}"), 1);
    assert_eq!(found("view/page.rs", "#[derive(poem_openapi::Object)] struct A;"), 1);
    assert_eq!(found("main.rs", "use jsonwebtoken as j;"), 1);
    assert_eq!(found("crypto/seal.rs", "use crate::jose::rsa::parse; let a = key.rsa; // rsa::sign"), 0);
    assert_eq!(found("jose/rsa.rs", "use rsa::RsaPublicKey;"), 0);
}

#[test]
fn too_long_a_function_or_file_is_found() {
    let found = |text: &str| sizes(&Source::new("model/user.rs", text));
    let body =
        |lines: usize| format!("fn long<'a>(x: [u8; 3], f: fn(u8)) -> &'a str {{\n{}}}\n", "x('{');\n".repeat(lines));
    assert!(found(&body(58)).is_empty());
    assert_eq!(found(&body(59)), ["1 fn long has 61 lines, more than 60"]);
    assert!(found(&format!("#[cfg(test)]\nmod tests {{\n{}}}", body(90))).is_empty());
    assert!(found(&format!("#[cfg(all(test, unix))]\n#[allow(x)]\n{}", body(90))).is_empty());
    assert_eq!(found(&format!("#[cfg(not(test))]\n{}", body(59))).len(), 1);
    let many = "const A: u8 = 1;\n".repeat(398);
    assert!(found(&format!("{many}#[cfg(test)]\nmod tests {{\n\n\n}}\n")).is_empty());
    assert_eq!(found(&format!("{many}const B: u8 = 1;\n\n\n")).len(), 1);
}
