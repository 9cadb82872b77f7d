//! What signed-in people see and do of their own account.

pub mod applications;
pub mod data;
pub mod devices;
pub mod profile;

use super::admin::{Actor, Administrator};
use crate::model::{Permission, User};

/// A person who changes their own account by the deeds of administrators: they may do with it whatever those may. Hand it only
/// to deeds on `user` themselves.
fn oneself(user: &User) -> Actor {
    Actor::Administrator(Administrator {
        user_id: Some(user.id.clone()),
        client_id: None,
        permissions: Permission::ALL.iter().copied().collect(),
    })
}
