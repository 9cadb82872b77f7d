//! The page that posts a response (OAuth 2.0 Form Post Response Mode; security check 88).

use super::{RP_URI, answer, provider, request};

const HOSTILE: [&str; 5] = [
    "\"><script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>&#34;&quot;",
    "javascript:alert(1)//'",
    "\u{202e}\u{2066}\u{fc}\u{1f642} \u{85}\u{7f}",
    "a+b%20c&d=e;f\t{{ 7*7 }}",
];

#[tokio::test]
async fn values_come_back_to_the_letter_and_are_no_markup() {
    let (app, _) = provider().await;
    let mut browser = app.browser();
    for state in HOSTILE {
        for changes in [&[][..], &[("prompt", "none")], &[("nonce", "")]] {
            let changes = [changes, &[("response_mode", "form_post"), ("state", state)]].concat();
            let reply = answer(&mut browser, &request("code id_token", &changes)).await;
            assert_eq!(reply.told().field("state"), state, "{reply:?}");
            assert_eq!(reply.text.matches("<script").count(), 1, "{reply:?}");
            assert_eq!(reply.text.matches("<img").count(), 1, "our own logo: {reply:?}");
            assert!(!reply.text.contains('\u{202e}') && !reply.text.contains("javascript:"), "{reply:?}");
        }
    }
}

#[tokio::test]
async fn page_runs_its_own_script_alone_and_works_without_it() {
    let (app, _) = provider().await;
    let mut browser = app.browser();
    let mut nonces = std::collections::HashSet::new();
    for _ in 0..2 {
        let page = answer(&mut browser, &request("code", &[("response_mode", "form_post")])).await;
        assert_eq!(page.status, 200);
        assert_eq!(page.header("location"), "");
        assert!(page.header("content-type").starts_with("text/html"), "{page:?}");
        let policy = page.header("content-security-policy");
        let nonce = policy.split_once("script-src 'nonce-").unwrap().1.split_once('\'').unwrap().0;
        assert!(page.text.contains(&format!("<script nonce=\"{nonce}\">")), "{page:?}");
        assert_eq!(nonce.len(), 43);
        assert!(nonces.insert(nonce.to_owned()), "a nonce for each page");
        assert!(policy.starts_with("default-src 'none'; ") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("form-action") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("x-frame-options"), "DENY");
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert!(page.text.contains("<button id=\"form-post-submit\" class=\"button\" type=\"submit\">"), "{page:?}");
        assert_eq!(page.told().to, RP_URI);
    }
}

#[tokio::test]
async fn cookie_that_a_sign_in_renews_comes_with_the_page() {
    let (app, _) = provider().await;
    app.change_client(super::RP, |metadata| metadata.first_party = true).await;
    let mut browser = app.browser();
    let login = browser.authorize(&request("code", &[("response_mode", "form_post")])).await;
    let page = browser.sign_in(&login, "alice", "alice123").await;
    assert!(page.told().get("code").is_some(), "{page:?}");
    assert!(page.header("set-cookie").contains("HttpOnly"), "{page:?}");
    let silent = browser.ask(&request("code", &[("prompt", "none")])).await;
    assert!(silent.told().get("code").is_some(), "the browser is signed in: {silent:?}");
}
