//! Every page, with friendly and with hostile values.

use super::page::Page;
use super::*;
use crate::model::Language;
use serde_json::Value;
use std::fs;
use std::sync::LazyLock;

fn pages() -> &'static Pages {
    static PAGES: LazyLock<Pages> = LazyLock::new(|| Pages::new(None).unwrap());
    &PAGES
}

/// Template and context of every sample of every page.
fn all_samples() -> Vec<(&'static str, Value)> {
    samples::samples().unwrap().into_iter().map(|sample| (sample.template, sample.context)).collect()
}

/// The tag of the script for passkeys, around the path of the issuer and the version.
const PASSKEY_SCRIPT: [&str; 3] = ["<script src=\"", "/assets/passkeys.js?v=", "\" defer></script>"];

/// The page without the one script that a page may have: its own, marked with the nonce of the sample.
fn html(template: &str, context: Value) -> String {
    let html = pages().render_value(Language::English, template, context).unwrap();
    let own = "<script nonce=\"c2FtcGxl\">document.getElementById(\"form-post\").submit()</script>";
    assert_eq!(html.matches(own).count(), usize::from(template == "form_post.html"), "{template}");
    let html = html.replace(own, "");
    let [start, address, end] = PASSKEY_SCRIPT;
    let Some((before, after)) = html.split_once(address) else { return html };
    assert!(matches!(template, "login.html" | "account_passkeys.html"), "{template}");
    let (before, base_path) = before.rsplit_once(start).unwrap();
    let (version, after) = after.split_once(end).unwrap();
    assert!(!base_path.contains(['"', '<', '>']) && version.chars().all(|c| c.is_ascii_hexdigit()), "{template}");
    format!("{before}{after}")
}

/// Replaces every text for which `at(key)` holds.
fn poison(value: &mut Value, key: &str, at: &dyn Fn(&str) -> bool, with: &str) {
    match value {
        Value::String(text) if at(key) => with.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|item| poison(item, key, at, with)),
        Value::Object(fields) => fields.iter_mut().for_each(|(key, field)| poison(field, key, at, with)),
        _ => {}
    }
}

/// Fields of which no value comes from outside: closed enums, and what this server makes at random.
fn is_closed(key: &str) -> bool {
    matches!(key, "kind" | "advice" | "error" | "dir" | "claims" | "nonce" | "key")
}

/// Fields whose type checks what they hold.
fn is_checked_link(key: &str) -> bool {
    matches!(
        key,
        "href" | "src" | "logo" | "action" | "back" | "to" | "here" | "next" | "sign_in" | "base_path" | "explanation"
    )
}

fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    html.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_sample_renders_a_whole_page_that_a_strict_policy_allows() {
    for (template, context) in all_samples() {
        let html = html(template, context);
        assert!(html.starts_with("<!doctype html>\n<html lang=\"en\" dir=\"ltr\">"), "{template}");
        assert!(html.trim_end().ends_with("</html>"), "{template}");
        for word in
            ["<script", "<style", " style=", "onclick", "onload", "autofocus", "javascript:", "None", "{{", "{%"]
        {
            assert!(!html.contains(word), "{template}: {word}\n{html}");
        }
        assert_eq!(html.matches("<h1").count(), 1, "{template}");
        assert_eq!(html.matches("<main").count(), 1, "{template}");
    }
}

#[test]
fn every_id_is_used_once_and_every_reference_has_its_target() {
    for (template, context) in all_samples() {
        let html = html(template, context);
        let ids = attributes(&html, "id");
        for reference in ["for", "aria-labelledby", "aria-describedby"].iter().flat_map(|name| attributes(&html, name))
        {
            assert!(reference.split(' ').all(|one| ids.contains(&one)), "{template}: {reference}");
        }
        for id in &ids {
            assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "{template}: {id}");
        }
    }
}

