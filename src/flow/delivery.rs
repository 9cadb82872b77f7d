//! What is sent to others by and by: queued in the transaction of the deed, sent by whichever server claims it first, until
//! the receiver has it or it is given up. Nobody waits for it.

use super::{Deps, FlowResult};
use crate::directory::RegisteredClient;
use crate::model::{Delivery, DeliveryKind, LogoutNotice, Seconds, Sid, User};
use crate::store::{self, Tx};

/// Life of a delivery that cannot be made: 7 days.
const LIFETIME: Seconds = 7 * 86_400;

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
    let delivery = Delivery {
        id: deps.row_id(),
        kind: DeliveryKind::Logout,
        client_id: client.client.id.clone(),
        body: serde_json::to_string(&notice).map_err(crate::jose::SignError::from)?,
        attempts: 0,
        created_at: deps.unix(),
        expires_at: deps.unix().plus(LIFETIME),
    };
    Ok(store::delivery::insert(tx, &delivery).await?)
}
