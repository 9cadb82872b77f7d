//! Whose pages these are.

use crate::support::{Reply, TestApp, settings};
use poem::Request;
use std::fs;
use symbolon::config::{Color, Settings};
use symbolon::view::Pages;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

fn read(text: &str) -> Result<Settings, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("symbolon.toml");
    fs::write(&file, text).unwrap();
    Settings::load(Some(&file), &[].into()).map_err(|error| error.to_string())
}

async fn style(app: &TestApp) -> Reply {
    app.get("/assets/style.css").await
}

#[tokio::test]
async fn name_and_links_of_the_settings_are_on_every_page() {
    let app = TestApp::with(|settings| {
        settings.branding.product_name = "Acme & <Sons>".to_owned();
        settings.branding.support_url = Some("https://acme.example/help".to_owned());
        settings.branding.imprint_url = Some("https://acme.example/imprint".to_owned());
        settings.branding.privacy_url = Some("https://acme.example/privacy".to_owned());
    })
    .await;
    for path in ["/", "/login", "/logout"] {
        let page = app.get(path).await;
        for expected in [
            "<span dir=\"auto\">Acme &amp; &lt;Sons&gt;</span>",
            "– Acme &amp; &lt;Sons&gt;</title>",
            "href=\"https://acme.example/help\"",
            "href=\"https://acme.example/imprint\"",
            "href=\"https://acme.example/privacy\"",
        ] {
            assert!(page.text.contains(expected), "{path} lacks {expected}: {page:?}");
        }
    }
}

#[tokio::test]
async fn logo_of_the_settings_is_served_for_what_it_is_and_may_do_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for (body, kind) in [(PNG, "image/png"), (&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], "image/svg+xml")] {
        let file = folder.path().join("logo");
        fs::write(&file, body).unwrap();
        let app = TestApp::with(|settings| settings.branding.logo = Some(file.clone())).await;
        let request = Request::builder().method(http::Method::HEAD).uri("/assets/logo.svg".parse().unwrap());
        let logo = app.send(request.finish()).await;
        assert_eq!(logo.header("content-type"), kind);
        assert_eq!(logo.header("x-content-type-options"), "nosniff");
        assert_eq!(logo.header("content-security-policy"), "default-src 'none'; style-src 'unsafe-inline'; sandbox");
        assert_eq!(logo.header("cache-control"), "public, max-age=31536000, immutable");
    }
}

#[test]
fn logo_that_cannot_be_used_is_refused_with_the_mend() {
    let folder = tempfile::tempdir().unwrap();
    let large = [PNG, &vec![0; 256 * 1024]].concat();
    for (name, body, expected) in [
        ("a.gif", Some(&b"GIF89a"[..]), "Give an SVG without scripts, or a PNG."),
        ("b.svg", Some(b"<svg><script>alert(1)</script></svg>"), "Give an SVG without scripts, or a PNG."),
        ("c.png", Some(&large), "Give a file of at most 256 KiB"),
        ("d.png", None, "Give a file that the server may read"),
    ] {
        let file = folder.path().join(name);
        if let Some(body) = body {
            fs::write(&file, body).unwrap();
        }
        let mut settings = settings();
        settings.branding.logo = Some(file.clone());
        let error = Pages::with_branding(None, &settings.branding).err().unwrap().to_string();
        assert!(error.contains(expected) && error.contains(name), "{error}");
        assert!(error.starts_with("branding.logo (SYMBOLON_BRANDING__LOGO): "), "{error}");
    }
}

#[tokio::test]
async fn accent_is_in_the_style_sheet_for_both_schemes_and_changes_its_address() {
    let plain = TestApp::new().await;
    let app = TestApp::with(|settings| settings.branding.accent = Some(Color::parse("#6b2fb3").unwrap())).await;
    let text = style(&app).await.text;
    assert!(text.contains(":root { --accent: #6b2fb3;"), "{text}");
    let (_, dark) = text.rsplit_once("@media (prefers-color-scheme: dark) { :root { --accent: ").unwrap();
    let dark = Color::parse(&dark[..7]).unwrap();
    assert!(dark.least_contrast(symbolon::config::DARK_GROUNDS) >= symbolon::config::READABLE, "{dark}");
    let address = |page: &Reply| page.text.split("style.css?v=").nth(1).unwrap()[..16].to_owned();
    assert_ne!(address(&app.get("/login").await), address(&plain.get("/login").await));
    assert!(style(&plain).await.text.len() < text.len());
}

#[test]
fn accent_that_cannot_be_read_is_refused_with_one_that_can() {
    for (setting, good) in [("accent = \"#ffcc00\"", "accent"), ("accent_dark = \"#102040\"", "accent_dark")] {
        let refused = read(&format!("[branding]\n{setting}\n")).unwrap_err();
        assert!(refused.contains("where text needs 4.5"), "{refused}");
        let better = refused.split("the nearest that can be read is `").nth(1).unwrap()[..7].to_owned();
        read(&format!("[branding]\n{good} = \"{better}\"\n")).unwrap();
    }
    assert!(read("[branding]\naccent = \"red\"\n").unwrap_err().contains("is not a colour"));
}

#[test]
fn names_and_addresses_that_are_none_are_refused() {
    for (line, expected) in [
        ("product_name = \"\"", "product_name"),
        (&*format!("product_name = \"{}\"", "x".repeat(61)), "more than 60"),
        ("product_name = \"a\\nb\"", "not a line of text"),
        ("support_url = \"javascript:alert(1)\"", "is not the address of a page"),
        ("imprint_url = \"/imprint\"", "is not a URL"),
        ("privacy_url = \"https://u:p@acme.example\"", "is not the address of a page"),
        ("default_language = \"nl\"", "`nl` is unknown"),
    ] {
        let refused = read(&format!("[branding]\n{line}\n")).unwrap_err();
        assert!(refused.contains(expected), "{line}: {refused}");
    }
}
