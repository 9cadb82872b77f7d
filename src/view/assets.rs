//! The style sheet and the logo, with the versions that make their addresses cacheable for ever.

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use std::fmt::Write;

/// The embedded style sheet: the frame and the pages of signing in, then the components of longer pages.
pub const STYLE_CSS: &str =
    concat!(include_str!("../../templates/style.css"), "\n", include_str!("../../templates/components.css"));
/// The embedded logo: two matching halves of a broken token.
pub const LOGO_SVG: &str = include_str!("../../templates/logo.svg");

/// The embedded script for passkeys, the only one that pages load.
pub const PASSKEYS_JS: &str = include_str!("../../templates/passkeys.js");

/// A file that pages refer to as `{base_path}/assets/{name}?v={version}`.
#[derive(Clone, Debug)]
pub struct Asset {
    /// What to serve.
    pub body: Bytes,
    /// The first 16 hexadecimal digits of the body's SHA-256; another body has another address.
    pub version: String,
    /// The `Content-Type` to serve it with.
    pub content_type: &'static str,
}

impl Asset {
    /// An asset with the version that belongs to `body`.
    pub fn new(body: Bytes, content_type: &'static str) -> Self {
        let version = version_of(&body);
        Self { body, version, content_type }
    }
}

fn version_of(body: &[u8]) -> String {
    digest(&SHA256, body).as_ref().iter().take(8).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_is_the_start_of_the_sha_256_of_the_body() {
        assert_eq!(version_of(b"abc"), "ba7816bf8f01cfea");
    }

    #[test]
    fn style_sheet_loads_nothing_and_follows_the_writing_direction() {
        for word in ["url(", "@import", "expression(", "-left", "-right", "text-align: left", "float"] {
            assert!(!STYLE_CSS.contains(word), "{word}");
        }
    }

    #[test]
    fn accent_is_checked_against_the_grounds_of_the_style_sheet() {
        use crate::config::{Color, DARK_GROUNDS, LIGHT_GROUNDS, READABLE};
        let value = |scheme: &str, name: &str| {
            let after = scheme.split_once(&format!("--{name}: ")).unwrap().1;
            Color::parse(after.split_once(';').unwrap().0).unwrap()
        };
        let (light, dark) = STYLE_CSS.split_once("prefers-color-scheme: dark").unwrap();
        let grounds = |scheme: &str| ["surface", "ground", "sunken", "on-accent"].map(|name| value(scheme, name));
        assert_eq!(LIGHT_GROUNDS, &grounds(light)[..3]);
        assert_eq!(grounds(light)[3], Color::WHITE);
        assert_eq!(DARK_GROUNDS, grounds(dark));
        for (scheme, grounds) in [(light, &LIGHT_GROUNDS[..3]), (dark, &DARK_GROUNDS[..3])] {
            for name in ["accent", "accent-strong", "ink", "muted", "danger", "good", "warn"] {
                assert!(value(scheme, name).least_contrast(grounds) >= READABLE, "{name}");
            }
            for name in ["danger", "good", "warn"] {
                let ground = value(scheme, &format!("{name}-ground"));
                assert!(value(scheme, name).contrast(ground) >= READABLE, "{name}");
            }
        }
    }

    #[test]
    fn logo_holds_no_script_and_no_reference() {
        for word in ["<script", "href", "url(", "style=", " on"] {
            assert!(!LOGO_SVG.contains(word), "{word}");
        }
    }
}
