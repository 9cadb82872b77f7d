//! The account area: a file per page, and what they have in common.

mod applications;
pub mod data;
pub mod devices;
pub mod events;
pub(super) mod frame;
mod overview;
pub mod passkeys;
pub mod profile;

pub use applications::disconnect;
pub use overview::get;
