//! The settings for people: their description, and the values in effect.

use super::preset;
use super::problem::Source;
use super::rule::Form;
use super::table::{SECTIONS, Settings};
use super::value::{Preset, Word};
use serde::Serialize;
use std::fmt::Write;

/// What there is to say about one setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SettingDoc {
    /// Section of the file; empty at the top.
    pub section: &'static str,
    /// `section.key`, or `key` at the top.
    pub name: String,
    /// The variables that set it; where several are set, the first counts.
    pub variables: Vec<String>,
    /// Its value when nobody sets it; empty for none.
    pub default: &'static str,
    /// What may be given.
    pub allowed: String,
    /// What it means.
    pub meaning: String,
    /// Whether `…_FILE` and `…_file` may name a file that holds the value.
    pub by_file: bool,
}

/// Every setting in the order of the page.
#[must_use]
pub fn describe() -> Vec<SettingDoc> {
    let specs = Settings::specs().into_iter();
    specs
        .map(|spec| SettingDoc {
            section: spec.section,
            variables: spec.variables(),
            by_file: spec.form == Form::Sensitive,
            name: spec.name,
            default: spec.default,
            allowed: spec.allowed,
            meaning: spec.meaning,
        })
        .collect()
}

/// Name, value and source of every setting; of a secret only that it is set, of a database no password.
#[must_use]
pub fn effective(settings: &Settings) -> Vec<(String, String, Source)> {
    let names = Settings::specs().into_iter().map(|spec| spec.name);
    let rows = names.zip(settings.shown());
    rows.map(|(name, value)| {
        let source = settings.source(&name);
        (name, value, source)
    })
    .collect()
}

const INTRODUCTION: &str = "\
# Configuration

<!-- Generated from src/config/table.rs: change it there. -->

Settings are read once, at the start: an environment variable goes before `symbolon.toml` (or the file of `--config`),
that before a preset, and that before the default. A key `name` of the section `[section]` in the file is the variable
`SYMBOLON_SECTION__NAME`; the names that platforms use work too, and where several variables of one setting are set, the
first of the list below counts.

```toml
issuer = \"https://id.example.com\"
trusted_proxies = [\"10.0.0.0/8\"]

[database]
url = \"postgres://symbolon@db.example.com/symbolon\"

[tokens]
access_token_lifetime = 300
```

An unknown key, an unknown variable that starts with `SYMBOLON_`, an empty secret and a value out of range stop the start.
All that is wrong is reported at once, and `symbolon check` shows every value in effect and where it came from. Paths are
relative to the working directory. A list is an array in the file and separated by commas in a variable. A setting marked
with † can also be given as a file that holds the value: add `_file` to its key or `_FILE` to its variable; a line break
at the end of that file is no part of the value.
";

const PRESETS: &str = "
## Presets

What `preset` sets, unless it is set otherwise.

| preset | setting | value |
|---|---|---|
";

/// The text of `docs/configuration.md`.
#[must_use]
pub fn render_markdown() -> String {
    let docs = describe();
    let mut page = INTRODUCTION.to_owned();
    for (section, about) in SECTIONS {
        let heading = if section.is_empty() { "Top of the file".to_owned() } else { format!("`[{section}]`") };
        let about = if about.is_empty() { String::new() } else { format!("{}\n\n", about.trim()) };
        // Writing to a String cannot fail.
        let _ = write!(
            page,
            "\n## {heading}\n\n{about}| key, variables | default | values | meaning |\n|---|---|---|---|\n"
        );
        docs.iter().filter(|doc| doc.section == *section).for_each(|doc| page.push_str(&row(doc)));
    }
    page.push_str(&presets());
    page
}

fn presets() -> String {
    let mut text = String::from(PRESETS);
    for (word, preset) in Preset::WORDS {
        for (name, value) in preset::values(*preset) {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "| `{word}` | `{name}` | `{value}` |");
        }
    }
    text
}

fn row(doc: &SettingDoc) -> String {
    let key = doc.name.rsplit('.').next().unwrap_or(&doc.name);
    let variables: Vec<String> = doc.variables.iter().map(|name| format!("`{name}`")).collect();
    let mark = if doc.by_file { " †" } else { "" };
    let default = if doc.default.is_empty() { "none".to_owned() } else { format!("`{}`", doc.default) };
    let cells =
        [format!("**`{key}`**{mark}<br>{}", variables.join("<br>")), default, doc.allowed.clone(), doc.meaning.clone()];
    format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "))
}
