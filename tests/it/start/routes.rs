//! One table of routes: described, served, and nothing beside it.

use crate::support::TestApp;
use poem::Request;
use std::collections::BTreeSet;
use symbolon::http::routes::routes;

/// Path and method of every described operation.
fn described(document: &serde_json::Value) -> BTreeSet<(String, String)> {
    let operations = |(path, methods): (&String, &serde_json::Value)| {
        let methods: Vec<_> = methods.as_object().unwrap().keys().cloned().collect();
        methods.into_iter().map(|method| (path.clone(), method.to_uppercase())).collect::<Vec<_>>()
    };
    document["paths"].as_object().unwrap().iter().flat_map(operations).collect()
}

#[tokio::test]
async fn described_routes_are_the_operations_of_the_openapi_document() {
    let app = TestApp::new().await;
    let document = app.get("/openapi.json").await.json();
    let expected: BTreeSet<_> = routes()
        .filter(|route| route.described)
        .flat_map(|route| route.methods.iter().map(|method| (route.path.to_owned(), (*method).to_owned())))
        .filter(|(_, method)| method != "HEAD")
        .collect();
    assert_eq!(described(&document), expected);
    assert_eq!(document["servers"][0]["url"], "http://localhost:8000");
}

#[tokio::test]
async fn every_route_is_served_with_its_methods_and_no_other() {
    let app = TestApp::with(|settings| {
        settings.metrics.enabled = true;
        settings.accounts.registration = true;
        settings.mail.folder = Some(std::env::temp_dir());
    })
    .await;
    for route in routes() {
        for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE"] {
            let request = Request::builder().method(method.parse().unwrap()).uri(route.path.parse().unwrap());
            let reply = app.send(request.finish()).await;
            let allowed = route.methods.contains(&method);
            assert_ne!(reply.status, 404, "{method} {}", route.path);
            assert_eq!(reply.status == 405, !allowed, "{method} {}: {reply:?}", route.path);
            assert!(reply.status.as_u16() < 500, "{method} {}: {reply:?}", route.path);
            if !allowed {
                assert_eq!(reply.header("allow"), route.methods.join(", "), "{method} {}", route.path);
            }
        }
        let slash = format!("{}/", route.path);
        assert_eq!(app.get(&slash).await.status, 404, "{slash}");
    }
    let metrics = app.get("/metrics").await;
    assert!(metrics.header("content-type").starts_with("text/plain"), "{metrics:?}");
    assert!(metrics.text.contains("symbolon_request_total{"), "{metrics:?}");
}
