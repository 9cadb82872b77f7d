//! What is sent to others by and by: queued in the transaction of the deed, sent by whichever server claims it first, until
//! the receiver has it or it is given up. Nobody waits for it.

use super::{Deps, FlowResult};
use crate::directory::RegisteredClient;
use crate::jose::SignError;
use crate::model::{ClientId, Delivery, DeliveryKind, LogoutNotice, Seconds, Sid, UnixTime, User};
use crate::protocol::logout_token::{LOGOUT_TOKEN_TYPE, LogoutTokenClaims};
use crate::store::{self, Tx};
use futures_util::future::try_join_all;

/// A delivery that cannot be made is given up after so long: 7 days.
const LIFETIME: Seconds = 7 * 86_400;
/// A delivery that cannot be made is given up after so many attempts, which take about four days.
const MOST_ATTEMPTS: i64 = 20;
/// Seconds from the first attempt to the second; each later pause is three times the one before.
const FIRST_PAUSE: Seconds = 5;
/// The longest pause between two attempts: 6 hours.
const LONGEST_PAUSE: Seconds = 6 * 3600;
/// Who has claimed a delivery has so many seconds before another may: more than an attempt can take.
const CLAIM: Seconds = 60;
/// Deliveries to one client at once.
const BATCH: u32 = 4;

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// The receiver has it.
    Delivered,
    /// It will be tried again.
    Failed,
    /// It will not.
    GivenUp,
    /// The client is gone, or wants nothing any more.
    Unwanted,
}

impl Outcome {
    fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::GivenUp => "given_up",
            Self::Unwanted => "unwanted",
        }
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
    let delivery = Delivery {
        id: deps.row_id(),
        kind: DeliveryKind::Logout,
        client_id: client.client.id.clone(),
        body: serde_json::to_string(&notice).map_err(SignError::from)?,
        attempts: 0,
        created_at: deps.unix(),
        expires_at: deps.unix().plus(LIFETIME),
    };
    Ok(store::delivery::insert(tx, &delivery).await?)
}

/// Tries what is due for a client, a few deliveries at once; says how many. What was claimed and not settled, because this
/// process died or the database failed, is due again after a minute.
///
/// # Errors
/// When the database fails.
pub async fn send_due(deps: &Deps, client_id: &ClientId) -> FlowResult<usize> {
    let now = deps.unix();
    let mut tx = deps.services.db.write().await?;
    let claimed = store::delivery::claim(&mut tx, client_id, now, now.plus(CLAIM), BATCH).await?;
    tx.commit().await?;
    try_join_all(claimed.iter().map(|delivery| attempt(deps, delivery))).await?;
    Ok(claimed.len())
}

async fn attempt(deps: &Deps, delivery: &Delivery) -> FlowResult<()> {
    let outcome = deliver(deps, delivery).await;
    metrics::counter!("symbolon_delivery_total", "kind" => delivery.kind.as_str(), "outcome" => outcome.as_str())
        .increment(1);
    let mut tx = deps.services.db.write().await?;
    match outcome {
        Outcome::Failed => store::delivery::postpone(&mut tx, delivery, next_attempt(delivery, deps.unix())).await?,
        Outcome::Delivered | Outcome::GivenUp | Outcome::Unwanted => {
            store::delivery::delete(&mut tx, &delivery.id).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn deliver(deps: &Deps, delivery: &Delivery) -> Outcome {
    let Some(client) = deps.snapshot.client(delivery.client_id.as_str()) else { return Outcome::Unwanted };
    let Some(uri) = &client.client.metadata.logout.backchannel_logout_uri else { return Outcome::Unwanted };
    let failure = match logout_token(deps, client, delivery) {
        Err(error) => error.to_string(),
        Ok(token) => match deps.services.outbound.post_form(uri, &[("logout_token", &token)]).await {
            Ok(()) => return Outcome::Delivered,
            Err(error) => error.to_string(),
        },
    };
    let (client_id, attempts) = (&delivery.client_id, delivery.attempts);
    if attempts < MOST_ATTEMPTS && next_attempt(delivery, deps.unix()) < delivery.expires_at {
        tracing::info!(%client_id, attempts, cause = failure, "logout token not delivered; trying again");
        return Outcome::Failed;
    }
    tracing::warn!(%client_id, attempts, cause = failure, "logout token not delivered; given up");
    Outcome::GivenUp
}

fn next_attempt(delivery: &Delivery, now: UnixTime) -> UnixTime {
    let power = u32::try_from(delivery.attempts - 1).unwrap_or_default();
    let pause = 3_i64.checked_pow(power).and_then(|factor| factor.checked_mul(FIRST_PAUSE));
    now.plus(pause.unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE))
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
