//! Signing keys: chosen per client, published before they sign, rotated, withdrawn.

mod choice;
mod rotation;
