//! What is wrong with the settings, in words that name the setting and the mend.

use serde::Serialize;
use std::fmt;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub enum Source {
    /// Nobody set it.
    Default,
    /// The configuration file.
    File,
    /// The environment variable of this name.
    Variable(String),
    /// The preset of this name.
    Preset(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Default => "default",
            Self::File => "configuration file",
            Self::Variable(name) => name,
            Self::Preset(name) => return write!(f, "preset {name}"),
        })
    }
}

impl From<Source> for String {
    fn from(source: Source) -> Self {
        source.to_string()
    }
}

/// Why a text is no value of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// What is wrong; never contains a secret.
    pub what: String,
    /// What to do instead; `None` when the setting's own range of values says it best.
    pub mend: Option<String>,
}

impl Wrong {
    /// Wrong in a way that the range of values mends.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), mend: None }
    }

    /// The same with a mend of its own.
    #[must_use]
    pub fn mend(mut self, mend: impl Into<String>) -> Self {
        self.mend = Some(mend.into());
        self
    }
}

/// One reason not to start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The setting by both of its spellings, or the name that is no setting.
    pub subject: String,
    /// Where the bad value stands; [`Source::Default`] when it stands nowhere.
    pub source: Source,
    /// What is wrong; never contains a secret.
    pub wrong: String,
    /// What to do about it, a sentence.
    pub mend: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.subject)?;
        match &self.source {
            Source::Default => {}
            Source::File => f.write_str(", set in the configuration file")?,
            Source::Variable(name) => write!(f, ", set by {name}")?,
            Source::Preset(name) => write!(f, ", set by the preset {name}")?,
        }
        write!(f, ": {}. {}", self.wrong, self.mend)
    }
}

/// Every reason not to start, at least one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ConfigErrors(pub Vec<Problem>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => f.write_str("the configuration has a problem:")?,
            count => write!(f, "the configuration has {count} problems:")?,
        }
        self.0.iter().try_for_each(|problem| write!(f, "\n  - {problem}"))
    }
}
