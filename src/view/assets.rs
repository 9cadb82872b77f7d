//! The style sheet and the logo, with the versions that make their addresses cacheable for ever.

use aws_lc_rs::digest::{SHA256, digest};
use std::borrow::Cow;
use std::fmt::Write;

/// The embedded style sheet: the frame and the pages of signing in, then the components of longer pages.
pub const STYLE_CSS: &str =
    concat!(include_str!("../../templates/style.css"), "\n", include_str!("../../templates/components.css"));
/// The embedded logo: two matching halves of a broken token.
pub const LOGO_SVG: &str = include_str!("../../templates/logo.svg");

/// A file that pages refer to as `{base_path}/assets/{name}?v={version}`.
#[derive(Clone, Debug)]
pub struct Asset {
    /// The text to serve.
    pub body: Cow<'static, str>,
    /// The first 16 hexadecimal digits of the body's SHA-256; another body has another address.
    pub version: String,
    /// The `Content-Type` to serve it with.
    pub content_type: &'static str,
}

impl Asset {
    /// An asset with the version that belongs to `body`.
    pub fn new(body: Cow<'static, str>, content_type: &'static str) -> Self {
        let version = version_of(&body);
        Self { body, version, content_type }
    }
}

fn version_of(body: &str) -> String {
    digest(&SHA256, body.as_bytes()).as_ref().iter().take(8).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_is_the_start_of_the_sha_256_of_the_body() {
        assert_eq!(version_of("abc"), "ba7816bf8f01cfea");
    }

    #[test]
    fn style_sheet_loads_nothing_and_follows_the_writing_direction() {
        for word in ["url(", "@import", "expression(", "-left", "-right", "text-align: left", "float"] {
            assert!(!STYLE_CSS.contains(word), "{word}");
        }
    }

    #[test]
    fn logo_holds_no_script_and_no_reference() {
        for word in ["<script", "href", "url(", "style=", " on"] {
            assert!(!LOGO_SVG.contains(word), "{word}");
        }
    }
}
