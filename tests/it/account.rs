//! One's own account.

#[cfg(feature = "passkeys")]
mod authenticator;
mod pages;
#[cfg(feature = "passkeys")]
mod passkeys;
