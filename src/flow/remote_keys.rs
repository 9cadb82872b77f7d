//! Key sets of others at their addresses, kept in memory.

use super::Deps;
use crate::jose::ForeignKeys;
use crate::model::{Seconds, UnixTime};
use crate::outbound::Outbound;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Sets that are kept; the one that was not used for longest makes room.
const MOST_SETS: usize = 1000;
/// How long a set counts as fresh when its sender says nothing, and within which limits he is believed.
const FRESH: Seconds = 300;
const FRESH_AT_LEAST: Seconds = 60;
const FRESH_AT_MOST: Seconds = 3600;
/// While its address fails, a set is used for so long after it was fetched.
const STALE_AT_MOST: Seconds = 86_400;
/// Pause after a failure, and between fetches for the sake of a key that the set lacks.
const PAUSE: Seconds = 10;

/// The sets by address.
#[derive(Debug, Default)]
pub struct RemoteKeys {
    entries: Mutex<HashMap<String, Arc<Entry>>>,
}

#[derive(Debug, Default)]
struct Entry {
    held: Mutex<Held>,
    /// Held by the one request that fetches.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Held {
    set: Option<Fetched>,
    used_at: Option<UnixTime>,
    failed_at: Option<UnixTime>,
    /// When it was last fetched because it lacked a key.
    urged_at: Option<UnixTime>,
}

#[derive(Clone, Debug)]
struct Fetched {
    keys: Arc<ForeignKeys>,
    at: UnixTime,
    fresh_until: UnixTime,
}

/// What to do for a key.
enum Plan {
    Use(Arc<ForeignKeys>),
    /// Fetch; what is held does if that fails.
    Fetch {
        held: Option<Arc<ForeignKeys>>,
        urged: bool,
    },
    GiveUp,
}

impl RemoteKeys {
    /// The key set at `uri`. It is fetched when it has become stale, or when it lacks `kid`, then at most every
    /// 10 seconds. When fetching fails, the set from before does for a day.
    pub async fn find(&self, deps: &Deps, uri: &str, kid: Option<&str>) -> Option<Arc<ForeignKeys>> {
        let now = deps.unix();
        let entry = self.entry(uri, now);
        let turn = match entry.plan(kid, now) {
            Plan::Use(keys) => return Some(keys),
            Plan::GiveUp => return None,
            Plan::Fetch { held, .. } => match (entry.fetching.try_lock(), held) {
                (Ok(turn), _) => turn,
                // Somebody fetches already; nobody waits for that who can do without.
                (Err(_), Some(held)) if kid.is_none_or(|kid| held.has(kid)) => return Some(held),
                (Err(_), _) => entry.fetching.lock().await,
            },
        };
        let found = match entry.plan(kid, now) {
            Plan::Use(keys) => Some(keys),
            Plan::GiveUp => None,
            Plan::Fetch { held, urged } => {
                let fetched = fetch(&deps.services.outbound, uri).await;
                entry.note(fetched, urged, now).or(held)
            }
        };
        drop(turn);
        found
    }

    fn entry(&self, uri: &str, now: UnixTime) -> Arc<Entry> {
        let mut entries = lock(&self.entries);
        if !entries.contains_key(uri) && entries.len() >= MOST_SETS {
            let oldest = entries.iter().min_by_key(|(_, entry)| lock(&entry.held).used_at).map(|(uri, _)| uri.clone());
            oldest.map(|oldest| entries.remove(&oldest));
        }
        let entry = Arc::clone(entries.entry(uri.to_owned()).or_default());
        lock(&entry.held).used_at = Some(now);
        entry
    }
}

impl Entry {
    fn plan(&self, kid: Option<&str>, now: UnixTime) -> Plan {
        let held = lock(&self.held);
        let resting = |since: Option<UnixTime>| since.is_some_and(|at| now < at.plus(PAUSE));
        let usable = held.set.as_ref().filter(|set| now < set.at.plus(STALE_AT_MOST)).map(|set| Arc::clone(&set.keys));
        let fresh = held.set.as_ref().is_some_and(|set| now < set.fresh_until);
        let known = usable.as_ref().is_some_and(|keys| kid.is_none_or(|kid| keys.has(kid)));
        let rests = resting(held.failed_at) || (fresh && resting(held.urged_at));
        match usable {
            Some(keys) if (fresh && known) || rests => Plan::Use(keys),
            None if rests => Plan::GiveUp,
            held => Plan::Fetch { urged: fresh, held },
        }
    }

    fn note(
        &self,
        fetched: Option<(ForeignKeys, Option<Seconds>)>,
        urged: bool,
        now: UnixTime,
    ) -> Option<Arc<ForeignKeys>> {
        let mut held = lock(&self.held);
        if urged {
            held.urged_at = Some(now);
        }
        let Some((keys, max_age)) = fetched else {
            held.failed_at = Some(now);
            return None;
        };
        let keys = Arc::new(keys);
        let fresh = max_age.unwrap_or(FRESH).clamp(FRESH_AT_LEAST, FRESH_AT_MOST);
        held.set = Some(Fetched { keys: Arc::clone(&keys), at: now, fresh_until: now.plus(fresh) });
        held.failed_at = None;
        Some(keys)
    }
}

async fn fetch(outbound: &Outbound, uri: &str) -> Option<(ForeignKeys, Option<Seconds>)> {
    let read = async {
        let document =
            outbound.get(uri, "application/jwk-set+json, application/json").await.map_err(|error| error.to_string())?;
        let set = serde_json::from_slice(&document.body).map_err(|_| "the answer is not JSON".to_owned())?;
        let keys = ForeignKeys::parse(&set).map_err(|error| error.to_string())?;
        Ok::<_, String>((keys, document.max_age))
    };
    read.await.inspect_err(|cause| tracing::warn!(uri, cause, "a key set was not had")).ok()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
