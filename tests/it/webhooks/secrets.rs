//! What signs, and what is in no place where it does not belong.

use super::{got, hook, provider, put_scope, send};
use crate::support::TestApp;
use crate::support::web::Web;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;
use symbolon::flow::admin::user::{self, AddUser};
use symbolon::flow::admin::{Actor, webhook};
use symbolon::model::{Secret, Webhook};

/// Does a deed, and gives what the receiver got.
async fn told(app: &TestApp, web: &Web, webhook: &Webhook, name: &str) -> super::Got {
    put_scope(app, name).await;
    assert_eq!(send(app, webhook).await, 1);
    got(web).pop().unwrap()
}

#[tokio::test]
async fn both_secrets_sign_until_the_overlap_ends() {
    let web = Web::start().await;
    let app = provider(&web).await;
    let (webhook, first) = hook(&app, &web, &["scope.put"]).await;
    let (turned, second) = webhook::rotate_secret(&app.deps(), &Actor::Cli, "siem", 3600).await.unwrap();
    assert_eq!((turned.previous_until, turned.version), (Some(app.clock.now().unix().plus(3600)), 2));
    let sent = told(&app, &web, &webhook, "a").await;
    assert!(sent.signatures().len() == 2 && sent.is_signed_by(&first) && sent.is_signed_by(&second));
    app.advance(3600);
    let sent = told(&app, &web, &webhook, "b").await;
    assert!(sent.signatures().len() == 1 && !sent.is_signed_by(&first) && sent.is_signed_by(&second));
    let (_, third) = webhook::rotate_secret(&app.deps(), &Actor::Cli, "siem", 0).await.unwrap();
    let sent = told(&app, &web, &webhook, "c").await;
    assert!(sent.signatures().len() == 1 && !sent.is_signed_by(&second) && sent.is_signed_by(&third));
}

#[tokio::test]
async fn secrets_are_sealed_anew_when_the_secret_key_changes() {
    let web = Web::start().await;
    let app = provider(&web).await;
    let (webhook, first) = hook(&app, &web, &["scope.put"]).await;
    let (_, second) = webhook::rotate_secret(&app.deps(), &Actor::Cli, "siem", 3600).await.unwrap();
    let new_key = || Some(Secret::new("another secret key, 32 bytes or longer".to_owned()));
    let both = app
        .restarted(|settings| {
            settings.keys.secret_key_previous = settings.keys.secret_key.take();
            settings.keys.secret_key = new_key();
        })
        .await;
    let alone = both.restarted(|settings| settings.keys.secret_key_previous = None).await;
    let sent = told(&alone, &web, &webhook, "a").await;
    assert!(sent.is_signed_by(&first) && sent.is_signed_by(&second));
}

#[tokio::test]
async fn secret_is_in_no_list_no_event_and_no_table() {
    let web = Web::start().await;
    let app = provider(&web).await;
    let (webhook, first) = hook(&app, &web, &["*"]).await;
    let (_, second) = webhook::rotate_secret(&app.deps(), &Actor::Cli, "siem", 3600).await.unwrap();
    let listed = format!("{:?}", webhook::list(&app.deps(), &Actor::Cli).await.unwrap());
    send(&app, &webhook).await;
    let sent: String = got(&web).into_iter().map(|got| got.body).collect();
    assert!(sent.contains("webhook.rotate_secret"), "{sent}");
    let stored = format!("{:?}", app.dump().await);
    for secret in [&first, &second] {
        let base64 = secret.strip_prefix("whsec_").unwrap();
        let bytes = STANDARD.decode(base64).unwrap();
        for form in [base64.to_owned(), URL_SAFE_NO_PAD.encode(&bytes), format!("{bytes:?}")] {
            for place in [&listed, &sent, &stored] {
                assert!(!place.contains(form.trim_end_matches('=')), "{form} is in {place}");
            }
        }
    }
}

#[tokio::test]
async fn bodies_hold_no_secret_of_anybody() {
    let web = Web::start().await;
    let app = provider(&web).await;
    let (webhook, _) = hook(&app, &web, &["*"]).await;
    let password = Some(Secret::new("kanarie-password".to_owned()));
    user::add(&app.deps(), &Actor::Cli, AddUser { username: "lena".to_owned(), password, ..AddUser::default() })
        .await
        .unwrap();
    let metadata = json!({ "client_name": "a", "client_type": "confidential", "grant_types": ["client_credentials"], "scope": "", "redirect_uris": [] });
    let secret = app.add_client("kept", metadata).await.unwrap();
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    browser.sign_in(&login, "lena", "kanarie-password").await;
    while send(&app, &webhook).await > 0 {}
    let sent: String = got(&web).into_iter().map(|got| got.body).collect();
    for action in ["user.add", "client.add", "session.begin"] {
        assert!(sent.contains(&format!("\"type\":\"{action}\"")), "{action}: {sent}");
    }
    let cookie = browser.cookies["symbolon"].clone();
    for secret in ["kanarie", &secret, &cookie] {
        assert!(!sent.contains(secret), "{secret}");
    }
}
