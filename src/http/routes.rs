//! The one table of routes. The gate decides by it what exists, which methods, who may call it from other origins, how
//! it is cached, and in which shape it refuses.

/// Shape and headers of a route's answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Public documents; JSON errors.
    Metadata,
    /// OAuth endpoints for clients: JSON errors, never cached.
    TokenType,
    /// Endpoints for bearer tokens (RFC 6750).
    Bearer,
    /// The administration for programs: bearer tokens, JSON errors with everything that is wrong.
    Admin,
    /// Pages for people.
    Page,
    /// Answers about the server itself.
    Health,
}

/// Who may call a route from a page of another origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cors {
    /// Nobody.
    No,
    /// Everybody, without credentials.
    Any,
    /// The origins of public clients' redirect URIs.
    Clients,
    /// Everybody, without credentials, while everybody may register a client.
    WhileOpen,
}

/// A route.
#[derive(Debug, PartialEq, Eq)]
pub struct RouteSpec {
    /// Path below the issuer's; a segment in braces stands for any.
    pub path: &'static str,
    /// Methods besides OPTIONS; HEAD only where GET has no effect.
    pub methods: &'static [&'static str],
    /// Shape and headers.
    pub policy: Policy,
    /// Other origins.
    pub cors: Cors,
    /// Whether the OpenAPI description has it.
    pub described: bool,
}

const fn route(
    path: &'static str,
    methods: &'static [&'static str],
    policy: Policy,
    cors: Cors,
    described: bool,
) -> RouteSpec {
    RouteSpec { path, methods, policy, cors, described }
}

const READ: &[&str] = &["GET", "HEAD"];
const GET: &[&str] = &["GET"];
const POST: &[&str] = &["POST"];
const RECORD: &[&str] = &["GET", "PUT", "DELETE"];
const DELETE: &[&str] = &["DELETE"];
const BOTH: &[&str] = &["GET", "POST"];

/// For clients and relying parties.
const CLIENTS: &[RouteSpec] = &[
    route("/.well-known/openid-configuration", READ, Policy::Metadata, Cors::Any, true),
    route("/.well-known/oauth-authorization-server", READ, Policy::Metadata, Cors::Any, true),
    route("/jwks", READ, Policy::Metadata, Cors::Any, true),
    route("/openapi.json", READ, Policy::Metadata, Cors::Any, false),
    route("/authorize", BOTH, Policy::Page, Cors::No, true),
    route("/token", POST, Policy::TokenType, Cors::Clients, true),
    route("/introspect", POST, Policy::TokenType, Cors::No, true),
    route("/revoke", POST, Policy::TokenType, Cors::Clients, true),
    route("/device_authorization", POST, Policy::TokenType, Cors::No, true),
    route("/userinfo", BOTH, Policy::Bearer, Cors::Clients, true),
    route("/register", POST, Policy::Bearer, Cors::WhileOpen, true),
    route("/register/{client_id}", RECORD, Policy::Bearer, Cors::WhileOpen, true),
];

const LIST: &[&str] = &["GET", "POST"];
const ITEM: &[&str] = &["GET", "PATCH", "DELETE"];
const DOCUMENT: &[&str] = &["GET", "PUT", "DELETE"];

