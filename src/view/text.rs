//! The functions by which templates reach the texts.

use super::escape::{escape, exact};
use crate::locale::{Argument, Messages};
use crate::model::Language;
use minijinja::value::{Kwargs, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind};
use std::sync::Arc;

/// Stand around the place of a value until the text is encoded; no text has them, because they are no characters.
const MARKS: [char; 2] = ['\u{fdd0}', '\u{fdd1}'];

/// Gives the templates `t` and `t_plain`, and the filter `exact` for values that must come back unchanged. An unknown key or
/// a placeholder without a value is an error of the template.
pub(super) fn add_text_functions(environment: &mut Environment<'static>, messages: &Arc<Messages>, language: Language) {
    let html = Texts { messages: Arc::clone(messages), language };
    let plain = html.clone();
    environment.add_function("t", move |key: &str, values: Kwargs| html.as_html(key, &values));
    environment.add_filter("exact", |value: &str| Value::from_safe_string(exact(value)));
    environment.add_function("t_plain", move |key: &str, values: Kwargs| plain.as_text(key, &values));
}

/// The texts of one language.
#[derive(Clone)]
struct Texts {
    messages: Arc<Messages>,
    language: Language,
}

impl Texts {
    /// `t("key", name=value)`: the text as HTML, each value encoded and isolated from the direction of the text around it.
    fn as_html(&self, key: &str, values: &Kwargs) -> Result<Value, Error> {
        let given = arguments(values)?;
        let place = |(index, (name, value)): (usize, &(String, Argument))| match value {
            Argument::Text(_) => (name.clone(), Argument::Text(mark(index))),
            Argument::Number(number) => (name.clone(), Argument::Number(*number)),
        };
        let places: Vec<_> = given.iter().enumerate().map(place).collect();
        let mut html = escape(&self.text(key, &places)?);
        for (index, (_, value)) in given.iter().enumerate() {
            if let Argument::Text(text) = value {
                let shown = escape(&text.replace(MARKS, "\u{fffd}"));
                html = html.replace(&mark(index), &format!("<bdi>{shown}</bdi>"));
            }
        }
        Ok(Value::from_safe_string(html))
    }

    /// `t_plain("key", name=value)`: the text without markup, for attributes and the title. It is encoded when printed.
    fn as_text(&self, key: &str, values: &Kwargs) -> Result<Value, Error> {
        self.text(key, &arguments(values)?).map(Value::from)
    }

    fn text(&self, key: &str, values: &[(String, Argument)]) -> Result<String, Error> {
        let text = self.messages.format(self.language, key, values);
        text.map_err(|error| Error::new(ErrorKind::InvalidOperation, error.to_string()))
    }
}

fn mark(index: usize) -> String {
    format!("{}{index}{}", MARKS[0], MARKS[1])
}

fn arguments(values: &Kwargs) -> Result<Vec<(String, Argument)>, Error> {
    let argument = |name: &str| {
        let value: Value = values.get(name)?;
        let argument = match i64::try_from(value.clone()) {
            Ok(number) if value.kind() == ValueKind::Number => Argument::Number(number),
            _ => Argument::Text(value.to_string()),
        };
        Ok((!value.is_undefined() && !value.is_none()).then(|| (name.to_owned(), argument)))
    };
    values.args().filter_map(|name| argument(name).transpose()).collect()
}
