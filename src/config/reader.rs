//! Finds the text of each setting: environment over file over preset over default.

use super::preset;
use super::problem::{Problem, Source, Wrong};
use super::rule::{Form, Rule};
use super::spec::{Spec, full_name};
use super::value::{Preset, Word};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Reads settings one by one and gathers what is wrong.
pub(super) struct Reader<'a> {
    /// Every setting there is.
    pub specs: &'a [Spec],
    /// The parsed file; empty when there is none or it cannot be read.
    pub file: toml::Table,
    /// The environment.
    pub env: &'a BTreeMap<String, String>,
    /// What the preset sets; nothing while its own setting is looked for.
    preset: Option<(&'static str, Preset)>,
    sources: BTreeMap<String, Source>,
    problems: Vec<Problem>,
    faulty: BTreeSet<String>,
    file_failed: bool,
}

/// The text of a setting and where it stands.
struct Found {
    text: String,
    source: Source,
}

/// A text that is no value, and where it stands.
type Fault = (Source, Wrong);

impl<'a> Reader<'a> {
    /// Reads and parses `file`; a failure is the first problem.
    pub fn new(specs: &'a [Spec], file: Option<&Path>, env: &'a BTreeMap<String, String>) -> Self {
        let (parsed, problem) = match file.map(parse_file) {
            None => (toml::Table::new(), None),
            Some(Ok(table)) => (table, None),
            Some(Err(problem)) => (toml::Table::new(), Some(problem)),
        };
        let mut reader = Self {
            specs,
            file: parsed,
            env,
            preset: None,
            sources: BTreeMap::new(),
            file_failed: problem.is_some(),
            problems: problem.into_iter().collect(),
            faulty: BTreeSet::new(),
        };
        reader.preset = reader.find_preset();
        reader
    }

    /// The preset, which must be known before anything else. What is wrong with it is noted when its turn comes.
    fn find_preset(&self) -> Option<(&'static str, Preset)> {
        let spec = self.specs.iter().find(|spec| spec.name == "preset")?;
        let text = self.find(spec).ok()??.text;
        let preset = Preset::of(text.trim())?;
        Preset::WORDS.iter().find(|(_, known)| *known == preset).copied()
    }

    /// The value of one setting; its default when it is absent or wrong, and then a problem is noted.
    pub fn read<R: Rule>(&mut self, section: &str, key: &str, rule: &R) -> R::Value {
        let name = full_name(section, key);
        let spec = self.specs.iter().find(|spec| spec.name == name).expect("the table lists what it reads");
        let read = self.find(spec).and_then(|found| found.map(|found| parse(rule, found)).transpose());
        match read {
            Ok(Some((value, source))) => {
                self.sources.insert(name, source);
                return value;
            }
            Ok(None) => {}
            Err((source, wrong)) => {
                let mend = wrong.mend.unwrap_or_else(|| format!("Give {}.", spec.allowed));
                self.faulty.insert(name);
                self.note(spec.subject(), source, wrong.what, mend);
            }
        }
        rule.parse(spec.default).unwrap_or_else(|_| unreachable!("the default of {} is a value", spec.name))
    }

    /// Adds a problem.
    pub fn note(&mut self, subject: String, source: Source, wrong: impl Into<String>, mend: impl Into<String>) {
        self.problems.push(Problem { subject, source, wrong: wrong.into(), mend: mend.into() });
    }

    /// Whether the settings `names` could be read, so that comparing them means something.
    pub fn is_sound(&self, names: &[&str]) -> bool {
        !self.file_failed && !names.iter().any(|name| self.faulty.contains(*name))
    }

    /// Where the values came from that somebody set.
    pub fn take_sources(&mut self) -> BTreeMap<String, Source> {
        std::mem::take(&mut self.sources)
    }

