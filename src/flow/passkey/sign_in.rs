//! Signing in by a passkey, without saying who one is before.

use super::ceremony::{Ceremony, Prompt, Record, hold, relying_party, resume, use_up};
use crate::crypto::digest::sha256_base64url;
use crate::flow::sign_in::{Begun, Place, Proof, begin};
use crate::flow::{Deps, FlowResult};
use crate::model::{Action, BrowserHash, User};
use crate::passkey::{PasskeyError, Used, claimed};
use crate::protocol::access_token::{ACR_SINGLE_FACTOR, ACR_TWO_FACTORS};
use crate::store::passkey::StoredPasskey;
use crate::store::{self, Tx};

/// How an attempt ended.
#[derive(Debug)]
pub enum Outcome {
    /// The proof was right; the browser gets a new cookie.
    SignedIn(Begun),
    /// Unknown or removed passkey, disabled account, wrong or old answer: nobody learns which.
    Refused,
}

/// What the sign-in page asks of this browser; `None` where there are no passkeys.
#[must_use]
pub fn prompt(deps: &Deps, browser: &BrowserHash) -> Option<Prompt> {
    let challenge = relying_party(deps)?.begin_sign_in().ok()?;
    Some(hold(deps, challenge, browser, None))
}

/// Checks the answer `response` to the ceremony `held` and begins the session of whoever gave it.
///
/// # Errors
/// When the database fails.
pub async fn sign_in(deps: &Deps, held: &str, response: &str, place: Place<'_>) -> FlowResult<Outcome> {
    let Some(ceremony) = resume(deps, held, place.browser, None) else { return Ok(Outcome::Refused) };
    let Some((stored, record, user)) = find(deps, response).await? else { return Ok(Outcome::Refused) };
    let Some(party) = relying_party(deps) else { return Ok(Outcome::Refused) };
    match party.finish_sign_in(&ceremony.state, response, &record.key) {
        Ok(answer) => complete(deps, &ceremony, (&stored, record, answer), &user, place).await,
        Err(PasskeyError::Cloned) => {
            let mut tx = deps.services.db.write().await?;
            write_event(deps, &mut tx, Action::PasskeySuspect, &user, &stored.id).await?;
            tx.commit().await?;
            Ok(Outcome::Refused)
        }
        Err(PasskeyError::Wrong | PasskeyError::Unavailable) => Ok(Outcome::Refused),
    }
}

/// The passkey that a response claims, if it is one of ours, made with the handle that the response has, and its person may
/// sign in.
async fn find(deps: &Deps, response: &str) -> FlowResult<Option<(StoredPasskey, Record, User)>> {
    let Ok(claimed) = claimed(response) else { return Ok(None) };
    let db = &deps.services.db;
    let found = store::passkey::find_by_lookup(db, &sha256_base64url(&claimed.credential_id)).await?;
    let Some((passkey, owner)) = found else { return Ok(None) };
    let Some(record) = Record::read(&passkey.record).filter(|record| record.handle == claimed.handle) else {
        return Ok(None);
    };
    let user = store::user::find(db, &owner).await?.filter(|user| user.disabled_at.is_none());
    Ok(user.map(|user| (passkey, record, user)))
}

async fn complete(
    deps: &Deps,
    ceremony: &Ceremony,
    (passkey, record, answer): (&StoredPasskey, Record, Used),
    user: &User,
    place: Place<'_>,
) -> FlowResult<Outcome> {
    let after = Record { key: answer.record.clone(), ..record }.write();
    let mut tx = deps.services.db.write().await?;
    let first = use_up(&mut tx, ceremony).await?;
    if !first || !store::passkey::write_use(&mut tx, passkey, &after, deps.unix()).await? {
        return Ok(Outcome::Refused);
    }
    write_event(deps, &mut tx, Action::PasskeyUse, user, &passkey.id).await?;
    let begun = begin(deps, &mut tx, user, proof(&answer), place).await?;
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(Outcome::SignedIn(begun))
}

/// What the answer proves (RFC 8176 §2). That a key lives in hardware is not claimed, because nobody attests it.
fn proof(used: &Used) -> Proof {
    let mut amr = vec![if used.synchronised { "swk" } else { "pop" }, "user"];
    if used.user_verified {
        amr.push("mfa");
    }
    Proof { amr, acr: if used.user_verified { ACR_TWO_FACTORS } else { ACR_SINGLE_FACTOR } }
}

pub(super) async fn write_event(deps: &Deps, tx: &mut Tx, action: Action, user: &User, detail: &str) -> FlowResult<()> {
    let mut event = deps.event(format!("user:{}", user.id), action);
    event.user_id = Some(&user.id);
    detail.clone_into(&mut event.detail);
    deps.record(tx, &event).await?;
    Ok(())
}
