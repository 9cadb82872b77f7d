//! What is there, as a file that makes the same elsewhere.

use super::Format;
use super::WantedGroup;
use super::present::Present;
use crate::flow::Deps;
use crate::flow::admin::user_document::UserDocument;
use crate::flow::admin::{Actor, AdminError, scope};
use crate::model::{Client, ClientMetadata, Group};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

const HEAD: &str =
    "# Symbolon: what `symbolon plan` and `symbolon apply` compare and make. Secrets are named, never written.\n\n";

/// An entry: what names it first.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    head: Vec<(&'static str, Value)>,
    rest: Map<String, Value>,
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let head = self.head.iter().map(|(name, value)| (*name, value));
        serializer.collect_map(head.chain(self.rest.iter().map(|(name, value)| (name.as_str(), value))))
    }
}

impl Entry {
    /// With the member `key` of `document` first, if it has one.
    fn of(document: impl Serialize, key: &'static str) -> Self {
        let Value::Object(mut rest) = json!(document) else { return Self { head: Vec::new(), rest: Map::new() } };
        let head = rest.remove(key).map(|name| (key, name)).into_iter().collect();
        Self { head, rest }
    }
}

/// Everything, list by list; empty lists are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Exported {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scopes: Vec<Entry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resources: Vec<Entry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    clients: Vec<Entry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    issuers: Vec<Entry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<Entry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    users: Vec<Entry>,
}

/// Reads it. Standard scopes that are as they were made, and clients that registered themselves, are not in it.
///
/// # Errors
/// [`AdminError::Forbidden`], or when the database fails.
pub async fn export(deps: &Deps, actor: &Actor, with_users: bool) -> Result<Exported, AdminError> {
    actor.require_everything()?;
    let present = Present::read(deps, with_users).await?;
    let standard = scope::standard();
    let scopes = present.scopes.values().map(|owned| &owned.it).filter(|scope| !standard.contains(scope));
    let clients = present.clients.values().map(|owned| &owned.it.client).filter(|client| !client.registered_itself());
    let users = present.users.values().map(|owned| {
        let user = &owned.it;
        let mut entry = Entry::of(UserDocument::of(user), "username");
        entry.head = vec![("username", json!(user.username)), ("subject", json!(user.subject))];
        entry
    });
    let groups = present.groups.values().filter(|_| with_users).map(|owned| {
        let Group { name, description, roles, .. } = &owned.it;
        Entry::of(WantedGroup { name: name.clone(), description: description.clone(), roles: roles.clone() }, "name")
    });
    Ok(Exported {
        groups: groups.collect(),
        scopes: scopes.map(|scope| Entry::of(scope, "name")).collect(),
        resources: present.resources.values().map(|owned| Entry::of(&owned.it, "uri")).collect(),
        clients: clients.map(client).collect(),
        issuers: present.issuers.values().map(|owned| Entry::of(&owned.it, "issuer")).collect(),
        users: users.collect(),
    })
}

impl Exported {
    /// The text of a file.
    ///
    /// # Errors
    /// [`AdminError::Invalid`]; never for what [`export`] gives.
    pub fn to_text(&self, format: Format) -> Result<String, AdminError> {
        let written = match format {
            Format::Toml => toml::to_string_pretty(self).map_err(|error| error.to_string()),
            Format::Yaml => serde_saphyr::to_string(self).map_err(|error| error.to_string()),
        };
        written.map(|text| format!("{HEAD}{text}")).map_err(|problem| AdminError::Invalid(vec![problem]))
    }
}

/// What is at its default is left out, but for what every client has.
fn client(client: &Client) -> Entry {
    let mut entry = Entry::of(&client.metadata, "client_id");
    let defaults = json!(ClientMetadata::named(""));
    let always = ["client_name", "client_type", "grant_types", "scope"];
    entry.rest.retain(|name, value| always.contains(&name.as_str()) || defaults.get(name) != Some(value));
    let mut head = vec![("client_id", json!(client.id))];
    if client.metadata.needs_secret() {
        head.push(("client_secret_env", json!(variable(client.id.as_str()))));
    }
    if client.disabled_at.is_some() {
        head.push(("disabled", json!(true)));
    }
    entry.head = head;
    entry
}

/// The variable in which the secret of a client is looked for: its id in capitals, with underscores for all else.
fn variable(client_id: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    format!("CLIENT_SECRET_{}", client_id.chars().map(letter).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_of_a_client_is_in_a_variable_of_its_name() {
        assert_eq!(variable("my-app.v2"), "CLIENT_SECRET_MY_APP_V2");
    }
}
