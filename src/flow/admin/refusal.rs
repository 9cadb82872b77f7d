//! Why a request was refused: what came beside what is registered, where they part, the rule, and the mend.

use super::{Actor, AdminError};
use crate::flow::Deps;
use crate::model::{Client, Permission};
use crate::protocol::Rule;
use crate::protocol::difference::Difference;
use crate::store;
use crate::store::refusal::{RefusalPage, RefusalRecord};
use serde::Serialize;

/// A refusal with all that helps to mend it.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// What was noted when it happened.
    pub record: RefusalRecord,
    /// The broken rule; nothing for a record of a version that had others.
    #[serde(skip)]
    pub rule: Option<Rule>,
    /// The rule in words.
    pub why: Option<Why>,
    /// `client_name`, if such a client is registered now.
    pub client_name: Option<String>,
    /// What is registered now and was to be matched.
    pub registered: Option<Registered>,
    /// What was received beside the most similar of that.
    pub difference: Option<Difference>,
}

/// A rule in words.
#[derive(Clone, Debug, Serialize)]
pub struct Why {
    /// The error code that the client was told.
    pub error: &'static str,
    /// What is wrong.
    pub description: &'static str,
    /// Where the rule is written.
    pub section: &'static str,
    /// What to change.
    pub mend: &'static str,
}

/// What the broken rule compares with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Registered {
    /// What it is, by the name of the client's member or of our own list.
    pub what: &'static str,
    /// The values.
    pub values: Vec<String>,
}

/// The newest refusals; `page` says how many, of which client, and after which one.
///
/// # Errors
/// [`AdminError::Forbidden`].
pub async fn list(deps: &Deps, actor: &Actor, page: &RefusalPage) -> Result<Vec<RefusalRecord>, AdminError> {
    actor.require(Permission::AuditRead)?;
    Ok(store::refusal::list(&deps.services.db, page).await?)
}

/// Explains the refusal with this id, as the client was told it; capitals and spaces around do not matter.
///
/// # Errors
/// [`AdminError::Forbidden`]; [`AdminError::NotFound`] for an id that was never given, was dropped under load, or is older
/// than seven days.
pub async fn explain(deps: &Deps, actor: &Actor, id: &str) -> Result<Explanation, AdminError> {
    actor.require(Permission::AuditRead)?;
    // What was refused a moment ago may wait to be written, if it was refused by this very server.
    deps.services.refusals.flush(&deps.services.db).await?;
    let wanted = id.trim().to_ascii_lowercase();
    let found = store::refusal::find(&deps.services.db, &wanted).await?;
    let record = found.ok_or_else(|| AdminError::NotFound { noun: "refusal", name: id.trim().to_owned() })?;
    Ok(explanation(deps, record))
}

fn explanation(deps: &Deps, record: RefusalRecord) -> Explanation {
    let rule = Rule::ALL.iter().copied().find(|rule| rule.name() == record.rule);
    let client = record.client_id.as_deref().and_then(|id| deps.snapshot.client(id)).map(|known| &known.client);
    let registered = rule.and_then(|rule| registered(deps, rule, client)).or_else(|| {
        let values = vec![record.expected.clone()?];
        Some(Registered { what: "expected", values })
    });
    let received = record.received.as_deref();
    let difference = received
        .zip(registered.as_ref())
        .and_then(|(received, registered)| Difference::find(received, registered.values.iter().map(String::as_str)));
    let why = rule.map(|rule| Why {
        error: rule.code().as_str(),
        description: rule.description(),
        section: rule.section(),
        mend: rule.mend(),
    });
    Explanation {
        client_name: client.map(|client| client.metadata.client_name.clone()),
        rule,
        why,
        registered,
        difference,
        record,
    }
}

/// What a rule compares with, as it is registered now.
fn registered(deps: &Deps, rule: Rule, client: Option<&Client>) -> Option<Registered> {
    let known = |what, values: Vec<String>| Some(Registered { what, values });
    let words = |text: &str| text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    if rule == Rule::ClientUnknown {
        let ids = deps.snapshot.clients().map(|known| known.client.id.to_string());
        return known("client_id", ids.collect());
    }
    if rule == Rule::ScopeUnknown {
        return known("scopes", deps.snapshot.scopes.iter().map(|scope| scope.name.clone()).collect());
    }
    if rule == Rule::ResourceUnknown {
        return known("resources", deps.snapshot.resources.iter().map(|resource| resource.uri.clone()).collect());
    }
    let metadata = &client?.metadata;
    match rule {
        Rule::RedirectUriUnregistered | Rule::RedirectUriMissing => {
            known("redirect_uris", metadata.redirect_uris.clone())
        }
        Rule::PostLogoutRedirectUriUnregistered => {
            known("post_logout_redirect_uris", metadata.logout.post_logout_redirect_uris.clone())
        }
        Rule::RequestUriUnregistered => known("request_uris", metadata.requests.request_uris.clone()),
        Rule::ScopeNotRegistered => known("scope", words(&metadata.scope.to_string())),
        Rule::ResourceNotAllowed => known("resources", metadata.resources.clone()),
        Rule::GrantNotAllowed => {
            known("grant_types", metadata.grant_types.iter().map(|grant| grant.as_str().to_owned()).collect())
        }
        Rule::ClientAuthMethodNotAllowed => {
            let method = metadata.token_endpoint_auth_method.map(|method| method.as_str().to_owned());
            known("token_endpoint_auth_method", method.into_iter().collect())
        }
        _ => None,
    }
}