const fn admin(path: &'static str, methods: &'static [&'static str]) -> RouteSpec {
    route(path, methods, Policy::Admin, Cors::No, true)
}

/// The administration for programs.
const ADMIN_API: &[RouteSpec] = &[
    admin("/admin/api/users", LIST),
    admin("/admin/api/users/{user}", ITEM),
    admin("/admin/api/users/{user}/disable", POST),
    admin("/admin/api/users/{user}/enable", POST),
    admin("/admin/api/users/{user}/password", POST),
    admin("/admin/api/users/{user}/invitation", POST),
    admin("/admin/api/users/{user}/reset-factors", POST),
    admin("/admin/api/users/{user}/remove-passkeys", POST),
    admin("/admin/api/users/{user}/revoke", POST),
    admin("/admin/api/events", &["GET"]),
    admin("/admin/api/refusals/{id}", &["GET"]),
    admin("/admin/api/groups", GET),
    admin("/admin/api/groups/{name}", DOCUMENT),
    admin("/admin/api/groups/{name}/members", GET),
    admin("/admin/api/groups/{name}/members/{user}", &["PUT", "DELETE"]),
    admin("/admin/api/clients", LIST),
    admin("/admin/api/clients/{client_id}", &["GET", "PUT", "PATCH", "DELETE"]),
    admin("/admin/api/clients/{client_id}/rotate-secret", POST),
    admin("/admin/api/clients/{client_id}/disable", POST),
    admin("/admin/api/clients/{client_id}/enable", POST),
    admin("/admin/api/clients/{client_id}/revoke", POST),
    admin("/admin/api/scopes", GET),
    admin("/admin/api/scopes/{name}", DOCUMENT),
    admin("/admin/api/resources", GET),
    admin("/admin/api/resources/{uri}", DOCUMENT),
    admin("/admin/api/issuers", GET),
    admin("/admin/api/issuers/{issuer}", DOCUMENT),
    admin("/admin/api/registration-tokens", LIST),
    admin("/admin/api/registration-tokens/{id}", DELETE),
    admin("/admin/api/keys", GET),
    admin("/admin/api/keys/rotate", POST),
    admin("/admin/api/keys/{kid}/retire", POST),
    admin("/admin/api/sessions", GET),
    admin("/admin/api/sessions/{id}", DELETE),
    admin("/admin/api/grants", GET),
    admin("/admin/api/grants/{id}", DELETE),
    admin("/admin/api/settings", GET),
    admin("/admin/api/webhooks", LIST),
    admin("/admin/api/webhooks/{webhook}", ITEM),
    admin("/admin/api/webhooks/{webhook}/rotate-secret", POST),
    admin("/admin/api/webhooks/{webhook}/test", POST),
];

/// The pages of signing in and out.
const SIGN_IN: &[RouteSpec] = &[
    route("/", READ, Policy::Page, Cors::No, false),
    route("/login", BOTH, Policy::Page, Cors::No, false),
    route("/login/code", BOTH, Policy::Page, Cors::No, false),
    route("/login/enrol", BOTH, Policy::Page, Cors::No, false),
    route("/select-account", BOTH, Policy::Page, Cors::No, false),
    route("/consent", BOTH, Policy::Page, Cors::No, false),
    route("/device", BOTH, Policy::Page, Cors::No, false),
    route("/switch-account", POST, Policy::Page, Cors::No, false),
    route("/logout", BOTH, Policy::Page, Cors::No, false),
    route("/language", POST, Policy::Page, Cors::No, false),
    route("/check_session", READ, Policy::Page, Cors::No, false),
];

/// What people do with accounts by themselves.
const SELF_SERVICE: &[RouteSpec] = &[
    route("/signup", BOTH, Policy::Page, Cors::No, false),
    route("/signup/{token}", BOTH, Policy::Page, Cors::No, false),
    route("/forgot", BOTH, Policy::Page, Cors::No, false),
    route("/reset/{token}", BOTH, Policy::Page, Cors::No, false),
    route("/invite/{token}", BOTH, Policy::Page, Cors::No, false),
    route("/account/password", BOTH, Policy::Page, Cors::No, false),
    route("/account/email", BOTH, Policy::Page, Cors::No, false),
    route("/account/email/verify", POST, Policy::Page, Cors::No, false),
    route("/account/email/verify/{token}", BOTH, Policy::Page, Cors::No, false),
    route("/account/email/change/{token}", BOTH, Policy::Page, Cors::No, false),
];

/// The pages of one's own account.
const ACCOUNT: &[RouteSpec] = &[
    route("/account", GET, Policy::Page, Cors::No, false),
    route("/account/disconnect", POST, Policy::Page, Cors::No, false),
    route("/account/totp", BOTH, Policy::Page, Cors::No, false),
    route("/account/totp/remove", POST, Policy::Page, Cors::No, false),
    route("/account/totp/forget", POST, Policy::Page, Cors::No, false),
    route("/account/recovery-codes", BOTH, Policy::Page, Cors::No, false),
    route("/account/profile", BOTH, Policy::Page, Cors::No, false),
    route("/account/devices", GET, Policy::Page, Cors::No, false),
    route("/account/devices/sign-out", POST, Policy::Page, Cors::No, false),
    route("/account/devices/sign-out-others", POST, Policy::Page, Cors::No, false),
    route("/account/events", GET, Policy::Page, Cors::No, false),
    route("/account/data", GET, Policy::Page, Cors::No, false),
    route("/account/data/export", POST, Policy::Page, Cors::No, false),
    route("/account/data/delete", POST, Policy::Page, Cors::No, false),
    route("/account/passkeys", BOTH, Policy::Page, Cors::No, false),
    route("/account/passkeys/rename", POST, Policy::Page, Cors::No, false),
    route("/account/passkeys/remove", POST, Policy::Page, Cors::No, false),
];

/// The administrators' console.
const ADMIN: &[RouteSpec] = &[
    route("/admin", GET, Policy::Page, Cors::No, false),
    route("/admin/users", GET, Policy::Page, Cors::No, false),
    route("/admin/add-user", BOTH, Policy::Page, Cors::No, false),
    route("/admin/users/{user_id}", GET, Policy::Page, Cors::No, false),
    route("/admin/users/{user_id}/edit", BOTH, Policy::Page, Cors::No, false),
    route("/admin/users/{user_id}/password", BOTH, Policy::Page, Cors::No, false),
    route("/admin/users/{user_id}/{act}", BOTH, Policy::Page, Cors::No, false),
    route("/admin/clients", GET, Policy::Page, Cors::No, false),
    route("/admin/add-client", BOTH, Policy::Page, Cors::No, false),
    route("/admin/clients/{client_id}", GET, Policy::Page, Cors::No, false),
    route("/admin/clients/{client_id}/edit", BOTH, Policy::Page, Cors::No, false),
    route("/admin/clients/{client_id}/document", BOTH, Policy::Page, Cors::No, false),
    route("/admin/clients/{client_id}/postman", GET, Policy::Page, Cors::No, false),
    route("/admin/clients/{client_id}/secret", BOTH, Policy::Page, Cors::No, false),
    route("/admin/clients/{client_id}/try", BOTH, Policy::Page, Cors::No, false),
    route("/admin/clients/{client_id}/{act}", BOTH, Policy::Page, Cors::No, false),
    route("/admin/try/callback", GET, Policy::Page, Cors::No, false),
    route("/admin/try/{trial}", GET, Policy::Page, Cors::No, false),
    route("/admin/try/{trial}/{act}", BOTH, Policy::Page, Cors::No, false),
    route("/admin/groups", GET, Policy::Page, Cors::No, false),
    route("/admin/add-group", BOTH, Policy::Page, Cors::No, false),
    route("/admin/groups/{group}/edit", BOTH, Policy::Page, Cors::No, false),
    route("/admin/groups/{group}/remove", BOTH, Policy::Page, Cors::No, false),
    route("/admin/scopes", GET, Policy::Page, Cors::No, false),
    route("/admin/add-scope", BOTH, Policy::Page, Cors::No, false),
    route("/admin/scopes/{scope}/edit", BOTH, Policy::Page, Cors::No, false),
    route("/admin/scopes/{scope}/remove", BOTH, Policy::Page, Cors::No, false),
    route("/admin/resources", GET, Policy::Page, Cors::No, false),
    route("/admin/add-resource", BOTH, Policy::Page, Cors::No, false),
    route("/admin/resources/{resource}/edit", BOTH, Policy::Page, Cors::No, false),
    route("/admin/resources/{resource}/remove", BOTH, Policy::Page, Cors::No, false),
    route("/admin/keys", GET, Policy::Page, Cors::No, false),
    route("/admin/rotate-keys", BOTH, Policy::Page, Cors::No, false),
    route("/admin/keys/{kid}/retire", BOTH, Policy::Page, Cors::No, false),
    route("/admin/sessions", BOTH, Policy::Page, Cors::No, false),
    route("/admin/grants", BOTH, Policy::Page, Cors::No, false),
    route("/admin/revoke-everything", BOTH, Policy::Page, Cors::No, false),
    route("/admin/issuers", GET, Policy::Page, Cors::No, false),
    route("/admin/add-issuer", BOTH, Policy::Page, Cors::No, false),
    route("/admin/issuers/{issuer}/edit", BOTH, Policy::Page, Cors::No, false),
    route("/admin/issuers/{issuer}/remove", BOTH, Policy::Page, Cors::No, false),
    route("/admin/registration-tokens", BOTH, Policy::Page, Cors::No, false),
    route("/admin/add-registration-token", BOTH, Policy::Page, Cors::No, false),
    route("/admin/webhooks", GET, Policy::Page, Cors::No, false),
    route("/admin/add-webhook", BOTH, Policy::Page, Cors::No, false),
    route("/admin/webhooks/{webhook}", GET, Policy::Page, Cors::No, false),
    route("/admin/webhooks/{webhook}/edit", BOTH, Policy::Page, Cors::No, false),
    route("/admin/webhooks/{webhook}/secret", BOTH, Policy::Page, Cors::No, false),
    route("/admin/webhooks/{webhook}/test", BOTH, Policy::Page, Cors::No, false),
    route("/admin/webhooks/{webhook}/remove", BOTH, Policy::Page, Cors::No, false),
    route("/admin/settings", GET, Policy::Page, Cors::No, false),
    route("/admin/refusals", GET, Policy::Page, Cors::No, false),
    route("/admin/refusals/{id}", GET, Policy::Page, Cors::No, false),
    route("/admin/audit", GET, Policy::Page, Cors::No, false),
    route("/admin/audit/export", GET, Policy::Page, Cors::No, false),
];

/// Files, documentation, and the state of the server.
const SERVER: &[RouteSpec] = &[
    route("/assets/style.css", READ, Policy::Metadata, Cors::No, false),
    route("/assets/logo.svg", READ, Policy::Metadata, Cors::No, false),
    route("/assets/passkeys.js", READ, Policy::Metadata, Cors::No, false),
    route("/assets/check_session.js", READ, Policy::Metadata, Cors::No, false),
    route("/docs", READ, Policy::Page, Cors::No, false),
    route("/docs/swagger-ui.css", READ, Policy::Metadata, Cors::No, false),
    route("/docs/swagger-ui.js", READ, Policy::Metadata, Cors::No, false),
    route("/docs/start.js", READ, Policy::Metadata, Cors::No, false),
    route("/docs/oauth2-redirect", READ, Policy::Page, Cors::No, false),
    route("/docs/oauth2-redirect.js", READ, Policy::Metadata, Cors::No, false),
    route("/health/live", READ, Policy::Health, Cors::No, true),
    route("/health/ready", READ, Policy::Health, Cors::No, true),
    route("/metrics", GET, Policy::Health, Cors::No, false),
];

/// Every route, by what it is for.
const TABLES: &[&[RouteSpec]] = &[CLIENTS, ADMIN_API, SIGN_IN, ACCOUNT, SELF_SERVICE, ADMIN, SERVER];

/// Every route.
pub fn routes() -> impl Iterator<Item = &'static RouteSpec> {
    TABLES.iter().copied().flatten()
}

