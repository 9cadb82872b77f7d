//! The poem middleware and the tower layer, each before a service behind a socket.

use super::provider::Provider;
use axum::{Extension, Router, routing};
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::{EndpointExt, Route, Server, get, handler};
use reqwest::{Client, Response};
use std::net::Ipv4Addr;
use symbolon::guard::{AccessToken, Guard, ProtectedResource};

/// Both services answer with the client's name at `/notes` to those who may read.
async fn services(guard: &Guard) -> [String; 2] {
    [poem_service(guard).await, axum_service(guard).await]
}

#[handler]
fn notes(token: &AccessToken) -> String {
    token.client_id.to_string()
}

async fn poem_service(guard: &Guard) -> String {
    // Below a prefix, which poem takes off the path that an endpoint sees.
    let inner = Route::new().at("/notes", get(notes).with(guard.require("read")));
    let route = Route::new().nest("/v1", inner).at("/unguarded", get(notes));
    let acceptor = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).into_acceptor().await.unwrap();
    let address = acceptor.local_addr()[0].as_socket_addr().copied().unwrap();
    tokio::spawn(Server::new_with_acceptor(acceptor).run(route));
    format!("http://{address}/v1/notes")
}

async fn axum_service(guard: &Guard) -> String {
    let handler = |Extension(token): Extension<AccessToken>| async move { token.client_id.to_string() };
    let inner = Router::new().route("/notes", routing::get(handler)).layer(guard.require("read"));
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, Router::new().nest("/v1", inner)).await.unwrap() });
    format!("http://{address}/v1/notes")
}

async fn ask(url: &str, authorization: &[String]) -> Response {
    let mut request = Client::new().get(url);
    for value in authorization {
        request = request.header("authorization", value);
    }
    request.send().await.unwrap()
}

fn challenge(response: &Response) -> &str {
    response.headers().get("www-authenticate").map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn both_adapters_answer_alike() {
    let provider = Provider::start().await;
    let guard = provider.guard(|builder| builder);
    let bearer = format!("Bearer {}", provider.service_token("read").await);
    let writer = format!("Bearer {}", provider.service_token("write").await);
    for url in services(&guard).await {
        let good = ask(&url, std::slice::from_ref(&bearer)).await;
        assert_eq!(good.status(), 200, "{url}");
        assert_eq!(good.text().await.unwrap(), "service");

        let none = ask(&url, &[]).await;
        assert_eq!(
            (none.status().as_u16(), challenge(&none)),
            (401, &*format!("Bearer realm=\"{}\"", provider.issuer))
        );
        assert_eq!(none.headers()["cache-control"], "no-store");

        for (query, headers, status, code) in [
            ("", vec!["Bearer x.y.z".to_owned()], 401, "invalid_token"),
            ("", vec![bearer.clone(), bearer.clone()], 400, "invalid_request"),
            ("?access_token=x", vec![bearer.clone()], 400, "invalid_request"),
            ("?access_token=x", vec![], 400, "invalid_request"),
            ("", vec![writer.clone()], 403, "insufficient_scope"),
        ] {
            let response = ask(&format!("{url}{query}"), &headers).await;
            assert_eq!(response.status(), status, "{url} {code}");
            assert!(challenge(&response).contains(&format!("error=\"{code}\"")), "{}", challenge(&response));
        }
    }
}

#[tokio::test]
async fn challenge_leads_to_the_metadata_document() {
    let provider = Provider::start().await;
    let resource = ProtectedResource::new("https://api.example/v1", &*provider.issuer).unwrap();
    for url in services(&provider.guard(|builder| builder.metadata(&resource))).await {
        let challenge = challenge(&ask(&url, &[]).await).to_owned();
        let end = r#", resource_metadata="https://api.example/.well-known/oauth-protected-resource/v1""#;
        assert!(challenge.ends_with(end), "{challenge}");
    }
}

#[tokio::test]
async fn both_adapters_answer_503_when_the_issuer_cannot_be_asked() {
    for url in services(&Guard::builder("http://127.0.0.1:9", "api").build().unwrap()).await {
        let response = ask(&url, &["Bearer x.y.z".to_owned()]).await;
        assert_eq!((response.status().as_u16(), challenge(&response)), (503, ""), "{url}");
        assert_eq!(response.headers()["retry-after"], "5");
    }
}

#[tokio::test]
async fn handler_without_a_guard_answers_nobody() {
    let provider = Provider::start().await;
    let url = poem_service(&provider.guard(|builder| builder)).await.replace("/v1/notes", "/unguarded");
    let bearer = format!("Bearer {}", provider.service_token("read").await);
    assert_eq!(ask(&url, &[bearer]).await.status(), 500);
}
