//! The record kept of one connection, and the judgement on it.

use super::census::{Census, millis};
use futures_util::task::AtomicWaker;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering::Relaxed};
use std::task::Waker;
use std::time::Duration;

/// How long a closed connection goes on reading, so that what the client still sends does not make the kernel
/// discard our last answer.
const LINGER: Duration = Duration::from_secs(2);

/// What a connection shall do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Order {
    /// Go on.
    Run,
    /// Finish what is in flight, then close.
    Finish,
    /// Close now.
    End,
}

/// Where a connection without a request in flight stands.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Phase {
    /// Nothing was received yet.
    Fresh,
    /// Part of a header was received.
    Header,
    /// A request was answered, nothing of the next was received.
    Resting,
}

/// What one connection is doing. Times are the census' clock.
pub(super) struct Watch {
    pub(super) census: Arc<Census>,
    order: AtomicU8,
    waker: AtomicWaker,
    http2: AtomicBool,
    /// Requests whose response is not yet handed over completely.
    in_flight: AtomicU32,
    /// Those of them whose handler still works.
    handling: AtomicU32,
    phase: AtomicU8,
    phase_since: AtomicU64,
    /// When part of a response was last asked for.
    progress_at: AtomicU64,
    /// Since when the client takes nothing, or 0.
    blocked_since: AtomicU64,
    /// Since when the connection is closed on our side, or 0.
    lingering_since: AtomicU64,
}

impl Watch {
    pub(super) fn new(census: Arc<Census>) -> Self {
        let now = census.now();
        Self {
            census,
            order: AtomicU8::new(Order::Run as u8),
            waker: AtomicWaker::new(),
            http2: AtomicBool::new(false),
            in_flight: AtomicU32::new(0),
            handling: AtomicU32::new(0),
            phase: AtomicU8::new(Phase::Fresh as u8),
            phase_since: AtomicU64::new(now),
            progress_at: AtomicU64::new(now),
            blocked_since: AtomicU64::new(0),
            lingering_since: AtomicU64::new(0),
        }
    }

    /// The present order; `waker` is woken when it changes.
    pub(super) fn order(&self, waker: &Waker) -> Order {
        self.waker.register(waker);
        match self.order.load(Relaxed) {
            order if order == Order::Run as u8 => Order::Run,
            order if order == Order::Finish as u8 => Order::Finish,
            _ => Order::End,
        }
    }

    /// Gives an order that is never softened again.
    pub(super) fn command(&self, order: Order) {
        if self.order.fetch_max(order as u8, Relaxed) < order as u8 {
            self.waker.wake();
        }
    }

    /// Notes that bytes arrived.
    pub(super) fn received(&self) {
        let begins = self.in_flight.load(Relaxed) == 0
            && self.phase.load(Relaxed) != Phase::Header as u8
            && !self.http2.load(Relaxed);
        if begins {
            // A fresh connection's header counts from its opening, or it could have twice the time.
            if self.phase.swap(Phase::Header as u8, Relaxed) != Phase::Fresh as u8 {
                self.phase_since.store(self.census.now(), Relaxed);
            }
        }
    }

    /// Notes that the client takes nothing at the moment.
    pub(super) fn blocked(&self) {
        if self.blocked_since.load(Relaxed) == 0 {
            self.blocked_since.store(self.census.now(), Relaxed);
        }
    }

    /// Notes that the client took something.
    pub(super) fn sent(&self) {
        if self.blocked_since.load(Relaxed) != 0 {
            self.blocked_since.store(0, Relaxed);
        }
    }

    /// Notes that our side is closed and only the client's farewell is awaited.
    pub(super) fn lingering(&self) {
        self.lingering_since.store(self.census.now(), Relaxed);
    }

    /// Notes that the header of a request is complete.
    pub(super) fn begin(self: &Arc<Self>, http2: bool) -> InFlight {
        if http2 {
            self.http2.store(true, Relaxed);
        }
        self.handling.fetch_add(1, Relaxed);
        self.in_flight.fetch_add(1, Relaxed);
        InFlight { watch: self.clone(), answered: false }
    }

    /// What the limits demand of the connection at `now`.
    pub(super) fn judge(&self, now: u64) -> Order {
        let limits = &self.census.limits;
        let over = |since: u64, limit: Duration| now.saturating_sub(since) > millis(limit);
        let over_if_set = |since: u64, limit: Duration| since != 0 && over(since, limit);
        let http2 = self.http2.load(Relaxed);
        if over_if_set(self.blocked_since.load(Relaxed), limits.response_write_stall)
            || over_if_set(self.lingering_since.load(Relaxed), LINGER)
        {
            return Order::End;
        }
        if self.in_flight.load(Relaxed) > 0 {
            // An HTTP/2 client stops us by its flow-control window, which the socket does not show.
            let stalled =
                self.handling.load(Relaxed) == 0 && over(self.progress_at.load(Relaxed), limits.response_write_stall);
            return match (http2, stalled, self.census.draining()) {
                (true, true, _) => Order::End,
                (true, false, true) => Order::Finish,
                _ => Order::Run,
            };
        }
        let since = self.phase_since.load(Relaxed);
        let phase = self.phase.load(Relaxed);
        if phase != Phase::Resting as u8 && over(since, limits.header_read) {
            return Order::End;
        }
        let idle = self.census.idle_limit(now);
        if phase == Phase::Header as u8 || !over(since, idle) {
            Order::Run
        } else if over(since, idle + 2 * LINGER) {
            Order::End
        } else {
            Order::Finish
        }
    }
}

/// A request from the end of its header to the end of its response.
pub(super) struct InFlight {
    watch: Arc<Watch>,
    answered: bool,
}

impl InFlight {
    /// Whether shutdown was asked for.
    pub(super) fn draining(&self) -> bool {
        self.watch.census.draining()
    }

    /// Notes that the handler is done and its response follows.
    pub(super) fn answered(&mut self) {
        self.answered = true;
        self.watch.handling.fetch_sub(1, Relaxed);
        self.progressed();
    }

    /// Notes that part of the response was asked for.
    pub(super) fn progressed(&self) {
        self.watch.progress_at.store(self.watch.census.now(), Relaxed);
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        if !self.answered {
            self.watch.handling.fetch_sub(1, Relaxed);
        }
        if self.watch.in_flight.load(Relaxed) == 1 {
            self.watch.phase_since.store(self.watch.census.now(), Relaxed);
            self.watch.phase.store(Phase::Resting as u8, Relaxed);
        }
        self.watch.in_flight.fetch_sub(1, Relaxed);
    }
}
