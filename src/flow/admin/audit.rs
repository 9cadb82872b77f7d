//! Reading the audit log.

use super::{Actor, AdminError, user};
use crate::flow::Deps;
use crate::flow::audit::{self, Report};
use crate::model::{Action, Permission, SERVER, UserId};
use crate::store;
use crate::store::audit_head::{self, End};
use crate::store::event::{self, EventFilter, EventPage, EventRow};
use std::collections::{BTreeMap, BTreeSet};

/// Which events; what is left out lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Whose account: the username, or the row id of an account that may be gone.
    pub user: Option<String>,
    /// Which client.
    pub client: Option<String>,
    /// Which action, as [`Action`] names it.
    pub action: Option<String>,
    /// Which actor: `cli`, `server`, `user:…` and `client:…` with an id, or a username.
    pub actor: Option<String>,
    /// From which address.
    pub address: Option<String>,
    /// From this Unix second on.
    pub from: Option<i64>,
    /// Before this Unix second.
    pub to: Option<i64>,
    /// Part of anything.
    pub text: Option<String>,
}

/// Which part of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// From where.
    pub from: EventPage,
    /// Most events.
    pub limit: u32,
}

/// The events that `filter` lets through.
///
/// # Errors
/// [`AdminError::Forbidden`]; [`AdminError::Invalid`] for an action that there is not.
pub async fn list(deps: &Deps, actor: &Actor, filter: Filter, page: &Page) -> Result<Vec<EventRow>, AdminError> {
    actor.require(Permission::AuditRead)?;
    if let Some(action) = filter.action.as_deref().filter(|action| Action::parse(action).is_none()) {
        return Err(AdminError::invalid(format!("there is no action {action:?}")));
    }
    let user_id = match &filter.user {
        None => String::new(),
        Some(name) => id_of(deps, name).await?.unwrap_or_else(|| name.clone()),
    };
    let by = match &filter.actor {
        None => String::new(),
        Some(name) if NO_PERSON.contains(&name.as_str()) => name.clone(),
        Some(name) => id_of(deps, name).await?.map_or_else(|| name.clone(), |id| format!("{PERSON}{id}")),
    };
    let filter = EventFilter {
        user_id,
        client_id: filter.client.unwrap_or_default(),
        action: filter.action.unwrap_or_default(),
        actor: by,
        address: filter.address.unwrap_or_default(),
        from_ms: filter.from.map_or(i64::MIN, |at| at.saturating_mul(1000)),
        until_ms: filter.to.map_or(i64::MAX, |at| at.saturating_mul(1000)),
        text: filter.text.unwrap_or_default(),
    };
    Ok(event::list(&deps.services.db, &filter, &page.from, page.limit).await?)
}

/// How an event names an actor who is a person; the row id follows.
pub const PERSON: &str = "user:";

/// Actors who are nobody; somebody who is called so is found by `user:` and the id.
const NO_PERSON: [&str; 3] = ["cli", SERVER, "registration"];

/// The row id of an account.
async fn id_of(deps: &Deps, name: &str) -> Result<Option<String>, AdminError> {
    match user::find(deps, name).await {
        Ok(user) => Ok(Some(user.id.to_string())),
        Err(AdminError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The names of the people of these events by row id, as far as they are still there.
///
/// # Errors
/// [`AdminError::Forbidden`].
pub async fn names(deps: &Deps, actor: &Actor, events: &[EventRow]) -> Result<BTreeMap<UserId, String>, AdminError> {
    actor.require(Permission::AuditRead)?;
    let actors = events.iter().filter_map(|event| event.actor.strip_prefix(PERSON));
    let ids: BTreeSet<&str> = events.iter().filter_map(|event| event.user_id.as_deref()).chain(actors).collect();
    let mut names = BTreeMap::new();
    for id in ids.into_iter().map(|id| UserId::new(id.to_owned())) {
        if let Some(user) = store::user::find(&deps.services.db, &id).await? {
            names.insert(id, user.username);
        }
    }
    Ok(names)
}

/// Whether the log is as it was sealed.
///
/// # Errors
/// [`AdminError::Forbidden`].
pub async fn verify(deps: &Deps, actor: &Actor) -> Result<Report, AdminError> {
    actor.require(Permission::AuditRead)?;
    Ok(audit::of_database(deps).await?)
}

/// The sealed log as JSON lines, in parts, so that it need not fit into memory: one event per line in the order of the
/// chain, and at the end a line with the number and hash of the last.
#[derive(Debug)]
pub struct Export {
    deps: Deps,
    after: i64,
    end: i64,
    hash: String,
    done: bool,
}

impl Export {
    /// What was sealed until now, behind the event with the number `after`.
    ///
    /// # Errors
    /// [`AdminError::Forbidden`].
    pub async fn begin(deps: Deps, actor: &Actor, after: i64) -> Result<Self, AdminError> {
        actor.require(Permission::AuditRead)?;
        let end = audit_head::find(&deps.services.db, End::Last).await?;
        Ok(Self { deps, after, end: end.seq, hash: end.hash, done: false })
    }

    /// The next lines; none when all were given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next(&mut self) -> Result<Option<String>, AdminError> {
        if self.done {
            return Ok(None);
        }
        let events = event::list_sealed(&self.deps.services.db, self.after, audit::BATCH).await?;
        let mut lines = String::new();
        let within = events.iter().filter(|event| event.seq.is_some_and(|seq| seq <= self.end));
        for event in within {
            lines.push_str(&serde_json::json!(event).to_string());
            lines.push('\n');
            self.after = event.seq.unwrap_or(self.after);
        }
        if events.len() < audit::BATCH as usize || self.after >= self.end {
            self.done = true;
            let end = audit::Checkpoint { checkpoint: self.end, hash: self.hash.clone() };
            lines.push_str(&serde_json::json!(end).to_string());
            lines.push('\n');
        }
        Ok(Some(lines))
    }
}
