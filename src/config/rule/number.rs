//! Numbers within bounds.

use super::Rule;
use crate::config::problem::Wrong;
use std::marker::PhantomData;
use std::time::Duration;

/// A type that counts something.
pub(in crate::config) trait Whole: Sized {
    /// From a number within the setting's range.
    fn from_number(number: u32) -> Self;
    /// Back, for showing.
    fn to_text(&self) -> String;
}

macro_rules! whole {
    ($($number:ty: $from:expr;)+) => {$(
        impl Whole for $number {
            fn from_number(number: u32) -> Self { $from(number) }
            fn to_text(&self) -> String { self.to_string() }
        }
    )+};
}

whole! {
    i64: i64::from;
    u64: u64::from;
    u32: u32::from;
    // No supported machine has a usize below 32 bits.
    usize: |number| usize::try_from(number).unwrap_or(usize::MAX);
}

impl Whole for Duration {
    fn from_number(seconds: u32) -> Self {
        Self::from_secs(u64::from(seconds))
    }

    fn to_text(&self) -> String {
        self.as_secs().to_string()
    }
}

/// A whole number within bounds, both included.
pub(in crate::config) struct Number<T> {
    min: u32,
    max: u32,
    unit: &'static str,
    value: PhantomData<T>,
}

/// `min` to `max` of `unit`.
pub(in crate::config) const fn number<T>(min: u32, max: u32, unit: &'static str) -> Number<T> {
    Number { min, max, unit, value: PhantomData }
}

/// `min` to `max` seconds.
pub(in crate::config) const fn seconds<T>(min: u32, max: u32) -> Number<T> {
    number(min, max, "seconds")
}

impl<T: Whole> Rule for Number<T> {
    type Value = T;

    fn parse(&self, text: &str) -> Result<T, Wrong> {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        match text.parse() {
            Ok(value) if (self.min..=self.max).contains(&value) => Ok(T::from_number(value)),
            _ if digits || text.parse::<i64>().is_ok() => Err(Wrong::new(format!("{text} is out of range"))),
            _ => Err(Wrong::new(format!("`{text}` is not a whole number"))),
        }
    }

    fn show(&self, value: &T) -> String {
        value.to_text()
    }

    fn allowed(&self) -> String {
        format!("{} to {} {}", self.min, self.max, self.unit).trim_end().to_owned()
    }
}

/// A number, or `auto`: one per core of the machine.
pub(in crate::config) struct PerCore(pub Number<usize>);

impl Rule for PerCore {
    type Value = usize;

    fn parse(&self, text: &str) -> Result<usize, Wrong> {
        if text == "auto" {
            Ok(std::thread::available_parallelism().map_or(1, usize::from))
        } else {
            self.0.parse(text)
        }
    }

    fn show(&self, value: &usize) -> String {
        self.0.show(value)
    }

    fn allowed(&self) -> String {
        format!("`auto` (one per core) or {}", self.0.allowed())
    }
}
