//! Sign-ins that start elsewhere (OpenID Connect Core §4).

use super::authorize;
use crate::support::TestApp;
use symbolon::flow::admin::{Actor, client};

#[tokio::test]
async fn oidcc_3rd_party_init_login_starts_at_the_client_from_the_account_page_with_iss() {
    let app = TestApp::new().await;
    let uri = "https://app.example/start?tenant=1&x=%C3%BC";
    app.change_client("postman", |client| client.requests.initiate_login_uri = Some(uri.to_owned())).await;
    let mut browser = app.browser();
    authorize(&mut browser, &[]).await;
    let page = browser.get("/account").await;
    let link = format!("href=\"{}&amp;iss=http%3A%2F%2Flocalhost%3A8000\"", uri.replace('&', "&amp;"));
    assert!(page.text.replace("&#x2f;", "/").contains(&link), "{page:?}");
    assert!(!page.text.contains("login_hint"), "{page:?}");
    // One that is switched off cannot be started.
    client::set(&app.deps(), &Actor::Cli, "postman", |client| client.disabled_at = Some(crate::support::START))
        .await
        .unwrap();
    app.app.refresh().await.unwrap();
    assert!(!browser.get("/account").await.text.contains("app.example"));
}

#[tokio::test]
async fn oidcc_3rd_party_init_login_nohttps_cannot_be_registered() {
    let app = TestApp::new().await;
    let change = |client: &mut symbolon::model::Client| {
        client.metadata.requests.initiate_login_uri = Some("http://app.example/start".to_owned());
    };
    let refused = client::set(&app.deps(), &Actor::Cli, "postman", change).await.unwrap_err();
    assert!(refused.to_string().contains("initiate_login_uri must be an https URI"), "{refused}");
}
