//! What may be said of a person beyond the standard claims: names of groups and roles, and attributes of one's own.

use super::claim_names::{is_claim_name, is_known};
use serde_json::{Map, Value};

/// Longest name of a group or role, in characters.
const LONGEST_NAME: usize = 200;
/// Most groups, and most roles, that one person is given directly.
const MOST_NAMES: usize = 200;
/// Most attributes of one person.
const MOST_ATTRIBUTES: usize = 50;
/// Most values of an attribute that is a list.
const MOST_VALUES: usize = 50;
/// Longest text of an attribute, in bytes.
const LONGEST_TEXT: usize = 1024;
/// All attributes of one person as JSON, in bytes. They are read with every token.
const LARGEST: usize = 8192;

/// Whether `name` can name a group or a role: 1 to 200 characters, no control character, no space at either end.
///
/// # Errors
/// A text that says what is wrong.
pub fn check_name(noun: &str, name: &str) -> Result<(), String> {
    let plain = name.trim() == name && !name.chars().any(char::is_control);
    if plain && (1..=LONGEST_NAME).contains(&name.chars().count()) {
        Ok(())
    } else {
        Err(format!("the name of a {noun} has 1 to {LONGEST_NAME} characters and neither begins nor ends with a space"))
    }
}

/// Whether these can be the groups or roles of one person or group, each said once.
///
/// # Errors
/// A text that says what is wrong.
pub fn check_names(noun: &str, names: &[String]) -> Result<(), String> {
    if names.len() > MOST_NAMES {
        return Err(format!("there are more than {MOST_NAMES} of the kind {noun}"));
    }
    names.iter().try_for_each(|name| check_name(noun, name))?;
    let twice = names.iter().enumerate().find(|(at, name)| names[..*at].contains(name));
    twice.map_or(Ok(()), |(_, name)| Err(format!("the {noun} {name:?} is there twice")))
}

/// Whether these can be the attributes of a person.
///
/// # Errors
/// A text that says what is wrong.
pub fn check_attributes(attributes: &Map<String, Value>) -> Result<(), String> {
    if attributes.len() > MOST_ATTRIBUTES {
        return Err(format!("a person has at most {MOST_ATTRIBUTES} attributes"));
    }
    for (name, value) in attributes {
        check_attribute(name, value)?;
    }
    let size = serde_json::to_string(attributes).map_or(usize::MAX, |text| text.len());
    if size > LARGEST { Err(format!("the attributes have more than {LARGEST} bytes in all")) } else { Ok(()) }
}

/// Whether a person can have this attribute. A name that a claim has already would say something else than the claim.
///
/// # Errors
/// A text that says what is wrong.
pub fn check_attribute(name: &str, value: &Value) -> Result<(), String> {
    if !is_claim_name(name) {
        return Err(format!("{name:?}: the name of an attribute is 1 to 200 letters, digits and _-.:/ of ASCII"));
    }
    if is_known(name) {
        return Err(format!("{name:?} is a claim already and cannot be an attribute"));
    }
    let right = match value {
        Value::Array(values) => values.len() <= MOST_VALUES && values.iter().all(is_single),
        value => is_single(value),
    };
    let kinds = "a text, a number, true or false, or a list of them";
    if right {
        Ok(())
    } else {
        Err(format!("{name:?} is {kinds}; texts have {LONGEST_TEXT} bytes, lists {MOST_VALUES}"))
    }
}

fn is_single(value: &Value) -> bool {
    match value {
        Value::String(text) => text.len() <= LONGEST_TEXT,
        Value::Number(_) | Value::Bool(_) => true,
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(attributes: &Value) -> Result<(), String> {
        check_attributes(attributes.as_object().unwrap())
    }

    #[test]
    fn attributes_are_texts_numbers_truth_values_and_lists_of_them() {
        let right = json!({"department": "R&D", "level": 3, "https://x.example/on": true, "sites": ["a", 1, false]});
        assert_eq!(check(&right), Ok(()));
        for wrong in [json!(null), json!({}), json!([[]]), json!([null]), json!("x".repeat(1025)), json!(vec![1; 51])] {
            assert!(check(&json!({"department": wrong})).is_err(), "{wrong}");
        }
    }

    #[test]
    fn attribute_cannot_take_the_name_of_a_claim() {
        for name in ["sub", "iss", "aud", "exp", "email", "email_verified", "groups", "roles", "cnf", "act", "scope"] {
            assert!(check(&json!({name: "x"})).unwrap_err().contains("claim already"), "{name}");
        }
    }

    #[test]
    fn names_and_sizes_of_attributes_are_limited() {
        for name in ["", "a b", "a\n", "é", "a=b", "_claim_names", &"x".repeat(201)] {
            assert!(check(&json!({name: "x"})).is_err(), "{name:?}");
        }
        let many: Map<_, _> = (0..51).map(|at| (format!("a{at}"), json!(1))).collect();
        assert!(check_attributes(&many).is_err());
        let large: Map<_, _> = (0..9).map(|at| (format!("a{at}"), json!("x".repeat(1000)))).collect();
        assert!(check_attributes(&large).is_err());
    }

    #[test]
    fn names_of_groups_and_roles_are_checked_and_said_once() {
        let names =
            |names: &[&str]| check_names("role", &names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>());
        assert_eq!(names(&["/company/staff", "Größe L", "a:b"]), Ok(()));
        for wrong in ["", " a", "a ", "a\u{7}", &"x".repeat(201)] {
            assert!(names(&[wrong]).is_err(), "{wrong:?}");
        }
        assert!(names(&["a", "b", "a"]).unwrap_err().contains("twice"));
        assert!(check_names("role", &(0..201).map(|at| at.to_string()).collect::<Vec<_>>()).is_err());
    }
}
