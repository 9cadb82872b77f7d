//! The pages about people.

use super::{assert_has, confirm, path_of, send, signed_in};
use crate::support::TestApp;

#[tokio::test]
async fn people_are_found_by_a_part_of_name_or_address_and_wildcards_are_letters() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    for (search, found) in [("ALI", true), ("alice@example", true), ("bob", false), ("%25", false), ("_lice", false)] {
        let page = admin.get(&format!("/admin/users?q={search}")).await;
        assert_eq!(page.text.contains("<bdi>alice</bdi>"), found, "{search}: {page:?}");
    }
}

#[tokio::test]
async fn person_is_added_changed_and_signs_in_with_the_password_that_was_set() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let fields = [("username", "bob"), ("password", "bob123"), ("name", "Bob <b>"), ("email", "bob@example.com")];
    let added = send(&mut admin, "/admin/add-user", "user-add", &fields).await;
    assert_eq!(added.status, 303, "{added:?}");
    let shown = admin.follow(added).await;
    assert_has(&shown, &["id=\"admin-done\"", "Bob &lt;b&gt;", "bob@example.com"]);
    signed_in(&app, "bob").await;
    let bob = path_of(&mut admin, "/admin/users", "bob").await;
    let saved = send(&mut admin, &format!("{bob}/edit"), "user-edit", &[("locality", "Köln"), ("name", "")]).await;
    assert_eq!(saved.location(), format!("{bob}?done=saved"), "{saved:?}");
    let edit = admin.get(&format!("{bob}/edit")).await;
    assert_eq!(edit.form_value("user-edit", "locality"), "Köln");
    assert_eq!(edit.form_value("user-edit", "name"), "");
    let set = send(&mut admin, &format!("{bob}/password"), "user-password", &[("password", "another1")]).await;
    assert_eq!(set.location(), format!("{bob}?done=password-set"), "{set:?}");
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    assert_has(&browser.sign_in(&login, "bob", "bob123").await, &["login-error"]);
}

#[tokio::test]
async fn what_is_wrong_with_a_person_is_told_and_what_was_filled_in_is_kept() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let fields = [("username", "alice"), ("password", "kept no"), ("name", "Another Alice")];
    let again = send(&mut admin, "/admin/add-user", "user-add", &fields).await;
    assert_eq!(again.status, 422, "{again:?}");
    assert_has(&again, &["id=\"form-problems\"", "<bdi>alice</bdi> exists already"]);
    assert_eq!(again.form_value("user-add", "name"), "Another Alice");
    assert!(!again.text.contains("kept no"), "{again:?}");
    let bad = send(&mut admin, "/admin/add-user", "user-add", &[("username", "a\u{7}b")]).await;
    assert_eq!(bad.status, 422, "{bad:?}");
    let alice = path_of(&mut admin, "/admin/users", "alice").await;
    let taken = send(&mut admin, &format!("{alice}/edit"), "user-edit", &[("email", "admin@example.com")]).await;
    assert_has(&taken, &["id=\"field-email-problem\"", "aria-invalid=\"true\""]);
}

#[tokio::test]
async fn of_two_administrators_who_change_one_person_the_second_loses_nothing_and_overwrites_nothing() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let alice = path_of(&mut admin, "/admin/users", "alice").await;
    let edit = admin.get(&format!("{alice}/edit")).await;
    let first = admin.submit(&edit, "user-edit", &[("nickname", "First")]).await;
    assert_eq!(first.status, 303, "{first:?}");
    let second = admin.submit(&edit, "user-edit", &[("nickname", "Second")]).await;
    assert_eq!(second.status, 422, "{second:?}");
    assert_has(&second, &["id=\"admin-conflict\"", &format!("href=\"{alice}/edit\"")]);
    assert_eq!(second.form_value("user-edit", "nickname"), "Second");
    // Sending it once more changes nothing either: only who has seen the first change may make another.
    let third = admin.submit(&second, "user-edit", &[]).await;
    assert_has(&third, &["id=\"admin-conflict\""]);
    assert_eq!(admin.get(&format!("{alice}/edit")).await.form_value("user-edit", "nickname"), "First");
}

