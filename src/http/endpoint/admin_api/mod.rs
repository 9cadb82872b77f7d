//! The administration for programs: `/admin/api`. Each operation checks the token, does one deed of
//! [`flow::admin`](crate::flow::admin), and answers with what is there now.

mod answer;
mod body;
mod caller;
pub mod catalog;
pub mod clients;
pub mod groups;
pub mod keys;
pub mod log;
pub mod server;
pub mod sessions;
pub mod users;
pub mod webhooks;

use crate::model::Permission;
use answer::{AdminAnswer, told};
use caller::Caller;
use poem_openapi::param::Query;

/// Items of a page where nobody says how many.
const PAGE: u32 = 100;
/// Most items of a page.
const LONGEST_PAGE: u32 = 1000;

/// The described endpoints.
pub type Api = (
    users::UsersApi,
    groups::GroupsApi,
    clients::ClientsApi,
    catalog::ScopesApi,
    catalog::ResourcesApi,
    catalog::IssuersApi,
    catalog::RegistrationTokensApi,
    keys::KeysApi,
    sessions::SessionsApi,
    server::SettingsApi,
    webhooks::WebhooksApi,
    log::LogApi,
);

/// The endpoints.
#[must_use]
pub fn api() -> Api {
    (
        users::UsersApi,
        groups::GroupsApi,
        clients::ClientsApi,
        catalog::ScopesApi,
        catalog::ResourcesApi,
        catalog::IssuersApi,
        catalog::RegistrationTokensApi,
        keys::KeysApi,
        sessions::SessionsApi,
        server::SettingsApi,
        webhooks::WebhooksApi,
        log::LogApi,
    )
}

/// How many items a request wants; too many are as many as there may be.
fn limit(asked: &Query<Option<u32>>) -> u32 {
    asked.0.unwrap_or(PAGE).clamp(1, LONGEST_PAGE)
}

/// The permission that an operation at a path needs.
#[must_use]
pub fn needed(path: &str, reads: bool) -> Permission {
    let noun = path.strip_prefix("/admin/api/").and_then(|rest| rest.split('/').next()).unwrap_or_default();
    match (noun, reads) {
        ("users" | "groups" | "sessions" | "grants", true) => Permission::UsersRead,
        ("users" | "groups" | "sessions" | "grants", false) => Permission::UsersWrite,
        ("keys", true) => Permission::KeysRead,
        ("keys", false) => Permission::KeysWrite,
        ("events" | "refusals", _) => Permission::AuditRead,
        ("webhooks", true) => Permission::WebhooksRead,
        ("webhooks", false) => Permission::WebhooksWrite,
        ("settings", true) => Permission::SettingsRead,
        ("settings", false) => Permission::SettingsWrite,
        (_, true) => Permission::ClientsRead,
        (_, false) => Permission::ClientsWrite,
    }
}
