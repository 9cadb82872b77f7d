//! Passkeys: adding them to one's account, and signing in by them (Web Authentication Level 3).

mod ceremony;
mod manage;
mod sign_in;

pub use ceremony::{Prompt, is_served};
pub use manage::{AddOutcome, Answer, MOST, add, ask, list, remove, rename};
pub use sign_in::{Outcome, prompt, sign_in};
