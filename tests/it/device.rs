//! Device authorization (RFC 8628; security checks 19 and 77; fault case 16).

mod authorization;
mod page;
mod poll;
mod races;
