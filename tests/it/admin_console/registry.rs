//! Scopes, resources, issuers, keys, sessions, grants, registration tokens and settings.

use super::{assert_has, confirm, path_of, send, signed_in};
use crate::support::TestApp;

#[tokio::test]
async fn scope_is_added_changed_and_removed_and_a_stale_form_overwrites_nothing() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let fields = [("name", "https://notes.example/all"), ("description", "Everything"), ("includes", "read write")];
    assert_eq!(send(&mut admin, "/admin/add-scope", "scope", &fields).await.location(), "/admin/scopes?done=added");
    let again = send(&mut admin, "/admin/add-scope", "scope", &fields).await;
    assert_eq!(again.status, 422);
    assert_has(&again, &["exists already"]);
    assert_eq!(again.form_value("scope", "description"), "Everything");
    for bad in [[("name", "a b"), ("description", "x")], [("name", "x"), ("includes", "nonsense")]] {
        assert_eq!(send(&mut admin, "/admin/add-scope", "scope", &bad).await.status, 422, "{bad:?}");
    }
    let path = path_of(&mut admin, "/admin/scopes", "https://notes.example/all").await;
    let edit = admin.get(&path).await;
    let saved = admin.submit(&edit, "scope", &[("description", "All of it")]).await;
    assert_eq!(saved.location(), "/admin/scopes?done=saved", "{saved:?}");
    let stale = admin.submit(&edit, "scope", &[("description", "Lost")]).await;
    assert_has(&stale, &["id=\"admin-conflict\"", "value=\"Lost\""]);
    assert_has(&admin.get("/admin/scopes").await, &["All of it"]);
    let removed = confirm(&mut admin, &path.replace("/edit", "/remove")).await;
    assert_eq!(removed.location(), "/admin/scopes?done=removed");
    assert_eq!(admin.get(&path).await.status, 404);
}

#[tokio::test]
async fn group_is_added_given_to_a_person_changed_and_removed() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let fields = [("name", "team/ops"), ("description", "Operations"), ("roles", "deploy\nread logs")];
    let added = send(&mut admin, "/admin/add-group", "group", &fields).await;
    assert_eq!(added.location(), "/admin/groups?done=added", "{added:?}");
    assert_eq!(send(&mut admin, "/admin/add-group", "group", &fields).await.status, 422);
    let alice = path_of(&mut admin, "/admin/users", "alice").await;
    let edit = format!("{alice}/edit");
    let filled = [("groups", "team/ops"), ("roles", "auditor"), ("attributes", "{\"cost centre\": 7}")];
    let saved = send(&mut admin, &edit, "user-edit", &filled).await;
    assert_eq!(saved.status, 303, "{saved:?}");
    assert_has(&admin.get(&alice).await, &["<code>team/ops</code>", "<code>deploy</code>", "<code>auditor</code>"]);
    // The form gives back what it shows.
    assert_eq!(send(&mut admin, &edit, "user-edit", &[]).await.status, 303);
    for bad in [("groups", "nobody"), ("attributes", "[]"), ("attributes", "{"), ("roles", "a\na")] {
        let again = send(&mut admin, &edit, "user-edit", &[bad]).await;
        assert!(again.status == 422, "{bad:?}: {again:?}");
    }
    let path = path_of(&mut admin, "/admin/groups", "team/ops").await;
    let page = admin.get(&path).await;
    assert_eq!(admin.submit(&page, "group", &[("roles", "deploy")]).await.location(), "/admin/groups?done=saved");
    assert_has(&admin.submit(&page, "group", &[("roles", "lost")]).await, &["id=\"admin-conflict\"", "lost"]);
    let client = send(&mut admin, "/admin/clients/spa/edit", "client-edit", &[("allowed_groups", "team/ops")]).await;
    assert_eq!(client.status, 303, "{client:?}");
    assert_eq!(confirm(&mut admin, &path.replace("/edit", "/remove")).await.status, 409, "a client admits it");
    send(&mut admin, "/admin/clients/spa/edit", "client-edit", &[("allowed_groups", "")]).await;
    assert_eq!(confirm(&mut admin, &path.replace("/edit", "/remove")).await.status, 303);
}

