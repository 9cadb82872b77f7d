//! The administration of the provider by programs.

mod permissions;
mod scopes;
