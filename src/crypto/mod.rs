//! Cryptography that knows no token format: hashing, key derivation, sealing at rest, password hashing.

pub mod derive;
pub mod digest;
mod foreign_hash;
pub mod one_time_code;
pub mod pairwise;
pub mod password_pool;
pub mod seal;
pub mod strength;
pub mod token_seal;

pub use derive::DerivedKeys;
pub use password_pool::{PasswordError, PasswordParams, PasswordPool};
pub use seal::{SealError, Sealer};