/// Ids and names that clients, scripts and templates of others rely on.
const RELY_ON: [(&str, &[&str]); 9] = [
    (
        "login.html",
        &[
            "<form id=\"login\" method=\"post\" action=\"/login\" data-passkey=\"get\" data-offer",
            "<input id=\"username\" name=\"username\" type=\"text\" value=\"alice\" autocomplete=\"username webauthn\"",
            "<input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\"",
            "<button id=\"login-submit\" class=\"button\" type=\"submit\">",
            "name=\"decision\" value=\"cancel\" formnovalidate",
            "id=\"login-error\" class=\"alert\" role=\"alert\"",
            "<input type=\"hidden\" name=\"csrf\" value=",
            "<input type=\"hidden\" name=\"request\" value=",
            "referrerpolicy=\"no-referrer\"",
        ],
    ),
    (
        "consent.html",
        &[
            "<form id=\"consent\" method=\"post\" action=\"/consent\">",
            "<form id=\"switch-account\" method=\"post\" action=\"/logout-and-retry\">",
            "<button class=\"text-button\" type=\"submit\" form=\"switch-account\">",
            "<button id=\"consent-allow\" class=\"button\" type=\"submit\" name=\"decision\" value=\"allow\">",
            "<button id=\"consent-deny\" class=\"button quiet\" type=\"submit\" name=\"decision\" value=\"deny\">",
            "<li class=\"scope\">",
            "<li class=\"claim\">",
            "Signed in as <bdi>alice</bdi>",
            "<bdi>dashboard.example</bdi>",
        ],
    ),
    (
        "error.html",
        &[
            "<main id=\"error\"",
            "id=\"error-code\">invalid_request<",
            "id=\"error-description\"",
            "id=\"error-id\">K7QX-2M9D-41VB-Z8RT<",
            "RFC 6749 §3.1.2.4",
        ],
    ),
    (
        "device.html",
        &[
            "<form id=\"device\" method=\"post\" action=\"/device\">",
            "<input id=\"user_code\" class=\"device-code\" name=\"user_code\" type=\"text\" value=\"WDJB-MJHT\"",
            "<button id=\"device-submit\" class=\"button\" type=\"submit\">",
            "id=\"device-error\" class=\"alert\" role=\"alert\"",
        ],
    ),
    (
        "device_consent.html",
        &[
            "<form id=\"consent\" method=\"post\" action=\"/device\">",
            "<button id=\"consent-allow\" class=\"button\" type=\"submit\" name=\"decision\" value=\"allow\">",
            "<button id=\"consent-deny\" class=\"button quiet\" type=\"submit\" name=\"decision\" value=\"deny\">",
            "<li class=\"scope\">",
            "form=\"switch-account\" name=\"decision\" value=\"switch\">",
            "id=\"device-warning\"",
            "class=\"device-code\">WDJB-MJHT</code>",
            "3 minutes ago",
            "<bdi>203.0.113.7</bdi>",
        ],
    ),
    (
        "select_account.html",
        &[
            "<form id=\"select-account\" method=\"post\" action=\"/select-account\">",
            "<button id=\"select-continue\" class=\"button\" type=\"submit\" name=\"decision\" value=\"continue\">",
            "<button id=\"select-other\" class=\"button quiet\" type=\"submit\" name=\"decision\" value=\"other\">",
            "<button id=\"select-cancel\" class=\"button quiet\" type=\"submit\" name=\"decision\" value=\"cancel\">",
        ],
    ),
    (
        "form_post.html",
        &[
            "<form id=\"form-post\" method=\"post\" action=\"https://dashboard.example/callback?tenant=1&amp;x=2\">",
            "<input type=\"hidden\" name=\"code\" value=\"syc&#95;sample\">",
            "<button id=\"form-post-submit\" class=\"button\" type=\"submit\">",
            "<bdi>dashboard.example</bdi>",
        ],
    ),
    ("logout.html", &["<button id=\"logout-confirm\"", "name=\"csrf\""]),
    ("logged_out.html", &["id=\"logout-done\""]),
];

#[test]
fn pages_carry_the_ids_that_others_rely_on() {
    let samples = all_samples();
    for (template, words) in RELY_ON {
        let context = samples.iter().find(|(name, _)| *name == template).unwrap().1.clone();
        let html = html(template, context);
        for word in words {
            assert!(html.contains(word), "{template}: {word}\n{html}");
        }
    }
}

#[test]
fn login_without_error_and_request_shows_neither_alert_nor_cancel() {
    let page = LoginPage {
        error: None,
        client: None,
        passkey: None,
        form: Form::sample_without_request("/login"),
        ..Page::sample()
    };
    let html = pages().render(&page).unwrap();
    for word in ["role=\"alert\"", "login-error", "value=\"cancel\"", "name=\"request\""] {
        assert!(!html.contains(word), "{word}");
    }
}

#[test]
fn markup_in_any_text_of_any_page_is_encoded() {
    let attack = "\"><script>alert(1)</script>'</title><img src=x onerror=alert(1)>{{ 7*7 }}";
    for (template, mut context) in all_samples() {
        poison(&mut context, "", &|key| !is_closed(key), attack);
        let html = html(template, context);
        for word in ["<script", "<img src=x", "onerror=alert(1)>{{", "49"] {
            assert!(!html.contains(word), "{template}: {word}\n{html}");
        }
        assert!(html.contains("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;"), "{template}");
    }
}

#[test]
fn text_never_becomes_the_address_of_a_link_an_image_or_a_form() {
    for (template, mut context) in all_samples() {
        poison(&mut context, "", &|key| !is_closed(key) && !is_checked_link(key), "javascript:alert(1)");
        let html = html(template, context);
        for address in ["href", "src", "action"].iter().flat_map(|name| attributes(&html, name)) {
            let before_the_query = address.split(['?', '#']).next().unwrap_or_default();
            assert!(!before_the_query.contains("javascript:"), "{template}: {address}");
        }
    }
}

#[test]
fn text_that_would_reorder_the_page_is_made_harmless() {
    for (template, mut context) in all_samples() {
        poison(&mut context, "", &|key| !is_closed(key), "\u{202e}moc.elgoog\u{2066}\u{0}");
        let html = html(template, context);
        assert!(!html.contains(['\u{202e}', '\u{2066}', '\0']), "{template}");
    }
}

