//! People, groups and clients from another provider: its file becomes a [`Plan`], and a plan is done in one transaction or
//! not at all. What is there already stays as it is, so that the same file can be taken again.

pub mod django;
pub mod keycloak;
mod write;

pub use write::apply;

use super::group::AddGroup;
use crate::model::{ClientMetadata, Profile, Secret};
use serde::Serialize;
use serde_json::{Map, Value};

/// Largest file, in bytes.
pub const LARGEST_FILE: u64 = 256 * 1024 * 1024;

/// What a file wants to be there.
#[derive(Debug, Default)]
pub struct Plan {
    /// Groups, before the people in them.
    pub groups: Vec<AddGroup>,
    /// People.
    pub people: Vec<Person>,
    /// Clients.
    pub clients: Vec<Application>,
    /// What was seen and is not taken.
    pub left_out: Vec<Entry>,
}

/// A person of a file.
#[derive(Debug, Default)]
pub struct Person {
    /// `sub`, as clients know it.
    pub subject: String,
    /// User name.
    pub username: String,
    /// Standard claims.
    pub profile: Profile,
    /// Hash of the password, as the other system made it; none that can be checked here means no password.
    pub password: Option<Secret<String>>,
    /// Whether the account is switched off.
    pub disabled: bool,
    /// Names of groups.
    pub groups: Vec<String>,
    /// Roles given directly.
    pub roles: Vec<String>,
    /// What else is known.
    pub attributes: Map<String, Value>,
    /// What is not as it was.
    pub notes: Vec<String>,
}

/// A client of a file.
#[derive(Debug)]
pub struct Application {
    /// `client_id`.
    pub id: String,
    /// What is registered of it.
    pub metadata: ClientMetadata,
    /// Its secret, as it was kept.
    pub secret: Option<KeptSecret>,
    /// What is not as it was.
    pub notes: Vec<String>,
}

/// How another system kept a client's secret.
#[derive(Debug)]
pub enum KeptSecret {
    /// In clear.
    Clear(Secret<String>),
    /// As a hash that can be checked here.
    Hashed(Secret<String>),
}

/// What became of one thing of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// `user`, `group`, `client`, or what the file calls it.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What became of it.
    pub outcome: Outcome,
    /// What is not as it was, or why it was left out. No secrets.
    pub notes: Vec<String>,
}

/// What became of a thing of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was made, as it was there.
    Taken,
    /// It was made, and something is not as it was.
    Changed,
    /// It was there already and stays.
    Unchanged,
    /// It was not made.
    LeftOut,
}

impl Entry {
    fn left_out(kind: &str, name: &str, why: impl Into<String>) -> Self {
        let outcome = Outcome::LeftOut;
        Self { kind: kind.to_owned(), name: name.to_owned(), outcome, notes: vec![why.into()] }
    }

    fn unchanged(kind: &str, name: &str) -> Self {
        Self { kind: kind.to_owned(), name: name.to_owned(), outcome: Outcome::Unchanged, notes: Vec::new() }
    }

    fn made(kind: &str, name: &str, notes: Vec<String>) -> Self {
        let outcome = if notes.is_empty() { Outcome::Taken } else { Outcome::Changed };
        Self { kind: kind.to_owned(), name: name.to_owned(), outcome, notes }
    }
}

/// A member that is a text and not empty.
fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// A member that is true.
fn is_set(members: &Map<String, Value>, name: &str) -> bool {
    members.get(name) == Some(&Value::Bool(true))
}

/// The objects of a list member.
fn objects<'a>(members: &'a Map<String, Value>, name: &str) -> impl Iterator<Item = &'a Map<String, Value>> {
    members.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// The texts of a list member.
fn texts<'a>(members: &'a Map<String, Value>, name: &str) -> impl Iterator<Item = &'a str> {
    members.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}
