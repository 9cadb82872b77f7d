//! Pictures that cameras read.

use fast_qr::ECL;
use fast_qr::qr::QRBuilder;
use serde::Serialize;
use std::fmt::Write as _;

/// Empty modules around the picture (ISO/IEC 18004 §5.3.8).
const QUIET: usize = 4;

/// A QR code as the path of an SVG, which needs neither a picture nor a style of its own.
#[derive(Clone, Debug, Serialize)]
pub struct QrCode {
    /// Width and height of the picture, its quiet zone included.
    size: usize,
    /// The dark modules, as `d` of a `path`.
    path: String,
}

impl QrCode {
    /// The picture of `text`; an empty one when no code is large enough for it.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let Ok(code) = QRBuilder::new(text).ecl(ECL::M).build() else { return Self { size: 1, path: String::new() } };
        let mut path = String::new();
        for (y, row) in (0..code.size).map(|y| (y, &code[y])) {
            let mut x = 0;
            while x < code.size {
                let dark = row[x..code.size].iter().take_while(|module| module.value()).count();
                if dark > 0 {
                    // Writing to a String does not fail.
                    let _ = write!(path, "M{} {}h{dark}v1h-{dark}z", x + QUIET, y + QUIET);
                }
                x += dark.max(1);
            }
        }
        Self { size: code.size + 2 * QUIET, path }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picture_has_the_three_corners_and_a_quiet_zone() {
        let qr = QrCode::of("otpauth://totp/a:b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=a");
        assert!(qr.size >= 29 + 2 * QUIET && qr.path.starts_with("M4 4h7v1h-7z"), "{qr:?}");
        assert!(qr.path.contains(&format!("M{} 4h7v1h-7z", qr.size - QUIET - 7)));
    }

    #[test]
    fn text_that_no_code_holds_gives_no_picture() {
        assert_eq!(QrCode::of(&"x".repeat(5000)).path, "");
    }
}
