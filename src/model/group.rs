//! Groups of people.

use super::{GroupId, UnixTime};

/// A group. Its name is what clients see, so it stays; another name is another group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Row id.
    pub id: GroupId,
    /// What clients see, in the claim `groups`.
    pub name: String,
    /// For administrators.
    pub description: String,
    /// Roles that every member has.
    pub roles: Vec<String>,
    /// Which tool owns the row (`cli`, `server`, `admin`).
    pub managed_by: String,
    /// Grows with each change.
    pub version: i64,
    /// When it was made.
    pub created_at: UnixTime,
}
