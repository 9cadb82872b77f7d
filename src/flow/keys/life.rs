//! What happens to keys by itself, with time.

use super::deed::rotate_aged;
use super::rows::superseded;
use super::{Keeper, KeyError};
use crate::model::{Seconds, SigningAlgorithm};
use crate::store;

/// How long the rows of ended keys are remembered: 30 days.
const REMEMBERED: Seconds = 30 * 86_400;

/// What one round did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cared {
    /// Algorithms whose keys were rotated.
    pub rotated: Vec<SigningAlgorithm>,
    /// Private halves that were forgotten, since they sign no more.
    pub ended: u64,
    /// Rows of keys that ended long ago and were deleted.
    pub deleted: u64,
}

/// One round: rotates by age, forgets private halves that sign no more, deletes rows of keys that ended long ago. With
/// nothing to do it is one read.
///
/// # Errors
/// [`KeyError`]; what was done until then stays done.
pub async fn look_after(keeper: Keeper<'_>) -> Result<Cared, KeyError> {
    let rows = store::key::list(keeper.db).await?;
    let mut cared = Cared { rotated: rotate_aged(keeper, &rows).await?, ..Cared::default() };
    if !superseded(&rows, keeper.now).is_empty() {
        // Counted from now: until now it may have signed, also for a client whose tokens live longer since.
        let ends = keeper.now.plus(keeper.overlap().await?);
        let (mut tx, rows) = keeper.begin().await?;
        for kid in superseded(&rows, keeper.now) {
            cared.ended += u64::from(store::key::end_signing(&mut tx, &kid, ends).await?);
        }
        tx.commit().await?;
    }
    let forgotten = keeper.now.plus(-REMEMBERED);
    if rows.iter().any(|row| row.withdrawn_at.is_none() && row.retire_at.is_some_and(|at| at <= forgotten)) {
        let (mut tx, _) = keeper.begin().await?;
        cared.deleted = store::key::delete_retired(&mut tx, forgotten).await?;
        tx.commit().await?;
    }
    Ok(cared)
}
