//! Values with a grammar of their own.

use super::{Form, Rule};
use crate::config::host_port::HostPort;
use crate::config::issuer::Issuer;
use crate::config::problem::Wrong;
use crate::config::value::DatabaseUrl;
use crate::model::{Compat, ResponseType, Scope, SigningAlgorithm};
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

/// Declares a rule without data of its own whose value shows itself by `Display`.
macro_rules! rule {
    ($(#[$doc:meta])* $name:ident: $value:ty, $allowed:literal, $parse:expr $(, $konst:ident: $type:ty = $set:expr)*) => {
        $(#[$doc])*
        pub(in crate::config) struct $name;

        impl Rule for $name {
            type Value = $value;
            $(const $konst: $type = $set;)*

            fn parse(&self, text: &str) -> Result<$value, Wrong> {
                ($parse)(text)
            }

            fn show(&self, value: &$value) -> String {
                value.to_string()
            }

            fn allowed(&self) -> String {
                $allowed.to_owned()
            }
        }
    };
}

rule!(
    /// The issuer identifier.
    IssuerUrl: Issuer,
    "the https URL under which browsers reach this server, without query, fragment and trailing slash",
    Issuer::parse
);

rule!(
    /// The database.
    DatabaseAddress: DatabaseUrl,
    "`sqlite://path` or `postgres://user:password@host/database`",
    DatabaseUrl::parse,
    FORM: Form = Form::Sensitive
);

rule!(
    /// Address and port.
    Listen: SocketAddr,
    "an IP address and a port, such as `127.0.0.1:8000` or `[::]:8000`",
    |text: &str| text.parse().map_err(|_| Wrong::new(format!("`{text}` is not an address")))
);

rule!(
    /// Scope tokens (RFC 6749 §3.3), or none.
    ScopeText: Scope,
    "scope names separated by spaces, or nothing",
    |text: &str| {
        let legal = |b: u8| b == b' ' || (b.is_ascii_graphic() && !matches!(b, b'"' | b'\\'));
        if text.bytes().all(legal) { Ok(Scope::from_text(text)) } else { Err(Wrong::new("is not a scope")) }
    },
    EMPTY: bool = true
);

rule!(
    /// What is logged.
    LogLevel: String,
    "`off`, `error`, `warn`, `info`, `debug` or `trace`, with exceptions such as `info,sqlx=warn`",
    |text: &str| {
        let is_level = |part: &str| part.parse::<tracing_subscriber::filter::LevelFilter>().is_ok();
        // A bare word that is no level would be taken for a module and silence all others.
        let levels = text.split(',').all(|part| part.contains(['=', '[']) || is_level(part.trim()));
        match tracing_subscriber::EnvFilter::try_new(text) {
            Ok(_) if levels => Ok(text.to_owned()),
            _ => Err(Wrong::new(format!("`{text}` is not a log level"))),
        }
    }
);

/// Signing algorithms; RS256 is always among them.
pub(in crate::config) struct Algorithms;

impl Rule for Algorithms {
    type Value = Vec<SigningAlgorithm>;
    const FORM: Form = Form::List;

    fn parse(&self, text: &str) -> Result<Self::Value, Wrong> {
        let mut all = Vec::new();
        for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
            let alg = SigningAlgorithm::parse(word).ok_or_else(|| Wrong::new(format!("`{word}` is unknown")))?;
            if !all.contains(&alg) {
                all.push(alg);
            }
        }
        // OpenID Connect Discovery §3: `id_token_signing_alg_values_supported` must have it.
        if all.contains(&SigningAlgorithm::Rs256) { Ok(all) } else { Err(Wrong::new("lacks RS256")) }
    }

    fn show(&self, value: &Self::Value) -> String {
        value.iter().map(|alg| alg.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn allowed(&self) -> String {
        "`RS256`, and with it any of `PS256`, `ES256`, `Ed25519`, separated by spaces or commas".to_owned()
    }
}

/// Response types; `code` is always among them.
pub(in crate::config) struct ResponseTypes;

impl Rule for ResponseTypes {
    type Value = Vec<ResponseType>;
    const FORM: Form = Form::List;

    fn parse(&self, text: &str) -> Result<Self::Value, Wrong> {
        let mut all = Vec::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let kind = ResponseType::parse_unordered(part).ok_or_else(|| Wrong::new(format!("`{part}` is unknown")))?;
            if !all.contains(&kind) {
                all.push(kind);
            }
        }
        // OpenID Connect Core §15.1: every provider supports the code flow.
        if all.contains(&ResponseType::Code) { Ok(all) } else { Err(Wrong::new("lacks code")) }
    }

    fn show(&self, value: &Self::Value) -> String {
        value.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(",")
    }

    fn allowed(&self) -> String {
        "`code`, and with it any of `id_token`, `id_token token`, `code id_token`, `code token`, `code id_token token`, separated by commas"
            .to_owned()
    }
}

/// Older systems whose addresses are answered, or none.
pub(in crate::config) struct Systems;

impl Rule for Systems {
    type Value = Vec<Compat>;
    const FORM: Form = Form::List;
    const EMPTY: bool = true;

    fn parse(&self, text: &str) -> Result<Self::Value, Wrong> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| Compat::parse(part).ok_or_else(|| Wrong::new(format!("`{part}` is unknown")))).collect()
    }

    fn show(&self, value: &Self::Value) -> String {
        value.iter().map(|system| system.as_str()).collect::<Vec<_>>().join(",")
    }

    fn allowed(&self) -> String {
        let names: Vec<_> = Compat::ALL.iter().map(|system| format!("`{system}`")).collect();
        format!("any of {}, separated by commas", names.join(", "))
    }
}

/// Networks, or none.
pub(in crate::config) struct Networks;

impl Rule for Networks {
    type Value = Vec<IpNet>;
    const FORM: Form = Form::List;
    const EMPTY: bool = true;

    fn parse(&self, text: &str) -> Result<Self::Value, Wrong> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| parse_network(part).ok_or_else(|| Wrong::new(format!("`{part}` is not a network")))).collect()
    }

    fn show(&self, value: &Self::Value) -> String {
        value.iter().map(IpNet::to_string).collect::<Vec<_>>().join(",")
    }

    fn allowed(&self) -> String {
        "networks such as `10.0.0.0/8` or single addresses".to_owned()
    }
}

/// Hosts with their ports, or none.
pub(in crate::config) struct Places;

impl Rule for Places {
    type Value = Vec<HostPort>;
    const FORM: Form = Form::List;
    const EMPTY: bool = true;

    fn parse(&self, text: &str) -> Result<Self::Value, Wrong> {
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(HostPort::parse).collect()
    }

    fn show(&self, value: &Self::Value) -> String {
        value.iter().map(HostPort::to_string).collect::<Vec<_>>().join(",")
    }

    fn allowed(&self) -> String {
        "hosts with their ports, such as `intern.example:8443` or `127.0.0.1:9000`".to_owned()
    }
}

fn parse_network(text: &str) -> Option<IpNet> {
    let single = |address: IpAddr| IpNet::from(address);
    text.parse::<IpNet>().map(|network| network.trunc()).or_else(|_| text.parse().map(single)).ok()
}
