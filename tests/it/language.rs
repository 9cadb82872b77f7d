//! In which language people are answered.

mod negotiation;
mod words;
