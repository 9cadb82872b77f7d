//! Who calls.

use super::needed;
use crate::flow::Deps;
use crate::flow::admin::{Actor, AdminError, access};
use crate::http::context::Context;
use crate::http::endpoint::userinfo::bearer;
use crate::http::respond::Refused;
use crate::protocol::params::Params;
use crate::protocol::{Fault, Rule};
use poem::{FromRequest, Request, RequestBody, Result};

/// The bearer of a good access token of this issuer; what it may do, each deed asks. It is read before any body, so that
/// who may not come learns that and nothing else.
pub(super) struct Caller {
    pub context: Context,
    pub actor: Actor,
    /// The version that a change is meant for, by `If-Match` (RFC 9110 §13.1.1).
    pub expected: Option<i64>,
}

impl<'a> FromRequest<'a> for Caller {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        let context = Context::from_request(request, body).await?;
        let token = bearer(request, &Params::default()).map_err(Refused::from)?;
        let administrator = access::authenticate(&context.deps, &token).await.map_err(Refused::from)?;
        let actor = Actor::Administrator(administrator);
        // Who may not do this is told nothing of what is wrong with the rest. The deed itself asks again.
        let needed = needed(context.route.path, request.method() == http::Method::GET);
        actor.require(needed).map_err(Refused::from)?;
        let expected = if_match(request).map_err(Refused::from)?;
        Ok(Self { context, actor, expected })
    }
}

impl Caller {
    /// The flows' view.
    pub fn deps(&self) -> &Deps {
        &self.context.deps
    }

    /// Lets this node know of a change at once; the others look twice a second.
    pub async fn published(&self) {
        let deps = self.deps();
        if let Err(error) = deps.services.directory.refresh(deps.unix()).await {
            tracing::warn!(cause = %error, "the change is written; it is known here with the next look for changes");
        }
    }

    /// A deed's refusal.
    pub fn refused(&self, error: AdminError) -> poem::Error {
        let conditional = self.expected.is_some();
        match error {
            AdminError::Conflict if conditional => Refused::from(Rule::AdminPreconditionFailed).into(),
            other => Refused::from(other).into(),
        }
    }
}

/// The one version that the header names; `*` names whichever there is.
fn if_match(request: &Request) -> Result<Option<i64>, Fault> {
    let Some(header) = request.headers().get(http::header::IF_MATCH) else { return Ok(None) };
    let text = header.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let version = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).and_then(|text| text.parse().ok());
    version.map(Some).ok_or(Fault::new(Rule::AdminPreconditionFailed))
}
