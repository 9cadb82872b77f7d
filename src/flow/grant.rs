//! A new grant, whatever brought it about.

use super::{Deps, FlowResult, client_use};
use crate::model::{ClaimsRequest, Client, Grant, GrantId, GrantKind, Scope, Session, UnixTime, User, UserId};
use crate::protocol::Rule;
use crate::protocol::access_token::ACR_SINGLE_FACTOR;

/// Whose resources a grant gives, and how the person was recognised.
#[derive(Clone, Copy, Debug)]
pub enum Holder<'a> {
    /// By the session of a browser.
    Session(&'a Session),
    /// By the password, at this moment.
    Password(&'a User),
    /// By the word of another, who did not see them sign in here.
    Named(&'a User),
}

impl Holder<'_> {
    fn user_id(&self) -> &UserId {
        match self {
            Self::Session(session) => &session.user_id,
            Self::Password(user) | Self::Named(user) => &user.id,
        }
    }

    /// A grant is not older than this: what ended the ones before it must not end it.
    fn not_before(&self) -> UnixTime {
        match self {
            Self::Session(session) => session.auth_time,
            Self::Password(user) | Self::Named(user) => user.tokens_valid_from,
        }
    }
}

/// What a new grant is made of.
#[derive(Clone, Debug)]
pub struct NewGrant<'a> {
    /// How it comes about.
    pub kind: GrantKind,
    /// Who acts.
    pub client: &'a Client,
    /// Whose resources.
    pub holder: Holder<'a>,
    /// What is granted.
    pub scope: Scope,
    /// Resources that its tokens may be meant for (RFC 8707); none means the default audience.
    pub resources: Vec<String>,
    /// Claims that were asked for one by one.
    pub claims: ClaimsRequest,
    /// When nothing of it is valid any more.
    pub expires_at: UnixTime,
}

impl NewGrant<'_> {
    /// The grant, which is not written yet, and has no refresh token.
    ///
    /// # Errors
    /// [`Rule::GrantNotAdmitted`]; of a person in a browser that is asked before. When the database fails.
    pub async fn begin(self, deps: &Deps) -> FlowResult<Grant> {
        if let Holder::Password(user) | Holder::Named(user) = self.holder {
            client_use::admit(self.client, user, Rule::GrantNotAdmitted)?;
        }
        let valid_from = self.holder.not_before().max(deps.not_before(self.client).await?);
        let mut grant = Grant {
            id: GrantId::new(deps.row_id()),
            user_id: self.holder.user_id().clone(),
            client_id: self.client.id.clone(),
            session_id: None,
            kind: self.kind,
            scope: self.scope,
            resources: self.resources,
            claims: self.claims,
            auth_time: None,
            acr: String::new(),
            amr: String::new(),
            sid: None,
            generation: 0,
            idle_expires_at: None,
            absolute_expires_at: None,
            expires_at: self.expires_at,
            created_at: deps.unix().max(valid_from),
        };
        match self.holder {
            Holder::Session(session) => {
                grant.session_id = Some(session.id.clone());
                grant.auth_time = Some(session.auth_time);
                grant.acr.clone_from(&session.acr);
                grant.amr.clone_from(&session.amr);
                grant.sid = Some(session.sid.to_string());
            }
            Holder::Password(_) => {
                grant.auth_time = Some(deps.unix());
                ACR_SINGLE_FACTOR.clone_into(&mut grant.acr);
                "pwd".clone_into(&mut grant.amr);
            }
            Holder::Named(_) => {}
        }
        Ok(grant)
    }
}