#[tokio::test]
async fn resource_is_added_changed_and_removed() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let fields =
        [("uri", "https://notes.example/"), ("name", "Notes"), ("scope", "read"), ("access_token_format", "opaque")];
    let added = send(&mut admin, "/admin/add-resource", "resource", &fields).await;
    assert_eq!(added.location(), "/admin/resources?done=added", "{added:?}");
    for bad in [
        [("uri", "https://notes.example/"), ("name", "Twice")],
        [("uri", "https://a.example/#x"), ("name", "Fragment")],
        [("uri", "https://a.example/"), ("access_token_lifetime", "x")],
        [("uri", "https://a.example/"), ("scope", "nonsense")],
    ] {
        assert_eq!(send(&mut admin, "/admin/add-resource", "resource", &bad).await.status, 422, "{bad:?}");
    }
    let path = path_of(&mut admin, "/admin/resources", "Notes").await;
    let edit = admin.get(&path).await;
    assert_eq!(admin.submit(&edit, "resource", &[("access_token_lifetime", "60")]).await.status, 303);
    assert_has(&admin.submit(&edit, "resource", &[("name", "Lost")]).await, &["id=\"admin-conflict\""]);
    let resource = app.deps().snapshot.resources.iter().find(|one| one.name == "Notes").cloned().unwrap();
    assert_eq!((resource.access_token_lifetime, resource.access_token_format.is_some()), (Some(60), true));
    assert_eq!(confirm(&mut admin, &path.replace("/edit", "/remove")).await.status, 303);
    assert!(!app.deps().snapshot.resources.iter().any(|one| one.name == "Notes"));
}

#[tokio::test]
async fn issuer_is_trusted_and_trusted_no_longer_and_broken_keys_are_told() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let name = ("issuer", "https://other.example");
    let good = [name, ("jwks_uri", "https://other.example/jwks"), ("clients", "service"), ("subject", "email")];
    for bad in [("jwks", "{"), ("clients", "nobody"), ("max_lifetime", "0"), ("jwks", "{\"keys\":[]}")] {
        let again = send(&mut admin, "/admin/add-issuer", "issuer", &[&good[..], &[bad]].concat()).await;
        assert_eq!(again.status, 422, "{bad:?}: {again:?}");
        assert_eq!(again.form_value("issuer", "issuer"), "https://other.example");
    }
    let added = send(&mut admin, "/admin/add-issuer", "issuer", &good).await;
    assert_eq!(added.location(), "/admin/issuers?done=added", "{added:?}");
    let path = path_of(&mut admin, "/admin/issuers", "https://other.example").await;
    let edit = admin.get(&path).await;
    assert_has(&edit, &["<option value=\"email\" selected>"]);
    assert_eq!(admin.submit(&edit, "issuer", &[("max_lifetime", "60")]).await.status, 303);
    assert_has(&admin.submit(&edit, "issuer", &[("max_lifetime", "70")]).await, &["id=\"admin-conflict\""]);
    assert_eq!(confirm(&mut admin, &path.replace("/edit", "/remove")).await.status, 303);
    assert!(app.deps().snapshot.issuers.is_empty());
}

#[tokio::test]
async fn keys_are_rotated_and_withdrawn_by_their_pages() {
    let app = TestApp::with(|settings| settings.keys.rsa_private_key = None).await;
    let mut admin = signed_in(&app, "admin").await;
    let shown = admin.get("/admin/keys").await;
    assert_has(&shown, &["signing", "RS256"]);
    let rotated = send(&mut admin, "/admin/rotate-keys", "keys-rotate", &[("alg", "RS256")]).await;
    assert_eq!(rotated.location(), "/admin/keys?done=rotated", "{rotated:?}");
    assert_has(&admin.follow(rotated).await, &["published, will sign", "id=\"admin-done\""]);
    let start = shown.text.find("/admin/keys/").unwrap();
    let path = shown.text[start..].split('"').next().unwrap().to_owned();
    let retired = confirm(&mut admin, &path).await;
    assert_eq!(retired.location(), "/admin/keys?done=retired", "{retired:?}");
    assert_has(&admin.get("/admin/keys").await, &["retired"]);
    assert_eq!(admin.get(&path).await.status, 404);
    assert_eq!(admin.get("/admin/keys/unknown/retire").await.status, 404);
}

