//! Logout tokens (OpenID Connect Back-Channel Logout 1.0), to the clients that took part in a session.

use super::{Attempt, queue};
use crate::directory::RegisteredClient;
use crate::flow::{Deps, FlowResult};
use crate::jose::SignError;
use crate::model::{ClientId, Delivery, DeliveryKind, LogoutNotice, Receiver, Sid, User};
use crate::protocol::logout_token::{LOGOUT_TOKEN_TYPE, LogoutTokenClaims};
use crate::store::Tx;

impl From<&ClientId> for Receiver {
    /// A client's server, for its logout tokens.
    fn from(client: &ClientId) -> Self {
        Self { kind: DeliveryKind::Logout, name: client.to_string() }
    }
}

/// Queues the logout token for a client that wants one (OpenID Connect Back-Channel Logout 1.0 §2.5).
///
/// # Errors
/// When the database fails.
pub async fn queue_logout(
    deps: &Deps,
    tx: &mut Tx,
    client: &RegisteredClient,
    user: &User,
    sid: &Sid,
) -> FlowResult<()> {
    if client.client.metadata.logout.backchannel_logout_uri.is_none() {
        return Ok(());
    }
    let notice = LogoutNotice { sub: deps.subject_for(&client.client, user), sid: sid.to_string() };
    let body = serde_json::to_string(&notice).map_err(SignError::from)?;
    Ok(queue(deps.unix(), tx, deps.row_id(), Receiver::from(&client.client.id), body).await?)
}

pub(super) async fn send(deps: &Deps, delivery: &Delivery) -> Attempt {
    let Some(client) = deps.snapshot.client(&delivery.receiver.name) else { return Attempt::Unwanted };
    let Some(uri) = &client.client.metadata.logout.backchannel_logout_uri else { return Attempt::Unwanted };
    match logout_token(deps, client, delivery) {
        Err(error) => Attempt::Failed(error.to_string()),
        Ok(token) => match deps.services.outbound.post_form(uri, &[("logout_token", &token)]).await {
            Ok(()) => Attempt::Delivered,
            Err(error) => Attempt::Failed(error.to_string()),
        },
    }
}

/// Signs the token anew for each attempt, with the same `jti` (OpenID Connect Back-Channel Logout 1.0 §2.4).
fn logout_token(deps: &Deps, client: &RegisteredClient, delivery: &Delivery) -> FlowResult<String> {
    let notice: LogoutNotice = serde_json::from_str(&delivery.body).map_err(SignError::from)?;
    let issuer = deps.services.settings.issuer.as_str();
    let claims = LogoutTokenClaims::new(issuer, &client.client.id, deps.unix(), &delivery.id, notice);
    let wants_session = client.client.metadata.logout.backchannel_logout_session_required;
    let claims = if wants_session { claims } else { claims.without_session() };
    // A logout token is always signed: for a client whose ID tokens are not, by the default algorithm.
    let alg = client.client.metadata.responses.id_token_signed_response_alg.asymmetric().unwrap_or_default();
    Ok(deps.signer(alg)?.sign_compact(LOGOUT_TOKEN_TYPE, &claims)?)
}
