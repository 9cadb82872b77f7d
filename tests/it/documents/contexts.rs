//! The contexts of the page templates, read from the sources of the view: what each is called, its type and its meaning.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// A structure or enumeration.
#[derive(Debug, Default)]
struct Shape {
    about: String,
    /// Name, type in the words of templates, meaning.
    fields: Vec<(String, String, String)>,
    /// Types that the fields name.
    uses: BTreeSet<String>,
    /// Where each value has one of several shapes.
    is_enum: bool,
}

/// What the sources say.
#[derive(Debug, Default)]
pub struct Contexts {
    shapes: BTreeMap<String, Shape>,
    /// Template and the structure that it is given.
    pages: BTreeMap<String, String>,
}

impl Contexts {
    /// Reads formatted sources.
    pub fn read(sources: &[String]) -> Self {
        let mut contexts = Self::default();
        for source in sources {
            contexts.read_one(source.split("#[cfg(test)]").next().unwrap_or_default());
        }
        contexts
    }

    fn read_one(&mut self, source: &str) {
        let lines: Vec<&str> = source.lines().collect();
        let (mut about, mut attributes, mut page) = (String::new(), String::new(), None);
        for (at, line) in lines.iter().enumerate() {
            if let Some(text) = line.strip_prefix("/// ") {
                about = joined(&about, text);
            } else if line.starts_with("#[") {
                attributes.push_str(line);
            } else if let Some((kind, name)) = declared(line) {
                let body = lines[at + 1..].iter().take_while(|line| **line != "}");
                let shape = shape(&about, kind == "enum", &attributes, body.copied());
                if line.ends_with('{') && attributes.contains("Serialize") {
                    self.shapes.insert(name, shape);
                }
            } else if let Some(rest) = line.strip_prefix("impl Page for ") {
                page = Some(rest.trim_end_matches(" {").to_owned());
            } else if let (Some(rest), Some(name)) =
                (line.trim().strip_prefix("const TEMPLATE: &'static str = \""), &page)
            {
                self.pages.insert(rest.trim_end_matches("\";").to_owned(), name.clone());
            }
            if !line.starts_with("///") && !line.starts_with("#[") {
                (about, attributes) = (String::new(), String::new());
            }
        }
    }

    /// The templates.
    pub fn templates(&self) -> impl Iterator<Item = &str> {
        self.pages.keys().map(String::as_str)
    }

    /// The page: every template with its context, then the types that they name.
    pub fn render(&self, version: u32) -> String {
        let mut page = format!("This is version {version} of the contexts.\n");
        for (template, name) in &self.pages {
            let shape = &self.shapes[name];
            let _ = write!(page, "\n### `{template}`\n\n{}\n\n{}", shape.about, table(shape));
        }
        page.push_str("\n### Types\n");
        for name in self.named() {
            let shape = &self.shapes[&name];
            let kind = if shape.is_enum { "\n\nOne of:" } else { "" };
            let _ = write!(page, "\n#### {name}\n\n{}{kind}\n\n{}", shape.about, table(shape));
        }
        page
    }

    /// Types that pages use, directly or by others, and that have a shape.
    fn named(&self) -> BTreeSet<String> {
        let mut waiting: Vec<&str> = self.pages.values().map(String::as_str).collect();
        let mut found = BTreeSet::new();
        while let Some(name) = waiting.pop() {
            for used in self.shapes.get(name).into_iter().flat_map(|shape| &shape.uses) {
                if self.shapes.contains_key(used) && found.insert(used.clone()) {
                    waiting.push(used);
                }
            }
        }
        found
    }
}

fn joined(before: &str, text: &str) -> String {
    let text = text.replace("[`", "`").replace("`]", "`").replace('|', "\\|");
    if before.is_empty() { text } else { format!("{before} {text}") }
}

/// `struct` or `enum` and the name.
fn declared(line: &str) -> Option<(&str, String)> {
    let (kind, rest) = line.strip_prefix("pub ")?.split_once(' ')?;
    let name = rest.split(|letter: char| !letter.is_alphanumeric()).next()?;
    matches!(kind, "struct" | "enum").then(|| (kind, name.to_owned()))
}

