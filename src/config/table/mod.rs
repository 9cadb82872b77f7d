//! The one list of settings. A line of `section!` gives a setting its field, file key, variables, default, range and
//! documentation; a setting belongs here only once something obeys it.

mod audit;
mod branding;
mod factors;
mod mail;
mod people;
mod protocol;
mod server;
mod storage;

pub use audit::*;
pub use branding::*;
pub use factors::*;
pub use mail::*;
pub use people::*;
pub use protocol::*;
pub use server::*;
pub use storage::*;

use super::issuer::Issuer;
use super::problem::Source;
use super::reader::Reader;
use super::rule::{Folder, IssuerUrl, Listen, Networks, Rule, one_of};
use super::spec::Spec;
use super::value::Preset;
use ipnet::IpNet;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

/// A section of the file.
pub(super) trait Section: Sized {
    /// Its name in the file.
    const NAME: &'static str;
    /// What it is about.
    const ABOUT: &'static str;

    /// Its settings in order.
    fn specs() -> Vec<Spec>;

    /// What `reader` finds for each.
    fn read(reader: &mut Reader<'_>) -> Self;

    /// The values as people may see them, in order.
    fn shown(&self) -> Vec<String>;
}

macro_rules! section {
    (
        $(#[doc = $section_doc:literal])+ $section:ident: $Section:ident {
            $($(#[doc = $doc:literal])+ $key:ident: $type:ty = $default:literal, $rule:expr
                $(, also $($also:literal)+)?;)+
        }
    ) => {
        $(#[doc = $section_doc])+
        #[derive(Clone, Debug)]
        pub struct $Section {
            $($(#[doc = $doc])+ pub $key: $type,)+
        }

        impl super::Section for $Section {
            const NAME: &'static str = stringify!($section);
            const ABOUT: &'static str = concat!($($section_doc),+);

            fn specs() -> Vec<Spec> {
                vec![$(Spec::of::<$type, _>((Self::NAME, stringify!($key)), concat!($($doc),+), $default,
                    &[$($($also),+)?], &$rule)),+]
            }

            fn read(reader: &mut Reader<'_>) -> Self {
                Self { $($key: reader.read(Self::NAME, stringify!($key), &$rule),)+ }
            }

            fn shown(&self) -> Vec<String> {
                vec![$($rule.show(&self.$key)),+]
            }
        }
    };
}

use section;

macro_rules! settings {
    (
        top { $($(#[doc = $top_doc:literal])+ $top:ident: $top_type:ty = $top_default:literal, $top_rule:expr
            $(, also $($top_also:literal)+)?;)+ }
        $($section:ident: $Section:ident,)+
    ) => {
        /// Every boot setting. `Debug` shows no secret.
        #[derive(Clone, Debug)]
        pub struct Settings {
            $($(#[doc = $top_doc])+ pub $top: $top_type,)+
            $(#[doc = concat!("The section `", stringify!($section), "`.")] pub $section: $Section,)+
            /// Where the values came from that somebody set, by `section.key`.
            pub(super) sources: BTreeMap<String, Source>,
        }

        /// The sections in the order of the documentation with what they are about.
        pub(super) const SECTIONS: &[(&str, &str)] = &[("", ""), $(($Section::NAME, $Section::ABOUT)),+];

        impl Settings {
            /// Every setting in the order of the documentation.
            pub(super) fn specs() -> Vec<Spec> {
                let mut specs = vec![
                    $(Spec::of::<$top_type, _>(("", stringify!($top)), concat!($($top_doc),+), $top_default,
                        &[$($($top_also),+)?], &$top_rule),)+
                ];
                $(specs.extend($Section::specs());)+
                specs
            }

            /// What `reader` finds for each.
            pub(super) fn read(reader: &mut Reader<'_>) -> Self {
                Self {
                    $($top: reader.read("", stringify!($top), &$top_rule),)+
                    $($section: $Section::read(reader),)+
                    sources: reader.take_sources(),
                }
            }

            /// The values as people may see them, in the order of the documentation.
            pub(super) fn shown(&self) -> Vec<String> {
                let mut shown = vec![$($top_rule.show(&self.$top)),+];
                $(shown.extend(self.$section.shown());)+
                shown
            }
        }
    };
}

/// A year in seconds.
const YEAR: u32 = 31_536_000;

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
    database: Database,
    keys: Keys,
    pkce: Pkce,
    requests: Requests,
    scopes: Scopes,
    tokens: Tokens,
    sessions: Sessions,
    passwords: Passwords,
    login: Login,
    factors: Factors,
    passkeys: Passkeys,
    device: Device,
    registration: Registration,
    http: Http,
    admin: AdminSettings,
    tls: TlsSettings,
    outbound: Outbound,
    branding: Branding,
    mail: Mail,
    accounts: Accounts,
    cleanup: Cleanup,
    audit: Audit,
    log: Log,
    metrics: Metrics,
    bootstrap: Bootstrap,
    clients: Clients,
    compat: CompatSettings,
}