    /// Everything that is wrong.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    fn find(&self, spec: &Spec) -> Result<Option<Found>, Fault> {
        for variable in spec.variables() {
            if let Some(found) = self.find_variable(spec, &variable)? {
                return Ok(Some(found));
            }
        }
        Ok(self.find_in_file(spec)?.or_else(|| self.find_in_preset(spec)))
    }

    fn find_in_preset(&self, spec: &Spec) -> Option<Found> {
        let (name, preset) = self.preset?;
        let (_, text) = preset::values(preset).iter().find(|(setting, _)| *setting == spec.name)?;
        Some(Found { text: (*text).to_owned(), source: Source::Preset(name) })
    }

    fn find_variable(&self, spec: &Spec, variable: &str) -> Result<Option<Found>, Fault> {
        let file_variable = format!("{variable}_FILE");
        let path = self.env.get(&file_variable).filter(|_| spec.form == Form::Sensitive);
        let at = |name: &str| Source::Variable(name.to_owned());
        match (self.env.get(variable), path) {
            (None, None) => Ok(None),
            (None, Some(path)) => read_file(path, at(&file_variable)).map(Some),
            (Some(_), Some(_)) => {
                Err((at(variable), Wrong::new("is given twice").mend(format!("Remove it or {file_variable}."))))
            }
            (Some(text), None) if text.contains('\u{fffd}') => Err((at(variable), Wrong::new("is not UTF-8 text"))),
            (Some(text), None) if variable == "PORT" && !text.is_empty() => {
                Ok(Some(Found { text: format!("0.0.0.0:{text}"), source: at(variable) }))
            }
            (Some(text), None) => Ok(Some(Found { text: text.clone(), source: at(variable) })),
        }
    }

    fn find_in_file(&self, spec: &Spec) -> Result<Option<Found>, Fault> {
        let file_key = format!("{}_file", spec.name);
        let path = self.in_file(&file_key).filter(|_| spec.form == Form::Sensitive);
        let fault = |wrong| (Source::File, wrong);
        match (self.in_file(&spec.name), path) {
            (None, None) => Ok(None),
            (None, Some(path)) => read_file(&text_of(path, Form::Plain).map_err(fault)?, Source::File).map(Some),
            (Some(_), Some(_)) => Err(fault(Wrong::new("is given twice").mend(format!("Remove it or {file_key}.")))),
            (Some(value), None) => {
                let text = text_of(value, spec.form).map_err(fault)?;
                Ok(Some(Found { text, source: Source::File }))
            }
        }
    }

    fn in_file(&self, name: &str) -> Option<&toml::Value> {
        match name.split_once('.') {
            None => self.file.get(name),
            Some((section, key)) => self.file.get(section)?.as_table()?.get(key),
        }
    }
}

fn parse<R: Rule>(rule: &R, found: Found) -> Result<(R::Value, Source), Fault> {
    let text = if R::FORM == Form::Sensitive { &found.text } else { found.text.trim() };
    let parsed = if text.trim().is_empty() && !R::EMPTY {
        Err(Wrong::new("is empty").mend(format!("Give {}, or remove it.", rule.allowed())))
    } else {
        rule.parse(text)
    };
    match parsed {
        Ok(value) => Ok((value, found.source)),
        Err(wrong) => Err((found.source, wrong)),
    }
}

fn parse_file(path: &Path) -> Result<toml::Table, Problem> {
    let problem = |wrong: String, mend: &str| Problem {
        subject: path.display().to_string(),
        source: Source::Default,
        wrong,
        mend: mend.to_owned(),
    };
    let text = std::fs::read_to_string(path)
        .map_err(|error| problem(format!("cannot be read ({error})"), "Name a readable file with --config."))?;
    text.parse::<toml::Table>().map_err(|error| {
        // The error's own display quotes the line, which may hold a secret.
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        problem(format!("line {line} is not TOML"), "Mend that line; text values stand in quotes.")
    })
}

/// A secret in a file of its own; the line break that editors add at its end is no part of it.
fn read_file(path: &str, source: Source) -> Result<Found, Fault> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Found { text: text.trim_end_matches(['\r', '\n']).to_owned(), source }),
        Err(error) => {
            let wrong = Wrong::new(format!("the file `{path}` cannot be read ({error})"));
            Err((source, wrong.mend("Name a file that the server may read.")))
        }
    }
}

/// A value of the file as the environment would spell it.
fn text_of(value: &toml::Value, form: Form) -> Result<String, Wrong> {
    match value {
        toml::Value::String(text) => Ok(text.clone()),
        toml::Value::Integer(_) | toml::Value::Boolean(_) | toml::Value::Float(_) => Ok(value.to_string()),
        toml::Value::Array(parts) if form == Form::List => {
            let texts: Result<Vec<String>, Wrong> = parts.iter().map(|part| text_of(part, Form::Plain)).collect();
            texts.map(|texts| texts.join(","))
        }
        other => Err(Wrong::new(format!("is of the type {}", other.type_str()))),
    }
}
