//! Which clients took part in which session.

use super::{StoreError, Tx};
use crate::model::{ClientId, SessionId};

const INSERT: &str = "INSERT INTO session_client (session_id, client_id) VALUES ($1, $2)
    ON CONFLICT (session_id, client_id) DO NOTHING";
const SELECT: &str = "SELECT client_id FROM session_client WHERE session_id = $1 ORDER BY client_id";

/// Notes that a client was told of a session.
pub async fn insert(tx: &mut Tx, session: &SessionId, client: &ClientId) -> Result<(), StoreError> {
    tx_execute!(tx, INSERT, session.as_str(), client.as_str())?;
    Ok(())
}

/// The clients that were told of a session.
pub async fn list(tx: &mut Tx, session: &SessionId) -> Result<Vec<ClientId>, StoreError> {
    let rows = tx_all!(tx, (String,), SELECT, session.as_str())?;
    Ok(rows.into_iter().map(|(client,)| ClientId::new(client)).collect())
}
