//! A client at the token-type endpoints.

use super::browser::{VERIFIER, redirect_uri};
use super::{Reply, TestApp, encode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poem::Request;

/// A client with its credentials.
#[derive(Clone)]
pub struct Client<'a> {
    app: &'a TestApp,
    pub id: String,
    pub secret: Option<String>,
}

impl<'a> Client<'a> {
    /// One of the demo's.
    pub fn demo(app: &'a TestApp, id: &str) -> Self {
        let secret = matches!(id, "postman" | "dashboard" | "service").then(|| format!("{id}-secret"));
        Self { app, id: id.to_owned(), secret }
    }

    /// Any other.
    pub fn with_secret(app: &'a TestApp, id: &str, secret: &str) -> Self {
        Self { app, id: id.to_owned(), secret: Some(secret.to_owned()) }
    }

    /// The same client at another node.
    pub fn at<'b>(&self, app: &'b TestApp) -> Client<'b> {
        Client { app, id: self.id.clone(), secret: self.secret.clone() }
    }

    /// POSTs a form, by Basic where the client has a secret, else with its `client_id`.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        let mut form = form.to_vec();
        let mut request = Request::builder()
            .method(http::Method::POST)
            .uri(path.parse().unwrap())
            .content_type("application/x-www-form-urlencoded");
        if let Some(secret) = &self.secret {
            let credentials = STANDARD.encode(format!("{}:{secret}", self.id));
            request = request.header("authorization", format!("Basic {credentials}"));
        } else if !form.iter().any(|(name, _)| *name == "client_id") {
            form.push(("client_id", &self.id));
        }
        self.app.send(request.body(encode(&form))).await
    }

    /// A token request.
    pub async fn token(&self, form: &[(&str, &str)]) -> Reply {
        self.post("/token", form).await
    }

    /// Redeems a code of [`super::Browser::grant`].
    pub async fn redeem(&self, code: &str) -> Reply {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri(&self.id)),
            ("code_verifier", VERIFIER),
        ];
        self.token(&form).await
    }

    /// Refreshes.
    pub async fn refresh(&self, refresh_token: &str) -> Reply {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh_token)]).await
    }

    /// Introspects.
    pub async fn introspect(&self, token: &str) -> Reply {
        self.post("/introspect", &[("token", token)]).await
    }

    /// Revokes.
    pub async fn revoke(&self, token: &str) -> Reply {
        self.post("/revoke", &[("token", token)]).await
    }
}

impl TestApp {
    /// GET `/userinfo` with a bearer token.
    pub async fn userinfo(&self, token: &str) -> Reply {
        let request = Request::builder().uri("/userinfo".parse().unwrap());
        self.send(request.header("authorization", format!("Bearer {token}")).finish()).await
    }

    /// POST of a body as it is, with headers as they are.
    pub async fn post_raw(&self, path: &str, headers: &[(&str, &str)], body: impl Into<poem::Body>) -> Reply {
        let mut request = Request::builder().method(http::Method::POST).uri(path.parse().unwrap());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(body)).await
    }
}

/// An `Authorization` header of HTTP Basic, its halves as they are.
pub fn basic(client_id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{client_id}:{secret}")))
}
