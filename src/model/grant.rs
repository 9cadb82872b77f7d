//! A grant: what one sign-in or one direct token request gave a client, and the life of its refresh tokens.

use super::{
    ClaimsRequest, ClientId, CodeHash, GrantId, RefreshFamily, Scope, Seconds, SessionId, UnixTime, User, UserId,
};
use serde::{Deserialize, Serialize};

/// How the grant came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantKind {
    /// A person allowed it in the browser.
    AuthorizationCode,
    /// The client sent the person's password.
    Password,
    /// An administrator made it from the shell.
    Minted,
    /// Another issuer's assertion said who it is for (RFC 7523).
    JwtBearer,
    /// A person allowed it to a device (RFC 8628).
    DeviceCode,
    /// A person allowed it in the browser, and the response gave its tokens without a code (OpenID Connect Core §3.2).
    Implicit,
}

impl GrantKind {
    /// The stored name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::Password => "password",
            Self::Minted => "minted",
            Self::JwtBearer => "jwt_bearer",
            Self::DeviceCode => "device_code",
            Self::Implicit => "implicit",
        }
    }

    /// The kind that `text` names.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let by_person = [Self::AuthorizationCode, Self::Implicit, Self::Password, Self::DeviceCode];
        by_person.into_iter().chain([Self::Minted, Self::JwtBearer]).find(|kind| kind.as_str() == text)
    }
}

/// Why a grant was ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevocationReason {
    /// Its code was presented twice.
    CodeReplayed,
    /// An old refresh token was presented.
    RefreshReplayed,
    /// The client asked (RFC 7009).
    ClientRevoked,
    /// The person withdrew consent.
    ConsentWithdrawn,
    /// The person signed out.
    LoggedOut,
    /// An administrator ended it.
    Administrator,
    /// Code presented with a wrong verifier, redirect URI or client.
    CodeMisused,
    /// The person has another password.
    PasswordChanged,
}

impl RevocationReason {
    /// The stored name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CodeReplayed => "code_replayed",
            Self::RefreshReplayed => "refresh_replayed",
            Self::ClientRevoked => "client_revoked",
            Self::ConsentWithdrawn => "consent_withdrawn",
            Self::LoggedOut => "logged_out",
            Self::Administrator => "administrator",
            Self::CodeMisused => "code_misused",
            Self::PasswordChanged => "password_changed",
        }
    }
}

/// A grant row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Row id; the first part of every `jti` that it gives.
    pub id: GrantId,
    /// Whose resources.
    pub user_id: UserId,
    /// Who acts.
    pub client_id: ClientId,
    /// The sign-in it came from, if any.
    pub session_id: Option<SessionId>,
    /// How it came about.
    pub kind: GrantKind,
    /// What was granted.
    pub scope: Scope,
    /// Resources that its tokens may be meant for (RFC 8707); none means the default audience.
    pub resources: Vec<String>,
    /// Claims that were asked for one by one, and that the person allowed.
    pub claims: ClaimsRequest,
    /// When the person last proved who they are, for tokens that say so.
    pub auth_time: Option<UnixTime>,
    /// `acr` of that sign-in.
    pub acr: String,
    /// `amr` of that sign-in, space-separated.
    pub amr: String,
    /// `sid` of that sign-in.
    pub sid: Option<String>,
    /// How often its refresh token has been rotated; 0 before the first.
    pub generation: i64,
    /// When a refresh token that is not used dies.
    pub idle_expires_at: Option<UnixTime>,
    /// When the whole family dies.
    pub absolute_expires_at: Option<UnixTime>,
    /// When nothing of it is valid any more and the row may go.
    pub expires_at: UnixTime,
    /// When it was made.
    pub created_at: UnixTime,
}

/// An authorization code's row; the code itself is not stored (RFC 6749 §4.1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationCode {
    /// SHA-256 of the code.
    pub hash: CodeHash,
    /// What it gives.
    pub grant_id: GrantId,
    /// Whom it was given.
    pub client_id: ClientId,
    /// Where it was sent.
    pub redirect_uri: String,
    /// Whether the request named that URI, so that the token request must too (RFC 6749 §4.1.3).
    pub redirect_uri_sent: bool,
    /// PKCE challenge, S256 (RFC 7636 §4.2).
    pub code_challenge: Option<String>,
    /// `nonce` of the request.
    pub nonce: Option<String>,
    /// When it was redeemed.
    pub consumed_at: Option<UnixTime>,
    /// When it stops working.
    pub expires_at: UnixTime,
}

/// All that decides whether a token of a grant is good now, read by one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantStatus {
    /// The grant.
    pub grant: Grant,
    /// When it was revoked.
    pub revoked_at: Option<UnixTime>,
    /// SHA-256 of the living refresh token.
    pub refresh_hash: Option<String>,
    /// SHA-256 of the one before.
    pub previous_hash: Option<String>,
    /// When the last rotation was.
    pub rotated_at: Option<UnixTime>,
    /// When the successor was first seen in use.
    pub successor_seen_at: Option<UnixTime>,
    /// The person.
    pub user: User,
    /// When the client was switched off.
    pub client_disabled_at: Option<UnixTime>,
    /// The client's tokens from before this moment are dead.
    pub client_tokens_valid_from: UnixTime,
    /// When the session ended, if it did.
    pub session_revoked_at: Option<UnixTime>,
    /// Whether this very access token was revoked.
    pub token_revoked: bool,
}

impl GrantStatus {
    /// Whether the grant and all that it hangs on are alive at `now`. Logout ends only grants without
    /// `offline_access` (OpenID Connect Back-Channel Logout §2.7).
    #[must_use]
    pub fn is_alive(&self, now: UnixTime) -> bool {
        self.revoked_at.is_none()
            && !self.token_revoked
            && self.user.disabled_at.is_none()
            && self.client_disabled_at.is_none()
            && (self.session_revoked_at.is_none() || self.grant.scope.contains("offline_access"))
            && self.grant.created_at >= self.user.tokens_valid_from
            && self.grant.created_at >= self.client_tokens_valid_from
            && self.grant.expires_at > now
    }

    /// What bears on its refresh tokens at `now`.
    #[must_use]
    pub fn family(&self, now: UnixTime) -> RefreshFamily {
        let grant = &self.grant;
        RefreshFamily {
            generation: grant.generation,
            rotated_at: self.rotated_at,
            successor_seen_at: self.successor_seen_at,
            idle_expires_at: grant.idle_expires_at.unwrap_or(grant.created_at),
            absolute_expires_at: grant.absolute_expires_at.unwrap_or(grant.created_at),
            ended: !self.is_alive(now),
        }
    }
}

/// How long the tokens of a grant live, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// Authorization code.
    pub code: Seconds,
    /// Access token.
    pub access_token: Seconds,
    /// ID token.
    pub id_token: Seconds,
    /// Refresh token that is not used.
    pub refresh_idle: Seconds,
    /// Refresh tokens of one grant, however much they are used.
    pub refresh_absolute: Seconds,
    /// Window in which a lost refresh answer may be asked for again.
    pub replay_window: Seconds,
}
