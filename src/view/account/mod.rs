//! The pages of one's own account.

mod frame;
pub mod overview;

pub use frame::{AccountFrame, AccountTab};
pub use overview::{AccountPage, ConnectedApp};
