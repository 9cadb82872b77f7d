//! Several accounts in one browser.

use super::{POSTMAN, enter_password, id_token, is_in, shows};
use crate::factors::ask;
use crate::support::browser::params_with;
use crate::support::{Browser, Reply, TestApp};
use symbolon::flow::admin::user::{self, AddUser};
use symbolon::flow::admin::{Actor, session};

/// A browser in which alice and then admin have signed in.
async fn both(app: &TestApp) -> Browser<'_> {
    let mut browser = app.browser();
    enter_password(&mut browser, "alice").await;
    enter_password(&mut browser, "admin").await;
    browser
}

/// The value of the button for an account on a page.
fn choice(shown: &Reply, class: &str, username: &str) -> String {
    let buttons = shown.text.split("<button").filter(|button| button.contains(class));
    let button = buttons.into_iter().find(|button| button.contains(&format!("<bdi>{username}</bdi>")));
    let button = button.unwrap_or_else(|| panic!("no {username} in {shown:?}"));
    button.split_once("value=\"").unwrap().1.split('"').next().unwrap().to_owned()
}

async fn choose(browser: &mut Browser<'_>, shown: &Reply, username: &str) -> Reply {
    let id = choice(shown, "select-account", username);
    let reply = browser.submit(shown, "select-account", &[("account", &id)]).await;
    browser.follow(reply).await
}

async fn subject_of(app: &TestApp, username: &str) -> String {
    user::find(&app.deps(), username).await.unwrap().subject.to_string()
}

async fn account_page_of(browser: &mut Browser<'_>) -> String {
    let page = browser.get("/account").await;
    ["alice", "admin"]
        .into_iter()
        .find(|name| page.text.contains(&format!("<bdi>{name}</bdi>")))
        .unwrap_or("")
        .to_owned()
}

#[tokio::test]
async fn signing_in_as_another_keeps_the_first_account_and_its_tokens() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let code = browser.code("spa", "openid").await;
    let tokens = app.client("spa").redeem(&code).await;
    enter_password(&mut browser, "admin").await;
    assert_eq!(app.userinfo(&tokens.field("access_token")).await.status, 200);
    assert_eq!(account_page_of(&mut browser).await, "admin");
    assert_eq!(session::list(&app.deps(), &Actor::Cli, None, 10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn select_account_lists_them_and_the_choice_counts_for_the_request_and_from_then_on() {
    let app = TestApp::new().await;
    let mut browser = both(&app).await;
    let page = browser.authorize(&params_with("postman", &[("prompt", "select_account")])).await;
    assert!(shows(&page, "select-account"), "{page:?}");
    assert!(page.text.contains("alice@example.com"), "{page:?}");
    let page = choose(&mut browser, &page, "alice").await;
    assert!(shows(&page, "consent") && page.text.contains("alice"), "{page:?}");
    let answered = browser.decide(&page, "allow").await;
    assert_eq!(id_token(&app, &answered).await["sub"], subject_of(&app, "alice").await.as_str());
    assert_eq!(account_page_of(&mut browser).await, "alice");
    // Without a request as well.
    let page = browser.get("/select-account?return=%2Faccount%2Ftotp").await;
    let there =
        browser.submit(&page, "select-account", &[("account", &choice(&page, "select-account", "admin"))]).await;
    assert_eq!(there.location(), "/account/totp");
    assert_eq!(account_page_of(&mut browser).await, "admin");
}

#[tokio::test]
async fn account_that_is_not_signed_in_here_cannot_be_chosen() {
    let app = TestApp::new().await;
    let mut other = app.browser();
    enter_password(&mut other, "admin").await;
    let foreign = session::list(&app.deps(), &Actor::Cli, Some("admin"), 1).await.unwrap().remove(0).id;
    let mut browser = app.browser();
    enter_password(&mut browser, "alice").await;
    let page = browser.authorize(&params_with("postman", &[("prompt", "select_account")])).await;
    for id in [foreign.as_str(), "", "x"] {
        let reply = browser.submit(&page, "select-account", &[("account", id)]).await;
        assert_eq!(reply.status, 400, "{reply:?}");
    }
    let page = browser.get("/select-account").await;
    browser.submit(&page, "select-account", &[("account", &foreign)]).await;
    assert_eq!(account_page_of(&mut browser).await, "alice");
}

#[tokio::test]
async fn another_account_is_signed_in_without_ending_the_present_one() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    enter_password(&mut browser, "alice").await;
    let page = browser.authorize(&params_with("postman", &[("prompt", "select_account")])).await;
    let login = browser.submit(&page, "select-account", &[("decision", "other")]).await;
    let login = browser.follow(login).await;
    assert!(shows(&login, "login"), "{login:?}");
    assert_eq!(account_page_of(&mut browser).await, "alice");
    let page = browser.sign_in(&login, "admin", "admin123").await;
    assert!(shows(&page, "consent"), "{page:?}");
    // From the consent page there is a way back to the first one.
    let reply = browser.submit(&page, "switch-account", &[]).await;
    let page = browser.follow(reply).await;
    let page = choose(&mut browser, &page, "alice").await;
    let answered = browser.decide(&page, "allow").await;
    assert_eq!(id_token(&app, &answered).await["sub"], subject_of(&app, "alice").await.as_str());
}

#[tokio::test]
async fn hints_pick_among_the_accounts_also_silently() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    enter_password(&mut browser, "alice").await;
    let answered = ask(&mut browser, &[]).await;
    let code = answered.location_param("code").unwrap();
    let hint = app.client("postman").redeem(&code).await.field("id_token");
    enter_password(&mut browser, "admin").await;
    ask(&mut browser, &[]).await;
    let alice = subject_of(&app, "alice").await;
    let admin = subject_of(&app, "admin").await;
    let wanted = format!(r#"{{"id_token":{{"sub":{{"value":"{alice}"}}}}}}"#);
    let cases = [
        (vec![("id_token_hint", hint.as_str())], &alice),
        (vec![("login_hint", " ALICE@example.com")], &alice),
        (vec![("login_hint", "alice")], &alice),
        (vec![("claims", wanted.as_str())], &alice),
        (vec![("login_hint", "nobody")], &admin),
        (vec![], &admin),
        (vec![("id_token_hint", hint.as_str()), ("login_hint", "admin")], &alice),
    ];
    for (hints, subject) in cases {
        let mut params = hints.clone();
        params.push(("prompt", "none"));
        let answered = browser.ask(&params_with("postman", &params)).await;
        assert_eq!(id_token(&app, &answered).await["sub"], subject.as_str(), "{hints:?}");
    }
    assert_eq!(account_page_of(&mut browser).await, "admin", "a hint changes nothing for later");
}

#[tokio::test]
async fn sign_out_ends_the_account_that_is_asked_for_or_all() {
    let app = TestApp::new().await;
    let mut browser = both(&app).await;
    let page = browser.get("/logout").await;
    let alice = choice(&page, "logout-account", "alice");
    browser.submit(&page, "logout", &[("account", &alice)]).await;
    assert_eq!(account_page_of(&mut browser).await, "admin");
    assert_eq!(session::list(&app.deps(), &Actor::Cli, None, 10).await.unwrap().len(), 1);
    enter_password(&mut browser, "alice").await;
    browser.sign_out().await;
    assert!(!is_in(&mut browser).await);
    assert!(session::list(&app.deps(), &Actor::Cli, None, 10).await.unwrap().is_empty());
    // An account of another browser is left alone.
    let mut other = app.browser();
    enter_password(&mut other, "admin").await;
    let foreign = session::list(&app.deps(), &Actor::Cli, None, 10).await.unwrap().remove(0).id;
    enter_password(&mut browser, "alice").await;
    let page = browser.get("/logout").await;
    browser.submit(&page, "logout", &[("account", &foreign)]).await;
    assert!(is_in(&mut other).await && is_in(&mut browser).await);
}

#[tokio::test]
async fn hint_of_a_client_signs_out_whom_it_means_and_nobody_else() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    enter_password(&mut browser, "alice").await;
    let answered = ask(&mut browser, &[]).await;
    let hint = app.client("postman").redeem(&answered.location_param("code").unwrap()).await.field("id_token");
    enter_password(&mut browser, "admin").await;
    let before = browser.cookies["symbolon-state"].clone();
    let reply = browser.get(&format!("/logout?id_token_hint={hint}")).await;
    assert!(reply.text.contains("logout-done"), "{reply:?}");
    assert_ne!(browser.cookies["symbolon-state"], before, "clients look again");
    assert_eq!(account_page_of(&mut browser).await, "admin");
    let silent = browser.ask(&params_with("postman", &[("prompt", "none"), ("id_token_hint", &hint)])).await;
    silent.assert_error_redirect(POSTMAN, "login_required");
}