/// What stands in for a route where there is none.
pub const NOWHERE: &RouteSpec = &route("(unknown)", &[], Policy::Metadata, Cors::No, false);

/// The same for who asked for a page.
pub const NOWHERE_PAGE: &RouteSpec = &route("(unknown)", &[], Policy::Page, Cors::No, false);

/// The route at `path`, the issuer's own path taken off. Metadata of an issuer with a path is found at all three
/// addresses that clients try (OpenID Connect Discovery §4, RFC 8414 §3.1 and §5).
#[must_use]
pub fn resolve(path: &str, base: &str) -> Option<&'static RouteSpec> {
    let below = below(path, base)?;
    routes().find(|route| route.matches(below))
}

/// `path` without the issuer's own.
#[must_use]
pub fn below<'a>(path: &'a str, base: &str) -> Option<&'a str> {
    match path.strip_prefix(base) {
        Some("") => Some("/"),
        Some(below) if below.starts_with('/') => Some(below),
        _ => base_last(path, base),
    }
}

impl RouteSpec {
    /// Whether it is for administrators.
    #[must_use]
    pub fn is_administrative(&self) -> bool {
        self.path == "/admin" || self.path.starts_with("/admin/")
    }

    /// Whether the pages of administrators need it: they sign in, choose a language and have a style.
    #[must_use]
    pub fn serves_administrators(&self) -> bool {
        let whole = ["/login", "/logout", "/select-account", "/switch-account", "/language"];
        let parts = ["/login/", "/assets/", "/health/"];
        self.is_administrative() || whole.contains(&self.path) || parts.iter().any(|part| self.path.starts_with(part))
    }

