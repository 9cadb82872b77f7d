//! What a file wants: every member read into the type that the deeds take, and everything that is wrong with it at once.

use super::Kind;
use super::secret::{Secrets, take_secret};
use super::tree::{Format, Member, Node, parse, to_members};
use crate::flow::admin::user_document::UserDocument;
use crate::flow::admin::{AdminError, document};
use crate::model::{AssertionSubject, ClientMetadata, Resource, Scope, ScopeDefinition, Secret, TrustedIssuer};
use crate::protocol::login_key::login_key;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Longest time until an assertion expires where the file says none, in seconds.
const ASSERTION_LIFETIME: i64 = 300;

/// A client that a file wants.
#[derive(Clone, Debug)]
pub struct WantedClient {
    /// `client_id`.
    pub id: String,
    /// What is registered of it.
    pub metadata: ClientMetadata,
    /// Whether it is switched off.
    pub disabled: bool,
    /// Its secret, if the file names one.
    pub secret: Option<Secret<String>>,
}

/// A group that a file wants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WantedGroup {
    /// What clients see.
    pub name: String,
    /// For administrators.
    pub description: String,
    /// Roles that every member has.
    pub roles: Vec<String>,
}

/// A person that a file wants.
#[derive(Clone, Debug)]
pub struct WantedUser {
    /// User name.
    pub username: String,
    /// `sub`, where the account is to have a certain one.
    pub subject: Option<String>,
    /// The rest.
    pub document: UserDocument,
    /// The password of a new account.
    pub password: Option<Secret<String>>,
}

/// All that a file wants.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Scopes.
    pub scopes: Vec<ScopeDefinition>,
    /// Resource servers.
    pub resources: Vec<Resource>,
    /// Issuers.
    pub issuers: Vec<TrustedIssuer>,
    /// Clients.
    pub clients: Vec<WantedClient>,
    /// Groups.
    pub groups: Vec<WantedGroup>,
    /// Accounts.
    pub users: Vec<WantedUser>,
    /// The lists that the file has, be they empty.
    pub lists: BTreeSet<Kind>,
}

impl Wanted {
    /// The names of a list; of accounts the normalised ones.
    pub(super) fn names(&self, kind: Kind) -> BTreeSet<String> {
        match kind {
            Kind::Scope => self.scopes.iter().map(|scope| scope.name.clone()).collect(),
            Kind::Resource => self.resources.iter().map(|resource| resource.uri.clone()).collect(),
            Kind::Client => self.clients.iter().map(|client| client.id.clone()).collect(),
            Kind::Issuer => self.issuers.iter().map(|issuer| issuer.issuer.clone()).collect(),
            Kind::Group => self.groups.iter().map(|group| group.name.clone()).collect(),
            Kind::User => self.users.iter().map(|user| login_key(&user.username)).collect(),
        }
    }
}

/// An entry of a list: its members, the line where it begins, and how it is called in problems.
struct Entry<'a> {
    members: &'a [Member],
    line: usize,
    list: &'static str,
}

impl Entry<'_> {
    fn problem(&self, name: &str, problem: &str) -> String {
        let member = name.split('.').next().unwrap_or(name);
        let line = self.members.iter().find(|known| known.name == member).map_or(self.line, |known| known.line);
        format!("line {line}: {}: {name}: {problem}", self.list)
    }

    /// Problems that begin with the name of a member, with its line.
    fn located(&self, error: &AdminError) -> Vec<String> {
        let problems = match error {
            AdminError::Invalid(problems) => problems.clone(),
            other => vec![other.to_string()],
        };
        let located = |problem: &String| match problem.split_once(": ") {
            Some((name, rest)) if !name.contains(' ') => self.problem(name, rest),
            _ => format!("line {}: {}: {problem}", self.line, self.list),
        };
        problems.iter().map(located).collect()
    }
}

/// An entry with its name, and its other members as JSON.
struct Named<'a> {
    name: String,
    entry: Entry<'a>,
    json: Map<String, Value>,
}

/// An entry as it was read, or everything that is wrong with it.
type Read<T> = Result<T, Vec<String>>;

/// Reads a file.
///
/// # Errors
/// [`AdminError::Invalid`] with everything that is wrong, by line.
pub fn read(text: &str, format: Format, secrets: &Secrets<'_>) -> Result<Wanted, AdminError> {
    let file = parse(text, format).map_err(|problem| AdminError::Invalid(vec![problem]))?;
    let mut problems = Vec::new();
    let mut wanted = Wanted::default();
    for member in &file {
        wanted.lists.extend(kind_of(&member.name));
        let mut told = List { member, problems: &mut problems };
        match member.name.as_str() {
            "scopes" => wanted.scopes = told.read("scopes", "name", scope),
            "resources" => wanted.resources = told.read("resources", "uri", resource),
            "issuers" => wanted.issuers = told.read("issuers", "issuer", issuer),
            "clients" => wanted.clients = told.read("clients", "client_id", |named| client(secrets, named)),
            "groups" => wanted.groups = told.read("groups", "name", group),
            "users" => wanted.users = told.read("users", "username", |named| user(secrets, named)),
            other => problems.push(format!(
                "line {}: {other}: there is no such member; there are scopes, resources, clients, issuers, groups and users",
                member.line
            )),
        }
    }
    if problems.is_empty() { Ok(wanted) } else { Err(AdminError::Invalid(problems)) }
}