#[tokio::test]
async fn browser_has_at_most_eight_accounts_and_the_longest_unused_goes() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    for number in 0..9 {
        let name = format!("person-{number}");
        let password = format!("{name}123").into();
        let command = AddUser { username: name.clone(), password: Some(password), ..AddUser::default() };
        user::add(&app.deps(), &Actor::Cli, command).await.unwrap();
        enter_password(&mut browser, &name).await;
        app.advance(1);
    }
    let living = session::list(&app.deps(), &Actor::Cli, None, 20).await.unwrap();
    assert_eq!(living.len(), 8);
    assert!(living.iter().all(|session| session.username != "person-0"));
    let page = browser.get("/select-account").await;
    assert_eq!(page.text.matches("Continue as").count(), 8, "{page:?}");
}

#[tokio::test]
async fn two_tabs_keep_the_account_that_each_has_chosen() {
    let app = TestApp::new().await;
    let mut browser = both(&app).await;
    let chosen = [("prompt", "select_account")];
    let first = browser.authorize(&params_with("postman", &chosen)).await;
    let second = browser.authorize(&params_with("postman", &chosen)).await;
    let first = choose(&mut browser, &first, "alice").await;
    let reply = browser.submit(&second, "select-account", &[("decision", "continue")]).await;
    let second = browser.follow(reply).await;
    let (first, second) = (browser.decide(&first, "allow").await, browser.decide(&second, "allow").await);
    assert_eq!(id_token(&app, &first).await["sub"], subject_of(&app, "alice").await.as_str());
    assert_eq!(id_token(&app, &second).await["sub"], subject_of(&app, "admin").await.as_str());
}

#[tokio::test]
async fn sessions_of_one_browser_end_each_in_its_own_time() {
    let app = TestApp::with(|settings| settings.sessions.absolute_lifetime = 1000).await;
    let mut browser = app.browser();
    enter_password(&mut browser, "alice").await;
    app.advance(600);
    enter_password(&mut browser, "admin").await;
    app.advance(401);
    let page = browser.get("/select-account").await;
    assert!(page.text.contains("admin") && !page.text.contains("alice"), "{page:?}");
    app.advance(600);
    assert!(!is_in(&mut browser).await);
    assert_eq!(browser.get("/select-account").await.location(), "/login");
}
