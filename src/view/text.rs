//! The functions by which templates reach the message table.

use super::escape::{escape, exact};
use crate::locale::{MessageError, Messages, interpolate};
use minijinja::value::{Kwargs, Value};
use minijinja::{Environment, Error, ErrorKind};
use std::sync::Arc;

/// Gives the templates `t` and `t_plain`, and the filter `exact` for values that must come back unchanged. An unknown key or a placeholder without a value is an error of the template.
pub(super) fn add_text_functions(environment: &mut Environment<'static>, messages: Messages) {
    let messages = Arc::new(messages);
    let same = Arc::clone(&messages);
    environment.add_function("t", move |key: &str, values: Kwargs| html_text(&messages, key, &values));
    environment.add_filter("exact", |value: &str| Value::from_safe_string(exact(value)));
    environment.add_function("t_plain", move |key: &str, values: Kwargs| plain_text(&same, key, &values));
}

/// `t("key", name=value)`: the text as HTML, each value encoded and isolated from the direction of the text around it.
fn html_text(messages: &Messages, key: &str, values: &Kwargs) -> Result<Value, Error> {
    let text = escape(text_of(messages, key)?);
    let shown =
        interpolate(&text, |name| shown_value(values, name).map(|value| format!("<bdi>{}</bdi>", escape(&value))));
    shown.map(Value::from_safe_string).map_err(|error| unusable(key, &error))
}

/// `t_plain("key", name=value)`: the text without markup, for attributes and the title. It is encoded when printed.
fn plain_text(messages: &Messages, key: &str, values: &Kwargs) -> Result<Value, Error> {
    let shown = interpolate(text_of(messages, key)?, |name| shown_value(values, name));
    shown.map(Value::from).map_err(|error| unusable(key, &error))
}

fn text_of<'a>(messages: &'a Messages, key: &str) -> Result<&'a str, Error> {
    let unknown = || Error::new(ErrorKind::InvalidOperation, format!("no message {key:?}"));
    messages.get(key).ok_or_else(unknown)
}

fn shown_value(values: &Kwargs, name: &str) -> Option<String> {
    let value: Value = values.peek(name).ok()?;
    (!value.is_undefined() && !value.is_none()).then(|| value.to_string())
}

fn unusable(key: &str, error: &MessageError) -> Error {
    Error::new(ErrorKind::InvalidOperation, format!("message {key:?}: {error}"))
}
