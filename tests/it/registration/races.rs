//! Many at once, over two nodes.

use super::{document, open, text};
use crate::support::TestApp;
use futures_util::future::join_all;
use http::Method;
use serde_json::json;
use symbolon::config::RegistrationMode;
use symbolon::flow::admin::{Actor, registration_token};
use symbolon::protocol::Rule;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn quota_holds_when_two_nodes_register_at_once() {
    let app = TestApp::with(|settings| {
        open(settings);
        settings.registration.max_clients = 7;
    })
    .await;
    let second = app.second_node().await;
    let body = document(json!({}));
    let replies =
        join_all((0..40).map(|at| if at % 2 == 0 { app.try_register(&body) } else { second.try_register(&body) }))
            .await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 7);
    for reply in replies.iter().filter(|reply| reply.status != 201) {
        reply.assert_error(503, "temporarily_unavailable");
    }
    app.assert_rule(&app.try_register(&body).await, Rule::RegistrationFull).await;
    assert_eq!(app.registered().await, 7);
    let gone = replies.iter().find(|reply| reply.status == 201).unwrap().json();
    let path = format!("/register/{}", text(&gone, "client_id"));
    let token = gone["registration_access_token"].as_str();
    assert_eq!(app.json(Method::DELETE, &path, token, "").await.status, 204);
    assert_eq!(second.try_register(&body).await.status, 201, "one has gone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn last_uses_of_an_initial_token_are_shared_by_fifty() {
    let app = TestApp::with(|settings| {
        settings.registration.mode = RegistrationMode::Token;
        settings.registration.attempts_per_address = 10_000;
    })
    .await;
    let second = app.second_node().await;
    let (_, token) = registration_token::add(&app.deps(), &Actor::Cli, 3, None).await.unwrap();
    let body = document(json!({})).to_string();
    let replies = join_all((0..50).map(|at| {
        let node = if at % 2 == 0 { &app } else { &second };
        node.json(Method::POST, "/register", Some(&token), body.clone())
    }))
    .await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 3);
    for reply in replies.iter().filter(|reply| reply.status != 201) {
        reply.assert_error(401, "invalid_token");
    }
    assert_eq!(app.registered().await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_changes_with_one_token_one_is_made() {
    let app = TestApp::with(open).await;
    let second = app.second_node().await;
    let told = app.register(&document(json!({}))).await;
    let path = format!("/register/{}", text(&told, "client_id"));
    let body = document(json!({ "client_id": told["client_id"] })).to_string();
    let token = told["registration_access_token"].as_str();
    let replies = join_all((0..20).map(|at| {
        let node = if at % 2 == 0 { &app } else { &second };
        node.json(Method::PUT, &path, token, body.clone())
    }))
    .await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
    for reply in replies.iter().filter(|reply| reply.status != 200) {
        reply.assert_error(401, "invalid_token");
    }
}
