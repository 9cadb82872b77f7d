//! A file that says how the provider is to be: compared with what is there, and applied in one transaction.

mod check;
mod diff;
mod export;
mod plan;
mod present;
mod secret;
mod tree;
mod wanted;
mod write;

pub use diff::{Change, Deed, MemberChange};
pub use export::{Exported, export};
pub use plan::{Kind, Plan, plan};
pub use secret::{Reference, Secrets};
pub use tree::Format;
pub use wanted::{Wanted, WantedClient, WantedGroup, WantedUser, read};
pub use write::apply;

/// Who looks after what a file made.
pub const MANAGER: &str = "file";

/// How a file is applied.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// Who looks after what it makes.
    pub manager: &'static str,
    /// Removes what that one looks after and the file names no more, of the lists that the file has.
    pub prune: bool,
    /// Leaves alone what is there already.
    pub keep: bool,
}

impl Manner {
    /// An operator's file.
    #[must_use]
    pub fn of_file(prune: bool) -> Self {
        Self { manager: MANAGER, prune, keep: false }
    }
}
