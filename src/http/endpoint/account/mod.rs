//! The account area: a file per page, and what they have in common.

mod applications;
pub(super) mod frame;
mod overview;

pub use applications::disconnect;
pub use overview::get;
