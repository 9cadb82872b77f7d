//! Everything from outside: the real service without a socket, on SQLite, or on PostgreSQL where
//! `SYMBOLON_TEST_DATABASE` names one.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod admin_api;
mod admin_console;
mod architecture;
mod assertion;
mod authorize;
mod branding;
mod cli;
mod client_assertion;
mod client_keys;
mod code;
mod conformance;
mod decryption;
mod device;
mod documents;
mod exchange;
mod features;
mod flows;
mod groups;
mod guard;
mod heritage;
mod keys;
mod language;
mod login;
mod logout;
mod logs;
mod outbound;
mod pages;
mod pairwise;
mod protection;
mod races;
mod refresh;
mod registration;
mod relying_party;
mod request_object;
mod requests;
mod resources;
mod revocation_by_admin;
mod sign_in;
mod start;
mod store;
mod support;
mod tls;
mod token;
mod tokens_live;
