//! The open connections, and the sweep that ends those which overstay.
//!
//! Connections note what they do with relaxed stores of a coarse clock; one task compares the notes with the limits.
//! A timer per request would cost more than the request, and hyper's own header timer cannot tell a client that rests
//! between two requests from one that drips a header.

use super::limits::ServeLimits;
use super::watch::{Order, Watch};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// After shutdown was asked for, a resting HTTP/1 connection is kept this long, because its next request may already
/// be on the way; it is answered with `Connection: close`.
const LULL: Duration = Duration::from_millis(500);
/// The idle limit while connections or file descriptors are exhausted.
const IDLE_UNDER_PRESSURE: Duration = Duration::from_secs(1);
/// How long pressure is assumed after it was last felt.
const PRESSURE: Duration = Duration::from_secs(2);

/// All open connections.
pub(super) struct Census {
    pub(super) limits: ServeLimits,
    started: Instant,
    /// Milliseconds since `started`, moved by the sweep; never 0, which stands for "not".
    now: AtomicU64,
    draining: AtomicBool,
    pressed_until: AtomicU64,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    next: u64,
    connections: HashMap<u64, Arc<Watch>>,
    per_address: HashMap<IpAddr, usize>,
}

impl Census {
    pub(super) fn new(limits: ServeLimits) -> Self {
        Self {
            limits,
            started: Instant::now(),
            now: AtomicU64::new(1),
            draining: AtomicBool::new(false),
            pressed_until: AtomicU64::new(0),
            open: Mutex::default(),
        }
    }

    /// Takes up a connection from `peer`; nothing when that address has its share.
    pub(super) fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<Entry> {
        let address = (!(self.limits.exempt)(peer)).then(|| network(peer));
        let mut open = self.open();
        if let Some(address) = address {
            let count = open.per_address.entry(address).or_default();
            if *count >= self.limits.max_connections_per_address {
                return None;
            }
            *count += 1;
        }
        let id = open.next;
        open.next += 1;
        let watch = Arc::new(Watch::new(self.clone()));
        open.connections.insert(id, watch.clone());
        Some(Entry { id, address, watch })
    }

    /// Whether shutdown was asked for.
    pub(super) fn draining(&self) -> bool {
        self.draining.load(Relaxed)
    }

    /// Lets connections end as soon as they have nothing in flight.
    pub(super) fn drain(&self) {
        self.draining.store(true, Relaxed);
        self.sweep();
    }

    /// Ends every connection now; returns how many there were.
    pub(super) fn end_all(&self) -> usize {
        let open = self.open();
        open.connections.values().for_each(|watch| watch.command(Order::End));
        open.connections.len()
    }

    /// Notes that connections or file descriptors ran out: resting connections are given up sooner.
    pub(super) fn press(&self) {
        self.pressed_until.store(self.now() + millis(PRESSURE), Relaxed);
    }

    /// Applies the limits again and again. Does not return.
    pub(super) async fn keep(self: Arc<Self>) {
        let mut ticks = interval(self.limits.tick());
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            self.now.store(millis(self.started.elapsed()).max(1), Relaxed);
            self.sweep();
        }
    }

    fn sweep(&self) {
        let now = self.now();
        for watch in self.open().connections.values() {
            match watch.judge(now) {
                Order::Run => {}
                order => watch.command(order),
            }
        }
    }

    /// Milliseconds by the coarse clock, at least 1.
    pub(super) fn now(&self) -> u64 {
        self.now.load(Relaxed)
    }

    /// How long a connection may rest at present.
    pub(super) fn idle_limit(&self, now: u64) -> Duration {
        if self.draining() {
            LULL
        } else if self.pressed_until.load(Relaxed) > now {
            self.limits.idle.min(IDLE_UNDER_PRESSURE)
        } else {
            self.limits.idle
        }
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection's place in the census, given back when dropped.
pub(super) struct Entry {
    id: u64,
    address: Option<IpAddr>,
    pub(super) watch: Arc<Watch>,
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut open = self.watch.census.open();
        open.connections.remove(&self.id);
        if let Some(address) = self.address
            && let Some(count) = open.per_address.get_mut(&address)
        {
            *count -= 1;
            if *count == 0 {
                open.per_address.remove(&address);
            }
        }
    }
}

/// What the cap per address counts: whoever has one IPv6 address has its whole /64.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
    }
}

pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ipv6_neighbours_share_a_network() {
        let parse = |text: &str| text.parse::<IpAddr>().unwrap();
        assert_eq!(network(parse("2001:db8:1:2:3::4")), network(parse("2001:db8:1:2:ffff::1")));
        assert_ne!(network(parse("2001:db8:1:2::1")), network(parse("2001:db8:1:3::1")));
        assert_ne!(network(parse("192.0.2.1")), network(parse("192.0.2.2")));
    }
}
