//! JSON documents of administrators. Which members there are is what the type reads, so that no list can fall behind it.

use super::AdminError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// What `members` make of `base`: each takes the place of the one there, and null takes it away.
///
/// # Errors
/// [`AdminError::Invalid`] with a problem for each member that is unknown or wrong, each beginning with its name.
pub fn read<T>(base: &T, members: Map<String, Value>) -> Result<T, AdminError>
where
    T: Serialize + DeserializeOwned + PartialEq,
{
    let Value::Object(base_members) = json!(base) else { return Err(AdminError::invalid("is no document")) };
    let mut problems = Vec::new();
    for (name, value) in &members {
        if !is_member(base, &base_members, name) {
            problems.push(format!("{name}: there is no such member"));
        } else if let Err(error) = with::<T>(&base_members, name, value.clone()) {
            problems.push(format!("{name}: {error}"));
        }
    }
    if !problems.is_empty() {
        return Err(AdminError::Invalid(problems));
    }
    let mut merged = base_members;
    for (name, value) in members {
        if value.is_null() {
            merged.remove(&name)
        } else {
            merged.insert(name, value)
        };
    }
    serde_json::from_value(Value::Object(merged)).map_err(|error| AdminError::invalid(error.to_string()))
}

fn with<T: DeserializeOwned>(base: &Map<String, Value>, name: &str, value: Value) -> serde_json::Result<T> {
    let mut members = base.clone();
    if value.is_null() {
        members.remove(name)
    } else {
        members.insert(name.to_owned(), value)
    };
    serde_json::from_value(Value::Object(members))
}

/// Whether the type reads a member of this name: it cannot read nonsense there, or it is another thing with it.
fn is_member<T: DeserializeOwned + PartialEq>(base: &T, members: &Map<String, Value>, name: &str) -> bool {
    let nonsense = json!({ "\u{1}": [0] });
    match with::<T>(members, name, nonsense) {
        Ok(read) => read != *base,
        Err(error) => !error.to_string().starts_with(&format!("unknown field `{name}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ClientMetadata, Profile};

    fn members(value: &Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn member_takes_the_place_and_null_takes_it_away() {
        let base = ClientMetadata { client_uri: Some("https://a.example".to_owned()), ..ClientMetadata::named("a") };
        let given = json!({ "client_name": "b", "client_uri": null, "jwks": { "keys": [] }, "first_party": true });
        let read = read(&base, members(&given)).unwrap();
        assert_eq!((read.client_name.as_str(), &read.client_uri, read.first_party), ("b", &None, true));
        assert_eq!(read.keys.jwks, Some(json!({ "keys": [] })));
    }

    #[test]
    fn every_unknown_and_every_wrong_member_is_told() {
        let base = ClientMetadata::named("a");
        let given = json!({ "first_party": "yes", "frist_party": true, "redirect_uris": [1], "client_id": "x" });
        let AdminError::Invalid(problems) = read(&base, members(&given)).unwrap_err() else { panic!("another error") };
        let names: Vec<_> = problems.iter().map(|problem| problem.split(':').next().unwrap()).collect();
        assert_eq!(names, ["client_id", "first_party", "frist_party", "redirect_uris"]);
        let AdminError::Invalid(problems) =
            read(&Profile::default(), members(&json!({ "nmae": "A", "email": 1 }))).unwrap_err()
        else {
            panic!("another error")
        };
        assert_eq!(problems.len(), 2, "{problems:?}");
        let address = json!({ "address": { "country": "UK" } });
        assert!(read(&Profile::default(), members(&address)).unwrap().address.is_some(), "a member with members");
    }

    #[test]
    fn every_member_of_a_client_is_known_also_at_its_default() {
        let base = ClientMetadata::named("a");
        let shown = json!(base);
        assert_eq!(read(&base, members(&shown)).unwrap(), base);
        for name in ["jwks", "jwks_uri", "localized", "resources", "software_statement", "default_scope"] {
            assert!(is_member(&base, &members(&shown), name), "{name}");
        }
    }
}
