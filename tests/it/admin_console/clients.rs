//! The pages about clients.

use super::{assert_has, confirm, send, signed_in};
use crate::support::{Reply, TestApp};
use symbolon::model::ClientKind;

fn shown_secret(reply: &Reply) -> String {
    let at = reply.text.find("id=\"client-secret\"").unwrap_or_else(|| panic!("no secret in {reply:?}"));
    let value = reply.text[at..].split("value=\"").nth(1).unwrap();
    value.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn client_of_every_kind_is_registered_by_its_name_and_redirect_uri_alone() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    for kind in ClientKind::ALL.iter().copied() {
        let id = format!("new-{kind}");
        let redirect = match kind {
            ClientKind::Web => "https://shop.example.com/callback",
            ClientKind::Spa => "http://localhost:5173/callback",
            ClientKind::Native => "com.example.app:/callback",
            ClientKind::Cli => "http://127.0.0.1/callback",
            ClientKind::Service | ClientKind::Device => "",
        };
        let fields =
            [("kind", kind.as_str()), ("client_name", "New"), ("redirect_uris", redirect), ("client_id", id.as_str())];
        let scope = if kind == ClientKind::Service { "read" } else { "" };
        let reply =
            send(&mut admin, "/admin/add-client", "client-add", &[&fields[..], &[("scope", scope)]].concat()).await;
        let secret = matches!(kind, ClientKind::Web | ClientKind::Service);
        if secret {
            assert_eq!(reply.status, 200, "{kind}: {reply:?}");
            assert!(shown_secret(&reply).starts_with("sys_"), "{reply:?}");
        } else {
            assert_eq!(reply.location(), format!("/admin/clients/{id}?done=added"), "{kind}: {reply:?}");
        }
        let shown = admin.get(&format!("/admin/clients/{id}")).await;
        assert_eq!(shown.status, 200, "{kind}: {shown:?}");
        assert_has(&shown, &["/.well-known/openid-configuration", "OIDC_CLIENT_ID", "curl"]);
        assert_eq!(shown.text.contains("oidc-client-ts"), kind == ClientKind::Spa, "{kind}");
        assert_eq!(shown.text.contains("id=\"client-rotate-secret\""), secret, "{kind}");
        assert!(!shown.text.contains("sys_"), "{shown:?}");
    }
}

#[tokio::test]
async fn secret_that_is_shown_once_works_and_the_one_before_as_long_as_was_said() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let fields = [("kind", "service"), ("client_name", "Robot"), ("scope", "read"), ("client_id", "robot")];
    let first = shown_secret(&send(&mut admin, "/admin/add-client", "client-add", &fields).await);
    let grant = |secret: String| {
        let app = &app;
        async move {
            let form = [
                ("grant_type", "client_credentials"),
                ("client_id", "robot"),
                ("client_secret", secret.as_str()),
                ("scope", "read"),
            ];
            app.post("/token", &form).await.status.as_u16()
        }
    };
    assert_eq!(grant(first.clone()).await, 200);
    let path = "/admin/clients/robot/secret";
    let second = shown_secret(&send(&mut admin, path, "client-secret", &[("grace", "3600")]).await);
    assert_eq!((grant(first.clone()).await, grant(second.clone()).await), (200, 200));
    let third = shown_secret(&send(&mut admin, path, "client-secret", &[]).await);
    assert_eq!((grant(first).await, grant(second).await, grant(third).await), (401, 401, 200));
    assert_eq!(send(&mut admin, "/admin/clients/spa/secret", "client-secret", &[]).await.status, 422);
}

#[tokio::test]
async fn everything_that_is_wrong_stands_beside_its_field_and_what_was_filled_in_is_kept() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let fields = [
        ("kind", "web"),
        ("client_name", ""),
        ("redirect_uris", "javascript:alert(1)\nhttps://a.example/#x"),
        ("scope", "nonsense"),
    ];
    let again = send(&mut admin, "/admin/add-client", "client-add", &fields).await;
    assert_eq!(again.status, 422, "{again:?}");
    assert_has(
        &again,
        &[
            "field-client_name-problem",
            "field-redirect_uris-problem",
            "field-scope-problem",
            "javascript:alert(1)\nhttps",
        ],
    );
    assert_eq!(again.text.matches("redirect URI").count(), 2, "{again:?}");
    let bad = [("logo_uri", "javascript:alert(1)"), ("tos_uri", "http://a.example"), ("access_token_lifetime", "long")];
    for field in bad {
        let again = send(&mut admin, "/admin/clients/spa/edit", "client-edit", &[field]).await;
        assert_eq!(again.status, 422, "{field:?}: {again:?}");
        assert_has(&again, &[&format!("id=\"field-{}-problem\"", field.0)]);
        assert!(!again.text.contains("href=\"javascript:"), "{again:?}");
    }
}

