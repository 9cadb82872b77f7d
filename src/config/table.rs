//! The one list of settings. A line of `settings!` gives a setting its field, file key, variables, default, range and
//! documentation; a setting belongs here only once something obeys it.

use super::host_port::HostPort;
use super::issuer::Issuer;
use super::problem::Source;
use super::reader::Reader;
use super::rule::{
    Algorithms, DatabaseAddress, FilePath, Flag, Folder, Form, IssuerUrl, Listen, LogLevel, Networks, PemFile, PerCore,
    Places, ResponseTypes, Rule, ScopeText, SecretText, Text, Words, maybe, number, one_of, seconds,
};
use super::value::{DatabaseUrl, LogFormat, PkceRequired, Preset, RegistrationMode, Synchronous, UnknownScope};
use crate::model::{ResponseType, Scope, Seconds, Secret, SigningAlgorithm};
use ipnet::IpNet;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// What is known of one setting apart from its type.
#[derive(Clone, Debug)]
pub(super) struct Spec {
    /// Section of the file; empty at the top.
    pub section: &'static str,
    /// `section.key`, or `key` at the top.
    pub name: String,
    /// What it means, a sentence or more.
    pub meaning: String,
    /// Its value when nobody sets it, as text; empty for none.
    pub default: &'static str,
    /// Names under which platforms set it.
    platform: &'static [&'static str],
    /// What may be given.
    pub allowed: String,
    /// How it may be given.
    pub form: Form,
}

impl Spec {
    fn of<V, R: Rule<Value = V>>(
        place: (&'static str, &'static str),
        meaning: &str,
        default: &'static str,
        platform: &'static [&'static str],
        rule: &R,
    ) -> Self {
        let (section, key) = place;
        let (meaning, allowed) = (meaning.trim().to_owned(), rule.allowed());
        Self { section, name: full_name(section, key), meaning, default, platform, allowed, form: R::FORM }
    }

    /// The variables that set it; where several are set, the first counts.
    pub fn variables(&self) -> Vec<String> {
        let own = format!("SYMBOLON_{}", self.name.replace('.', "__").to_uppercase());
        std::iter::once(own).chain(self.platform.iter().map(|&name| name.to_owned())).collect()
    }

    /// The setting by both of its spellings.
    pub fn subject(&self) -> String {
        format!("{} ({})", self.name, self.variables().join(" or "))
    }
}

/// `section.key`, or `key` at the top.
pub(super) fn full_name(section: &str, key: &str) -> String {
    if section.is_empty() { key.to_owned() } else { format!("{section}.{key}") }
}

