//! The second factor, how strong a sign-in is, and several accounts in one browser.

mod accounts;
mod enrolment;
mod limits;
mod lost;
mod remembered;
mod required;
mod sign_in;
mod step_up;
mod turned;

use crate::support::browser::params_with;
use crate::support::reply::claims;
use crate::support::{Browser, Reply, TestApp};
use serde_json::Value;

/// Where `postman` gets its answers.
const POSTMAN: &str = "http://localhost:3000/callback";

/// An authenticator app that has read the page's key.
#[derive(Clone)]
struct Phone(String);

impl Phone {
    /// What it shows now. Each code counts once: [`Self::fresh_code`] moves on to the next.
    fn code(&self, app: &TestApp) -> String {
        self.code_in(app, 0)
    }

    /// What it shows so many seconds from now.
    fn code_in(&self, app: &TestApp, seconds: i64) -> String {
        let secret = totp_rs::Secret::try_from_base32(&self.0).unwrap();
        let at = u64::try_from(app.clock.now().unix().get() + seconds).unwrap();
        totp_rs::Builder::new().with_secret(secret).build().unwrap().generate(at).to_string()
    }

    /// The next code that has not been used.
    fn fresh_code(&self, app: &TestApp) -> String {
        app.advance(30);
        self.code(app)
    }

    /// A code that is wrong now.
    fn wrong_code(&self, app: &TestApp) -> String {
        let near: Vec<_> = [-30, 0, 30].map(|away| self.code_in(app, away)).to_vec();
        (0..9).map(|number| format!("{number:06}")).find(|code| !near.contains(code)).unwrap()
    }
}

fn shows(reply: &Reply, form: &str) -> bool {
    matches!(reply.status.as_u16(), 200 | 429) && reply.text.contains(&format!("<form id=\"{form}\""))
}

/// The text between the tag with this id and the next one.
fn text_of(reply: &Reply, id: &str) -> String {
    let after = reply.text.split_once(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no {id} in {reply:?}")).1;
    after.split_once('>').unwrap().1.split('<').next().unwrap().to_owned()
}

/// The recovery codes that a page shows.
fn codes_of(reply: &Reply) -> Vec<String> {
    let list = reply.text.split_once("id=\"recovery-codes\"").unwrap_or_else(|| panic!("no codes in {reply:?}")).1;
    let list = list.split_once("</ul>").unwrap().0;
    list.split("<code dir=\"ltr\">").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

/// Signs in without a request, as far as the password goes; gives the page that follows.
async fn enter_password(browser: &mut Browser<'_>, username: &str) -> Reply {
    let login = browser.get("/login?another=1").await;
    browser.sign_in(&login, username, &format!("{username}123")).await
}

/// A browser in which the person is signed in by password.
async fn signed_in<'a>(app: &'a TestApp, username: &str) -> Browser<'a> {
    let mut browser = app.browser();
    let page = enter_password(&mut browser, username).await;
    assert!(page.text.contains("account-sign-out"), "{page:?}");
    browser
}

/// Sets up an app in a browser whose person signed in just now; gives it and the recovery codes.
async fn enrol(app: &TestApp, browser: &mut Browser<'_>) -> (Phone, Vec<String>) {
    let page = browser.get("/account/totp").await;
    let phone = Phone(text_of(&page, "totp-secret"));
    let done = browser.submit(&page, "totp-enrol", &[("code", &phone.code(app))]).await;
    let codes = codes_of(&done);
    assert_eq!(codes.len(), 10, "{done:?}");
    (phone, codes)
}

/// An application in which alice has an app.
async fn app_with_phone() -> (TestApp, Phone) {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app, "alice").await;
    let (phone, _) = enrol(&app, &mut browser).await;
    (app, phone)
}

/// Gives a code on the page `shown`; gives the first answer.
async fn give(browser: &mut Browser<'_>, shown: &Reply, code: &str) -> Reply {
    browser.submit(shown, "login-code", &[("code", code)]).await
}

/// Whether the browser is at the account page of somebody.
async fn is_in(browser: &mut Browser<'_>) -> bool {
    browser.get("/account").await.status == 200
}

/// The claims of the ID token that `postman` gets for this response.
async fn id_token(app: &TestApp, response: &Reply) -> Value {
    let code = response.location_param("code").unwrap_or_else(|| panic!("no code in {response:?}"));
    let tokens = app.client("postman").redeem(&code).await;
    claims(&tokens.field("id_token"))
}

/// Answers the consent page if it is shown.
async fn allow(browser: &mut Browser<'_>, reply: Reply) -> Reply {
    if shows(&reply, "consent") { browser.decide(&reply, "allow").await } else { reply }
}

/// A request of `postman` in this browser, followed, consent given.
async fn ask(browser: &mut Browser<'_>, changes: &[(&str, &str)]) -> Reply {
    let reply = browser.authorize(&params_with("postman", changes)).await;
    allow(browser, reply).await
}