    fn matches(&self, below: &str) -> bool {
        if !self.path.contains('{') {
            return self.path == below;
        }
        let (mut ours, mut theirs) = (self.path.split('/'), below.split('/'));
        loop {
            match (ours.next(), theirs.next()) {
                (None, None) => return true,
                (Some(own), Some(other)) if own == other || (own.starts_with('{') && !other.is_empty()) => {}
                _ => return false,
            }
        }
    }
}

fn base_last<'a>(path: &'a str, base: &str) -> Option<&'a str> {
    let metadata = path.strip_suffix(base).filter(|_| !base.is_empty())?;
    metadata.starts_with("/.well-known/").then_some(metadata)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuer_with_a_path_is_found_at_three_addresses() {
        for path in [
            "/o/.well-known/openid-configuration",
            "/.well-known/openid-configuration/o",
            "/.well-known/oauth-authorization-server/o",
        ] {
            assert!(resolve(path, "/o").is_some(), "{path}");
        }
        assert!(resolve("/o/token", "/o").is_some());
        assert!(resolve("/token", "/o").is_none());
        assert!(resolve("/other/token", "/o").is_none());
        assert!(resolve("/token/o", "/o").is_none());
    }

    #[test]
    fn segment_in_braces_stands_for_one_and_no_more() {
        assert_eq!(resolve("/o/register/c1", "/o").unwrap().path, "/register/{client_id}");
        assert_eq!(resolve("/register", "").unwrap().path, "/register");
        for nowhere in ["/register/", "/register/a/b", "/register/a/", "/registers"] {
            assert!(resolve(nowhere, "").is_none(), "{nowhere}");
        }
    }

    #[test]
    fn issuer_without_a_path_has_its_routes_at_the_root() {
        assert_eq!(resolve("/", "").unwrap().path, "/");
        assert_eq!(resolve("", "").unwrap().path, "/");
        assert!(resolve("/token/", "").is_none());
        assert!(resolve("//token", "").is_none());
    }
}