#[test]
fn name_cannot_bring_markup_or_placeholders_through_a_message() {
    let page = ConsentPage { client: ClientView::named("<b>{ $username }</b>"), ..Page::sample() };
    let html = pages().render(&page).unwrap();
    assert!(html.contains("<bdi>&lt;b&gt;{ $username }&lt;/b&gt;</bdi> wants to use your account."));
}

#[test]
fn links_lie_below_the_path_of_the_issuer() {
    let layout = Layout::new("/tenant/", "Acme");
    let page = HomePage { layout, ..Page::sample() };
    let html = pages().render(&page).unwrap();
    let links: Vec<&str> = attributes(&html, "href").into_iter().chain(attributes(&html, "src")).collect();
    assert!(links.len() > 5);
    let elsewhere = |link: &&&str| **link != "#main" && !link.starts_with("/tenant/");
    assert_eq!(links.iter().find(elsewhere), None, "{links:?}");
}

#[test]
fn file_in_the_folder_replaces_the_embedded_one() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    fs::create_dir(folder.path().join("messages")).unwrap();
    put("logged_out.html", "{% extends \"base.html\" %}{% block content %}{% include \"own.html\" %}{% endblock %}");
    put("own.html", "<h1 id=\"logout-done\">Bye {{ layout.product }}</h1>");
    put("messages/en.ftl", "footer-about = About Acme & Co");
    put("style.css", "body { color: black }");
    let own = Pages::new(Some(folder.path())).unwrap();
    let html = own.render(&LoggedOutPage::sample()).unwrap();
    assert!(html.contains("<h1 id=\"logout-done\">Bye Symbolon</h1>"));
    assert!(html.contains("About Acme &amp; Co"));
    assert_eq!(own.style().body, "body { color: black }");
    assert!(html.contains(&format!("/assets/style.css?v={}", own.style().version)));
    assert_ne!(own.style().version, pages().style().version);
    assert_eq!(own.logo().version, pages().logo().version);
}

#[test]
fn broken_file_in_the_folder_is_refused_with_its_name_and_line() {
    let broken = [
        ("login.html", "<p>\n{% if %}", "login.html, line 2:"),
        ("login.html", "<p>\n{{ no_such_field }}", "login.html, line 2:"),
        ("login.html", "\n\n{{ layout.no_such_field }}", "login.html, line 3:"),
        ("login.html", "\n{{ t(\"no-such-key\") }}", "login.html, line 2:"),
        ("login.html", "{{ t(\"login-client\") }}", "Unknown variable: $client"),
        ("login.html", "{% extends \"no_such.html\" %}", "login.html, line 1:"),
        ("base.html", "<!doctype html>\n{{ nothing }}", "base.html, line 2:"),
        ("parts.html", "", "parts.html"),
    ];
    for (name, text, expected) in broken {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), text).unwrap();
        let error = Pages::new(Some(folder.path())).err().unwrap().to_string();
        assert!(error.contains(expected), "{error}");
        assert!(error.contains(&*folder.path().to_string_lossy()), "{error}");
    }
}

#[test]
fn broken_message_table_and_missing_folder_are_refused_with_their_name() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("messages")).unwrap();
    fs::write(folder.path().join("messages/en.ftl"), "login-title = {").unwrap();
    let error = Pages::new(Some(folder.path())).err().unwrap().to_string();
    assert!(error.contains("messages/en.ftl"), "{error}");
    let error = Pages::new(Some(&folder.path().join("nowhere"))).err().unwrap().to_string();
    assert!(error.contains("nowhere"), "{error}");
}

#[test]
fn exported_files_make_the_same_pages() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("messages")).unwrap();
    for (name, text) in embedded_files() {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let own = Pages::new(Some(folder.path())).unwrap();
    for sample in samples::samples().unwrap() {
        let render = |pages: &Pages| {
            let html = pages.render_value(Language::Arabic, sample.template, sample.context.clone());
            html.unwrap().trim_start().to_owned()
        };
        assert_eq!(render(&own), render(pages()), "{}", sample.template);
    }
    assert_eq!(own.style().version, pages().style().version);
    let all = own.overrides();
    assert_eq!(all.len(), embedded_files().len());
    let is_page = |name: &str| name.rsplit('.').next() == Some("html");
    assert!(all.iter().all(|file| file.version.is_some() == is_page(&file.name)), "{all:?}");
}

#[test]
fn template_for_other_contexts_stops_the_start_with_the_mend() {
    for stated in [CONTEXT_VERSION - 1, CONTEXT_VERSION + 1] {
        let folder = tempfile::tempdir().unwrap();
        let text = format!("{{#- symbolon-context: {stated} -#}}\n{{% extends \"base.html\" %}}");
        fs::write(folder.path().join("home.html"), text).unwrap();
        let error = Pages::new(Some(folder.path())).err().unwrap().to_string();
        let statement = format!("{{# symbolon-context: {CONTEXT_VERSION} #}}");
        for expected in ["home.html: is written for version", "symbolon templates export", &statement] {
            assert!(error.contains(expected), "{error}");
        }
    }
}
