//! What a start decides: keys, secrets, the first administrator, the issuer, and what discovery then says.

mod audience;
mod discovery;
mod health;
mod issuer;
mod keys;
mod routes;
