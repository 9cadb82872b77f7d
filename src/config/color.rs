//! Colours, and whether text on them can be read (WCAG 2.2 §1.4.3).

use super::problem::Wrong;
use std::fmt;

/// What text needs against its ground (WCAG 2.2 §1.4.3, level AA).
pub const READABLE: f64 = 4.5;

/// A colour of the sRGB space, as `#0b6b64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color(pub [u8; 3]);

impl Color {
    /// White.
    pub const WHITE: Self = Self([255, 255, 255]);
    /// Black.
    pub const BLACK: Self = Self([0, 0, 0]);

    /// # Errors
    /// For anything but `#` and six hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let wrong = || Wrong::new(format!("`{text}` is not a colour"));
        let is_hex = |digits: &&str| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let digits = text.strip_prefix('#').filter(is_hex).ok_or_else(wrong)?;
        let mut channels = [0; 3];
        for (at, channel) in channels.iter_mut().enumerate() {
            *channel = u8::from_str_radix(&digits[at * 2..at * 2 + 2], 16).map_err(|_| wrong())?;
        }
        Ok(Self(channels))
    }

    /// The contrast of two colours: 1 for the same, 21 for black and white.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The least contrast with any of `grounds`.
    #[must_use]
    pub fn least_contrast(self, grounds: &[Self]) -> f64 {
        grounds.iter().map(|ground| self.contrast(*ground)).fold(f64::INFINITY, f64::min)
    }

    /// `percent` of the way to `other`.
    #[must_use]
    pub fn towards(self, other: Self, percent: u8) -> Self {
        let mixed = |at: usize| {
            let (own, other) = (u32::from(self.0[at]), u32::from(other.0[at]));
            let part = u32::from(percent.min(100));
            u8::try_from((own * (100 - part) + other * part + 50) / 100).unwrap_or(u8::MAX)
        };
        Self([mixed(0), mixed(1), mixed(2)])
    }

    /// The first colour on the way to `other` that can be read on all of `grounds`; `other` itself at the latest.
    #[must_use]
    pub fn readable(self, grounds: &[Self], other: Self) -> Self {
        let steps = (0..=100).map(|percent| self.towards(other, percent));
        steps.into_iter().find(|color| color.least_contrast(grounds) >= READABLE).unwrap_or(other)
    }

    /// WCAG 2.2, "relative luminance".
    fn luminance(self) -> f64 {
        let linear = self.0.map(|channel| {
            let part = f64::from(channel) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// The colours that text in the accent stands on in the light scheme; the last is the text on a button. They are those of
/// `templates/style.css`, as a test sees to.
pub const LIGHT_GROUNDS: &[Color] = &[Color([0xff; 3]), Color([0xf3, 0xf4, 0xf1]), Color([0xf3, 0xf5, 0xf3])];
/// The same in the dark scheme.
pub const DARK_GROUNDS: &[Color] =
    &[Color([0x18, 0x1f, 0x1f]), Color([0x0f, 0x14, 0x14]), Color([0x20, 0x29, 0x29]), Color([0x06, 0x25, 0x22])];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        let grey = Color::parse("#777777").unwrap();
        assert!((Color::WHITE.contrast(Color::BLACK) - 21.0).abs() < 0.001);
        assert!((grey.contrast(Color::WHITE) - 4.478).abs() < 0.001);
        assert!((grey.contrast(grey) - 1.0).abs() < 0.001);
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        for text in ["", "0b6b64", "#0b6b6", "#0b6b644", "#zzzzzz", "red", "#0b6b6é", "#+1+1+1"] {
            assert!(Color::parse(text).is_err(), "{text}");
        }
        assert_eq!(Color::parse("#0B6b64").unwrap().to_string(), "#0b6b64");
    }

    #[test]
    fn way_to_black_or_white_ends_at_a_readable_colour() {
        let yellow = Color::parse("#ffcc00").unwrap();
        let darker = yellow.readable(LIGHT_GROUNDS, Color::BLACK);
        assert!(darker.least_contrast(LIGHT_GROUNDS) >= READABLE && darker != Color::BLACK, "{darker}");
        let navy = Color::parse("#000080").unwrap();
        assert!(navy.readable(DARK_GROUNDS, Color::WHITE).least_contrast(DARK_GROUNDS) >= READABLE);
    }
}