#[tokio::test]
async fn last_administrator_cannot_be_switched_off_demoted_or_removed() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let own = path_of(&mut admin, "/admin/users", "admin").await;
    let alice = path_of(&mut admin, "/admin/users", "alice").await;
    for act in ["disable", "demote", "remove"] {
        let refused = confirm(&mut admin, &format!("{own}/{act}")).await;
        assert_eq!(refused.status, 409, "{act}: {refused:?}");
        assert_has(&refused, &["id=\"form-problems\"", "last administrator"]);
    }
    assert_eq!(admin.get("/admin").await.status, 200);
    let promoted = confirm(&mut admin, &format!("{alice}/promote")).await;
    assert_eq!(promoted.location(), format!("{alice}?done=promoted"));
    assert_eq!(signed_in(&app, "alice").await.get("/admin").await.status, 200);
    assert_eq!(confirm(&mut admin, &format!("{own}/demote")).await.status, 303);
    admin.get("/admin").await.assert_error_page(403, "access_denied");
}

#[tokio::test]
async fn person_who_is_switched_off_is_out_and_comes_back_by_signing_in() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let mut alice = signed_in(&app, "alice").await;
    let path = path_of(&mut admin, "/admin/users", "alice").await;
    assert_has(&admin.get(&path).await, &["<code>pwd</code>"]);
    confirm(&mut admin, &format!("{path}/disable")).await;
    assert_eq!(alice.get("/account").await.location(), "/login");
    assert_has(&admin.get("/admin/users").await, &["switched off"]);
    app.advance(2);
    confirm(&mut admin, &format!("{path}/enable")).await;
    let mut alice = signed_in(&app, "alice").await;
    confirm(&mut admin, &format!("{path}/revoke")).await;
    assert_eq!(alice.get("/account").await.location(), "/login");
    let removed = confirm(&mut admin, &format!("{path}/remove")).await;
    assert_eq!(removed.location(), "/admin/users?done=removed");
    assert_eq!(admin.get(&path).await.status, 404);
}

#[tokio::test]
async fn second_factors_of_a_person_are_removed_after_a_question() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let alice = path_of(&mut admin, "/admin/users", "alice").await;
    assert_has(&admin.get(&alice).await, &["id=\"user-reset-factors\""]);
    let done = confirm(&mut admin, &format!("{alice}/reset-factors")).await;
    assert_eq!(done.location(), format!("{alice}?done=factors-reset"), "{done:?}");
    assert_has(&admin.follow(done).await, &["id=\"admin-done\""]);
}

#[tokio::test]
async fn passkeys_of_a_person_are_removed_after_a_question() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let alice = path_of(&mut admin, "/admin/users", "alice").await;
    assert_has(&admin.get(&alice).await, &["id=\"user-remove-passkeys\""]);
    let done = confirm(&mut admin, &format!("{alice}/remove-passkeys")).await;
    assert_eq!(done.location(), format!("{alice}?done=passkeys-removed"), "{done:?}");
    assert_has(&admin.follow(done).await, &["id=\"admin-done\""]);
}

#[tokio::test]
async fn dangerous_deed_wants_a_sign_in_of_the_last_minutes_and_comes_back_to_its_question() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let alice = path_of(&mut admin, "/admin/users", "alice").await;
    let question = admin.get(&format!("{alice}/remove")).await;
    app.advance(301);
    for path in [
        &format!("{alice}/remove"),
        &format!("{alice}/promote"),
        &format!("{alice}/password"),
        &format!("{alice}/reset-factors"),
        &format!("{alice}/remove-passkeys"),
        "/admin/rotate-keys",
        "/admin/revoke-everything",
        "/admin/clients/postman/secret",
        "/admin/clients/postman/remove",
        "/admin/add-registration-token",
    ] {
        let asked = admin.get(path).await;
        let encoded = path.replace('/', "%2F");
        assert_eq!(asked.location(), format!("/login?return={encoded}&again=1"), "{asked:?}");
    }
    // A question that was opened in time is not enough either.
    let late = admin.submit(&question, "question", &[]).await;
    assert!(late.location().starts_with("/login?return="), "{late:?}");
    assert_eq!(admin.get(&alice).await.status, 200);
    let login = admin.get(&late.location()).await;
    let back = admin.sign_in(&login, "admin", "admin123").await;
    assert_has(&back, &["id=\"question\""]);
    assert_eq!(admin.submit(&back, "question", &[]).await.status, 303);
}

#[tokio::test]
async fn address_of_a_person_is_the_row_id_and_nothing_else() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    for path in ["/admin/users/alice", "/admin/users/alice/edit", "/admin/users/alice/remove", "/admin/users/x"] {
        assert_eq!(admin.get(path).await.status, 404, "{path}");
    }
    let alice = path_of(&mut admin, "/admin/users", "alice").await;
    assert_eq!(admin.get(&format!("{alice}/explode")).await.status, 404);
}