#[tokio::test]
async fn key_of_the_environment_is_not_rotated_here_and_the_page_says_why() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let refused = send(&mut admin, "/admin/rotate-keys", "keys-rotate", &[("alg", "RS256")]).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    assert_has(&refused, &["id=\"form-problems\"", "environment"]);
}

#[tokio::test]
async fn sessions_and_grants_are_found_and_ended() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let mut alice = app.browser();
    alice.code("spa", "openid profile").await;
    let grants = admin.get("/admin/grants?user=alice&client=spa").await;
    assert_has(&grants, &["<bdi>spa</bdi>", "<code>profile</code>"]);
    let form = grants.text.split("id=\"").find(|part| part.starts_with("deed-")).unwrap().split('"').next().unwrap();
    assert_eq!(admin.submit(&grants, form, &[]).await.location(), "/admin/grants?done=revoked");
    // Of two tabs the second finds it done.
    assert_eq!(admin.submit(&grants, form, &[]).await.location(), "/admin/grants?done=revoked");
    assert_has(&admin.get("/admin/grants?user=alice").await, &["There are none."]);
    let sessions = admin.get("/admin/sessions?user=alice").await;
    let form = sessions.text.split("id=\"").find(|part| part.starts_with("deed-")).unwrap().split('"').next().unwrap();
    assert_eq!(admin.submit(&sessions, form, &[]).await.location(), "/admin/sessions?done=revoked");
    assert_eq!(alice.get("/account").await.location(), "/login");
    for (path, text) in [
        ("/admin/sessions?user=nobody", "There is no user <bdi>nobody</bdi>"),
        ("/admin/grants?user=nobody", "There is no user <bdi>nobody</bdi>"),
        ("/admin/grants?client=nobody", "There is no client <bdi>nobody</bdi>"),
    ] {
        assert_has(&admin.get(path).await, &["id=\"admin-problem\"", text]);
    }
}

#[tokio::test]
async fn revoking_everything_ends_the_administrators_own_session_too() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let mut alice = signed_in(&app, "alice").await;
    let done = confirm(&mut admin, "/admin/revoke-everything").await;
    assert_eq!(done.location(), "/login?return=%2Fadmin", "{done:?}");
    assert!(admin.get("/admin").await.location().starts_with("/login"));
    assert_eq!(alice.get("/account").await.location(), "/login");
}

#[tokio::test]
async fn registration_token_is_shown_once_and_removed() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    for bad in [[("uses", "0")], [("uses", "many")], [("lifetime", "x")], [("lifetime", "99999999999999999")]] {
        let again = send(&mut admin, "/admin/add-registration-token", "token-add", &bad).await;
        assert_eq!(again.status, 422, "{bad:?}: {again:?}");
    }
    let made = send(&mut admin, "/admin/add-registration-token", "token-add", &[("uses", "3")]).await;
    assert_has(&made, &["id=\"registration-token\"", "syi_"]);
    let list = admin.get("/admin/registration-tokens").await;
    assert!(!list.text.contains("syi_"), "{list:?}");
    let form = list.text.split("id=\"").find(|part| part.starts_with("deed-")).unwrap().split('"').next().unwrap();
    assert_eq!(admin.submit(&list, form, &[]).await.location(), "/admin/registration-tokens?done=removed");
    assert_has(&admin.get("/admin/registration-tokens").await, &["There are none."]);
}

#[tokio::test]
async fn settings_are_shown_with_their_source_and_no_secret() {
    let app = TestApp::with(|settings| {
        settings.bootstrap.password = Some(symbolon::model::Secret::new("b00t-secret".to_owned()));
    })
    .await;
    let mut admin = signed_in(&app, "admin").await;
    let page = admin.get("/admin/settings").await;
    assert_has(&page, &["tokens.access_token_lifetime", "http://localhost:8000"]);
    for secret in ["b00t-secret", "a secret key for tests", "PRIVATE KEY"] {
        assert!(!page.text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn note_of_an_address_says_only_what_is_on_the_list() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    assert_has(&admin.get("/admin/scopes?done=saved").await, &["id=\"admin-done\""]);
    let forged = admin.get("/admin/scopes?done=%3Cb%3EPay%20me%3C/b%3E").await;
    assert!(!forged.text.contains("admin-done") && !forged.text.contains("Pay me"), "{forged:?}");
}