fn shape<'a>(about: &str, is_enum: bool, attributes: &str, body: impl Iterator<Item = &'a str>) -> Shape {
    let mut shape = Shape { about: about.to_owned(), is_enum, ..Shape::default() };
    let (mut meaning, mut skipped, mut inside) = (String::new(), false, None::<String>);
    for line in body.map(str::trim) {
        if let Some(text) = line.strip_prefix("/// ") {
            meaning = joined(&meaning, text);
            continue;
        }
        if line.starts_with("#[") {
            skipped |= line.contains("skip)");
            continue;
        }
        if is_enum {
            if let Some(variant) = line.strip_suffix(" {") {
                let name = cased(variant, attributes);
                shape.fields.push((name.clone(), "kind".to_owned(), std::mem::take(&mut meaning)));
                inside = Some(name);
            } else if line == "}," {
                inside = None;
            } else if let (Some(variant), Some((name, kind))) = (&inside, line.trim_end_matches(',').split_once(": ")) {
                let name = format!("{variant} › {name}");
                push(&mut shape, name, kind, std::mem::take(&mut meaning));
            } else {
                let (name, inner) =
                    line.trim_end_matches(',').split_once('(').unwrap_or((line.trim_end_matches(','), ""));
                let kind = if inner.is_empty() { "word" } else { inner.trim_end_matches(')') };
                push(&mut shape, cased(name, attributes), kind, std::mem::take(&mut meaning));
            }
        } else if let Some((name, kind)) = line.trim_end_matches(',').split_once(": ") {
            let name = name
                .trim_start_matches("pub(super) ")
                .trim_start_matches("pub ")
                .trim_start_matches("pub(in crate::view) ");
            if !skipped {
                push(&mut shape, name.to_owned(), kind, std::mem::take(&mut meaning));
            }
        }
        (meaning, skipped) = (String::new(), false);
    }
    shape
}

fn push(shape: &mut Shape, name: String, kind: &str, meaning: String) {
    let words =
        kind.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.starts_with(char::is_uppercase));
    shape.uses.extend(words.map(str::to_owned));
    shape.fields.push((name, spoken(kind), meaning));
}

/// A type in the words of templates.
fn spoken(kind: &str) -> String {
    let inner = |name: &str| kind.strip_prefix(name).and_then(|rest| rest.strip_suffix('>'));
    if let Some(inner) = inner("Option<") {
        return format!("{}, or none", spoken(inner));
    }
    if let Some(inner) = inner("Vec<") {
        return format!("list of {}", spoken(inner));
    }
    match kind {
        "String" | "&'static str" | "SitePath" | "LogoUrl" | "FormTarget" | "Language" => "text".to_owned(),
        "bool" => "flag".to_owned(),
        "u16" | "u32" | "u64" | "usize" | "i64" => "number".to_owned(),
        "word" => "word".to_owned(),
        other => other.rsplit("::").next().unwrap_or(other).to_owned(),
    }
}

fn cased(name: &str, attributes: &str) -> String {
    let separator = match attributes {
        text if text.contains("kebab-case") => "-",
        text if text.contains("snake_case") => "_",
        text if text.contains("lowercase") => "",
        _ => return name.to_owned(),
    };
    let mut cased = String::new();
    for (at, letter) in name.char_indices() {
        if letter.is_uppercase() && at > 0 {
            cased.push_str(separator);
        }
        cased.extend(letter.to_lowercase());
    }
    cased
}

fn table(shape: &Shape) -> String {
    let mut table = "| name | type | meaning |\n|---|---|---|\n".to_owned();
    for (name, kind, meaning) in &shape.fields {
        let _ = writeln!(table, "| `{name}` | {kind} | {meaning} |");
    }
    table
}

/// Names and types by heading, as a rendered page has them.
pub fn promised(page: &str) -> BTreeSet<String> {
    let (mut heading, mut found) = ("", BTreeSet::new());
    for line in page.lines() {
        if let Some(text) = line.strip_prefix("###") {
            heading = text.trim_start_matches('#').trim().trim_matches('`');
        } else if let Some(row) = line.strip_prefix("| `") {
            let parts: Vec<&str> = row.split(" | ").take(2).collect();
            found.insert(format!("{heading}: {}", parts.join(" ").replace('`', "")));
        }
    }
    found
}

#[test]
fn shapes_of_invented_sources_are_read() {
    let source = "/// A page.\n#[derive(Serialize)]\npub struct OnePage {\n    /// Who.\n    pub name: Option<String>,\n    \
        /// Hidden.\n    #[serde(skip)]\n    pub secret: String,\n    /// Rows.\n    pub rows: Vec<Row>,\n}\n\n\
        /// A row.\n#[derive(Serialize)]\n#[serde(rename_all = \"kebab-case\")]\npub enum Row {\n    /// None.\n    \
        NotThere,\n    /// Some.\n    Text {\n        /// Its text.\n        text: String,\n    },\n}\n\n\
        impl Page for OnePage {\n    const TEMPLATE: &'static str = \"one.html\";\n}\n";
    let contexts = Contexts::read(&[source.to_owned()]);
    assert_eq!(contexts.templates().collect::<Vec<_>>(), ["one.html"]);
    let page = contexts.render(7);
    for expected in [
        "version 7",
        "### `one.html`\n\nA page.\n",
        "| `name` | text, or none | Who. |",
        "| `rows` | list of Row | Rows. |",
        "#### Row\n\nA row.\n\nOne of:",
        "| `not-there` | word | None. |",
        "| `text › text` | text | Its text. |",
    ] {
        assert!(page.contains(expected), "{expected}\n{page}");
    }
    assert!(!page.contains("secret"), "{page}");
    let gone: Vec<_> = promised(&page).into_iter().filter(|row| row.contains("name")).collect();
    assert_eq!(gone, ["one.html: name text, or none"]);
}
