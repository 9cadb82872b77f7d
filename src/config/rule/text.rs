//! Text that means nothing to the settings themselves: secrets, names, paths.

use super::{Form, Rule};
use crate::config::problem::Wrong;
use crate::model::Secret;
use std::path::PathBuf;

/// Text that is kept from every eye.
pub(in crate::config) struct SecretText {
    /// Fewest bytes.
    pub at_least: usize,
    /// What it is, as it ends "Give …".
    pub allowed: &'static str,
}

impl Rule for SecretText {
    type Value = Option<Secret<String>>;
    const FORM: Form = Form::Sensitive;

    fn parse(&self, text: &str) -> Result<Self::Value, Wrong> {
        match text.len() {
            0 => Ok(None),
            length if length < self.at_least => Err(Wrong::new(format!("has only {length} bytes"))),
            _ => Ok(Some(text.to_owned().into())),
        }
    }

    fn show(&self, value: &Self::Value) -> String {
        value.as_ref().map(|_| "set".to_owned()).unwrap_or_default()
    }

    fn allowed(&self) -> String {
        self.allowed.to_owned()
    }
}

/// A word without blanks, or nothing.
pub(in crate::config) struct Text {
    /// What it is, as it ends "Give …".
    pub allowed: &'static str,
}

impl Rule for Text {
    type Value = Option<String>;

    fn parse(&self, text: &str) -> Result<Self::Value, Wrong> {
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(Wrong::new("contains a space"));
        }
        Ok((!text.is_empty()).then(|| text.to_owned()))
    }

    fn show(&self, value: &Self::Value) -> String {
        value.clone().unwrap_or_default()
    }

    fn allowed(&self) -> String {
        self.allowed.to_owned()
    }
}

/// Words, or none.
pub(in crate::config) struct Words {
    /// What they are, as it ends "Give …".
    pub allowed: &'static str,
}

impl Rule for Words {
    type Value = Vec<String>;
    const FORM: Form = Form::List;
    const EMPTY: bool = true;

    fn parse(&self, text: &str) -> Result<Self::Value, Wrong> {
        let words: Vec<_> =
            text.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect();
        let torn = words.iter().any(|word| word.chars().any(|c| c.is_whitespace() || c.is_control()));
        if torn { Err(Wrong::new("contains a space")) } else { Ok(words) }
    }

    fn show(&self, value: &Self::Value) -> String {
        value.join(",")
    }

    fn allowed(&self) -> String {
        self.allowed.to_owned()
    }
}

/// A file that need not be there.
pub(in crate::config) struct FilePath;

impl Rule for FilePath {
    type Value = PathBuf;

    fn parse(&self, text: &str) -> Result<PathBuf, Wrong> {
        Ok(text.into())
    }

    fn show(&self, value: &PathBuf) -> String {
        value.display().to_string()
    }

    fn allowed(&self) -> String {
        "a path".to_owned()
    }
}

/// A PEM file, or nothing. Whether it can be used is seen by whoever reads it.
pub(in crate::config) struct PemFile;

impl Rule for PemFile {
    type Value = Option<PathBuf>;

    fn parse(&self, text: &str) -> Result<Self::Value, Wrong> {
        Ok((!text.is_empty()).then(|| text.into()))
    }

    fn show(&self, value: &Self::Value) -> String {
        value.as_ref().map(|path| path.display().to_string()).unwrap_or_default()
    }

    fn allowed(&self) -> String {
        "a path to a PEM file".to_owned()
    }
}

/// A folder that is there, or nothing.
pub(in crate::config) struct Folder;

impl Rule for Folder {
    type Value = Option<PathBuf>;

    fn parse(&self, text: &str) -> Result<Self::Value, Wrong> {
        let path = PathBuf::from(text);
        match text {
            "" => Ok(None),
            _ if path.is_dir() => Ok(Some(path)),
            _ => Err(Wrong::new(format!("there is no folder `{text}`"))),
        }
    }

    fn show(&self, value: &Self::Value) -> String {
        value.as_ref().map(|path| path.display().to_string()).unwrap_or_default()
    }

    fn allowed(&self) -> String {
        "a folder that exists".to_owned()
    }
}

/// Words for people, in one line.
pub(in crate::config) struct Phrase {
    /// Most characters.
    pub most: usize,
    /// What it is, as it ends "Give …".
    pub allowed: &'static str,
}

impl Rule for Phrase {
    type Value = String;

    fn parse(&self, text: &str) -> Result<String, Wrong> {
        let text = text.trim();
        if text.is_empty() || text.chars().any(char::is_control) {
            return Err(Wrong::new("is not a line of text"));
        }
        if text.chars().count() > self.most {
            return Err(Wrong::new(format!("has more than {} characters", self.most)));
        }
        Ok(text.to_owned())
    }

    fn show(&self, value: &String) -> String {
        value.clone()
    }

    fn allowed(&self) -> String {
        self.allowed.to_owned()
    }
}

/// The address of a page, or nothing.
pub(in crate::config) struct WebAddress;

impl Rule for WebAddress {
    type Value = Option<String>;
    const EMPTY: bool = true;

    fn parse(&self, text: &str) -> Result<Self::Value, Wrong> {
        if text.is_empty() {
            return Ok(None);
        }
        let url = url::Url::parse(text).map_err(|error| Wrong::new(format!("is not a URL ({error})")))?;
        let plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
        if plain { Ok(Some(url.into())) } else { Err(Wrong::new("is not the address of a page")) }
    }

    fn show(&self, value: &Self::Value) -> String {
        value.clone().unwrap_or_default()
    }

    fn allowed(&self) -> String {
        "an https address, or nothing".to_owned()
    }
}
