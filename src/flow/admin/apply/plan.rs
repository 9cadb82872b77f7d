//! What applying a file would do.

use super::check::check;
use super::diff::{Change, Deed, MemberChange, differences, secret_change};
use super::present::{Owned, Present};
use super::wanted::{Wanted, WantedClient, WantedGroup, WantedUser};
use super::{Manner, secret};
use crate::directory::RegisteredClient;
use crate::flow::Deps;
use crate::flow::admin::user_document::UserDocument;
use crate::flow::admin::{Actor, AdminError};
use crate::model::{Client, Group, Resource, ScopeDefinition, Secret, TrustedIssuer, UnixTime, User};
use crate::protocol::login_key::login_key;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What a file can speak of, in the order in which it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A scope.
    Scope,
    /// A resource server.
    Resource,
    /// A client.
    Client,
    /// A trusted issuer.
    Issuer,
    /// A group of people.
    Group,
    /// An account.
    User,
}

impl Kind {
    /// How it is called.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::Resource => "resource",
            Self::Client => "client",
            Self::Issuer => "issuer",
            Self::Group => "group",
            Self::User => "user",
        }
    }
}

/// A step of the transaction.
#[derive(Debug)]
pub(super) enum Step {
    PutScope(ScopeDefinition),
    PutResource(Resource),
    PutIssuer(TrustedIssuer),
    AddClient(Box<WantedClient>),
    SetClient(Box<RegisteredClient>, Option<Secret<String>>),
    AddUser(Box<WantedUser>),
    /// The account, and the groups that it was in.
    SetUser(Box<User>, Vec<String>),
    AddGroup(WantedGroup),
    SetGroup(Group),
    RemoveGroup(String),
    RemoveUser(Box<User>),
    RemoveIssuer(String),
    RemoveClient(String),
    RemoveResource(String),
    RemoveScope(String),
}

/// What would be done, and what is left.
#[derive(Debug, Default)]
pub struct Plan {
    /// What changes, in the order in which it is done.
    pub changes: Vec<Change>,
    /// What the file's manager looks after and the file does not name, and that stays.
    pub unnamed: Vec<(Kind, String)>,
    pub(super) steps: Vec<Step>,
}

/// Compares what a file wants with what is there, and checks all of it. Nothing is written.
///
/// # Errors
/// [`AdminError::Invalid`] with everything that is wrong, [`AdminError::Forbidden`].
pub async fn plan(deps: &Deps, actor: &Actor, wanted: &Wanted, manner: Manner) -> Result<Plan, AdminError> {
    actor.require_everything()?;
    let with_users = wanted.lists.contains(&Kind::User);
    let present = Present::read(deps, with_users).await?;
    check(deps, &present, wanted, manner)?;
    let mut plan = Plan::default();
    for scope in &wanted.scopes {
        let old = present.scopes.get(&scope.name).map(|old| (json!(old.it), old.managed_by.as_str()));
        plan.compare((Kind::Scope, &scope.name), old, &json!(scope), manner, Step::PutScope(scope.clone()));
    }
    for resource in &wanted.resources {
        let old = present.resources.get(&resource.uri).map(|old| (json!(old.it), old.managed_by.as_str()));
        plan.compare(
            (Kind::Resource, &resource.uri),
            old,
            &json!(resource),
            manner,
            Step::PutResource(resource.clone()),
        );
    }
    for client in &wanted.clients {
        plan.client(deps, present.clients.get(&client.id), client, manner);
    }
    for issuer in &wanted.issuers {
        let old = present.issuers.get(&issuer.issuer).map(|old| (json!(old.it), old.managed_by.as_str()));
        plan.compare((Kind::Issuer, &issuer.issuer), old, &json!(issuer), manner, Step::PutIssuer(issuer.clone()));
    }
    for group in &wanted.groups {
        plan.group(present.groups.get(&group.name), group, manner);
    }
    for user in &wanted.users {
        plan.user(deps, present.users.get(&login_key(&user.username)), user, manner);
    }
    plan.remove_unnamed(&present, wanted, manner);
    Ok(plan)
}

impl Plan {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    fn note(&mut self, kind: Kind, name: &str, deed: Deed, members: Vec<MemberChange>, step: Step) {
        self.changes.push(Change { kind, name: name.to_owned(), deed, members });
        self.steps.push(step);
    }

    fn compare(
        &mut self,
        (kind, name): (Kind, &str),
        old: Option<(Value, &str)>,
        new: &Value,
        manner: Manner,
        step: Step,
    ) {
        match old {
            None => self.note(kind, name, Deed::Create, differences(&Value::Null, new), step),
            Some(_) if manner.keep => {}
            Some((old, owner)) => {
                let members = with_owner(differences(&old, new), owner, manner);
                if !members.is_empty() {
                    self.note(kind, name, Deed::Update, members, step);
                }
            }
        }
    }

    fn client(&mut self, deps: &Deps, old: Option<&Owned<RegisteredClient>>, wanted: &WantedClient, manner: Manner) {
        let new = client_document(&wanted.metadata, wanted.disabled);
        let Some(old) = old else {
            let mut members = differences(&Value::Null, &new);
            members.extend(wanted.secret.as_ref().map(|_| secret_change("client_secret", true)));
            return self.note(
                Kind::Client,
                &wanted.id,
                Deed::Create,
                members,
                Step::AddClient(Box::new(wanted.clone())),
            );
        };
        if manner.keep {
            return;
        }
        let kept = &old.it.client;
        let before = client_document(&kept.metadata, kept.disabled_at.is_some());
        let mut members = with_owner(differences(&before, &new), &old.managed_by, manner);
        let next = changed_client(kept, wanted, deps.unix());
        let next = RegisteredClient::new(next, old.it.secrets.clone());
        let secret = wanted.secret.clone().filter(|given| !secret::is_kept(deps, &next, given));
        members.extend(secret.as_ref().map(|_| secret_change("client_secret", false)));
        if !members.is_empty() {
            self.note(Kind::Client, &wanted.id, Deed::Update, members, Step::SetClient(Box::new(next), secret));
        }
    }

