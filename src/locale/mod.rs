//! The texts that people read, as a table from key to text. English is embedded; an operator may replace single texts.

use serde::Serialize;
use std::collections::BTreeMap;

const ENGLISH: &str = include_str!("../../templates/messages/en.toml");

/// Why a message table or one of its texts is of no use.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// Not a TOML file of `key = "text"` lines.
    #[error("not a table of key = \"text\" lines: {0}")]
    Syntax(String),
    /// A text opens a placeholder and never closes it.
    #[error("the text {0:?} has a {{ without }}")]
    OpenPlaceholder(String),
    /// A placeholder was given no value.
    #[error("the placeholder {{{0}}} was given no value")]
    MissingArgument(String),
}

/// The direction in which a language is written: the `dir` attribute of HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left, as Arabic and Hebrew.
    Rtl,
}

/// A table of texts. A text may hold placeholders, as `Signed in as {username}`.
#[derive(Clone, Debug, Default)]
pub struct Messages(BTreeMap<String, String>);

impl Messages {
    /// The English table that is part of the program.
    ///
    /// # Panics
    /// Never: a test parses the embedded table.
    pub fn embedded() -> Self {
        Self::parse(ENGLISH).expect("the embedded table is parsed by a test")
    }

    /// Reads a table from TOML. Every placeholder must be closed.
    pub fn parse(text: &str) -> Result<Self, MessageError> {
        let table: BTreeMap<String, String> =
            toml::from_str(text).map_err(|error| MessageError::Syntax(error.to_string().trim_end().to_owned()))?;
        for text in table.values() {
            interpolate(text, |_| Some(String::new()))?;
        }
        Ok(Self(table))
    }

    /// This table, with the texts of `other` in place of those of the same key.
    #[must_use]
    pub fn replaced_by(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The text of `key`, placeholders still in it.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }
}

/// Replaces each `{name}` of `text` by what `value_of` gives for the name. The values are not looked at again, so that a
/// value which holds a placeholder stays as it is.
pub fn interpolate(text: &str, value_of: impl Fn(&str) -> Option<String>) -> Result<String, MessageError> {
    let mut done = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').ok_or_else(|| MessageError::OpenPlaceholder(text.to_owned()))?;
        done.push_str(before);
        done.push_str(&value_of(name).ok_or_else(|| MessageError::MissingArgument(name.to_owned()))?);
        rest = behind;
    }
    done.push_str(rest);
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_table_parses_and_has_no_empty_text() {
        let messages = Messages::embedded();
        assert_eq!(messages.get("login-title"), Some("Sign in"));
        assert!(messages.0.values().all(|text| !text.trim().is_empty()));
    }

    #[test]
    fn placeholder_takes_its_value_and_values_are_not_interpolated_again() {
        let shown = interpolate("{a} and {b}", |name| Some(format!("<{name}:{{b}}>"))).unwrap();
        assert_eq!(shown, "<a:{b}> and <b:{b}>");
    }

    #[test]
    fn placeholder_without_value_or_end_is_refused() {
        assert!(matches!(interpolate("{a}", |_| None), Err(MessageError::MissingArgument(name)) if name == "a"));
        assert!(matches!(Messages::parse("k = \"a {b\""), Err(MessageError::OpenPlaceholder(_))));
        assert!(matches!(Messages::parse("k = 1"), Err(MessageError::Syntax(_))));
    }

    #[test]
    fn replacement_wins_and_the_rest_stays() {
        let own = Messages::parse("login-title = \"Log in\"").unwrap();
        let messages = Messages::embedded().replaced_by(own);
        assert_eq!(messages.get("login-title"), Some("Log in"));
        assert!(messages.get("login-submit").is_some());
        assert_eq!(messages.get("no-such-key"), None);
    }
}
