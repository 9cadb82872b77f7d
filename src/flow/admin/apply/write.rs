//! All of a plan, or nothing of it.

use super::plan::{Plan, Step};
use super::wanted::{WantedClient, WantedGroup, WantedUser};
use super::{Manner, Wanted, plan};
use crate::directory::RegisteredClient;
use crate::flow::Deps;
use crate::flow::admin::client::{self, AddClient};
use crate::flow::admin::group::{self, AddGroup};
use crate::flow::admin::user::{self, AddUser, NewUser};
use crate::flow::admin::{Actor, AdminError, issuer, resource, scope};
use crate::flow::client_auth::hash_chosen;
use crate::model::{Secret, Subject};
use crate::store::{self, Tx};

/// A step with all that is slow done.
enum Ready {
    Step(Step),
    AddUser(Box<NewUser>),
}

/// Does what [`plan`](fn@super::plan::plan) tells, in one transaction, and gives what it was.
///
/// # Errors
/// As [`plan`](fn@super::plan::plan); [`AdminError::Exists`] or [`AdminError::Conflict`] when somebody else was there meanwhile. Then nothing was
/// changed.
pub async fn apply(deps: &Deps, actor: &Actor, wanted: &Wanted, manner: Manner) -> Result<Plan, AdminError> {
    let mut plan = plan(deps, actor, wanted, manner).await?;
    let mut ready = Vec::new();
    // A group that changes rewrites its members' rows, which must be those that the plan has seen until then.
    plan.steps.sort_by_key(|step| matches!(step, Step::SetGroup(_) | Step::RemoveGroup(_)));
    for step in std::mem::take(&mut plan.steps) {
        ready.push(prepare(deps, actor, step, manner).await?);
    }
    if ready.is_empty() {
        return Ok(plan);
    }
    let mut tx = deps.services.db.write().await?;
    store::group::hold(&mut tx).await?;
    for ready in ready {
        match ready {
            Ready::AddUser(new) => user::insert(deps, &mut tx, actor, &new).await?,
            Ready::Step(step) => write(deps, &mut tx, actor, step, manner).await?,
        }
    }
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(plan)
}

async fn prepare(deps: &Deps, actor: &Actor, step: Step, manner: Manner) -> Result<Ready, AdminError> {
    let Step::AddUser(wanted) = step else { return Ok(Ready::Step(step)) };
    let WantedUser { username, subject, document, password } = *wanted;
    let command = AddUser { username, admin: document.admin, password, ..AddUser::default() };
    let mut new = user::prepare(deps, actor, command).await?;
    if let Some(subject) = subject {
        new.user.subject = Subject::new(subject);
    }
    document.apply(&mut new.user, deps.unix());
    user::check(&new.user)?;
    manner.manager.clone_into(&mut new.managed_by);
    Ok(Ready::AddUser(Box::new(new)))
}

async fn write(deps: &Deps, tx: &mut Tx, actor: &Actor, step: Step, manner: Manner) -> Result<(), AdminError> {
    let manager = manner.manager;
    match step {
        Step::PutScope(definition) => scope::write(deps, tx, actor, &definition, manager).await?,
        Step::PutResource(api) => resource::write(deps, tx, actor, &api, manager).await?,
        Step::PutIssuer(trusted) => issuer::write(deps, tx, actor, &trusted, manager).await?,
        Step::AddClient(wanted) => add_client(deps, tx, actor, *wanted, manager).await?,
        Step::SetClient(next, secret) => {
            client::update(deps, tx, actor, &next.client).await?;
            if let Some(secret) = secret {
                replace_secret(deps, tx, &next, &secret).await?;
            }
            store::managed::adopt_client(tx, next.client.id.as_str(), manager).await?;
        }
        Step::SetUser(user, groups) => {
            user::write(deps, tx, actor, &user, &groups).await?;
            store::managed::adopt_user(tx, user.id.as_str(), manager).await?;
        }
        Step::AddGroup(WantedGroup { name, description, roles }) => {
            let added = group::add_in(deps, tx, actor, AddGroup { name, description, roles }).await?;
            store::managed::adopt_group(tx, &added.name, manager).await?;
        }
        Step::SetGroup(group) => {
            group::write(deps, tx, actor, &group).await?;
            store::managed::adopt_group(tx, &group.name, manager).await?;
        }
        Step::RemoveGroup(name) => group::erase(deps, tx, actor, &name).await?,
        Step::RemoveScope(name) => scope::erase(deps, tx, actor, &name).await?,
        Step::RemoveResource(uri) => resource::erase(deps, tx, actor, &uri).await?,
        Step::RemoveIssuer(issuer) => issuer::erase(deps, tx, actor, &issuer).await?,
        Step::RemoveClient(id) => client::delete(deps, tx, actor, &crate::model::ClientId::new(id)).await?,
        Step::RemoveUser(user) => user::erase(deps, tx, actor, &user).await?,
        // Prepared before the transaction.
        Step::AddUser(_) => {}
    }
    Ok(())
}

async fn add_client(
    deps: &Deps,
    tx: &mut Tx,
    actor: &Actor,
    wanted: WantedClient,
    manager: &str,
) -> Result<(), AdminError> {
    let WantedClient { id, metadata, disabled, secret } = wanted;
    let secret = secret.map(|secret| secret.expose().clone());
    let mut prepared = client::make(deps, AddClient { id: Some(id), metadata, secret })?;
    manager.clone_into(&mut prepared.client.managed_by);
    client::insert(deps, tx, actor, &prepared).await?;
    if disabled {
        prepared.client.disabled_at = Some(deps.unix());
        client::update(deps, tx, actor, &prepared.client).await?;
    }
    Ok(())
}

/// The present secrets end at once: a file says what is so now.
async fn replace_secret(
    deps: &Deps,
    tx: &mut Tx,
    next: &RegisteredClient,
    secret: &Secret<String>,
) -> Result<(), AdminError> {
    let secret = secret.expose();
    let row = client::secret_row(deps, &next.client, secret, hash_chosen(deps, secret))?;
    store::client::expire_secrets(tx, &next.client.id, deps.unix()).await?;
    store::client::insert_secret(tx, &row).await?;
    Ok(())
}
