//! Recovery codes: ten, each good once, shown once.

use super::code::recovery_hash;
use super::write_event;
use crate::flow::{Deps, FlowResult};
use crate::model::{Action, User};
use crate::protocol::recovery_code::RecoveryCode;
use crate::store::{self, Tx};

/// How many a person is given.
const CODES: usize = 10;

/// Writes new codes in place of those that there were, and gives them.
///
/// # Errors
/// When the database fails.
pub async fn write_new(deps: &Deps, tx: &mut Tx, user: &User) -> FlowResult<Vec<RecoveryCode>> {
    let codes: Vec<_> = (0..CODES).map(|_| RecoveryCode::from_random(deps.services.random.bytes())).collect();
    store::recovery_code::delete(tx, &user.id).await?;
    for code in &codes {
        let hash = recovery_hash(deps, user, code);
        store::recovery_code::insert(tx, &deps.row_id(), &user.id, &hash, deps.unix()).await?;
    }
    write_event(deps, tx, user, Action::RecoveryCodesRenew).await?;
    Ok(codes)
}

/// The same because the person wants it.
///
/// # Errors
/// When the database fails; then the old ones are still good.
pub async fn renew(deps: &Deps, user: &User) -> FlowResult<Vec<RecoveryCode>> {
    let mut tx = deps.services.db.write().await?;
    let codes = write_new(deps, &mut tx, user).await?;
    tx.commit().await?;
    Ok(codes)
}
