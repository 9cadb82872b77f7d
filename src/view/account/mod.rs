//! The pages of one's own account.

pub mod email;
mod frame;
pub mod overview;
pub mod password;

pub use email::{EmailLinkPage, EmailPage};
pub use frame::{AccountFrame, AccountTab};
pub use overview::{AccountPage, ConnectedApp};
pub use password::PasswordPage;