fn kind_of(list: &str) -> Option<Kind> {
    let kinds = [Kind::Scope, Kind::Resource, Kind::Client, Kind::Issuer, Kind::Group, Kind::User];
    kinds.into_iter().find(|kind| list.strip_suffix('s') == Some(kind.as_str()))
}

/// A list of the file, and where its problems go.
struct List<'a> {
    member: &'a Member,
    problems: &'a mut Vec<String>,
}

impl List<'_> {
    /// Every entry, each with a name of its own.
    fn read<T>(&mut self, list: &'static str, key: &'static str, read: impl Fn(Named<'_>) -> Read<T>) -> Vec<T> {
        let begins = self.member.line;
        let Node::List(items) = &self.member.node else {
            self.problems.push(format!("line {begins}: {list}: must be a list"));
            return Vec::new();
        };
        let (mut names, mut found) = (BTreeSet::new(), Vec::new());
        for item in items {
            let Node::Table(members) = item else {
                self.problems.push(format!("line {begins}: {list}: each must be a table"));
                continue;
            };
            let entry = Entry { members, line: members.first().map_or(begins, |first| first.line), list };
            let mut json = to_members(members);
            let Some(Value::String(name)) = json.remove(key) else {
                self.problems.push(format!("line {}: {list}: {key}: must be there, and a text", entry.line));
                continue;
            };
            if !names.insert(name.clone()) {
                self.problems.push(entry.problem(key, &format!("{name:?} is there already")));
            }
            match read(Named { name, entry, json }) {
                Ok(read) => found.push(read),
                Err(problems) => self.problems.extend(problems),
            }
        }
        found
    }
}

fn scope(Named { name, entry, json }: Named<'_>) -> Read<ScopeDefinition> {
    let localized = std::collections::BTreeMap::new();
    over(&ScopeDefinition { name, description: String::new(), includes: Scope::default(), localized }, &entry, json)
}

fn resource(Named { name, entry, json }: Named<'_>) -> Read<Resource> {
    let base = Resource {
        uri: name,
        name: String::new(),
        scope: Scope::default(),
        access_token_lifetime: None,
        access_token_format: None,
        access_token_signed_response_alg: None,
    };
    over(&base, &entry, json)
}

fn issuer(Named { name, entry, json }: Named<'_>) -> Read<TrustedIssuer> {
    let base = TrustedIssuer {
        issuer: name,
        jwks: Value::Null,
        jwks_uri: None,
        clients: Vec::new(),
        subject: AssertionSubject::Subject,
        max_lifetime: ASSERTION_LIFETIME,
    };
    over(&base, &entry, json)
}

fn group(Named { name, entry, json }: Named<'_>) -> Read<WantedGroup> {
    over(&WantedGroup { name, ..WantedGroup::default() }, &entry, json)
}

fn client(secrets: &Secrets<'_>, Named { name, entry, mut json }: Named<'_>) -> Read<WantedClient> {
    let secret = take(secrets, "client_secret", &entry, &mut json)?;
    let disabled = take_flag("disabled", &entry, &mut json)?;
    Ok(WantedClient { id: name, metadata: over(&ClientMetadata::named(""), &entry, json)?, disabled, secret })
}

fn user(secrets: &Secrets<'_>, Named { name, entry, mut json }: Named<'_>) -> Read<WantedUser> {
    let password = take(secrets, "password", &entry, &mut json)?;
    let subject = match json.remove("subject") {
        None => None,
        Some(Value::String(text)) if is_subject(&text) => Some(text),
        Some(_) => return Err(vec![entry.problem("subject", "must be 1 to 255 visible ASCII characters")]),
    };
    let document = UserDocument::default().with(json).map_err(|error| entry.located(&error))?;
    Ok(WantedUser { username: name, subject, document, password })
}

fn take(
    secrets: &Secrets<'_>,
    name: &str,
    entry: &Entry<'_>,
    json: &mut Map<String, Value>,
) -> Read<Option<Secret<String>>> {
    take_secret(secrets, name, json).map_err(|(member, problem)| vec![entry.problem(&member, &problem)])
}

/// OpenID Connect Core §2.
fn is_subject(text: &str) -> bool {
    (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn take_flag(name: &str, entry: &Entry<'_>, json: &mut Map<String, Value>) -> Read<bool> {
    match json.remove(name) {
        None => Ok(false),
        Some(Value::Bool(flag)) => Ok(flag),
        Some(_) => Err(vec![entry.problem(name, "must be true or false")]),
    }
}

fn over<T>(base: &T, entry: &Entry<'_>, json: Map<String, Value>) -> Read<T>
where
    T: Serialize + DeserializeOwned + PartialEq,
{
    document::read(base, json).map_err(|error| entry.located(&error))
}