macro_rules! settings {
    (
        top { $($(#[doc = $top_doc:literal])+ $top:ident: $top_type:ty = $top_default:literal, $top_rule:expr
            $(, also $($top_also:literal)+)?;)+ }
        $($(#[doc = $section_doc:literal])+ $section:ident: $Section:ident {
            $($(#[doc = $doc:literal])+ $key:ident: $type:ty = $default:literal, $rule:expr
                $(, also $($also:literal)+)?;)+
        })+
    ) => {
        /// Every boot setting. `Debug` shows no secret.
        #[derive(Clone, Debug)]
        pub struct Settings {
            $($(#[doc = $top_doc])+ pub $top: $top_type,)+
            $($(#[doc = $section_doc])+ pub $section: $Section,)+
            /// Where the values came from that somebody set, by `section.key`.
            pub(super) sources: BTreeMap<String, Source>,
        }

        $($(#[doc = $section_doc])+
        #[derive(Clone, Debug)]
        pub struct $Section {
            $($(#[doc = $doc])+ pub $key: $type,)+
        })+

        /// The sections in the order of the table with what they are about.
        pub(super) const SECTIONS: &[(&str, &str)] = &[
            ("", ""),
            $((stringify!($section), concat!($($section_doc),+)),)+
        ];

        impl Settings {
            /// Every setting in the order of the table.
            pub(super) fn specs() -> Vec<Spec> {
                vec![
                    $(Spec::of::<$top_type, _>(("", stringify!($top)), concat!($($top_doc),+), $top_default,
                        &[$($($top_also),+)?], &$top_rule),)+
                    $($(Spec::of::<$type, _>((stringify!($section), stringify!($key)), concat!($($doc),+), $default,
                        &[$($($also),+)?], &$rule),)+)+
                ]
            }

            /// What `reader` finds for each.
            pub(super) fn read(reader: &mut Reader<'_>) -> Self {
                Self {
                    $($top: reader.read("", stringify!($top), &$top_rule),)+
                    $($section: $Section {
                        $($key: reader.read(stringify!($section), stringify!($key), &$rule),)+
                    },)+
                    sources: reader.take_sources(),
                }
            }

            /// The values as people may see them, in the order of the table.
            pub(super) fn shown(&self) -> Vec<String> {
                vec![
                    $($top_rule.show(&self.$top),)+
                    $($($rule.show(&self.$section.$key),)+)+
                ]
            }
        }
    };
}

const YEAR: u32 = 31_536_000;
const SECRET_KEY: SecretText = SecretText { at_least: 32, allowed: "32 bytes or more of random text" };

settings! {
    top {
        /// Values for a purpose, by one name; whatever is set besides goes before them. `oidc-certification` is what the
        /// certification plans of OpenID Connect ask for: see [Presets](#presets).
        preset: Preset = "none", one_of::<Preset>();
        /// The issuer identifier, to the letter, as clients compare it. Never derived from a request
        /// header. Plain http only on this machine, unless `http.allow_plain` is set.
        issuer: Issuer = "http://localhost:8000", IssuerUrl;
        /// Where to listen. `PORT`, which platforms set, is a port on `0.0.0.0`.
        listen: SocketAddr = "127.0.0.1:8000", Listen, also "PORT";
        /// Networks whose `X-Forwarded-For` and `X-Forwarded-Proto` count; nobody else's do.
        trusted_proxies: Vec<IpNet> = "", Networks;
        /// A folder whose files replace the embedded page templates of the same name.
        templates_dir: Option<PathBuf> = "", Folder;
    }

    /// Where the data is kept.
    database: Database {
        /// A file, created when it is not there, or a server. On a server `keys.secret_key` must be given.
        url: DatabaseUrl = "sqlite://data/symbolon.db", DatabaseAddress, also "DATABASE_URL";
        /// When a commit counts as done, on a file: `full` once it is on the disk, `normal` once the system has it, so that
        /// a power failure may lose the last moments. A server has a setting of its own.
        synchronous: Synchronous = "full", one_of::<Synchronous>();
        /// Most connections at once.
        max_connections: u32 = "16", number(1, 1000, "connections");
        /// Longest wait for a connection.
        connect_timeout: Duration = "5", seconds(1, 60);
        /// Longest time that one statement may take.
        statement_timeout: Duration = "5", seconds(1, 300);
    }

    /// Keys that the operator holds.
    keys: Keys {
        /// RSA keys that sign RS256. The first signs; others stay published, so that what they signed still verifies.
        /// Without one a key is generated and kept in the database, sealed.
        rsa_private_key: Option<Secret<String>> = "", SecretText {
            at_least: 1,
            allowed: "PKCS#1 or PKCS#8 PEM, with real or `\\n`-escaped line breaks, or base64 of the PEM",
        }, also "OIDC_RSA_PRIVATE_KEY";
        /// EC P-256 and Ed25519 keys, which sign ES256 and Ed25519, one PEM block after the other. The first of each kind
        /// signs; others stay published. For an algorithm without one a key is kept in the database.
        signing_keys: Option<Secret<String>> = "", SecretText {
            at_least: 1,
            allowed: "SEC1 or PKCS#8 PEM, with real or `\\n`-escaped line breaks, or base64 of the PEM",
        };
        /// RSA and EC P-256 keys that others encrypt to, one PEM block after the other, published with `use: enc`. Give none
        /// that also signs. For a kind that is missing a key is kept in the database.
        decryption_keys: Option<Secret<String>> = "", SecretText {
            at_least: 1,
            allowed: "SEC1 or PKCS#8 PEM, with real or `\\n`-escaped line breaks, or base64 of the PEM",
        };
        /// Algorithms for which the database keeps a signing key, unless the environment has one. Clients choose among
        /// them. PS256 needs a second RSA key, which makes the first start slower.
        algorithms: Vec<SigningAlgorithm> = "RS256 ES256 Ed25519", Algorithms;
        /// Seconds for which a new key is published before it signs. Relying parties may keep the key set up to 2 seconds
        /// less, at most 5 minutes; the rest is how far the nodes' clocks may be apart.
        publish_ahead: Seconds = "3600", seconds(2, 604_800);
        /// A key of the database that has signed for so long is replaced by a new one. The default is 90 days; 0 means
        /// only by `symbolon keys rotate`.
        rotation_age: Seconds = "7776000", seconds(0, 10 * YEAR);
        /// Encrypts what must be stored reversibly and signs cookies. All nodes share it. Without it one is generated into
        /// `keys.secret_key_path`.
        secret_key: Option<Secret<String>> = "", SECRET_KEY, also "SYMBOLON_SECRET_KEY";
        /// The secret key before this one: still opens what that key sealed.
        secret_key_previous: Option<Secret<String>> = "", SECRET_KEY, also "SYMBOLON_SECRET_KEY_PREVIOUS";
        /// The file of the generated secret key, created with mode 0600.
        secret_key_path: PathBuf = "data/secret.key", FilePath;
    }

    /// Proof Key for Code Exchange (RFC 7636).
    pkce: Pkce {
        /// Who must send a challenge. Public clients always must; a confidential client can be exempted by itself.
        required: PkceRequired = "all", one_of::<PkceRequired>();
    }

    /// What authorization requests may ask for.
    requests: Requests {
        /// Reads request objects at a `request_uri` that the client has registered.
        request_uri: bool = "false", Flag;
        /// What the authorization endpoint may answer with, for clients that are registered for it as well. All but `code`
        /// send tokens through the browser, which RFC 9700 §2.1.2 advises against.
        response_types: Vec<ResponseType> = "code", ResponseTypes;
    }

    /// Scopes that clients ask for.
    scopes: Scopes {
        /// What becomes of an unknown scope: the request is refused, or the scope is dropped and the answer says so.
        unknown: UnknownScope = "refuse", one_of::<UnknownScope>();
        /// The scope of a request that names none, for clients without a default of their own.
        default: Scope = "", ScopeText;
    }

    /// Lives and audience of what clients receive.
    tokens: Tokens {
        /// Life of an authorization code.
        code_lifetime: Seconds = "60", seconds(10, 600);
        /// Life of an access token. A resource server that verifies by itself notices a revocation only when it ends.
        access_token_lifetime: Seconds = "600", seconds(60, YEAR);
        /// Life of an `id_token`.
        id_token_lifetime: Seconds = "600", seconds(60, 86_400);
        /// A refresh token that is not used for so long dies. The default is 14 days.
        refresh_idle_lifetime: Seconds = "1209600", seconds(60, YEAR);
        /// Refresh ends so long after sign-in, however often it is used. The default is 90 days.
        refresh_absolute_lifetime: Seconds = "7776000", seconds(60, 10 * YEAR);
        /// So long after a rotation the previous refresh token gets the same successor again, for racing tabs and lost
        /// answers; later its use ends the grant.
        refresh_replay_window: Seconds = "60", seconds(0, 600);
        /// Audience of an access token for which no resource was asked. Without it: the issuer.
        default_audience: Option<String> = "", Text { allowed: "the identifier of a resource server" };
    }

    /// Sign-ins that a browser keeps.
    sessions: Sessions {
        /// A session that is not used for so long ends. The default is one day.
        idle_lifetime: Seconds = "86400", seconds(60, YEAR);
        /// A session ends so long after sign-in, however much it is used. The default is 30 days.
        absolute_lifetime: Seconds = "2592000", seconds(60, YEAR);
        /// How long the sign-in and consent pages of one request may stay open.
        request_lifetime: Seconds = "1800", seconds(60, 86_400);
        /// Lets applications watch whether the sign-in of a browser has changed (OpenID Connect Session Management 1.0), by
        /// the page `/check_session`, a cookie that scripts can read, and `session_state` in responses.
        check_session: bool = "true", Flag;
    }

    /// Hashing of passwords (argon2id, RFC 9106).
    passwords: Passwords {
        /// Memory of one hash. Less than 19456 at 2 iterations is weaker than OWASP advises.
        memory_kib: u32 = "19456", number(7168, 1_048_576, "KiB");
        /// Passes over the memory.
        iterations: u32 = "2", number(1, 20, "");
        /// Lanes of one hash.
        parallelism: u32 = "1", number(1, 16, "");
        /// Hashes computed at once; each takes `memory_kib`.
        parallel: usize = "auto", PerCore(number(1, 256, "hashes"));
        /// Sign-ins that may wait for their turn; more are told to come back.
        waiting: usize = "64", number(0, 10_000, "sign-ins");
    }

    /// Limits against guessing of passwords. Spent attempts come back evenly over 5 minutes.
    login: Login {
        /// Failed sign-ins per 5 minutes for one account.
        attempts_per_account: u32 = "20", number(1, 10_000, "per 5 minutes");
        /// Failed sign-ins per 5 minutes from one address.
        attempts_per_address: u32 = "60", number(1, 100_000, "per 5 minutes");
    }

    /// Device authorization (RFC 8628). Spent attempts and starts come back evenly over 5 minutes.
    device: Device {
        /// Life of a device code and its user code.
        code_lifetime: Seconds = "600", seconds(60, 1800);
        /// Pause that a device must make between two polls; it grows by 5 seconds whenever the device does not.
        interval: Seconds = "5", seconds(1, 60);
        /// Wrong user codes per 5 minutes from one account.
        attempts_per_account: u32 = "10", number(1, 10_000, "per 5 minutes");
        /// Wrong user codes per 5 minutes from one address.
        attempts_per_address: u32 = "30", number(1, 100_000, "per 5 minutes");
        /// Device authorizations that may be started per 5 minutes from one address.
        starts_per_address: u32 = "60", number(1, 100_000, "per 5 minutes");
        /// Device authorizations that may be started per 5 minutes by one client, whatever the address.
        starts_per_client: u32 = "3000", number(1, 1_000_000, "per 5 minutes");
    }

    /// Clients that register themselves (RFC 7591, OpenID Connect Dynamic Client Registration).
    registration: Registration {
        /// Who may: nobody, holders of an initial access token (`symbolon registration-token add`), or everybody.
        mode: RegistrationMode = "closed", one_of::<RegistrationMode>();
        /// Who of them must send a PKCE challenge; nothing means what `pkce.required` says. It counts for registrations
        /// from now on.
        pkce: Option<PkceRequired> = "", maybe(one_of::<PkceRequired>());
        /// Most clients that have registered themselves; more are refused until some go.
        max_clients: u32 = "1000", number(1, 1_000_000, "clients");
        /// Registrations that may be tried per 5 minutes from one address. They come back evenly.
        attempts_per_address: u32 = "60", number(1, 100_000, "per 5 minutes");
        /// A registered client that nobody has signed in to for so long is removed. The default is 7 days; 0 keeps it.
        unused_lifetime: Seconds = "604800", seconds(0, 10 * YEAR);
        /// Life of the secrets of registered clients. A change of the registration in its second half, or later, gives a new
        /// one. 0 means for good.
        secret_lifetime: Seconds = "0", seconds(0, 10 * YEAR);
        /// Scopes that they may ask for, and those of a registration that names none.
        scope: Scope = "openid profile email address phone offline_access", ScopeText;
        /// Issuers whose software statements are taken (RFC 7591 §2.3). Each is also added with its keys by
        /// `symbolon issuer add`.
        software_statement_issuers: Vec<String> = "", Words { allowed: "issuers, to the letter, separated by commas" };
    }

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

    /// TLS of the server's own, for installations without a proxy that speaks it. Both files or none: with them plain http
    /// is not answered, and the issuer must be https. The files are looked at every second, and a new certificate counts
    /// for new connections at once; files that cannot be used are logged, and the certificate before them stays.
    tls: TlsSettings {
        /// The certificate and those between it and its root, the server's own first.
        cert_file: Option<PathBuf> = "", PemFile;
        /// The certificate's private key, not encrypted: PKCS#8, PKCS#1 or SEC1.
        key_file: Option<PathBuf> = "", PemFile;
    }

    /// Requests that the server sends: for the keys and request objects of clients, and to tell them of sign-outs. They go
    /// by https to public addresses only, to port 443 or one from 1024 on, and follow no redirects.
    outbound: Outbound {
        /// PEM certificates that are trusted beside the system's.
        ca_file: Option<PathBuf> = "", PemFile;
        /// Places that are asked although they are not public. Those of this machine may also be asked by plain http.
        allow: Vec<HostPort> = "", Places;
    }

    /// Removal of what has expired.
    cleanup: Cleanup {
        /// Pause between two passes.
        interval: Duration = "30", seconds(1, 3600);
        /// Most rows that one statement removes.
        batch: u32 = "500", number(1, 10_000, "rows");
    }

    /// What the server says about itself.
    log: Log {
        /// For people, or one JSON object per line.
        format: LogFormat = "text", one_of::<LogFormat>();
        /// How much is said, with exceptions by module.
        level: String = "info", LogLevel;
    }

    /// Figures for Prometheus.
    metrics: Metrics {
        /// Serves `/metrics` where everything else is served.
        enabled: bool = "false", Flag;
    }

    /// The first administrator, made only while there is none.
    bootstrap: Bootstrap {
        /// User name.
        admin: Option<String> = "", Text { allowed: "a user name" };
        /// Password.
        password: Option<Secret<String>> = "", SecretText { at_least: 1, allowed: "a password" };
    }

    /// What is asked of every client.
    clients: Clients {
        /// Refuses authorization requests without `state`.
        require_state: bool = "false", Flag;
        /// Longest time from now until an assertion expires by which a client authenticates. It is remembered for so long,
        /// so that it counts once.
        assertion_lifetime: Seconds = "3600", seconds(60, 86_400);
    }
}
