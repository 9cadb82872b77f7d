//! Everything that the deeds would check one by one, before any of them: what a file makes may need what it makes besides.

use super::present::Present;
use super::wanted::{Wanted, WantedClient, WantedUser};
use super::{Kind, Manner};
use crate::flow::Deps;
use crate::flow::admin::{AdminError, client, issuer, resource, scope};
use crate::model::{ClientId, ScopeDefinition};
use crate::protocol::attributes::{check_attributes, check_name, check_names};
use crate::protocol::login_key::{check_username, login_key};
use std::collections::{BTreeMap, BTreeSet};

/// Checks all of it against how everything will be.
///
/// # Errors
/// [`AdminError::Invalid`] with everything that is wrong.
pub(super) fn check(deps: &Deps, present: &Present, wanted: &Wanted, manner: Manner) -> Result<(), AdminError> {
    let scopes = scopes_then(present, wanted, manner);
    let clients = clients_then(present, wanted, manner);
    let mut problems = Vec::new();
    for definition in &wanted.scopes {
        tell(&mut problems, Kind::Scope, &definition.name, scope::check(definition, &scopes));
    }
    for api in &wanted.resources {
        tell(&mut problems, Kind::Resource, &api.uri, resource::check(deps, api, &scopes));
    }
    for wanted in wanted.clients.iter().filter(|wanted| !manner.keep || !present.clients.contains_key(&wanted.id)) {
        let checked = client::check_id(&wanted.id).and_then(|()| client::check_among(deps, &wanted.metadata, &scopes));
        tell(&mut problems, Kind::Client, &wanted.id, checked);
        tell(&mut problems, Kind::Client, &wanted.id, check_client(present, wanted));
    }
    let is_client = |id: &ClientId| clients.contains(id.as_str());
    for trusted in &wanted.issuers {
        tell(&mut problems, Kind::Issuer, &trusted.issuer, issuer::check(deps, trusted, is_client));
    }
    for group in &wanted.groups {
        let checked = check_name("group", &group.name).and_then(|()| check_names("role", &group.roles));
        tell(&mut problems, Kind::Group, &group.name, checked.map_err(|why| AdminError::Invalid(vec![why])));
    }
    let groups = groups_then(present, wanted, manner);
    problems.extend(check_admitted(present, wanted, manner, &groups));
    for user in &wanted.users {
        let unknown = user.document.groups.iter().filter(|name| !groups.contains(*name));
        problems.extend(unknown.map(|name| format!("user {}: groups: there is no group {name:?}", user.username)));
        tell(&mut problems, Kind::User, &user.username, check_user(present, user, manner));
    }
    if problems.is_empty() { Ok(()) } else { Err(AdminError::Invalid(problems)) }
}

fn tell(problems: &mut Vec<String>, kind: Kind, name: &str, checked: Result<(), AdminError>) {
    match checked {
        Ok(()) => {}
        Err(AdminError::Invalid(found)) => {
            problems.extend(found.into_iter().map(|problem| format!("{} {name}: {problem}", kind.as_str())));
        }
        Err(other) => problems.push(format!("{} {name}: {other}", kind.as_str())),
    }
}

fn scopes_then(present: &Present, wanted: &Wanted, manner: Manner) -> Vec<ScopeDefinition> {
    let named = wanted.names(Kind::Scope);
    let prunes = manner.prune && wanted.lists.contains(&Kind::Scope);
    let stays = |managed_by: &str| !(prunes && managed_by == manner.manager);
    let others = present.scopes.iter().filter(|(name, owned)| !named.contains(*name) && stays(&owned.managed_by));
    others.map(|(_, owned)| owned.it.clone()).chain(wanted.scopes.iter().cloned()).collect()
}

fn groups_then(present: &Present, wanted: &Wanted, manner: Manner) -> BTreeSet<String> {
    let mut named = wanted.names(Kind::Group);
    let prunes = manner.prune && wanted.lists.contains(&Kind::Group);
    let stays = |managed_by: &str| !(prunes && managed_by == manner.manager);
    named.extend(present.groups.iter().filter(|(_, owned)| stays(&owned.managed_by)).map(|(name, _)| name.clone()));
    named
}

/// Every group that a client will admit has to be there then: without it nobody knows whom the client is for.
fn check_admitted(present: &Present, wanted: &Wanted, manner: Manner, groups: &BTreeSet<String>) -> Vec<String> {
    let clients = clients_then(present, wanted, manner);
    let written = wanted.clients.iter().filter(|wanted| !manner.keep || !present.clients.contains_key(&wanted.id));
    let named: BTreeMap<_, _> = written.map(|wanted| (wanted.id.as_str(), &wanted.metadata)).collect();
    let kept = present.clients.iter().map(|(id, owned)| (id.as_str(), &owned.it.client.metadata));
    let kept = kept.filter(|(id, _)| clients.contains(*id) && !named.contains_key(id));
    let mut problems = Vec::new();
    for (id, metadata) in named.clone().into_iter().chain(kept) {
        let lost = metadata.access.allowed_groups.iter().filter(|name| !groups.contains(*name));
        problems.extend(lost.map(|name| format!("client {id}: allowed_groups: there is no group {name:?} then")));
    }
    problems
}

fn clients_then(present: &Present, wanted: &Wanted, manner: Manner) -> BTreeSet<String> {
    let mut named = wanted.names(Kind::Client);
    let prunes = manner.prune && wanted.lists.contains(&Kind::Client);
    let stays = |managed_by: &str| !(prunes && managed_by == manner.manager);
    named.extend(present.clients.iter().filter(|(_, owned)| stays(&owned.managed_by)).map(|(id, _)| id.clone()));
    named
}

/// What concerns its secret, and what stays.
fn check_client(present: &Present, wanted: &WantedClient) -> Result<(), AdminError> {
    let invalid = |why: &str| Err(AdminError::Invalid(vec![why.to_owned()]));
    let public = wanted.metadata.client_type == crate::model::ClientType::Public;
    let needs = wanted.metadata.needs_secret();
    let kept = present.clients.get(&wanted.id).map(|owned| &owned.it);
    if kept.is_some_and(|kept| kept.client.metadata.client_type != wanted.metadata.client_type) {
        return invalid("client_type: cannot be changed; register another client");
    }
    match (&wanted.secret, kept) {
        (Some(_), _) if public => invalid("client_secret_env: a public client has no secret"),
        (Some(secret), _) if secret.expose().is_empty() => invalid("client_secret_env: the secret is empty"),
        (None, None) if needs => invalid(
            "client_secret_env: is missing; it names the variable with the secret, or client_secret_file its file",
        ),
        _ => Ok(()),
    }
}

fn check_user(present: &Present, wanted: &WantedUser, manner: Manner) -> Result<(), AdminError> {
    let invalid = |why: &str| Err(AdminError::Invalid(vec![why.to_owned()]));
    check_username(&wanted.username).map_err(|why| AdminError::Invalid(vec![format!("username: {why}")]))?;
    let kept = present.users.get(&login_key(&wanted.username)).filter(|_| !manner.keep).map(|owned| &owned.it);
    let differs = |kept: &crate::model::User| wanted.subject.as_deref().is_some_and(|sub| sub != kept.subject.as_str());
    if kept.is_some_and(differs) {
        return invalid("subject: cannot be changed");
    }
    let document = &wanted.document;
    let checked = check_names("role", &document.roles).and_then(|()| check_attributes(&document.attributes));
    checked.map_err(|why| AdminError::Invalid(vec![why]))?;
    if wanted.password.as_ref().is_some_and(|password| password.expose().is_empty()) {
        return invalid("password: is empty");
    }
    Ok(())
}
