//! The server itself.

use super::{YEAR, section};
use crate::config::host_port::HostPort;
use crate::config::reader::Reader;
use crate::config::rule::{Flag, Listen, LogLevel, PemFile, Places, Rule, Systems, maybe, number, one_of, seconds};
use crate::config::spec::Spec;
use crate::config::value::LogFormat;
use crate::model::{Compat, Seconds};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

section! {
    /// The server's connections and requests.
    http: Http {
        /// Longest time that one request may take.
        deadline: Duration = "10", seconds(1, 300);
        /// Largest body of a request.
        max_body: usize = "65536", number(1024, 16_777_216, "bytes");
        /// Most connections at once.
        max_connections: usize = "4096", number(1, 1_000_000, "connections");
        /// Most connections at once from one address; a trusted proxy's do not count.
        max_connections_per_address: usize = "256", number(1, 1_000_000, "connections");
        /// How long requests under way may take to finish when the server stops.
        drain: Duration = "20", seconds(0, 600);
        /// Allows plain http, also as the issuer, beyond this machine: passwords and tokens then cross the network readable.
        allow_plain: bool = "false", Flag;
        /// `max-age` of `Strict-Transport-Security` when the issuer is https; 0 sends none.
        hsts: Seconds = "31536000", seconds(0, 2 * YEAR);
    }
}

section! {
    /// A door of their own for administrators.
    admin: AdminSettings {
        /// Where `/admin` and all below it is served, with the pages of signing in, and nothing else; where everything
        /// else is, there is no `/admin` then. Same TLS and limits. The host must be that of the issuer, whose cookies
        /// count on all its ports, or a proxy must send one host's paths to two places.
        listen: Option<SocketAddr> = "", maybe(Listen);
    }
}

section! {
    /// TLS of the server's own, for installations without a proxy that speaks it. Both files or none: with them plain http
    /// is not answered, and the issuer must be https. The files are looked at every second, and a new certificate counts
    /// for new connections at once; files that cannot be used are logged, and the certificate before them stays.
    tls: TlsSettings {
        /// The certificate and those between it and its root, the server's own first.
        cert_file: Option<PathBuf> = "", PemFile;
        /// The certificate's private key, not encrypted: PKCS#8, PKCS#1 or SEC1.
        key_file: Option<PathBuf> = "", PemFile;
    }
}

section! {
    /// Requests that the server sends: for the keys and request objects of clients, and to tell them of sign-outs. They go
    /// by https to public addresses only, to port 443 or one from 1024 on, and follow no redirects.
    outbound: Outbound {
        /// PEM certificates that are trusted beside the system's.
        ca_file: Option<PathBuf> = "", PemFile;
        /// Places that are asked although they are not public. Those of this machine may also be asked by plain http.
        allow: Vec<HostPort> = "", Places;
    }
}

section! {
    /// What the server says about itself.
    log: Log {
        /// For people, or one JSON object per line.
        format: LogFormat = "text", one_of::<LogFormat>();
        /// How much is said, with exceptions by module.
        level: String = "info", LogLevel;
    }
}

section! {
    /// Figures for Prometheus.
    metrics: Metrics {
        /// Serves `/metrics` where everything else is served.
        enabled: bool = "false", Flag;
    }
}

section! {
    /// What is asked of every client.
    clients: Clients {
        /// Refuses authorization requests without `state`.
        require_state: bool = "false", Flag;
        /// Longest time from now until an assertion expires by which a client authenticates. It is remembered for so long,
        /// so that it counts once.
        assertion_lifetime: Seconds = "3600", seconds(60, 86_400);
    }
}

section! {
    /// What eases the way here from other systems.
    compat: CompatSettings {
        /// Systems whose addresses are answered besides our own, so that their clients need no change: `/o/…` of Django OAuth
        /// Toolkit, `/oauth2/…` of the two others.
        aliases: Vec<Compat> = "", Systems;
    }
}
