//! The operator's logo and colour.

use super::assets::Asset;
use crate::config::{Branding, Color, DARK_GROUNDS};
use bytes::Bytes;
use std::fs;
use std::path::{Path, PathBuf};

/// Largest logo, in bytes: it is on every page.
const LARGEST_LOGO: usize = 256 * 1024;

/// Why a logo is not taken.
#[derive(Debug, thiserror::Error)]
#[error("branding.logo (SYMBOLON_BRANDING__LOGO): {}: {wrong}\n  {mend}", path.display())]
pub struct BrandError {
    path: PathBuf,
    wrong: String,
    mend: &'static str,
}

/// The logo of the settings, if there is one.
///
/// # Errors
/// For a file that cannot be read, is too large, or is neither SVG nor PNG.
pub(super) fn logo(branding: &Branding) -> Result<Option<Asset>, BrandError> {
    branding.logo.as_deref().map(read).transpose()
}

fn read(path: &Path) -> Result<Asset, BrandError> {
    let refused = |wrong: String, mend| BrandError { path: path.to_owned(), wrong, mend };
    let body = fs::read(path);
    let body =
        body.map_err(|error| refused(error.to_string(), "Give a file that the server may read, or unset it."))?;
    if body.len() > LARGEST_LOGO {
        let wrong = format!("has {} bytes", body.len());
        return Err(refused(wrong, "Give a file of at most 256 KiB: every page shows it, 32 pixels high."));
    }
    let Some(content_type) = content_type(&body) else {
        return Err(refused("is neither SVG nor PNG".to_owned(), "Give an SVG without scripts, or a PNG."));
    };
    Ok(Asset::new(Bytes::from(body), content_type))
}

/// By the content and not by the name. A script in an SVG would not run, because the policy that it is served with forbids
/// all; one is refused here already, because who draws a logo needs none.
fn content_type(body: &[u8]) -> Option<&'static str> {
    if body.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some("image/png");
    }
    let text = std::str::from_utf8(body).ok()?.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    let starts = ["<svg", "<?xml", "<!--", "<!doctype svg"].iter().any(|start| text.starts_with(start));
    let active = ["<script", "<foreignobject", "javascript:", "<!entity"].iter().any(|word| text.contains(word));
    (starts && text.contains("<svg") && !active).then_some("image/svg+xml")
}

/// What is written after the style sheet so that it has the operator's colours; empty where there are none.
pub(super) fn colors(branding: &Branding) -> String {
    let Some(light) = branding.accent else { return String::new() };
    let dark = branding.accent_dark.unwrap_or_else(|| light.readable(DARK_GROUNDS, Color::WHITE));
    let rule = |accent: Color, other: Color, on: Color| {
        let strong = accent.towards(other, 25);
        format!(":root {{ --accent: {accent}; --accent-strong: {strong}; --on-accent: {on}; }}")
    };
    let light = rule(light, Color::BLACK, Color::WHITE);
    let dark = rule(dark, Color::WHITE, DARK_GROUNDS[3]);
    format!("\n{light}\n@media (prefers-color-scheme: dark) {{ {dark} }}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logo_is_known_by_its_content() {
        assert_eq!(content_type(b"\x89PNG\r\n\x1a\n\0\0"), Some("image/png"));
        assert_eq!(content_type(b"\n<svg xmlns='http://www.w3.org/2000/svg'/>"), Some("image/svg+xml"));
        assert_eq!(content_type(b"<?xml version='1.0'?><SVG/>"), Some("image/svg+xml"));
        for bad in [
            &b""[..],
            b"GIF89a",
            b"<html><svg/></html>",
            b"<?xml version='1.0'?><x/>",
            b"<svg><SCRIPT>1</SCRIPT></svg>",
            b"<svg><a href='javascript:1'/></svg>",
            b"<svg><foreignObject/></svg>",
            b"<svg>\xff</svg>",
        ] {
            assert_eq!(content_type(bad), None, "{bad:?}");
        }
    }
}
