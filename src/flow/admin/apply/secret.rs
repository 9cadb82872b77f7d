//! Secrets stand in files by reference.

use crate::directory::RegisteredClient;
use crate::flow::Deps;
use crate::flow::client_auth::holds_secret;
use crate::flow::client_keys::{client_secret, needs_readable_secret};
use crate::model::Secret;
use serde_json::{Map, Value};

/// Where a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference<'a> {
    /// In this variable of the environment.
    Variable(&'a str),
    /// In this file, without a line's end behind it.
    File(&'a str),
}

/// How references are followed.
pub struct Secrets<'a> {
    /// Gives the secret, or what is wrong with the reference.
    pub follow: &'a dyn Fn(Reference<'_>) -> Result<Secret<String>, String>,
    /// Whether secrets may stand in the file themselves: only in the embedded one of the demo, whose are well known.
    pub inline: bool,
}

/// Takes the secret `name` out of the members, which have it as `name_env` or `name_file`.
///
/// # Errors
/// The member that is wrong, and what is.
pub(super) fn take_secret(
    secrets: &Secrets<'_>,
    name: &str,
    members: &mut Map<String, Value>,
) -> Result<Option<Secret<String>>, (String, String)> {
    let (by_variable, by_file) = (format!("{name}_env"), format!("{name}_file"));
    let wrong = |member: &str, problem: &str| Err((member.to_owned(), problem.to_owned()));
    let given = (members.remove(name), members.remove(&by_variable), members.remove(&by_file));
    match given {
        (None, None, None) => Ok(None),
        (Some(Value::String(text)), None, None) if secrets.inline => Ok(Some(Secret::new(text))),
        (Some(_), _, _) => wrong(
            name,
            &format!("secrets do not stand in files; say {by_variable} or {by_file}, which name their place"),
        ),
        (None, Some(Value::String(variable)), None) => {
            let followed = (secrets.follow)(Reference::Variable(&variable));
            followed.map(Some).map_err(|problem| (by_variable, problem))
        }
        (None, None, Some(Value::String(file))) => {
            (secrets.follow)(Reference::File(&file)).map(Some).map_err(|problem| (by_file, problem))
        }
        (None, Some(_), Some(_)) => wrong(&by_variable, &format!("excludes {by_file}")),
        (None, Some(_), None) => wrong(&by_variable, "must be the name of a variable"),
        (None, None, Some(_)) => wrong(&by_file, "must be the name of a file"),
    }
}

/// Whether the client has this secret already, in the form that it needs.
pub(super) fn is_kept(deps: &Deps, registered: &RegisteredClient, secret: &Secret<String>) -> bool {
    let readable = !needs_readable_secret(&registered.client.metadata) || client_secret(deps, registered).is_some();
    readable && holds_secret(deps, registered, secret.expose())
}
