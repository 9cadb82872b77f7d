//! `dumpdata` of Django, as JSON or YAML: people, groups, and the applications of Django OAuth Toolkit, django-oauth2-provider
//! and djoauth2. Models are known by their fields, so that swapped models are taken too.

use super::{AddGroup, Application, Entry, KeptSecret, Person, Plan, is_set, text};
use crate::crypto::password_pool::PasswordPool;
use crate::flow::admin::AdminError;
use crate::model::{ApplicationType, ClientMetadata, ClientType, GrantType, Profile, Scope, Secret};
use crate::protocol::redirect_uri::check_registrable;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};

/// Prefix of a hash of argon2, before the PHC string.
const ARGON2: &str = "argon2$";

/// Reads a file; `scope` is what its clients may ask for.
///
/// # Errors
/// [`AdminError::Invalid`] for a file that is no fixture.
pub fn read(file: &str, scope: &Scope) -> Result<Plan, AdminError> {
    let malformed = |why: String| AdminError::invalid(format!("the file is no fixture of dumpdata: {why}"));
    if file.trim().is_empty() {
        return Err(malformed("it is empty".to_owned()));
    }
    let rows: Vec<Row> = if file.trim_start().starts_with('[') {
        serde_json::from_str(file).map_err(|error| malformed(error.to_string()))?
    } else {
        serde_saphyr::from_str(file).map_err(|error| malformed(first_line(&error.to_string())))?
    };
    let mut plan = Plan::default();
    let mut left_out: BTreeMap<String, usize> = BTreeMap::new();
    let groups = group_names(&rows);
    for row in &rows {
        let fields = &row.fields;
        if row.model == "auth.group" {
            let name = text(fields, "name").unwrap_or_default().to_owned();
            plan.groups.push(AddGroup { name, ..AddGroup::default() });
        } else if fields.contains_key("authorization_grant_type") && fields.contains_key("client_id") {
            plan.clients.push(toolkit(fields, scope));
        } else if row.model == "oauth2.client" {
            plan.clients.push(provider(fields, scope));
        } else if row.model == "djoauth2.client" {
            plan.clients.push(djoauth2(fields, scope));
        } else if fields.contains_key("password") && (fields.contains_key("username") || fields.contains_key("email")) {
            plan.people.push(person(row, &groups));
        } else {
            *left_out.entry(row.model.clone()).or_default() += 1;
        }
    }
    let entry = |(model, count): (String, usize)| {
        Entry::left_out(&model, "", format!("{count} rows of a kind that is not taken"))
    };
    plan.left_out = left_out.into_iter().map(entry).collect();
    Ok(plan)
}

#[derive(serde::Deserialize)]
struct Row {
    model: String,
    #[serde(default)]
    pk: Value,
    fields: Map<String, Value>,
}

/// What a reader of YAML says may show the place by what stands there; that is for nobody's log.
fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().chars().take(200).collect()
}

