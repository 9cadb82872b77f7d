//! Accounts.

use super::{Program, fields};
use crate::support::TestApp;
use serde_json::{Value, json};
use symbolon::protocol::Rule;

async fn id_of(program: &Program<'_>, name: &str) -> String {
    let found = program.get(&format!("/users?search={name}")).await.json();
    found["items"][0]["id"].as_str().unwrap_or_else(|| panic!("{found}")).to_owned()
}

#[tokio::test]
async fn account_is_made_shown_changed_and_removed() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let new = json!({ "username": "bob", "password": "bob's password", "profile": { "email": "bob@example.com" } });
    let made = program.done("POST", "/users", Some(&new), 201).await;
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/users/{id}");
    let shown = program.done("GET", &path, None, 200).await;
    assert_eq!(shown.json(), made.json());
    assert_eq!((shown.header("etag"), &shown.json()["profile"]["email"]), ("\"1\"", &json!("bob@example.com")));
    assert!(!made.text.contains("password"), "{made:?}");

    let change = json!({ "admin": true, "profile": { "name": "Bob", "email": null } });
    let changed = program.done("PATCH", &path, Some(&change), 200).await.json();
    assert_eq!(changed["profile"], json!({ "name": "Bob", "email_verified": false, "phone_number_verified": false }));
    let shown = program.done("GET", &path, None, 200).await.json();
    assert_eq!((&shown, &shown["admin"], &shown["version"]), (&changed, &json!(true), &json!(2)));

    program.done("DELETE", &path, None, 204).await;
    let reply = program.done("GET", &path, None, 404).await;
    app.assert_rule(&reply, Rule::AdminNotFound).await;
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_by_member() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let refused = async |body: Value| {
        let reply = program.done("POST", "/users", Some(&body), 400).await;
        app.assert_rule(&reply, Rule::AdminInvalid).await;
        fields(&reply)
    };
    assert_eq!(refused(json!({})).await, ["username"]);
    assert_eq!(refused(json!({ "username": 7 })).await, ["username"]);
    assert_eq!(refused(json!({ "username": "b", "admin": "yes", "color": "red" })).await, ["admin", "color"]);
    let profile = json!({ "username": "b", "profile": { "email": 1, "shoe_size": 46 } });
    assert_eq!(refused(profile).await, ["profile.email", "profile.shoe_size"]);
    assert_eq!(refused(json!({ "username": "b", "profile": [] })).await, ["profile"]);
    assert_eq!(program.get("/users?search=bob").await.json()["items"], json!([]));
}

#[tokio::test]
async fn account_that_exists_is_not_made_again() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let reply = program.done("POST", "/users", Some(&json!({ "username": "ALICE" })), 409).await;
    app.assert_rule(&reply, Rule::AdminExists).await;
}

#[tokio::test]
async fn body_is_one_json_object_without_repetition() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let bearer = format!("Bearer {}", program.token);
    let post = async |media: &str, body: &str| {
        let headers = [("authorization", bearer.as_str()), ("content-type", media)];
        app.post_raw("/admin/api/users", &headers, body.to_owned()).await
    };
    for bad in
        ["", "{", "[]", "null", r#"{"username":"b","username":"c"}"#, r#"{"username":"b","profile":{"a":1,"a":2}}"#]
    {
        let reply = post("application/json", bad).await;
        assert_eq!(reply.status, 400, "{bad}: {reply:?}");
        app.assert_rule(&reply, Rule::AdminBodyMalformed).await;
    }
    let deep = format!("{}{}", "{\"a\":".repeat(5000), "1".to_owned() + &"}".repeat(5000));
    assert_eq!(post("application/json", &deep).await.status, 400);
    let reply = post("text/plain", r#"{"username":"b"}"#).await;
    assert_eq!(reply.status, 400, "{reply:?}");
    app.assert_rule(&reply, Rule::ContentTypeUnsupported).await;
    assert_eq!(post("application/json", &" ".repeat(70_000)).await.status, 413);
}

#[tokio::test]
async fn change_of_another_version_is_refused() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let path = format!("/users/{}", id_of(&program, "alice").await);
    let tag = program.get(&path).await.header("etag").to_owned();
    let change = json!({ "profile": { "nickname": "A" } });
    assert_eq!(program.call_if("PATCH", &path, Some(&change), Some(&tag)).await.status, 200);
    for stale in [tag.as_str(), "\"99\"", "nonsense", "W/\"1\""] {
        let reply = program.call_if("PATCH", &path, Some(&change), Some(stale)).await;
        assert_eq!(reply.status, 412, "{stale}: {reply:?}");
        app.assert_rule(&reply, Rule::AdminPreconditionFailed).await;
    }
    assert_eq!(program.call_if("PATCH", &path, Some(&change), Some("*")).await.status, 200);
}

