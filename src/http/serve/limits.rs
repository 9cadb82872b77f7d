//! How long and how many: the bounds within which a connection is served.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// Says whether an address may open as many connections as it likes.
pub type Exempt = Arc<dyn Fn(IpAddr) -> bool + Send + Sync>;

/// Bounds on what one client, and all clients together, can hold. Deadlines are checked now and then,
/// so they may be overrun a little.
#[derive(Clone)]
pub struct ServeLimits {
    /// From the first byte of a request (on a new connection: from its opening) to the end of its header.
    pub header_read: Duration,
    /// From the end of the header to the end of the request body.
    pub body_read: Duration,
    /// How long a response may wait for a client that takes none of it.
    pub response_write_stall: Duration,
    /// How long a connection may rest between two requests.
    pub idle: Duration,
    /// Open connections; further ones wait in the kernel's backlog.
    pub max_connections: usize,
    /// Open connections per IPv4 address or IPv6 /64 network; further ones are closed at once.
    pub max_connections_per_address: usize,
    /// Header fields per HTTP/1 request (RFC 6585 §5: 431).
    pub max_headers: usize,
    /// Bytes of request line and header fields; at least 8192 for HTTP/1.
    pub max_header_bytes: usize,
    /// Concurrent requests on one HTTP/2 connection.
    pub max_concurrent_streams: u32,
    /// How long requests in flight may still take after shutdown was asked for.
    pub drain: Duration,
    /// Addresses without a cap of their own: trusted proxies, the machine itself.
    pub exempt: Exempt,
}

impl Default for ServeLimits {
    fn default() -> Self {
        Self {
            header_read: Duration::from_secs(10),
            body_read: Duration::from_secs(20),
            response_write_stall: Duration::from_secs(30),
            idle: Duration::from_mins(1),
            max_connections: 4096,
            max_connections_per_address: 256,
            max_headers: 100,
            max_header_bytes: 32 * 1024,
            max_concurrent_streams: 64,
            drain: Duration::from_secs(20),
            exempt: Arc::new(|address| address.is_loopback()),
        }
    }
}

impl ServeLimits {
    /// Lowers `max_connections` to three quarters of the files that this process may open, where the system tells:
    /// the database and outgoing requests need the rest.
    #[must_use]
    pub fn within_open_files(mut self) -> Self {
        if let Some(files) = std::fs::read_to_string("/proc/self/limits").ok().as_deref().and_then(open_files) {
            self.max_connections = self.max_connections.min(files - files / 4);
        }
        self
    }

    /// How often deadlines are checked.
    pub(super) fn tick(&self) -> Duration {
        let shortest = self.header_read.min(self.idle).min(self.response_write_stall);
        (shortest / 8).clamp(Duration::from_millis(10), Duration::from_millis(500))
    }
}

/// The soft limit in the text of Linux's `/proc/self/limits`; nothing when it is unlimited.
fn open_files(limits: &str) -> Option<usize> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_files_reads_the_soft_limit() {
        let text = "Limit    Soft Limit  Hard Limit  Units\nMax open files            256       4096       files\n";
        assert_eq!(open_files(text), Some(256));
        assert_eq!(open_files("Max open files    unlimited   unlimited   files"), None);
        assert_eq!(open_files(""), None);
    }
}
