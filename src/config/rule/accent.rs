//! Colours that text must be readable in.

use super::Rule;
use crate::config::color::{Color, DARK_GROUNDS, LIGHT_GROUNDS, READABLE};
use crate::config::problem::Wrong;

/// The colour of links and buttons.
pub(in crate::config) enum Accent {
    /// On light grounds.
    Light,
    /// On dark grounds.
    Dark,
}

impl Accent {
    /// What it stands on, and the end of the scale where it can be read.
    fn surroundings(&self) -> (&'static [Color], Color) {
        match self {
            Self::Light => (LIGHT_GROUNDS, Color::BLACK),
            Self::Dark => (DARK_GROUNDS, Color::WHITE),
        }
    }
}

impl Rule for Accent {
    type Value = Color;

    fn parse(&self, text: &str) -> Result<Color, Wrong> {
        let color = Color::parse(text)?;
        let (grounds, end) = self.surroundings();
        let contrast = color.least_contrast(grounds);
        if contrast >= READABLE {
            return Ok(color);
        }
        let better = color.readable(grounds, end);
        Err(Wrong::new(format!(
            "has a contrast of {contrast:.1} to 1 where text needs {READABLE}; the nearest that can be read is `{better}`"
        )))
    }

    fn show(&self, value: &Color) -> String {
        value.to_string()
    }

    fn allowed(&self) -> String {
        let (example, ground) = match self {
            Self::Light => ("#0b6b64", "light"),
            Self::Dark => ("#5fd0c3", "dark"),
        };
        format!("a colour such as `{example}`, with a contrast of {READABLE} to 1 or more against a {ground} page")
    }
}
