//! A realm export of Keycloak: users with their credentials, groups by path, realm roles, and clients.

use super::django::set_redirects;
use super::{AddGroup, Application, Entry, KeptSecret, Person, Plan, is_set, objects, text, texts};
use crate::flow::admin::AdminError;
use crate::model::user::Address;
use crate::model::{ClientMetadata, ClientType, GrantType, Profile, Scope, Secret};
use crate::protocol::attributes::check_attribute;
use serde_json::{Map, Value};

/// Clients that Keycloak makes for itself.
const OWN_CLIENTS: [&str; 6] =
    ["account", "account-console", "admin-cli", "broker", "realm-management", "security-admin-console"];
/// Roles that every realm has.
const OWN_ROLES: [&str; 2] = ["offline_access", "uma_authorization"];
/// Deepest tree of groups.
const DEEPEST: usize = 20;

/// Reads a file; `scope` is what exists here, of which each client gets those that it had.
///
/// # Errors
/// [`AdminError::Invalid`] for a file that is no export of a realm.
pub fn read(file: &str, scope: &Scope) -> Result<Plan, AdminError> {
    let malformed = |why: &str| AdminError::invalid(format!("the file is no export of a realm: {why}"));
    let realm: Map<String, Value> = serde_json::from_str(file).map_err(|error| malformed(&error.to_string()))?;
    let name = text(&realm, "realm").ok_or_else(|| malformed("it has no member realm"))?;
    let mut plan = Plan::default();
    for group in objects(&realm, "groups") {
        add_group(&mut plan, group, "", 0);
    }
    for user in objects(&realm, "users") {
        if let Some(client) = text(user, "serviceAccountClientId") {
            let why = format!("the service account of {client}; a client acts for itself here");
            plan.left_out.push(Entry::left_out("user", text(user, "username").unwrap_or_default(), why));
            continue;
        }
        plan.people.push(person(user, name));
    }
    for client in objects(&realm, "clients") {
        let id = text(client, "clientId").unwrap_or_default();
        if OWN_CLIENTS.contains(&id) {
            continue;
        }
        if text(client, "protocol").is_some_and(|protocol| protocol != "openid-connect") || is_set(client, "bearerOnly")
        {
            let why = "it is no client of OpenID Connect that asks for tokens";
            plan.left_out.push(Entry::left_out("client", id, why));
            continue;
        }
        plan.clients.push(application(client, id, scope));
    }
    for kind in ["identityProviders", "components", "authenticationFlows", "clientScopes"] {
        let count = realm.get(kind).map_or(0, |value| value.as_array().map_or(0, Vec::len));
        if count > 0 {
            plan.left_out.push(Entry::left_out(kind, "", format!("{count} of a kind that is not taken")));
        }
    }
    Ok(plan)
}

/// A group and those below it, each by its path.
fn add_group(plan: &mut Plan, group: &Map<String, Value>, above: &str, depth: usize) {
    let path = format!("{above}/{}", text(group, "name").unwrap_or_default());
    if depth > DEEPEST {
        plan.left_out.push(Entry::left_out("group", &path, "too deep"));
        return;
    }
    let roles = realm_roles(group);
    plan.groups.push(AddGroup { name: path.clone(), description: String::new(), roles });
    for below in objects(group, "subGroups") {
        add_group(plan, below, &path, depth + 1);
    }
}

fn realm_roles(of: &Map<String, Value>) -> Vec<String> {
    let own = |role: &&str| !OWN_ROLES.contains(role) && !role.starts_with("default-roles-");
    let mut roles: Vec<_> = texts(of, "realmRoles").filter(own).map(str::to_owned).collect();
    roles.sort();
    roles.dedup();
    roles
}

fn person(user: &Map<String, Value>, realm: &str) -> Person {
    let owned = |name: &str| text(user, name).map(str::to_owned);
    let mut notes = Vec::new();
    let (given_name, family_name) = (owned("firstName"), owned("lastName"));
    let parts: Vec<&str> = [&given_name, &family_name].into_iter().flatten().map(String::as_str).collect();
    let name = (!parts.is_empty()).then(|| parts.join(" "));
    let email = owned("email");
    let email_verified = email.is_some() && is_set(user, "emailVerified");
    let mut profile = Profile { name, given_name, family_name, email, email_verified, ..Profile::default() };
    let attributes = attributes(user, &mut profile, &mut notes);
    for action in texts(user, "requiredActions") {
        notes.push(format!("the required action {action} is not taken"));
    }
    if user.get("clientRoles").and_then(Value::as_object).is_some_and(|roles| !roles.is_empty()) {
        notes.push("roles of clients are not taken".to_owned());
    }
    let mut groups: Vec<_> = texts(user, "groups").map(str::to_owned).collect();
    groups.sort();
    groups.dedup();
    let username = owned("username").unwrap_or_default();
    let subject = owned("id").unwrap_or_else(|| {
        notes.push(format!("has no id in the export; its sub is made of realm {realm} and its name"));
        format!("{realm}:{username}")
    });
    Person {
        password: password(user, &mut notes),
        subject,
        username,
        profile,
        disabled: user.get("enabled") == Some(&Value::Bool(false)),
        groups,
        roles: realm_roles(user),
        attributes,
        notes,
    }
}

