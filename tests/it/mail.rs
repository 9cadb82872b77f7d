//! Mail: what is written, how it is handed over, and the links in it.

mod links;
mod transport;
