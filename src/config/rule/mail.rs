//! Values about mail.

use super::{Form, Rule};
use crate::config::mail_server::MailServer;
use crate::config::problem::Wrong;
use crate::config::value::Word;
use crate::model::EmailAddress;
use std::marker::PhantomData;

/// A mail server, or nothing.
pub(in crate::config) struct MailAddress;

impl Rule for MailAddress {
    type Value = Option<MailServer>;
    const FORM: Form = Form::Sensitive;

    fn parse(&self, text: &str) -> Result<Self::Value, Wrong> {
        if text.is_empty() { Ok(None) } else { MailServer::parse(text).map(Some) }
    }

    fn show(&self, value: &Self::Value) -> String {
        value.as_ref().map(ToString::to_string).unwrap_or_default()
    }

    fn allowed(&self) -> String {
        "`smtp://user:password@host:port` or `smtps://…`, name and password percent-encoded".to_owned()
    }
}

/// The address of a mailbox, or nothing.
pub(in crate::config) struct Mailbox;

impl Rule for Mailbox {
    type Value = Option<String>;
    const EMPTY: bool = true;

    fn parse(&self, text: &str) -> Result<Self::Value, Wrong> {
        if text.is_empty() {
            return Ok(None);
        }
        let parsed = EmailAddress::parse(text).ok_or_else(|| Wrong::new("is not an e-mail address"))?;
        Ok(Some(parsed.as_str().to_owned()))
    }

    fn show(&self, value: &Self::Value) -> String {
        value.clone().unwrap_or_default()
    }

    fn allowed(&self) -> String {
        "an e-mail address, such as `id@example.com`".to_owned()
    }
}

/// Words of a closed set, or none.
pub(in crate::config) struct SomeOf<T>(pub PhantomData<T>);

/// Words of `T`'s, or none.
pub(in crate::config) const fn some_of<T>() -> SomeOf<T> {
    SomeOf(PhantomData)
}

impl<T: Word> Rule for SomeOf<T> {
    type Value = Vec<T>;
    const FORM: Form = Form::List;
    const EMPTY: bool = true;

    fn parse(&self, text: &str) -> Result<Self::Value, Wrong> {
        let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        words.map(|word| T::of(word).ok_or_else(|| Wrong::new(format!("`{word}` is unknown")))).collect()
    }

    fn show(&self, value: &Self::Value) -> String {
        let word = |value: &T| T::WORDS.iter().find(|(_, own)| own == value).map(|(word, _)| *word);
        value.iter().filter_map(word).collect::<Vec<_>>().join(",")
    }

    fn allowed(&self) -> String {
        let words: Vec<String> = T::WORDS.iter().map(|(word, _)| format!("`{word}`")).collect();
        format!("any of {}, separated by commas", words.join(", "))
    }
}
