//! `/admin/api/sessions` and `/admin/api/grants`.

use super::answer::Done;
use super::{AdminAnswer, Caller, limit, told};
use crate::flow::admin::{grant, session};
use crate::http::answer::Tag;
use crate::store::living::{LivingGrant, LivingSession};
use poem::Result;
use poem_openapi::param::{Path, Query};
use poem_openapi::{Object, OpenApi};
use serde_json::{Value, json};

/// A sign-in of one browser that is good now.
#[derive(Debug, Object)]
pub struct SessionBody {
    /// By which it is ended.
    id: String,
    /// Id of its person.
    user_id: String,
    /// User name of its person.
    username: String,
    /// When the person last proved who they are, in Unix seconds.
    auth_time: i64,
    /// Last use, at most a minute old.
    seen_at: i64,
    /// End, however much it is used.
    expires_at: i64,
}

/// Sessions.
#[derive(Debug, Object)]
pub struct SessionList {
    /// The newest first.
    items: Vec<SessionBody>,
}

/// What one sign-in or one direct token request gave a client, as far as it is good now.
#[derive(Debug, Object)]
pub struct GrantBody {
    /// By which it is ended.
    id: String,
    /// Id of its person.
    user_id: String,
    /// User name of its person.
    username: String,
    /// Who has it.
    client_id: String,
    /// How it came about.
    kind: String,
    /// What was granted.
    scope: String,
    /// The sign-in that it came from, if any.
    session_id: Option<String>,
    /// When it was made, in Unix seconds.
    created_at: i64,
    /// When it was last refreshed.
    refreshed_at: Option<i64>,
    /// When nothing of it is valid any more.
    expires_at: i64,
}

/// Grants.
#[derive(Debug, Object)]
pub struct GrantList {
    /// The newest first.
    items: Vec<GrantBody>,
}

/// The endpoints.
#[derive(Debug)]
pub struct SessionsApi;

#[OpenApi(prefix_path = "/admin/api", tag = "Tag::Administration")]
impl SessionsApi {
    /// List the newest sessions
    #[oai(path = "/sessions", method = "get", operation_id = "listSessions")]
    async fn sessions(
        &self,
        caller: Caller,
        /// Of this person only, by id or user name.
        user: Query<Option<String>>,
        /// Most items, up to 1000; 100 when left out.
        #[oai(name = "limit")]
        most: Query<Option<u32>>,
    ) -> Result<AdminAnswer<SessionList>> {
        let listed = session::list(caller.deps(), &caller.actor, user.0.as_deref(), limit(&most)).await;
        let items: Vec<_> = told(&caller, listed)?.iter().map(session_view).collect();
        Ok(AdminAnswer::new(json!({ "items": items })))
    }

    /// End a session as if its person had signed out; grants with `offline_access` stay
    #[oai(path = "/sessions/:id", method = "delete", operation_id = "revokeSession")]
    async fn revoke_session(
        &self,
        caller: Caller,
        /// The session's id.
        id: Path<String>,
    ) -> Result<Done> {
        told(&caller, session::revoke(caller.deps(), &caller.actor, &id).await)?;
        Ok(Done)
    }

    /// List the newest grants
    #[oai(path = "/grants", method = "get", operation_id = "listGrants")]
    async fn grants(
        &self,
        caller: Caller,
        /// Of this person only, by id or user name.
        user: Query<Option<String>>,
        /// Of this client only.
        client: Query<Option<String>>,
        /// Most items, up to 1000; 100 when left out.
        #[oai(name = "limit")]
        most: Query<Option<u32>>,
    ) -> Result<AdminAnswer<GrantList>> {
        let (deps, actor) = (caller.deps(), &caller.actor);
        let listed = grant::list(deps, actor, user.0.as_deref(), client.0.as_deref(), limit(&most)).await;
        let items: Vec<_> = told(&caller, listed)?.iter().map(grant_view).collect();
        Ok(AdminAnswer::new(json!({ "items": items })))
    }

    /// End a grant with its tokens
    #[oai(path = "/grants/:id", method = "delete", operation_id = "revokeGrant")]
    async fn revoke_grant(
        &self,
        caller: Caller,
        /// The grant's id.
        id: Path<String>,
    ) -> Result<Done> {
        told(&caller, grant::revoke(caller.deps(), &caller.actor, &id).await)?;
        Ok(Done)
    }
}

fn session_view(session: &LivingSession) -> Value {
    json!({ "id": session.id, "user_id": session.user_id, "username": session.username,
        "auth_time": session.auth_time, "seen_at": session.seen_at, "expires_at": session.expires_at })
}

fn grant_view(grant: &LivingGrant) -> Value {
    json!({ "id": grant.id, "user_id": grant.user_id, "username": grant.username, "client_id": grant.client_id,
        "kind": grant.kind, "scope": grant.scope, "session_id": grant.session_id, "created_at": grant.created_at,
        "refreshed_at": grant.rotated_at, "expires_at": grant.expires_at })
}
