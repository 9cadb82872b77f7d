//! Everything from outside: the real service without a socket, on SQLite, or on PostgreSQL where
//! `SYMBOLON_TEST_DATABASE` names one.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod architecture;
mod sign_in;
mod support;
