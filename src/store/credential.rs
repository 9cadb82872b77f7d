//! What kinds of credentials a person has; each kind has a file of its own.

use super::{Db, StoreError};
use crate::model::UserId;

const SELECT_KINDS: &str = "SELECT DISTINCT kind FROM credential WHERE user_id = $1";

/// The kinds of which the person has at least one: `password`, `totp`, `recovery`, `passkey`.
pub async fn list_kinds(db: &Db, user_id: &UserId) -> Result<Vec<String>, StoreError> {
    let rows = read_all!(db, (String,), SELECT_KINDS, user_id.as_str())?;
    Ok(rows.into_iter().map(|(kind,)| kind).collect())
}
