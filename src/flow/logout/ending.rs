//! The end of sessions, whoever wants it: what hangs on them ends, and the clients that took part are told.

use crate::directory::RegisteredClient;
use crate::flow::{Deps, FlowResult, delivery};
use crate::model::{BrowserHash, RevocationReason, SessionId, Sid, UserId};
use crate::store::{self, Tx};
use std::sync::Arc;

/// Which sessions end.
#[derive(Clone, Copy, Debug)]
pub enum Ending<'a> {
    /// Those of a browser.
    Browser(&'a BrowserHash),
    /// This one.
    Session(&'a SessionId),
    /// All of a person.
    User(&'a UserId),
}

/// A client that took part in a session which has ended.
#[derive(Clone, Debug)]
pub struct Party {
    /// The client.
    pub client: Arc<RegisteredClient>,
    /// `sid` of the session.
    pub sid: Sid,
}

/// What has ended.
#[derive(Clone, Debug, Default)]
pub struct Ended {
    /// How many sessions.
    pub sessions: u64,
    /// How many grants, of those without `offline_access`.
    pub grants: u64,
    /// Clients that took part, once for each session.
    pub parties: Vec<Party>,
}

impl Ended {
    /// The same with what has ended besides.
    pub fn add(&mut self, more: Self) {
        self.sessions += more.sessions;
        self.grants += more.grants;
        self.parties.extend(more.parties);
    }
}

/// Ends sessions and the grants that hang on them (OpenID Connect Back-Channel Logout 1.0 §2.7), and queues what clients
/// are told by the back channel. Wake the deliveries once the transaction is committed.
///
/// # Errors
/// When the database fails.
pub async fn end(deps: &Deps, tx: &mut Tx, which: Ending<'_>, reason: RevocationReason) -> FlowResult<Ended> {
    let now = deps.unix();
    let sessions = match which {
        Ending::Browser(browser) => store::session::revoke_by_browser(tx, browser, now).await?,
        Ending::Session(id) => store::session::revoke(tx, id, now).await?.into_iter().collect(),
        Ending::User(user_id) => store::session::revoke_by_user(tx, user_id, now).await?,
    };
    let mut ended = Ended::default();
    for session in sessions {
        ended.sessions += 1;
        ended.grants += store::grant::revoke_by_session(tx, &session.id, reason, now).await?;
        let Some(user) = store::user::find_in(tx, &session.user_id).await? else { continue };
        for client_id in store::session_client::list(tx, &session.id).await? {
            let Some(client) = deps.snapshot.client(client_id.as_str()) else { continue };
            delivery::queue_logout(deps, tx, client, &user, &session.sid).await?;
            ended.parties.push(Party { client: Arc::clone(client), sid: session.sid.clone() });
        }
    }
    Ok(ended)
}
