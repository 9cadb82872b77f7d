//! The administration of the provider by programs.

mod authorization;
mod catalog;
mod clients;
mod listener;
mod permissions;
mod scopes;
mod users;
mod webhooks;

use crate::support::{Reply, TestApp};
use poem::Request;
use serde_json::Value;
use symbolon::model::Permission;

/// Every scope of the administration.
fn every_scope() -> String {
    Permission::ALL.iter().map(|permission| permission.as_str()).collect::<Vec<_>>().join(" ")
}

/// The access token of a client for itself, which is registered for every scope and asks for this one.
async fn token(app: &TestApp, scope: &str) -> String {
    app.change_client("service", |metadata| metadata.scope = format!("read write {}", every_scope()).into()).await;
    app.client("service").token(&[("grant_type", "client_credentials"), ("scope", scope)]).await.field("access_token")
}

/// A program that administers.
struct Program<'a> {
    app: &'a TestApp,
    token: String,
}

impl<'a> Program<'a> {
    /// With every scope.
    async fn new(app: &'a TestApp) -> Self {
        Self { app, token: token(app, &every_scope()).await }
    }

    async fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Reply {
        self.call_if(method, path, body, None).await
    }

    async fn call_if(&self, method: &str, path: &str, body: Option<&Value>, version: Option<&str>) -> Reply {
        let request = Request::builder().method(method.parse().unwrap());
        let mut request = request.uri(format!("/admin/api{path}").parse().unwrap());
        request = request.header("authorization", format!("Bearer {}", self.token));
        if let Some(version) = version {
            request = request.header("if-match", version);
        }
        let request = match body {
            Some(body) => request.content_type("application/json").body(body.to_string()),
            None => request.finish(),
        };
        self.app.send(request).await
    }

    async fn get(&self, path: &str) -> Reply {
        self.call("GET", path, None).await
    }

    /// The call's answer, which must have this status.
    async fn done(&self, method: &str, path: &str, body: Option<&Value>, status: u16) -> Reply {
        let reply = self.call(method, path, body).await;
        assert_eq!(reply.status, status, "{method} {path}: {reply:?}");
        reply
    }
}

/// The members that an answer finds wrong.
fn fields(reply: &Reply) -> Vec<String> {
    let problems = reply.json()["problems"].as_array().cloned().unwrap_or_default();
    problems.iter().map(|problem| problem["field"].as_str().unwrap_or_default().to_owned()).collect()
}
