//! `group`, and what `user` says of groups.

use super::{row, with_demo_data};

#[tokio::test]
async fn groups_and_members_are_managed_at_the_shell() {
    let sandbox = with_demo_data().await;
    sandbox.run(&["group", "add", "staff", "--description", "All of us", "--role", "viewer"]).done();
    sandbox.run(&["group", "add", "staff"]).failed(&["group \"staff\" exists already"]);
    sandbox.run(&["group", "join", "staff", "alice", "admin"]).done();
    sandbox.run(&["group", "leave", "staff", "admin"]).done();
    sandbox.run(&["group", "join", "gone", "alice"]).failed(&["there is no group \"gone\""]);
    sandbox.run(&["group", "set", "staff", "--role", "editor", "--role", "auditor"]).done();
    let shown = sandbox.json(&["group", "show", "staff", "--json"]);
    assert_eq!(
        (shown["members"].to_string(), shown["roles"].to_string()),
        ("[\"alice\"]".into(), "[\"editor\",\"auditor\"]".into())
    );
    assert_eq!(row(&sandbox.json(&["group", "list", "--json"]), "name", "staff")["members"], 1);
    assert!(sandbox.run(&["group", "list"]).done().contains("All of us"));
    sandbox.run(&["group", "remove", "staff"]).done();
    assert!(!sandbox.run(&["group", "list"]).done().contains("staff"));
}

#[tokio::test]
async fn users_get_groups_roles_and_attributes_at_the_shell() {
    let sandbox = with_demo_data().await;
    sandbox.run(&["group", "add", "staff", "--role", "viewer"]).done();
    let given = ["--group", "staff", "--role", "owner", "--attribute", "department=Sales", "--attribute", "level=3"];
    sandbox.run(&[&["user", "add", "bob", "--no-password"], &given[..]].concat()).done();
    let shown = sandbox.json(&["user", "show", "bob", "--json"]);
    assert_eq!(
        (&shown["groups"][0], &shown["roles"][0], &shown["roles"][1]),
        (&"staff".into(), &"owner".into(), &"viewer".into())
    );
    assert_eq!((&shown["attributes"]["department"], &shown["attributes"]["level"]), (&"Sales".into(), &3.into()));
    sandbox.run(&["user", "set", "bob", "--group", "", "--attribute", "level="]).done();
    let shown = sandbox.json(&["user", "show", "bob", "--json"]);
    assert_eq!((shown["groups"].to_string(), shown["roles"].to_string()), ("[]".into(), "[\"owner\"]".into()));
    assert_eq!(shown["attributes"].to_string(), "{\"department\":\"Sales\"}");
    sandbox.run(&["user", "set", "bob", "--group", "gone"]).failed(&["there is no group \"gone\""]);
    sandbox.run(&["user", "set", "bob", "--attribute", "sub=x"]).failed(&["is a claim already"]);
    sandbox.run(&["user", "set", "bob", "--attribute", "x"]).misused(&["NAME=VALUE"]);
}

#[tokio::test]
async fn clients_and_scopes_say_at_the_shell_for_whom_they_are_and_what_they_tell() {
    let sandbox = with_demo_data().await;
    sandbox.run(&["group", "add", "staff"]).done();
    let claims = ["--claim", "department=attribute:department", "--claim", "mail=email"];
    sandbox.run(&[&["scope", "add", "org", "--description", "See where you work"], &claims[..]].concat()).done();
    sandbox
        .run(&["scope", "add", "org", "--description", "x", "--claim", "sub=email"])
        .failed(&["belongs to the protocol"]);
    assert_eq!(row(&sandbox.json(&["scope", "list", "--json"]), "name", "org")["claims"]["mail"], "email");
    let mapping = ["--claim", "https://example.com/roles=roles", "--claim", "groups=groups|grafana-", "--strip-prefix"];
    let access = ["--allowed-group", "staff", "--access-token-claim", "groups"];
    sandbox.run(&[&["client", "set", "spa"], &mapping[..], &access[..]].concat()).done();
    let shown = sandbox.json(&["client", "show", "spa", "--json"]).to_string();
    assert!(shown.contains("\"allowed_groups\":[\"staff\"]"), "{shown}");
    assert!(shown.contains("{\"claim\":\"groups\",\"prefix\":\"grafana-\",\"strip_prefix\":true}"), "{shown}");
    sandbox.run(&["client", "set", "spa", "--allowed-group", "gone"]).failed(&["there is no group \"gone\""]);
    sandbox.run(&["group", "remove", "staff"]).failed(&["the client spa admits the group"]);
    sandbox.run(&["client", "set", "spa", "--allowed-group", "", "--claim", "", "--access-token-claim", ""]).done();
    assert!(!sandbox.json(&["client", "show", "spa", "--json"]).to_string().contains("claim_mapping"));
}
