//! Doing a plan.

use super::{Application, Entry, KeptSecret, Person, Plan};
use crate::crypto::password_pool::PasswordPool;
use crate::flow::Deps;
use crate::flow::admin::client::{self, AddClient, Prepared};
use crate::flow::admin::group::{AddGroup, add_in, replace_memberships};
use crate::flow::admin::{Actor, AdminError};
use crate::flow::client_auth::foreign_secret;
use crate::model::{Action, ClientSecret, Permission, Secret, Subject, User, UserId};
use crate::protocol::attributes::{check_attributes, check_name, check_names};
use crate::protocol::login_key::{check_username, login_key};
use crate::store::user::LoginKeys;
use crate::store::{self, Tx};
use std::collections::HashSet;

/// `managed_by` of what was imported.
const IMPORT: &str = "import";

/// Does what the plan wants and is not there yet, in one transaction, and tells what became of each thing. A dry run
/// writes nothing and tells the same.
///
/// # Errors
/// [`AdminError::Forbidden`]; when the database fails, and then nothing was written.
pub async fn apply(deps: &Deps, actor: &Actor, plan: Plan, dry_run: bool) -> Result<Vec<Entry>, AdminError> {
    actor.require(Permission::UsersWrite)?;
    actor.require(Permission::ClientsWrite)?;
    let mut report = Vec::new();
    let mut known: HashSet<String> =
        store::group::list(&deps.services.db).await?.into_iter().map(|g| g.group.name).collect();
    let groups = sort_groups(plan.groups, &mut known, &mut report);
    let people = sort_people(deps, plan.people, &known, &mut report).await?;
    let clients = sort_clients(deps, actor, plan.clients, &mut report)?;
    report.extend(plan.left_out);
    if dry_run {
        return Ok(report);
    }
    let mut tx = deps.services.db.write().await?;
    store::group::hold(&mut tx).await?;
    for group in groups {
        add_in(deps, &mut tx, actor, group).await?;
    }
    for (user, password) in &people {
        insert(deps, &mut tx, actor, (user, password.as_ref())).await?;
    }
    for prepared in &clients {
        client::insert(deps, &mut tx, actor, prepared).await?;
    }
    let mut event = deps.event(actor.name(), Action::Import);
    event.detail = format!("{} people, {} clients", people.len(), clients.len());
    deps.record(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(report)
}

fn sort_groups(groups: Vec<AddGroup>, known: &mut HashSet<String>, report: &mut Vec<Entry>) -> Vec<AddGroup> {
    let mut made = Vec::new();
    for group in groups {
        let checked = check_name("group", &group.name).and_then(|()| check_names("role", &group.roles));
        if let Err(why) = checked {
            report.push(Entry::left_out("group", &group.name, why));
        } else if known.insert(group.name.clone()) {
            report.push(Entry::made("group", &group.name, Vec::new()));
            made.push(group);
        } else {
            report.push(Entry::unchanged("group", &group.name));
        }
    }
    made
}

async fn sort_people(
    deps: &Deps,
    people: Vec<Person>,
    groups: &HashSet<String>,
    report: &mut Vec<Entry>,
) -> Result<Vec<(User, Option<Secret<String>>)>, AdminError> {
    let (mut taken, mut subjects, mut made) = (HashSet::new(), HashSet::new(), Vec::new());
    for mut person in people {
        let db = &deps.services.db;
        if store::user::find_by_subject(db, &Subject::new(&person.subject)).await?.is_some() {
            report.push(Entry::unchanged("user", &person.username));
            continue;
        }
        let once =
            if subjects.insert(person.subject.clone()) { Ok(()) } else { Err("its id is there twice".to_owned()) };
        if let Err(why) = once.and_then(|()| check_person(&person)) {
            report.push(Entry::left_out("user", &person.username, why));
            continue;
        }
        for name in person.groups.extract_if(.., |name| !groups.contains(name.as_str())) {
            person.notes.push(format!("there is no group {name:?}"));
        }
        let mut keys = vec![login_key(&person.username)];
        keys.extend(person.profile.email.as_deref().map(login_key));
        let mut clash = None;
        for key in &keys {
            if taken.contains(key) || store::user::find_by_login(db, key).await?.is_some() {
                clash = Some(key.clone());
            }
        }
        if let Some(key) = clash {
            report.push(Entry::left_out("user", &person.username, format!("{key:?} is another account's already")));
            continue;
        }
        taken.extend(keys);
        let password = usable_password(&mut person);
        report.push(Entry::made("user", &person.username, std::mem::take(&mut person.notes)));
        made.push((account(deps, person), password));
    }
    Ok(made)
}

fn check_person(person: &Person) -> Result<(), String> {
    check_username(&person.username)?;
    let plain = !person.subject.chars().any(char::is_control);
    if !plain || !(1..=255).contains(&person.subject.len()) || !person.subject.is_ascii() {
        return Err("its id cannot be a sub: 1 to 255 characters of ASCII".to_owned());
    }
    check_names("group", &person.groups)?;
    check_names("role", &person.roles)?;
    check_attributes(&person.attributes)
}

/// The hash, if a password can be checked against it.
fn usable_password(person: &mut Person) -> Option<Secret<String>> {
    let hash = person.password.take()?;
    if PasswordPool::can_verify(hash.expose()) {
        return Some(hash);
    }
    person.notes.push("the hash of the password is of a kind that is not taken; it needs a new password".to_owned());
    None
}

fn account(deps: &Deps, person: Person) -> User {
    let now = deps.unix();
    User {
        id: UserId::new(deps.row_id()),
        subject: Subject::new(person.subject),
        username: person.username,
        profile: person.profile,
        admin: false,
        groups: person.groups,
        roles: person.roles,
        group_roles: Vec::new(),
        attributes: person.attributes,
        tokens_valid_from: now,
        version: 1,
        disabled_at: person.disabled.then_some(now),
        created_at: now,
        updated_at: now,
    }
}

async fn insert(
    deps: &Deps,
    tx: &mut Tx,
    actor: &Actor,
    (user, password): (&User, Option<&Secret<String>>),
) -> Result<(), AdminError> {
    let (login, email) = (login_key(&user.username), user.profile.email.as_deref().map(login_key));
    let keys = LoginKeys { login: &login, email: email.as_deref() };
    store::user::insert(tx, user, keys, IMPORT).await?;
    if !user.groups.is_empty() {
        replace_memberships(deps, tx, actor, &user.id, (&[], &user.groups)).await?;
    }
    if let Some(hash) = password {
        store::user::set_password(tx, &user.id, &deps.row_id(), hash.expose(), deps.unix()).await?;
    }
    let mut event = deps.event(actor.name(), Action::UserAdd);
    event.user_id = Some(&user.id);
    IMPORT.clone_into(&mut event.detail);
    deps.record(tx, &event).await?;
    Ok(())
}

fn sort_clients(
    deps: &Deps,
    actor: &Actor,
    clients: Vec<Application>,
    report: &mut Vec<Entry>,
) -> Result<Vec<Prepared>, AdminError> {
    let (mut taken, mut made) = (HashSet::new(), Vec::new());
    for application in clients {
        let id = application.id.clone();
        if deps.snapshot.client(&id).is_some() || !taken.insert(id.clone()) {
            report.push(Entry::unchanged("client", &id));
            continue;
        }
        let notes = application.notes.clone();
        match prepare(deps, actor, application) {
            Ok(prepared) => {
                report.push(Entry::made("client", &id, notes));
                made.push(prepared);
            }
            Err(AdminError::Invalid(problems)) => {
                report.push(Entry::left_out("client", &id, [notes, problems].concat().join("; ")));
            }
            Err(other) => return Err(other),
        }
    }
    Ok(made)
}

fn prepare(deps: &Deps, actor: &Actor, application: Application) -> Result<Prepared, AdminError> {
    let clear = match &application.secret {
        Some(KeptSecret::Clear(secret)) => Some(secret.expose().clone()),
        _ => None,
    };
    let command = AddClient { id: Some(application.id), metadata: application.metadata, secret: clear };
    let mut prepared = client::prepare(deps, actor, command)?;
    if let Some(KeptSecret::Hashed(hash)) = application.secret {
        prepared.secret = Some(ClientSecret {
            id: deps.row_id(),
            client_id: prepared.client.id.clone(),
            hash: foreign_secret(hash.expose()),
            sealed: None,
            created_at: deps.unix(),
            expires_at: None,
        });
    }
    // A secret that was made up here would be shown to nobody.
    prepared.generated = None;
    IMPORT.clone_into(&mut prepared.client.managed_by);
    Ok(prepared)
}
