//! The texts that people read, in Fluent files. They are embedded; an operator may replace single texts.

mod embedded;

use crate::model::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

/// Why a file of texts or one of its texts is of no use.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// Not Fluent.
    #[error("not a Fluent file: {0}")]
    Syntax(String),
    /// No text has this key.
    #[error("there is no text {0:?}")]
    Unknown(String),
    /// A text names something that it was not given, or that does not exist.
    #[error("the text {key:?}: {problem}")]
    Unresolved {
        /// The text's key.
        key: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// A value in a text.
#[derive(Clone, Debug)]
pub enum Argument {
    /// Stands where the text says.
    Text(String),
    /// The same; the text may also choose its words by it.
    Number(i64),
}

type Bundle = FluentBundle<FluentResource>;

/// The texts of every language. A language is read when it is first asked for: most servers speak two or three, and each
/// takes more memory than a thousand sessions.
pub struct Messages(BTreeMap<Language, OnceLock<Bundle>>);

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Messages").field(&self.0.keys()).finish()
    }
}

impl Messages {
    /// The texts that are part of the program.
    #[must_use]
    pub fn embedded() -> Self {
        Self(Language::ALL.iter().map(|language| (*language, OnceLock::new())).collect())
    }

    /// Puts the texts of `file` in place of those of the same key.
    ///
    /// # Errors
    /// [`MessageError::Syntax`].
    pub fn replace(&mut self, language: Language, file: &str) -> Result<(), MessageError> {
        let resource = parse(file)?;
        let kept = self.0.remove(&language).and_then(OnceLock::into_inner);
        let mut bundle = kept.unwrap_or_else(|| read(language));
        bundle.add_resource_overriding(resource);
        self.0.insert(language, OnceLock::from(bundle));
        Ok(())
    }

    fn bundle(&self, language: Language) -> &Bundle {
        self.0[&language].get_or_init(|| read(language))
    }

    /// The text of `key` in `language`, or in English where that language lacks it.
    ///
    /// # Errors
    /// [`MessageError::Unknown`], [`MessageError::Unresolved`].
    pub fn format(&self, language: Language, key: &str, values: &[(String, Argument)]) -> Result<String, MessageError> {
        let mut own = [language, Language::English].into_iter().map(|language| self.bundle(language));
        let found = own.find_map(|bundle| Some((bundle, bundle.get_message(key)?.value()?)));
        let (bundle, pattern) = found.ok_or_else(|| MessageError::Unknown(key.to_owned()))?;
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            match value {
                Argument::Text(text) => arguments.set(name.as_str(), text.as_str()),
                Argument::Number(number) => arguments.set(name.as_str(), FluentValue::from(*number)),
            }
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
        match errors.first() {
            None => Ok(text),
            Some(error) => Err(MessageError::Unresolved { key: key.to_owned(), problem: error.to_string() }),
        }
    }

    /// The whole text of a language as it is part of the program.
    #[must_use]
    pub fn embedded_text(language: Language) -> String {
        embedded::texts(language).join("\n")
    }

    /// Every key of a language, whether English has it or not.
    #[must_use]
    pub fn keys(language: Language) -> Vec<&'static str> {
        let lines = embedded::texts(language).iter().flat_map(|text| text.lines());
        let key = |line: &'static str| line.split_once(" =").map(|(key, _)| key);
        lines.filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase())).filter_map(key).collect()
    }
}

/// The embedded texts of a language.
///
/// # Panics
/// Never: a test reads all of them.
fn read(language: Language) -> Bundle {
    let id = language.as_str().parse().expect("a test reads the tags");
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Values are isolated by the markup around them, where there is markup.
    bundle.set_use_isolating(false);
    for text in embedded::texts(language) {
        let resource = parse(text).expect("a test reads the embedded files");
        // A test looks for keys that are there twice; the last would count.
        bundle.add_resource_overriding(resource);
    }
    bundle
}

fn parse(text: &str) -> Result<FluentResource, MessageError> {
    FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| {
        let first = errors.first().map(ToString::to_string).unwrap_or_default();
        MessageError::Syntax(first)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn text(value: &str) -> Argument {
        Argument::Text(value.to_owned())
    }

    #[test]
    fn embedded_texts_are_read_and_no_key_is_there_twice() {
        let messages = Messages::embedded();
        assert_eq!(messages.format(Language::English, "login-title", &[]).unwrap(), "Sign in");
        for language in Language::ALL.iter().copied() {
            let keys = Messages::keys(language);
            assert!(read(language).has_message(keys[0]), "{language}");
            assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "{language}");
        }
    }

    #[test]
    fn value_stands_in_its_place_and_is_not_read_as_a_text() {
        let mut messages = Messages::embedded();
        messages.replace(Language::English, "pair = { $a } and { $b }").unwrap();
        let values = [("a".to_owned(), text("{ $b }")), ("b".to_owned(), Argument::Number(2))];
        assert_eq!(messages.format(Language::English, "pair", &values).unwrap(), "{ $b } and 2");
    }

    #[test]
    fn number_chooses_the_words() {
        let mut messages = Messages::embedded();
        let file = "apples = { $n ->\n    [one] one apple\n   *[other] { $n } apples\n }";
        messages.replace(Language::English, file).unwrap();
        let apples =
            |n| messages.format(Language::English, "apples", &[("n".to_owned(), Argument::Number(n))]).unwrap();
        assert_eq!((apples(1), apples(3)), ("one apple".to_owned(), "3 apples".to_owned()));
    }

    #[test]
    fn missing_value_missing_key_and_broken_file_are_refused() {
        let mut messages = Messages::embedded();
        let missing = messages.format(Language::English, "login-client", &[]);
        assert!(matches!(missing, Err(MessageError::Unresolved { key, .. }) if key == "login-client"));
        let unknown = messages.format(Language::English, "no-such-key", &[]);
        assert!(matches!(unknown, Err(MessageError::Unknown(_))));
        assert!(matches!(messages.replace(Language::English, "k = a { $b"), Err(MessageError::Syntax(_))));
    }

    #[test]
    fn replacement_wins_and_the_rest_stays() {
        let mut messages = Messages::embedded();
        messages.replace(Language::English, "login-title = Log in").unwrap();
        assert_eq!(messages.format(Language::English, "login-title", &[]).unwrap(), "Log in");
        assert!(messages.format(Language::English, "login-submit", &[]).is_ok());
    }

    /// Each text of a language with the names of its values.
    fn texts_of(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let (mut texts, mut key) = (BTreeMap::<String, BTreeSet<String>>::new(), String::new());
        let all = Messages::embedded_text(language);
        for line in all.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) =
                line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                name.clone_into(&mut key);
                texts.entry(key.clone()).or_default();
            }
            let values = line.split('$').skip(1);
            let names = values.filter_map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next());
            if let Some(found) = texts.get_mut(&key) {
                found.extend(names.map(str::to_owned));
            }
        }
        texts
    }

    #[test]
    fn every_language_has_every_text_with_the_values_of_the_english_one() {
        let english = texts_of(Language::English);
        let mut problems = Vec::new();
        for language in Language::ALL.iter().copied() {
            let own = texts_of(language);
            for (key, values) in &english {
                match own.get(key) {
                    None => problems.push(format!("{language} lacks {key}")),
                    Some(found) if found != values => {
                        problems.push(format!("{language}, {key}: {found:?}, not {values:?}"));
                    }
                    Some(_) => {}
                }
            }
        }
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }
}