/// A primary key as text.
fn key(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn group_names(rows: &[Row]) -> HashMap<String, String> {
    let groups = rows.iter().filter(|row| row.model == "auth.group");
    groups.filter_map(|row| Some((key(&row.pk), text(&row.fields, "name")?.to_owned()))).collect()
}

/// The groups of a person, by primary or natural key.
fn groups_of(fields: &Map<String, Value>, known: &HashMap<String, String>) -> Vec<String> {
    let name_of = |value: &Value| match value {
        Value::Array(natural) => natural.first().and_then(Value::as_str).map(str::to_owned),
        primary => Some(known.get(&key(primary)).cloned().unwrap_or_else(|| key(primary))),
    };
    let mut names: Vec<_> =
        fields.get("groups").and_then(Value::as_array).into_iter().flatten().filter_map(name_of).collect();
    names.sort();
    names.dedup();
    names
}

fn person(row: &Row, groups: &HashMap<String, String>) -> Person {
    let fields = &row.fields;
    let owned = |name: &str| text(fields, name).map(str::to_owned);
    let (given_name, family_name) = (owned("first_name"), owned("last_name"));
    let parts: Vec<&str> = [&given_name, &family_name].into_iter().flatten().map(String::as_str).collect();
    let name = (!parts.is_empty()).then(|| parts.join(" "));
    let username = owned("username").or_else(|| owned("email")).unwrap_or_default();
    let mut notes = Vec::new();
    if is_set(fields, "is_superuser") {
        notes.push("was a superuser and is no administrator here".to_owned());
    }
    let kept = text(fields, "password").unwrap_or_default();
    let unusable = kept.is_empty() || kept.starts_with('!');
    if unusable {
        notes.push("has no usable password".to_owned());
    }
    Person {
        subject: key(&row.pk),
        username,
        profile: Profile { name, given_name, family_name, email: owned("email"), ..Profile::default() },
        password: (!unusable).then(|| Secret::new(as_phc(kept).to_owned())),
        disabled: fields.get("is_active") == Some(&Value::Bool(false)),
        groups: groups_of(fields, groups),
        notes,
        ..Person::default()
    }
}

/// Django writes a PHC string of argon2 behind its own prefix.
fn as_phc(hash: &str) -> &str {
    match hash.strip_prefix(ARGON2) {
        // The `$` that both share.
        Some(_) => &hash[ARGON2.len() - 1..],
        None => hash,
    }
}

/// An application of Django OAuth Toolkit.
fn toolkit(fields: &Map<String, Value>, scope: &Scope) -> Application {
    let id = text(fields, "client_id").unwrap_or_default().to_owned();
    let mut notes = Vec::new();
    let mut metadata = base(text(fields, "name").unwrap_or(&id), text(fields, "client_type") == Some("public"), scope);
    metadata.first_party = is_set(fields, "skip_authorization");
    for grant in text(fields, "authorization_grant_type").unwrap_or_default().split([' ', ',']) {
        add_grant(&mut metadata, grant, &mut notes);
    }
    set_redirects(&mut metadata, text(fields, "redirect_uris"), &mut notes);
    let after = text(fields, "post_logout_redirect_uris").unwrap_or_default();
    metadata.logout.post_logout_redirect_uris = after.split_whitespace().map(str::to_owned).collect();
    if text(fields, "allowed_origins").is_some() {
        notes.push("allowed_origins: origins follow from the redirect URIs here".to_owned());
    }
    if text(fields, "algorithm") == Some("HS256") {
        notes.push("algorithm: its ID tokens are signed by RS256; HS256 needs a new secret".to_owned());
    }
    let secret = secret(&metadata, text(fields, "client_secret"), &mut notes);
    Application { id, metadata, secret, notes }
}

fn add_grant(metadata: &mut ClientMetadata, name: &str, notes: &mut Vec<String>) {
    let mut add = |grants: &[GrantType]| {
        for grant in grants {
            if !metadata.grant_types.contains(grant) {
                metadata.grant_types.push(*grant);
            }
        }
    };
    match name {
        "" => {}
        "authorization-code" => add(&[GrantType::AuthorizationCode, GrantType::RefreshToken]),
        "password" => add(&[GrantType::Password, GrantType::RefreshToken]),
        "client-credentials" => add(&[GrantType::ClientCredentials]),
        "urn:ietf:params:oauth:grant-type:device_code" => add(&[GrantType::DeviceCode, GrantType::RefreshToken]),
        "openid-hybrid" => {
            add(&[GrantType::AuthorizationCode, GrantType::RefreshToken]);
            notes.push("openid-hybrid: taken as authorization-code".to_owned());
        }
        other => notes.push(format!("the grant {other:?} is not taken")),
    }
}

/// A client of django-oauth2-provider.
fn provider(fields: &Map<String, Value>, scope: &Scope) -> Application {
    let id = text(fields, "client_id").unwrap_or_default().to_owned();
    let mut notes = Vec::new();
    let public = fields.get("client_type") == Some(&Value::from(1));
    let mut metadata = base(text(fields, "name").unwrap_or(&id), public, scope);
    metadata.grant_types = vec![GrantType::AuthorizationCode, GrantType::RefreshToken];
    notes.push("the password grant is not taken; it is given by client set --grants".to_owned());
    set_redirects(&mut metadata, text(fields, "redirect_uri"), &mut notes);
    let secret = secret(&metadata, text(fields, "client_secret"), &mut notes);
    Application { id, metadata, secret, notes }
}

/// A client of djoauth2, which wants `state`.
fn djoauth2(fields: &Map<String, Value>, scope: &Scope) -> Application {
    let id = text(fields, "key").unwrap_or_default().to_owned();
    let mut notes = Vec::new();
    let mut metadata = base(text(fields, "name").unwrap_or(&id), false, scope);
    metadata.grant_types = vec![GrantType::AuthorizationCode, GrantType::RefreshToken];
    metadata.require_state = true;
    set_redirects(&mut metadata, text(fields, "redirect_uri"), &mut notes);
    let secret = secret(&metadata, text(fields, "secret"), &mut notes);
    Application { id, metadata, secret, notes }
}

/// What all of them are: both methods of the secret, a refresh token always, every scope, no PKCE where there is a secret.
fn base(name: &str, public: bool, scope: &Scope) -> ClientMetadata {
    ClientMetadata {
        client_type: if public { ClientType::Public } else { ClientType::Confidential },
        refresh_always: true,
        scope: scope.clone(),
        pkce_required: (!public).then_some(false),
        ..ClientMetadata::named(name)
    }
}

/// Those that can be registered; an app's own scheme makes it a native one.
pub(super) fn set_redirects(metadata: &mut ClientMetadata, uris: Option<&str>, notes: &mut Vec<String>) {
    let uris: Vec<_> = uris.unwrap_or_default().split_whitespace().collect();
    let web = |uri: &&str| uri.starts_with("https:") || uri.starts_with("http:");
    if !uris.iter().all(web) {
        metadata.application_type = ApplicationType::Native;
    }
    for uri in uris {
        match check_registrable(uri, metadata.application_type) {
            Ok(()) => metadata.redirect_uris.push(uri.to_owned()),
            Err(why) => notes.push(format!("left out: {why}")),
        }
    }
}

/// The secret in clear or as a hash; of anything else nothing is kept.
fn secret(metadata: &ClientMetadata, kept: Option<&str>, notes: &mut Vec<String>) -> Option<KeptSecret> {
    let kept = kept.filter(|_| metadata.client_type == ClientType::Confidential);
    let Some(kept) = kept else {
        if metadata.client_type == ClientType::Confidential {
            notes.push("has no secret; it gets one by client rotate-secret".to_owned());
        }
        return None;
    };
    let hash = as_phc(kept);
    if PasswordPool::can_verify(hash) {
        return Some(KeptSecret::Hashed(Secret::new(hash.to_owned())));
    }
    let looks_hashed =
        ["md5$", "sha1$", "pbkdf2_", "bcrypt", "argon2", "scrypt$"].iter().any(|kind| kept.starts_with(kind));
    if looks_hashed {
        notes.push(
            "the hash of its secret is of a kind that is not taken; it gets one by client rotate-secret".to_owned(),
        );
        return None;
    }
    Some(KeptSecret::Clear(Secret::new(kept.to_owned())))
}
