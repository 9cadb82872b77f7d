//! A device that asks, polls, and the person who answers.

use super::{Browser, Client, Reply, page};

/// `grant_type` of a poll.
pub const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The codes of a device authorization response.
#[derive(Clone)]
pub struct Codes {
    pub device_code: String,
    pub user_code: String,
}

impl Client<'_> {
    /// Starts a device authorization.
    pub async fn device(&self, scope: &str) -> Codes {
        let reply = self.post("/device_authorization", &[("scope", scope)]).await;
        Codes { device_code: reply.field("device_code"), user_code: reply.field("user_code") }
    }

    /// Asks for the tokens.
    pub async fn poll(&self, device_code: &str) -> Reply {
        self.token(&[("grant_type", DEVICE_GRANT), ("device_code", device_code)]).await
    }
}

impl Browser<'_> {
    /// Opens the device page, signed in as alice.
    pub async fn device_page(&mut self) -> Reply {
        let reply = self.get("/device").await;
        let shown = self.follow(reply).await;
        if shown.text.contains("id=\"login\"") { self.sign_in_for_device(&shown, "alice").await } else { shown }
    }

    /// Fills the sign-in form of a person who came from the device page.
    pub async fn sign_in_for_device(&mut self, shown: &Reply, username: &str) -> Reply {
        let password = format!("{username}123");
        let (csrf, code) = (shown.form_value("login", "csrf"), shown.form_value("login", "user_code"));
        assert_eq!(shown.form_value("login", "for"), "device");
        let fields = [
            ("csrf", &*csrf),
            ("for", "device"),
            ("user_code", &code),
            ("username", username),
            ("password", &password),
        ];
        let reply = self.post("/login", &fields).await;
        self.follow(reply).await
    }

    /// Types a code on the device page `shown` and gives the page that follows.
    pub async fn type_code(&mut self, shown: &Reply, user_code: &str) -> Reply {
        let csrf = shown.form_value("device", "csrf");
        let reply = self.post("/device", &[("csrf", &csrf), ("user_code", user_code)]).await;
        self.follow(reply).await
    }

    /// The consent page for a code, entered by alice.
    pub async fn enter(&mut self, user_code: &str) -> Reply {
        let shown = self.device_page().await;
        self.type_code(&shown, user_code).await
    }

    /// Presses a button of the consent page `shown`.
    pub async fn answer_device(&mut self, shown: &Reply, decision: &str) -> Reply {
        let form = page::form(&shown.text, "consent");
        let (csrf, code) = (page::input(form, "csrf").unwrap(), page::input(form, "request").unwrap());
        self.post("/device", &[("csrf", &csrf), ("request", &code), ("decision", decision)]).await
    }

    /// Enters a code as alice and allows it.
    pub async fn allow_device(&mut self, user_code: &str) {
        let shown = self.enter(user_code).await;
        let done = self.answer_device(&shown, "allow").await;
        assert!(done.text.contains("id=\"device-done\"") && done.text.contains("is connected"), "{done:?}");
    }
}
