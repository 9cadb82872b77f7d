//! What administrators may do.

use super::named::named;

named! {
    /// A permission of the administration; the scope token of the same name gives it to an access token.
    pub enum Permission {
        /// See accounts, groups and their sessions and grants.
        UsersRead = "admin:users:read",
        /// Change accounts and groups, and end sessions and grants.
        UsersWrite = "admin:users:write",
        /// See clients, scopes, resources and trusted issuers.
        ClientsRead = "admin:clients:read",
        /// Change them.
        ClientsWrite = "admin:clients:write",
        /// See signing keys.
        KeysRead = "admin:keys:read",
        /// Rotate and retire them.
        KeysWrite = "admin:keys:write",
        /// See the audit log and refused requests.
        AuditRead = "admin:audit:read",
        /// See who is told of which events.
        WebhooksRead = "admin:webhooks:read",
        /// Change that; needs to see the audit log as well.
        WebhooksWrite = "admin:webhooks:write",
        /// See settings and the state of the server.
        SettingsRead = "admin:settings:read",
        /// Change what is set while the server runs: branding and the like.
        SettingsWrite = "admin:settings:write",
    }
}