#[tokio::test]
async fn form_changes_what_it_shows_and_leaves_the_rest_alone() {
    let app = TestApp::new().await;
    app.change_client("dashboard", |client| client.refresh_idle_lifetime = Some(1000)).await;
    let mut admin = signed_in(&app, "admin").await;
    let before = app.deps().snapshot.client("dashboard").unwrap().client.metadata.clone();
    let unchanged = send(&mut admin, "/admin/clients/dashboard/edit", "client-edit", &[]).await;
    assert_eq!(unchanged.location(), "/admin/clients/dashboard?done=saved");
    assert_eq!(app.deps().snapshot.client("dashboard").unwrap().client.metadata, before);
    let page = admin.get("/admin/clients/dashboard/edit").await;
    let fields = [("client_name", "Board"), ("first_party", "yes"), ("grant_client_credentials", "yes")];
    assert_eq!(admin.submit(&page, "client-edit", &fields).await.status, 303);
    let changed = app.deps().snapshot.client("dashboard").unwrap().client.metadata.clone();
    assert_eq!((changed.client_name.as_str(), changed.first_party, changed.grant_types.len()), ("Board", true, 3));
    assert_eq!(changed.refresh_idle_lifetime, Some(1000));
    // The page from before that change is too old.
    let conflict = admin.submit(&page, "client-edit", &[("client_name", "Lost")]).await;
    assert_eq!(conflict.status, 422);
    assert_has(&conflict, &["id=\"admin-conflict\"", "href=\"/admin/clients/dashboard/edit\""]);
    assert_eq!(conflict.form_value("client-edit", "client_name"), "Lost");
}

#[tokio::test]
async fn document_is_checked_by_the_same_rules_and_names_each_wrong_member() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let path = "/admin/clients/spa/document";
    let unchanged = send(&mut admin, path, "client-document", &[]).await;
    assert_eq!(unchanged.location(), "/admin/clients/spa?done=saved", "{unchanged:?}");
    let bad = "{\"client_name\":\"x\",\"frist_party\":true,\"redirect_uris\":[1]}";
    let again = send(&mut admin, path, "client-document", &[("document", bad)]).await;
    assert_eq!(again.status, 422, "{again:?}");
    assert_has(&again, &["frist_party: ", "redirect_uris: ", "frist_party&quot;:true"]);
    for broken in ["", "[]", "{", "{\"grant_types\":[]}", "null"] {
        let again = send(&mut admin, path, "client-document", &[("document", broken)]).await;
        assert_eq!(again.status, 422, "{broken}: {again:?}");
    }
    let good = "{\"client_name\":\"App\",\"client_type\":\"public\",\"redirect_uris\":[\"https://a.example/cb\"],
        \"grant_types\":[\"authorization_code\"],\"scope\":\"openid\",\"require_state\":true}";
    assert_eq!(send(&mut admin, path, "client-document", &[("document", good)]).await.status, 303);
    let client = app.deps().snapshot.client("spa").unwrap().client.metadata.clone();
    assert_eq!((client.client_name.as_str(), client.require_state), ("App", true));
}

#[tokio::test]
async fn client_is_switched_off_and_on_and_removed() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let answer = confirm(&mut admin, "/admin/clients/service/disable").await;
    assert_eq!(answer.location(), "/admin/clients/service?done=switched-off");
    assert_has(&admin.get("/admin/clients").await, &["switched off"]);
    assert_eq!(confirm(&mut admin, "/admin/clients/service/enable").await.status, 303);
    assert_eq!(confirm(&mut admin, "/admin/clients/service/revoke").await.status, 303);
    assert_eq!(confirm(&mut admin, "/admin/clients/service/remove").await.location(), "/admin/clients?done=removed");
    assert_eq!(admin.get("/admin/clients/service").await.status, 404);
    assert_eq!(admin.get("/admin/clients/spa/explode").await.status, 404);
}

#[tokio::test]
async fn postman_environment_has_the_clients_values_and_no_secret() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let reply = admin.get("/admin/clients/postman/postman").await;
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("content-disposition"), "attachment; filename=\"postman.postman_environment.json\"");
    let document = reply.json();
    assert_eq!(document["_postman_variable_scope"], "environment");
    let value = |key: &str| {
        let values = document["values"].as_array().unwrap();
        values.iter().find(|value| value["key"] == key).map(|value| value["value"].as_str().unwrap().to_owned())
    };
    assert_eq!(value("issuer").as_deref(), Some("http://localhost:8000"));
    assert_eq!(value("client_id").as_deref(), Some("postman"));
    assert_eq!(value("redirect_uri").as_deref(), Some("https://oauth.pstmn.io/v1/callback"));
    assert!(!reply.text.contains("postman-secret"), "{reply:?}");
}

#[tokio::test]
async fn hostile_name_is_encoded_on_every_page_about_its_client() {
    let app = TestApp::new().await;
    let name = "\"><script>alert('1')</script>\u{202e}";
    app.change_client("spa", |client| name.clone_into(&mut client.client_name)).await;
    let mut admin = signed_in(&app, "admin").await;
    for path in ["", "/spa", "/spa/edit", "/spa/document", "/spa/remove", "/spa/disable"] {
        let page = admin.get(&format!("/admin/clients{path}")).await;
        assert_eq!(page.status, 200, "{page:?}");
        assert!(!page.text.contains("<script") && !page.text.contains('\u{202e}'), "{page:?}");
        assert!(page.text.contains("&lt;script&gt;"), "{page:?}");
        assert!(page.header("content-security-policy").contains("default-src 'none'"), "{page:?}");
        assert!(!page.header("content-security-policy").contains("unsafe"), "{page:?}");
        assert_eq!(page.header("cache-control"), "no-store");
    }
}
