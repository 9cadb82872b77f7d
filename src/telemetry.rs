//! Log output.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts writing the log to standard error, as JSON lines or as text; `level` is an `EnvFilter` directive. A second call
/// in one process does nothing.
pub fn start(json: bool, level: &str) {
    let filter = EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false);
    let started =
        if json { builder.json().flatten_event(true).finish().try_init() } else { builder.finish().try_init() };
    // Only a second start in one process can fail, and then the first one's output is right.
    drop(started);
}
