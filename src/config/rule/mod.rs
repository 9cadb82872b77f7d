//! How the text of one setting becomes a value: one small type per kind of value.

mod accent;
mod mail;
mod number;
mod parsed;
mod text;

pub(super) use accent::Accent;
pub(super) use mail::{MailAddress, Mailbox, some_of};
pub(super) use number::{PerCore, number, seconds};
pub(super) use parsed::{
    Algorithms, DatabaseAddress, IssuerUrl, Listen, LogLevel, Networks, Places, ResponseTypes, ScopeText, Systems,
};
pub(super) use text::{FilePath, Folder, PemFile, Phrase, SecretText, Text, WebAddress, Words};

use super::problem::Wrong;
use super::value::Word;
use std::marker::PhantomData;

/// How a setting may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One value.
    Plain,
    /// Several: an array in the file, separated by commas elsewhere.
    List,
    /// One value that is never repeated in a message and may stand in a file of its own (`…_file`, `…_FILE`).
    Sensitive,
}

/// Reads, shows and describes one kind of value.
pub(super) trait Rule {
    /// What the rest of the program sees.
    type Value;
    /// How it may be given.
    const FORM: Form = Form::Plain;
    /// Whether an empty text says something; elsewhere it is a mistake such as an unset variable of a script.
    const EMPTY: bool = false;

    /// The value, or what is wrong with `text`. An absent setting is its default text, which always parses.
    fn parse(&self, text: &str) -> Result<Self::Value, Wrong>;
    /// The value for people: never a secret; empty when there is none.
    fn show(&self, value: &Self::Value) -> String;
    /// What may be given, as it ends the sentence "Give …".
    fn allowed(&self) -> String;
}

/// `true` or `false`.
pub(super) struct Flag;

impl Rule for Flag {
    type Value = bool;

    fn parse(&self, text: &str) -> Result<bool, Wrong> {
        text.parse().map_err(|_| Wrong::new(format!("`{text}` is neither")))
    }

    fn show(&self, value: &bool) -> String {
        value.to_string()
    }

    fn allowed(&self) -> String {
        "`true` or `false`".to_owned()
    }
}

/// What another rule takes, or nothing.
pub(super) struct Maybe<R>(R);

/// What `rule` takes, or nothing.
pub(super) const fn maybe<R>(rule: R) -> Maybe<R> {
    Maybe(rule)
}

impl<R: Rule> Rule for Maybe<R> {
    type Value = Option<R::Value>;
    const FORM: Form = R::FORM;
    const EMPTY: bool = true;

    fn parse(&self, text: &str) -> Result<Self::Value, Wrong> {
        if text.is_empty() { Ok(None) } else { self.0.parse(text).map(Some) }
    }

    fn show(&self, value: &Self::Value) -> String {
        value.as_ref().map(|value| self.0.show(value)).unwrap_or_default()
    }

    fn allowed(&self) -> String {
        format!("{}, or nothing", self.0.allowed())
    }
}

/// One word of a closed set.
pub(super) struct OneOf<T>(pub PhantomData<T>);

/// One word of `T`'s.
pub(super) const fn one_of<T>() -> OneOf<T> {
    OneOf(PhantomData)
}

impl<T: Word> Rule for OneOf<T> {
    type Value = T;

    fn parse(&self, text: &str) -> Result<T, Wrong> {
        T::of(text).ok_or_else(|| Wrong::new(format!("`{text}` is unknown")))
    }

    fn show(&self, value: &T) -> String {
        let found = T::WORDS.iter().find(|(_, own)| own == value);
        found.map(|(word, _)| (*word).to_owned()).unwrap_or_default()
    }

    fn allowed(&self) -> String {
        let words: Vec<String> = T::WORDS.iter().map(|(word, _)| format!("`{word}`")).collect();
        words.join(" or ")
    }
}