/// Attributes are lists of texts there; one of one text is the text. Standard claims go where they belong.
fn attributes(user: &Map<String, Value>, profile: &mut Profile, notes: &mut Vec<String>) -> Map<String, Value> {
    let mut kept = Map::new();
    for (name, value) in user.get("attributes").and_then(Value::as_object).into_iter().flatten() {
        let value = match value {
            Value::Array(values) if values.len() == 1 => values[0].clone(),
            other => other.clone(),
        };
        match (name.as_str(), value.as_str()) {
            ("locale", Some(text)) => profile.locale = Some(text.to_owned()),
            ("phoneNumber" | "phone_number", Some(text)) => profile.phone_number = Some(text.to_owned()),
            ("picture", Some(text)) => profile.picture = Some(text.to_owned()),
            ("country", Some(text)) => {
                profile.address.get_or_insert_with(Address::default).country = Some(text.to_owned());
            }
            _ => match check_attribute(name, &value) {
                Ok(()) => {
                    kept.insert(name.clone(), value);
                }
                Err(why) => notes.push(format!("an attribute is left out: {why}")),
            },
        }
    }
    kept
}

/// The hash of a password in the PHC string format; other credentials stay behind.
fn password(user: &Map<String, Value>, notes: &mut Vec<String>) -> Option<Secret<String>> {
    let mut hash = None;
    for credential in objects(user, "credentials") {
        match text(credential, "type") {
            Some("password") => hash = phc(credential),
            Some(other) => notes.push(format!("the credential {other} is not taken; it is enrolled anew")),
            None => {}
        }
    }
    if hash.is_none() {
        notes.push("has no password that can be checked here".to_owned());
    }
    hash.map(Secret::new)
}

fn phc(credential: &Map<String, Value>) -> Option<String> {
    let inner = |name: &str| serde_json::from_str::<Map<String, Value>>(text(credential, name)?).ok();
    let (secret, data) = (inner("secretData")?, inner("credentialData")?);
    let unpadded = |member: &str| Some(text(&secret, member)?.trim_end_matches('=').to_owned());
    let (salt, hash) = (unpadded("salt")?, unpadded("value")?);
    let rounds = data.get("hashIterations")?.as_u64()?;
    match text(&data, "algorithm")? {
        "pbkdf2" => Some(format!("$pbkdf2-sha1$i={rounds}${salt}${hash}")),
        name @ ("pbkdf2-sha256" | "pbkdf2-sha512") => Some(format!("${name}$i={rounds}${salt}${hash}")),
        "argon2" => {
            let further = data.get("additionalParameters")?.as_object()?;
            let first = |name: &str| further.get(name)?.as_array()?.first()?.as_str().map(str::to_owned);
            let (kind, version) = (first("type")?, first("version")?);
            let version = if version == "1.3" { "19" } else { "16" };
            let (memory, lanes) = (first("memory")?, first("parallelism")?);
            Some(format!("$argon2{kind}$v={version}$m={memory},t={rounds},p={lanes}${salt}${hash}"))
        }
        _ => None,
    }
}

fn application(client: &Map<String, Value>, id: &str, known: &Scope) -> Application {
    let mut notes = Vec::new();
    let public = is_set(client, "publicClient");
    let had: Vec<&str> = texts(client, "defaultClientScopes").chain(texts(client, "optionalClientScopes")).collect();
    let mut metadata = ClientMetadata {
        client_type: if public { ClientType::Public } else { ClientType::Confidential },
        grant_types: grants(client, &mut notes),
        // Keycloak gives `openid` to whoever asks.
        scope: known.filter(|scope| scope == "openid" || had.contains(&scope)),
        first_party: client.get("consentRequired") != Some(&Value::Bool(true)),
        refresh_always: true,
        pkce_required: (!public).then(|| attribute(client, "pkce.code.challenge.method").is_some()),
        client_uri: text(client, "baseUrl").filter(|uri| uri.starts_with("https://")).map(str::to_owned),
        ..ClientMetadata::named(text(client, "name").filter(|name| !name.starts_with("${")).unwrap_or(id))
    };
    let lost: Vec<&str> = had.into_iter().filter(|scope| !known.contains(scope)).collect();
    if !lost.is_empty() {
        notes.push(format!("scopes that do not exist here: {}", lost.join(", ")));
    }
    let uris: Vec<&str> = texts(client, "redirectUris").collect();
    set_redirects(&mut metadata, Some(&uris.join(" ")), &mut notes);
    let after = attribute(client, "post.logout.redirect.uris").unwrap_or_default();
    let exact = after.split("##").filter(|uri| !uri.is_empty() && !uri.contains(['*', '+']));
    metadata.logout.post_logout_redirect_uris = exact.map(str::to_owned).collect();
    metadata.logout.backchannel_logout_uri = attribute(client, "backchannel.logout.url").map(str::to_owned);
    let secret = text(client, "secret").filter(|secret| !public && !secret.starts_with("**"));
    if !public && secret.is_none() {
        notes.push("its secret is not in the export; it gets one by client rotate-secret".to_owned());
    }
    let secret = secret.map(|secret| KeptSecret::Clear(Secret::new(secret.to_owned())));
    Application { id: id.to_owned(), metadata, secret, notes }
}

fn attribute<'a>(client: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    text(client.get("attributes")?.as_object()?, name)
}

fn grants(client: &Map<String, Value>, notes: &mut Vec<String>) -> Vec<GrantType> {
    let mut grants = Vec::new();
    if client.get("standardFlowEnabled") != Some(&Value::Bool(false)) {
        grants.extend([GrantType::AuthorizationCode, GrantType::RefreshToken]);
    }
    if is_set(client, "directAccessGrantsEnabled") {
        grants.push(GrantType::Password);
        notes.push("direct access grants: it may send passwords; take that away if it does not".to_owned());
    }
    if is_set(client, "serviceAccountsEnabled") {
        grants.push(GrantType::ClientCredentials);
    }
    if attribute(client, "oauth2.device.authorization.grant.enabled") == Some("true") {
        grants.push(GrantType::DeviceCode);
    }
    if is_set(client, "implicitFlowEnabled") {
        notes.push("the implicit flow is not taken".to_owned());
    }
    grants
}
