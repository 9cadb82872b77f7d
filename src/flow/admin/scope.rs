//! Scopes.

use super::{Actor, AdminError};
use crate::flow::Deps;
use crate::model::{Action, Language, Permission, ScopeDefinition};
use crate::protocol::claim_mapping::check_scope_claims;
use crate::protocol::language::lookup;
use crate::protocol::scope::{PERSONAL, is_scope_token};
use crate::store::change::{ChangeKind, bump};
use crate::store::{self, Tx};

/// Adds a scope or changes its description and parts.
///
/// # Errors
/// [`AdminError::Invalid`].
pub async fn put(deps: &Deps, actor: &Actor, scope: ScopeDefinition) -> Result<(), AdminError> {
    actor.require(Permission::ClientsWrite)?;
    check(&scope, &deps.snapshot.scopes)?;
    let mut tx = deps.services.db.write().await?;
    write(deps, &mut tx, actor, &scope, actor.manager()).await?;
    tx.commit().await?;
    Ok(())
}

/// Checks a scope among those that there are.
///
/// # Errors
/// [`AdminError::Invalid`].
pub(super) fn check(scope: &ScopeDefinition, known: &[ScopeDefinition]) -> Result<(), AdminError> {
    if !is_scope_token(&scope.name) || scope.name.len() > 200 {
        return Err(AdminError::invalid("a scope is 1 to 200 visible ASCII characters without quotes and backslashes"));
    }
    check_scope_claims(&scope.claims).map_err(AdminError::Invalid)?;
    if !scope.includes.is_empty() && !scope.claims.is_empty() {
        return Err(AdminError::invalid("a scope that stands for others has no claims of its own"));
    }
    let plain = |part: &str| known.iter().any(|other| other.name == part && other.includes.is_empty());
    if let Some(part) = scope.includes.iter().find(|part| !plain(part)) {
        return Err(AdminError::invalid(format!("{part:?} is not a plain scope that exists")));
    }
    check_localized(scope)
}

/// Writes a scope that passed [`check`], with its event.
///
/// # Errors
/// When the database fails.
pub(super) async fn write(
    deps: &Deps,
    tx: &mut Tx,
    actor: &Actor,
    scope: &ScopeDefinition,
    managed_by: &str,
) -> Result<(), AdminError> {
    store::scope::upsert(tx, scope, managed_by).await?;
    let mut event = deps.event(actor.name(), Action::ScopePut);
    event.detail.clone_from(&scope.name);
    deps.record(tx, &event).await?;
    bump(tx, ChangeKind::Scope).await?;
    Ok(())
}

/// Removes a scope, with the event.
///
/// # Errors
/// [`AdminError::NotFound`].
pub(super) async fn erase(deps: &Deps, tx: &mut Tx, actor: &Actor, name: &str) -> Result<(), AdminError> {
    if !store::scope::delete(tx, name).await? {
        return Err(AdminError::NotFound { noun: "scope", name: name.to_owned() });
    }
    let mut event = deps.event(actor.name(), Action::ScopeRemove);
    name.clone_into(&mut event.detail);
    deps.record(tx, &event).await?;
    bump(tx, ChangeKind::Scope).await?;
    Ok(())
}

/// Descriptions in other languages are short texts under `description#tag`, with a tag of a language that pages have.
fn check_localized(scope: &ScopeDefinition) -> Result<(), AdminError> {
    for (name, text) in &scope.localized {
        let tag = name.strip_prefix("description#");
        if tag.and_then(lookup).is_none() {
            let known = Language::ALL.iter().map(|language| language.as_str()).collect::<Vec<_>>().join(", ");
            let problem = format!("{name:?} is not description# and the tag of a language of the pages: {known}");
            return Err(AdminError::invalid(problem));
        }
        if text.trim().is_empty() || text.len() > 500 || text.chars().any(char::is_control) {
            return Err(AdminError::invalid(format!("{name} is 1 to 500 bytes of text in one line")));
        }
    }
    Ok(())
}

/// Removes a scope; tokens that have it keep it until they expire.
///
/// # Errors
/// [`AdminError::NotFound`].
pub async fn remove(deps: &Deps, actor: &Actor, name: &str) -> Result<(), AdminError> {
    actor.require(Permission::ClientsWrite)?;
    let mut tx = deps.services.db.write().await?;
    erase(deps, &mut tx, actor, name).await?;
    tx.commit().await?;
    Ok(())
}

/// The scopes of OpenID Connect (Core §5.4 and §11), `groups`, and those by which this server is administered.
#[must_use]
pub fn standard() -> Vec<ScopeDefinition> {
    let descriptions = [
        "Know that it is you",
        "See your name, picture and other profile data",
        "See your e-mail address",
        "See your postal address",
        "See your phone number",
        "See your groups and roles",
        "Keep access while you are not present",
    ];
    let definition = |(name, description): (&str, &str)| ScopeDefinition {
        name: name.to_owned(),
        description: description.to_owned(),
        ..ScopeDefinition::default()
    };
    let administration = Permission::ALL.iter().map(|permission| (permission.as_str(), described(*permission)));
    PERSONAL.into_iter().zip(descriptions).chain(administration).map(definition).collect()
}

/// What the consent page says of a permission.
fn described(permission: Permission) -> &'static str {
    match permission {
        Permission::UsersRead => "See everybody's account, sessions and grants",
        Permission::UsersWrite => "Change everybody's account, and end sessions and grants",
        Permission::ClientsRead => "See clients, scopes, resources and trusted issuers",
        Permission::ClientsWrite => "Change clients, scopes, resources and trusted issuers",
        Permission::KeysRead => "See the signing keys",
        Permission::KeysWrite => "Rotate and retire the signing keys",
        Permission::AuditRead => "See the audit log and refused requests",
        Permission::WebhooksRead => "See the webhooks",
        Permission::WebhooksWrite => "Change the webhooks, which tell others of events",
        Permission::SettingsRead => "See the settings and the state of the server",
        Permission::SettingsWrite => "Change what is set while the server runs",
    }
}

/// Makes sure that they exist.
///
/// # Errors
/// When the database fails.
pub async fn ensure_standard(deps: &Deps) -> Result<(), AdminError> {
    let known = |name: &str| deps.snapshot.scopes.iter().any(|scope| scope.name == name);
    if standard().iter().all(|scope| known(&scope.name)) {
        return Ok(());
    }
    let mut tx = deps.services.db.write().await?;
    for scope in standard() {
        store::scope::insert_missing(&mut tx, &scope, Actor::Server.manager()).await?;
    }
    bump(&mut tx, ChangeKind::Scope).await?;
    tx.commit().await?;
    Ok(())
}

/// Every scope, by name.
///
/// # Errors
/// [`AdminError::Forbidden`].
pub async fn list(deps: &Deps, actor: &Actor) -> Result<Vec<ScopeDefinition>, AdminError> {
    actor.require(Permission::ClientsRead)?;
    Ok(store::scope::list(&deps.services.db).await?)
}

/// One of them.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Forbidden`].
pub async fn show(deps: &Deps, actor: &Actor, name: &str) -> Result<ScopeDefinition, AdminError> {
    let found = list(deps, actor).await?.into_iter().find(|scope| scope.name == name);
    found.ok_or_else(|| AdminError::NotFound { noun: "scope", name: name.to_owned() })
}
