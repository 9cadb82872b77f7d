//! A document of the issuer's that is kept, refreshed by one request at a time, and outlives an issuer that is down.

use super::fetch::{Document, FetchError};
use crate::model::{Seconds, UnixTime};
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tracing::warn;

/// Kept for so long where the issuer does not say.
const DEFAULT_AGE: Seconds = 300;
/// Kept no longer than this, whatever the issuer says.
const LONGEST_AGE: Seconds = 24 * 60 * 60;
/// After a failure it is tried again sooner.
const RETRY: Seconds = 1;

/// Loads the document anew.
pub(super) type Load<T> =
    Box<dyn Fn() -> Pin<Box<dyn Future<Output = Result<Document<T>, FetchError>> + Send>> + Send + Sync>;

/// When a document is loaded again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// It is not loaded more often than once in so many seconds.
    pub interval: Seconds,
    /// How long after its own time it is still used while it cannot be loaded.
    pub outlives: Seconds,
}

/// The document, if there is one yet.
pub(super) struct Cached<T> {
    load: Load<T>,
    pace: Pace,
    kept: RwLock<Option<Kept<T>>>,
    flight: Arc<Mutex<Flight>>,
}

struct Kept<T> {
    value: Arc<T>,
    fresh_until: UnixTime,
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value), fresh_until: self.fresh_until }
    }
}

/// Who holds it loads the document.
struct Flight {
    next: UnixTime,
    failed: bool,
}

/// What is known now.
pub(super) struct Known<T> {
    pub value: Arc<T>,
    /// Whether the issuer could not be reached when it was last tried: there may be something newer.
    pub may_be_behind: bool,
}

impl<T: Send + Sync + 'static> Cached<T> {
    pub fn new(load: Load<T>, pace: Pace) -> Arc<Self> {
        let flight = Flight { next: UnixTime(i64::MIN), failed: false };
        Arc::new(Self { load, pace, kept: RwLock::default(), flight: Arc::new(Mutex::new(flight)) })
    }

    /// The document, loaded if there is none or its time is over.
    pub async fn get(self: &Arc<Self>, now: UnixTime) -> Option<Known<T>> {
        let kept = self.kept();
        if let Some(kept) = kept.as_ref().filter(|kept| now < kept.fresh_until) {
            return Some(Known { value: Arc::clone(&kept.value), may_be_behind: false });
        }
        let Some(old) = kept.filter(|kept| self.is_usable(kept, now)) else {
            return self.refreshed(self.flight.clone().lock_owned().await, now, None).await;
        };
        // One request refreshes, and the others go on with what there is; so does that one if the issuer was down.
        match self.flight.clone().try_lock_owned() {
            Ok(flight) if flight.failed => {
                if now >= flight.next {
                    drop(tokio::spawn(Arc::clone(self).refresh(flight, now)));
                }
            }
            Ok(flight) => return self.refreshed(flight, now, Some(&old.value)).await,
            Err(_) => {}
        }
        Some(Known { value: old.value, may_be_behind: true })
    }

    /// The document, loaded again unless somebody else has since `old` was seen, or it is too early.
    pub async fn newer_than(self: &Arc<Self>, old: &Arc<T>, now: UnixTime) -> Option<Known<T>> {
        let flight = self.flight.clone().lock_owned().await;
        self.refreshed(flight, now, Some(old)).await
    }

    async fn refreshed(
        self: &Arc<Self>,
        flight: OwnedMutexGuard<Flight>,
        now: UnixTime,
        old: Option<&Arc<T>>,
    ) -> Option<Known<T>> {
        let is_new = |kept: &Kept<T>| now < kept.fresh_until && old.is_none_or(|old| !Arc::ptr_eq(old, &kept.value));
        let mut failed = flight.failed;
        if now >= flight.next && !self.kept().is_some_and(|kept| is_new(&kept)) {
            // In a task of its own: a client that hangs up must not leave us without keys until the next try.
            failed = tokio::spawn(Arc::clone(self).refresh(flight, now)).await.unwrap_or(true);
        }
        let kept = self.kept().filter(|kept| self.is_usable(kept, now))?;
        Some(Known { value: kept.value, may_be_behind: failed })
    }

    /// Loads the document; tells whether that failed.
    async fn refresh(self: Arc<Self>, mut flight: OwnedMutexGuard<Flight>, now: UnixTime) -> bool {
        flight.next = now.plus(self.pace.interval.min(RETRY));
        flight.failed = true;
        match (self.load)().await {
            Ok(document) => {
                let age = document.max_age.unwrap_or(DEFAULT_AGE).clamp(self.pace.interval.max(1), LONGEST_AGE);
                let kept = Kept { value: Arc::new(document.value), fresh_until: now.plus(age) };
                *self.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(kept);
                flight.next = now.plus(self.pace.interval);
                flight.failed = false;
            }
            Err(error) => warn!(%error, "the issuer gave no answer that can be used"),
        }
        flight.failed
    }

    fn kept(&self) -> Option<Kept<T>> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_usable(&self, kept: &Kept<T>, now: UnixTime) -> bool {
        now < kept.fresh_until.plus(self.pace.outlives)
    }
}
