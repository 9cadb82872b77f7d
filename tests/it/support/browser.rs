//! A person's browser: keeps cookies, fills our forms, follows our own redirects.

use super::{ISSUER, Reply, TestApp, encode, page};
use poem::Request;
use std::collections::BTreeMap;
use symbolon::crypto::digest::sha256_base64url;

/// A verifier and what belongs to it.
pub const VERIFIER: &str = "a-code-verifier-of-forty-three-characters-or-more";

/// A browser.
#[derive(Clone)]
pub struct Browser<'a> {
    app: &'a TestApp,
    pub cookies: BTreeMap<String, String>,
}

/// Parameters of an authorization request that is right for a client.
pub fn authorize_params<'a>(client_id: &'a str, redirect_uri: &'a str, scope: &'a str) -> Vec<(&'a str, String)> {
    vec![
        ("response_type", "code".to_owned()),
        ("client_id", client_id.to_owned()),
        ("redirect_uri", redirect_uri.to_owned()),
        ("scope", scope.to_owned()),
        ("state", "st-123".to_owned()),
        ("nonce", "n-456".to_owned()),
        ("code_challenge", sha256_base64url(VERIFIER)),
        ("code_challenge_method", "S256".to_owned()),
    ]
}

/// The redirect URI that a demo client uses in tests.
pub fn redirect_uri(client_id: &str) -> &'static str {
    match client_id {
        "postman" => "http://localhost:3000/callback",
        "dashboard" => "http://localhost:3000/login/",
        "spa" => "http://localhost:5173/callback",
        _ => "http://127.0.0.1:49152/callback",
    }
}

/// Parameters of a demo client's request for `openid profile` with some changed; an empty value is as good as none.
pub fn params_with<'a>(client_id: &'a str, changes: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
    let mut params = authorize_params(client_id, redirect_uri(client_id), "openid profile");
    for (name, value) in changes {
        match params.iter_mut().find(|(known, _)| known == name) {
            Some(known) => (*value).clone_into(&mut known.1),
            None => params.push((*name, (*value).to_owned())),
        }
    }
    params
}

impl<'a> Browser<'a> {
    pub fn new(app: &'a TestApp) -> Self {
        Self { app, cookies: BTreeMap::new() }
    }

    /// The same cookies at another node.
    pub fn at<'b>(&self, app: &'b TestApp) -> Browser<'b> {
        Browser { app, cookies: self.cookies.clone() }
    }

    /// Sends a request with the cookies and keeps those that come back.
    pub async fn send(&mut self, mut request: Request) -> Reply {
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request.headers_mut().insert("cookie", pairs.join("; ").parse().unwrap());
        }
        let reply = self.app.send(request).await;
        for cookie in reply.headers.get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        reply
    }

    /// GET of a path or of an address of ours.
    pub async fn get(&mut self, address: &str) -> Reply {
        let path = address.strip_prefix(ISSUER).unwrap_or(address);
        self.send(Request::builder().uri(path.parse().unwrap()).finish()).await
    }

    /// POST of a form.
    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Reply {
        let request = Request::builder()
            .method(http::Method::POST)
            .uri(path.parse().unwrap())
            .content_type("application/x-www-form-urlencoded")
            .body(encode(form));
        self.send(request).await
    }

    /// Follows redirects as long as they stay with us.
    pub async fn follow(&mut self, mut reply: Reply) -> Reply {
        for _ in 0..8 {
            let location = reply.header("location").to_owned();
            let ours = location.starts_with('/') || location.starts_with(&format!("{ISSUER}/"));
            if !reply.status.is_redirection() || !ours {
                return reply;
            }
            reply = self.get(&location).await;
        }
        panic!("redirects without end: {reply:?}");
    }

    /// Starts an authorization request and gives the very first answer.
    pub async fn ask(&mut self, params: &[(&str, String)]) -> Reply {
        let pairs: Vec<_> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.get(&format!("/authorize?{}", encode(&pairs))).await
    }

    /// Starts an authorization request and follows it to a page or out of here.
    pub async fn authorize(&mut self, params: &[(&str, String)]) -> Reply {
        let reply = self.ask(params).await;
        self.follow(reply).await
    }

    /// Fills the sign-in form of `shown` and follows on.
    pub async fn sign_in(&mut self, shown: &Reply, username: &str, password: &str) -> Reply {
        let reply = self.submit(shown, "login", &[("username", username), ("password", password)]).await;
        self.follow(reply).await
    }

    /// Sends the form of `shown` with this id, its hidden and given fields as they are but for `filled`; gives the first answer.
    pub async fn submit(&mut self, shown: &Reply, form: &str, filled: &[(&str, &str)]) -> Reply {
        let (action, fields) = page::filled(&shown.text, form, filled);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post(&action, &fields).await
    }

    /// Presses allow or deny on the consent page `shown`.
    pub async fn decide(&mut self, shown: &Reply, decision: &str) -> Reply {
        let form = page::form(&shown.text, "consent");
        let csrf = page::input(form, "csrf").unwrap();
        let handle = page::input(form, "request").unwrap();
        let fields = [("csrf", csrf.as_str()), ("request", handle.as_str()), ("decision", decision)];
        let reply = self.post("/consent", &fields).await;
        self.follow(reply).await
    }

    /// Signs alice in through the client's request, allows it, and gives the response that goes to the client.
    pub async fn grant(&mut self, client_id: &str, scope: &str) -> Reply {
        let params = authorize_params(client_id, redirect_uri(client_id), scope);
        let mut reply = self.authorize(&params).await;
        if reply.text.contains("id=\"login\"") {
            reply = self.sign_in(&reply, "alice", "alice123").await;
        }
        if reply.text.contains("id=\"consent\"") {
            reply = self.decide(&reply, "allow").await;
        }
        reply
    }

    /// The code of a whole sign-in.
    pub async fn code(&mut self, client_id: &str, scope: &str) -> String {
        let reply = self.grant(client_id, scope).await;
        reply.location_param("code").unwrap_or_else(|| panic!("no code in {reply:?}"))
    }

    /// Whether the page `/check_session` would call this `session_state` unchanged (OpenID Connect Session Management 1.0).
    pub fn has_session_state(&self, client_id: &str, origin: &str, session_state: &str) -> bool {
        let Some(own) = self.cookies.get("symbolon-state") else { return false };
        let (hash, salt) = session_state.split_once('.').unwrap();
        hash == sha256_base64url(format!("{client_id} {origin} {own} {salt}"))
    }

    /// Signs out by our own page.
    pub async fn sign_out(&mut self) {
        let shown = self.get("/logout").await;
        let csrf = page::input(page::form(&shown.text, "logout"), "csrf").unwrap();
        let done = self.post("/logout", &[("csrf", &csrf)]).await;
        assert!(done.text.contains("logout-done"), "{done:?}");
    }
}