#[tokio::test]
async fn of_changes_at_the_same_time_none_is_lost() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let path = format!("/users/{}", id_of(&program, "alice").await);
    let change = json!({ "profile": { "nickname": "A" } });
    let first = program.get(&path).await.json()["version"].as_u64().unwrap();
    let mut done = 0;
    for _ in 0..50 {
        let replies = futures_util::future::join_all((0..8).map(|_| program.call("PATCH", &path, Some(&change)))).await;
        done += replies.iter().map(|reply| u64::from(reply.status == 200)).sum::<u64>();
        let refused = replies.iter().find(|reply| reply.status != 200);
        if let Some(reply) = refused {
            assert_eq!(reply.status, 409, "{reply:?}");
            app.assert_rule(reply, Rule::AdminConflict).await;
            assert_eq!(program.get(&path).await.json()["version"], first + done);
            return;
        }
    }
    panic!("no two changes met");
}

#[tokio::test]
async fn switching_off_a_new_password_and_revocation_end_what_the_person_has() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let path = format!("/users/{}", id_of(&program, "alice").await);
    let signed_in = async |password: &str| {
        let form = [("grant_type", "password"), ("username", "alice"), ("password", password)];
        app.client("cli").token(&[&form[..], &[("scope", "openid")]].concat()).await
    };
    let token = signed_in("alice123").await.field("access_token");
    program.done("POST", &format!("{path}/revoke"), None, 204).await;
    assert_eq!(app.userinfo(&token).await.status, 401);
    let token = signed_in("alice123").await.field("access_token");
    let off = program.done("POST", &format!("{path}/disable"), None, 200).await;
    assert_eq!(off.json()["disabled"], true);
    assert_eq!(app.userinfo(&token).await.status, 401);
    assert_eq!(signed_in("alice123").await.status, 400);
    program.done("POST", &format!("{path}/enable"), None, 200).await;
    let token = signed_in("alice123").await.field("access_token");
    let password = json!({ "password": "a new password" });
    program.done("POST", &format!("{path}/password"), Some(&password), 204).await;
    assert_eq!(app.userinfo(&token).await.status, 401);
    assert_eq!(signed_in("a new password").await.status, 200);
    let off = program.done("PATCH", &path, Some(&json!({ "disabled": true })), 200).await;
    assert_eq!(off.json()["disabled"], true);
    assert_eq!(signed_in("a new password").await.status, 400);
}

#[tokio::test]
async fn accounts_come_in_pages() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    for number in 0..5 {
        program.done("POST", "/users", Some(&json!({ "username": format!("user{number}") })), 201).await;
    }
    let (mut names, mut after) = (Vec::new(), String::new());
    loop {
        let page = program.done("GET", &format!("/users?limit=2&after={after}"), None, 200).await.json();
        for item in page["items"].as_array().unwrap() {
            names.push(item["username"].as_str().unwrap().to_owned());
        }
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut after),
            None => break,
        }
    }
    assert_eq!(names.len(), 7, "{names:?}");
    assert_eq!(names.iter().collect::<std::collections::BTreeSet<_>>().len(), 7);
    assert_eq!(program.get("/users?limit=x").await.status, 400);
}

#[tokio::test]
async fn user_name_that_looks_like_an_id_leads_to_nobody_else() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let alice = id_of(&program, "alice").await;
    let twin = program.call("POST", "/users", Some(&json!({ "username": alice }))).await;
    let shown = program.get(&format!("/users/{alice}")).await.json();
    assert_eq!(shown["username"], "alice", "{twin:?}");
}

