//! What may be said at the shell of a person's groups, roles and attributes.

use super::client::replace_list;
use crate::model::User;
use clap::Args;
use serde_json::{Map, Value};

#[derive(Debug, Args)]
pub struct BelongingArguments {
    /// A group that the person is in; may be given several times, and replaces all; empty means none
    #[arg(long = "group", value_name = "GROUP")]
    groups: Vec<String>,
    /// A role of the person, beside those of the groups; may be given several times, and replaces all; empty means none
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<String>,
    /// Something else that is known of the person: `department=Sales`, `level=3`, `sites=["Rome","Oslo"]`; an empty
    /// value takes it away; may be given several times
    #[arg(long = "attribute", value_name = "NAME=VALUE", value_parser = parse_attribute)]
    attributes: Vec<(String, Value)>,
}

/// Puts what was given over what the person has.
pub fn apply(given: BelongingArguments, user: &mut User) {
    let mut attributes = std::mem::take(&mut user.attributes);
    apply_parts(given, (&mut user.groups, &mut user.roles, &mut attributes));
    user.attributes = attributes;
}

/// The same for a person who is not made yet.
pub fn apply_parts(
    given: BelongingArguments,
    (groups, roles, attributes): (&mut Vec<String>, &mut Vec<String>, &mut Map<String, Value>),
) {
    replace_list(groups, given.groups, |name| name);
    replace_list(roles, given.roles, |name| name);
    for (name, value) in given.attributes {
        if value == Value::String(String::new()) {
            attributes.remove(&name);
        } else {
            attributes.insert(name, value);
        }
    }
}

/// The value is JSON where it is a number, a truth value, a list or a quoted text, and else the text itself.
fn parse_attribute(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or("it is NAME=VALUE")?;
    let json = serde_json::from_str(value).ok().filter(|value: &Value| !value.is_null() && !value.is_object());
    Ok((name.to_owned(), json.unwrap_or_else(|| Value::String(value.to_owned()))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn value_of_an_attribute_is_json_where_it_can_be() {
        let value = |text: &str| parse_attribute(text).unwrap().1;
        assert_eq!(value("a=Sales"), json!("Sales"));
        assert_eq!((value("a=3"), value("a=true"), value("a=\"3\"")), (json!(3), json!(true), json!("3")));
        assert_eq!(
            (value("a=[\"x\",1]"), value("a=b=c"), value("a=null")),
            (json!(["x", 1]), json!("b=c"), json!("null"))
        );
        assert!(parse_attribute("a").is_err());
    }
}