    fn group(&mut self, old: Option<&Owned<Group>>, wanted: &WantedGroup, manner: Manner) {
        let before = old.map(|old| {
            let Group { description, roles, .. } = &old.it;
            (json!({ "description": description, "roles": roles }), old.managed_by.as_str())
        });
        let WantedGroup { description, roles, .. } = wanted;
        let step = match old {
            None => Step::AddGroup(wanted.clone()),
            Some(old) => {
                Step::SetGroup(Group { description: description.clone(), roles: roles.clone(), ..old.it.clone() })
            }
        };
        let after = json!({ "description": description, "roles": roles });
        self.compare((Kind::Group, &wanted.name), before, &after, manner, step);
    }

    fn user(&mut self, deps: &Deps, old: Option<&Owned<User>>, wanted: &WantedUser, manner: Manner) {
        let new = json!(wanted.document);
        let Some(old) = old else {
            let mut members = differences(&Value::Null, &new);
            members.extend(wanted.password.as_ref().map(|_| secret_change("password", true)));
            let step = Step::AddUser(Box::new(wanted.clone()));
            return self.note(Kind::User, &wanted.username, Deed::Create, members, step);
        };
        if manner.keep {
            return;
        }
        let members = differences(&json!(UserDocument::of(&old.it)), &new);
        let members = with_owner(members, &old.managed_by, manner);
        if !members.is_empty() {
            let mut user = old.it.clone();
            wanted.document.clone().apply(&mut user, deps.unix());
            self.note(
                Kind::User,
                &wanted.username,
                Deed::Update,
                members,
                Step::SetUser(Box::new(user), old.it.groups.clone()),
            );
        }
    }

    /// What the manager looks after and the file does not name: removed, last of all, or told.
    fn remove_unnamed(&mut self, present: &Present, wanted: &Wanted, manner: Manner) {
        let of = |kind: Kind| Unnamed { named: wanted.names(kind), manner, listed: wanted.lists.contains(&kind) };
        for (_, user) in of(Kind::User).among(&present.users) {
            self.leave(Kind::User, &user.username, manner, Step::RemoveUser(Box::new(user.clone())));
        }
        for (name, _) in of(Kind::Group).among(&present.groups) {
            self.leave(Kind::Group, name, manner, Step::RemoveGroup(name.to_owned()));
        }
        for (name, _) in of(Kind::Issuer).among(&present.issuers) {
            self.leave(Kind::Issuer, name, manner, Step::RemoveIssuer(name.to_owned()));
        }
        for (name, _) in of(Kind::Client).among(&present.clients) {
            self.leave(Kind::Client, name, manner, Step::RemoveClient(name.to_owned()));
        }
        for (name, _) in of(Kind::Resource).among(&present.resources) {
            self.leave(Kind::Resource, name, manner, Step::RemoveResource(name.to_owned()));
        }
        for (name, _) in of(Kind::Scope).among(&present.scopes) {
            self.leave(Kind::Scope, name, manner, Step::RemoveScope(name.to_owned()));
        }
    }

    fn leave(&mut self, kind: Kind, name: &str, manner: Manner, step: Step) {
        if manner.prune {
            self.note(kind, name, Deed::Remove, Vec::new(), step);
        } else {
            self.unnamed.push((kind, name.to_owned()));
        }
    }
}

/// How to find what a file names no more. Of a list that it does not have, everything stays.
struct Unnamed {
    named: BTreeSet<String>,
    manner: Manner,
    listed: bool,
}

impl Unnamed {
    fn among<T>(self, present: &BTreeMap<String, Owned<T>>) -> impl Iterator<Item = (&str, &T)> {
        let gone = move |name: &String, owned: &Owned<T>| {
            self.listed && owned.managed_by == self.manner.manager && !self.named.contains(name)
        };
        present.iter().filter(move |(name, owned)| gone(name, owned)).map(|(name, owned)| (name.as_str(), &owned.it))
    }
}

/// The change of who looks after it, beside the others.
fn with_owner(mut members: Vec<MemberChange>, owner: &str, manner: Manner) -> Vec<MemberChange> {
    if owner != manner.manager {
        members.push(MemberChange { member: "managed_by".to_owned(), old: json!(owner), new: json!(manner.manager) });
    }
    members
}

fn client_document(metadata: &crate::model::ClientMetadata, disabled: bool) -> Value {
    let mut document = json!(metadata);
    if disabled {
        document["disabled"] = json!(true);
    }
    document
}

/// The client as the file wants it. One that is switched off now loses its tokens.
fn changed_client(kept: &Client, wanted: &WantedClient, now: UnixTime) -> Client {
    let mut next = Client { metadata: wanted.metadata.clone(), ..kept.clone() };
    match (wanted.disabled, kept.disabled_at) {
        (true, None) => {
            next.disabled_at = Some(now);
            next.tokens_valid_from = now.max(kept.tokens_valid_from).plus(1);
        }
        (false, Some(_)) => next.disabled_at = None,
        _ => {}
    }
    next
}