#[tokio::test]
async fn sessions_and_grants_are_listed_and_ended() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let code = app.browser().code("postman", "openid offline_access").await;
    let token = app.client("postman").redeem(&code).await.field("access_token");
    let sessions = program.done("GET", "/sessions?user=alice", None, 200).await.json();
    let session = sessions["items"][0]["id"].as_str().unwrap().to_owned();
    let grants = program.done("GET", "/grants?user=alice&client=postman", None, 200).await.json();
    assert_eq!(grants["items"][0]["scope"], "openid offline_access");
    let grant = grants["items"][0]["id"].as_str().unwrap().to_owned();
    program.done("DELETE", &format!("/sessions/{session}"), None, 204).await;
    assert_eq!(app.userinfo(&token).await.status, 200, "offline_access outlives the session");
    program.done("DELETE", &format!("/grants/{grant}"), None, 204).await;
    assert_eq!(app.userinfo(&token).await.status, 401);
    for path in [format!("/sessions/{session}"), format!("/grants/{grant}"), "/grants/x".to_owned()] {
        program.done("DELETE", &path, None, 404).await;
    }
    program.done("GET", "/grants?user=nobody", None, 404).await;
}

#[tokio::test]
async fn groups_are_made_filled_and_removed() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let id = id_of(&program, "alice").await;
    let document = json!({ "description": "Editors", "roles": ["editor"] });
    let put = program.done("PUT", "/groups/editors", Some(&document), 200).await.json();
    assert_eq!(put, json!({ "name": "editors", "description": "Editors", "roles": ["editor"] }));
    program.done("PUT", "/groups/editors/members/alice", None, 204).await;
    assert_eq!(program.get("/groups/editors/members").await.json(), json!({ "items": ["alice"] }));
    let changed = json!({ "description": "Editors", "roles": ["writer"] });
    program.done("PUT", "/groups/editors", Some(&changed), 200).await;
    let alice = program.get(&format!("/users/{id}")).await.json();
    assert_eq!(
        (&alice["groups"], &alice["group_roles"]),
        (&json!(["demo-users", "editors"]), &json!(["viewer", "writer"]))
    );
    let change = json!({ "groups": ["editors"], "roles": ["boss"], "attributes": { "floor": 3 } });
    let patched = program.done("PATCH", &format!("/users/{id}"), Some(&change), 200).await;
    assert_eq!((&patched.json()["groups"], &patched.json()["attributes"]["floor"]), (&json!(["editors"]), &json!(3)));
    assert_eq!(patched.header("etag"), program.get(&format!("/users/{id}")).await.header("etag"));
    program.done("PATCH", &format!("/users/{id}"), Some(&json!({ "groups": ["nobody"] })), 404).await;
    program.done("DELETE", "/groups/editors/members/alice", None, 204).await;
    program.done("DELETE", "/groups/editors", None, 204).await;
    program.done("GET", "/groups/editors", None, 404).await;
    program.done("PUT", "/groups/x", Some(&json!({ "role": [] })), 400).await;
}

#[tokio::test]
async fn invitation_and_second_factors_are_deeds_as_well() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let path = format!("/users/{}", id_of(&program, "alice").await);
    let made = program.done("POST", &format!("{path}/invitation"), None, 200).await.json();
    assert!(made["link"].as_str().unwrap().starts_with("http://localhost:8000/invite/"), "{made}");
    assert_eq!(made["expires_in"], 259_200);
    program.done("POST", &format!("{path}/reset-factors"), None, 204).await;
    program.done("POST", &format!("{path}/remove-passkeys"), None, 204).await;
    program.done("POST", "/users/nobody/invitation", None, 404).await;
    program.done("POST", "/users/nobody/remove-passkeys", None, 404).await;
}

#[tokio::test]
async fn events_and_refusals_are_read_by_programs() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let path = format!("/users/{}", id_of(&program, "alice").await);
    program.done("POST", &format!("{path}/revoke"), None, 204).await;
    let found = program.get("/events?user=alice&action=user.revoke").await.json();
    assert_eq!((found["items"].as_array().unwrap().len(), &found["items"][0]["action"]), (1, &json!("user.revoke")));
    let first = program.get("/events?limit=1").await.json();
    let next = program.get(&format!("/events?limit=1&before={}", first["before"].as_str().unwrap())).await.json();
    assert_ne!(first["items"][0]["id"], next["items"][0]["id"]);
    program.done("GET", "/events?action=user.eat", None, 400).await;
    let refused = app.get("/authorize?client_id=nobody").await;
    assert_eq!(refused.status, 400);
    app.app.services.refusals.flush(app.db()).await.unwrap();
    let id = refused.text.split_once("id=\"error-id\">").unwrap().1.split('<').next().unwrap().to_owned();
    let explained = program.done("GET", &format!("/refusals/{id}"), None, 200).await.json();
    assert_eq!(explained["record"]["received"], "nobody", "{explained}");
    program.done("GET", "/refusals/aaaaaaaaaaaaaaaa", None, 404).await;
}
