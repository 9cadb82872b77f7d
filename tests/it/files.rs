//! `plan`, `apply` and `export`: how the provider is, as a file.

use crate::support::program::Sandbox;
use crate::support::{Client, TestApp};
use serde_json::{Value, json};
use std::fs;
use symbolon::flow::admin::apply::{self, Deed, Format, Kind, Manner, Plan, Reference, Secrets, Wanted};
use symbolon::flow::admin::{Actor, AdminError, client, scope, user};
use symbolon::model::Secret;

const FILE: &str = r#"
[[scopes]]
name = "reports"
description = "Your reports"

[[scopes]]
name = "everything"
description = "All"
includes = "reports"

[[resources]]
uri = "https://reports.example/"
name = "Reports"
scope = "reports"

[[clients]]
client_id = "reporter"
client_secret_env = "REPORTER"
client_name = "Reporter"
client_type = "confidential"
grant_types = ["client_credentials"]
scope = "reports"
default_scope = "reports"

[[issuers]]
issuer = "https://ci.example"
jwks_uri = "https://ci.example/jwks"
clients = ["reporter"]
subject = "username"

[[groups]]
name = "readers"
roles = ["reader"]

[[users]]
username = "carol"
groups = ["readers"]
password_file = "carol.txt"
[users.profile]
email = "carol@example.com"
"#;

fn follow(reference: Reference<'_>) -> Result<Secret<String>, String> {
    match reference {
        Reference::Variable("REPORTER") => Ok(Secret::new("a secret of the reporter".to_owned())),
        Reference::Variable("OTHER") => Ok(Secret::new("another secret of the reporter".to_owned())),
        Reference::Variable(_) => Ok(Secret::new("a secret of somebody".to_owned())),
        Reference::File("carol.txt") => Ok(Secret::new("carol's password".to_owned())),
        Reference::File(name) => Err(format!("there is no file {name}")),
    }
}

fn read(text: &str, format: Format) -> Result<Wanted, AdminError> {
    apply::read(text, format, &Secrets { follow: &follow, inline: false })
}

async fn apply_text(app: &TestApp, text: &str, prune: bool) -> Result<Plan, AdminError> {
    let wanted = read(text, Format::Toml)?;
    let plan = Box::pin(apply::apply(&app.deps(), &Actor::Cli, &wanted, Manner::of_file(prune))).await?;
    app.app.refresh().await.unwrap();
    Ok(plan)
}

async fn export(app: &TestApp, with_users: bool) -> String {
    let exported = apply::export(&app.deps(), &Actor::Cli, with_users).await.unwrap();
    exported.to_text(Format::Toml).unwrap()
}

/// An application without the demo's data.
async fn empty_app() -> TestApp {
    let app = TestApp::new().await;
    for id in ["cli", "dashboard", "native", "postman", "service", "spa"] {
        client::remove(&app.deps(), &Actor::Cli, id).await.unwrap();
    }
    for name in ["read", "write"] {
        scope::remove(&app.deps(), &Actor::Cli, name).await.unwrap();
    }
    for name in ["admin", "alice"] {
        user::remove(&app.deps(), &Actor::Cli, name).await.unwrap();
    }
    symbolon::flow::admin::group::remove(&app.deps(), &Actor::Cli, "demo-users").await.unwrap();
    symbolon::flow::admin::resource::remove(&app.deps(), &Actor::Cli, "http://localhost:3001/").await.unwrap();
    app.app.refresh().await.unwrap();
    app
}

fn problems(outcome: Result<impl Sized, AdminError>) -> Vec<String> {
    match outcome {
        Err(AdminError::Invalid(problems)) => problems,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("was taken"),
    }
}

fn deeds(plan: &Plan) -> Vec<(Kind, &str, Deed)> {
    plan.changes.iter().map(|change| (change.kind, change.name.as_str(), change.deed)).collect()
}

#[tokio::test]
async fn file_makes_what_it_says_and_the_second_time_nothing() {
    let app = TestApp::new().await;
    let plan = apply_text(&app, FILE, false).await.unwrap();
    let made = [
        (Kind::Scope, "reports", Deed::Create),
        (Kind::Scope, "everything", Deed::Create),
        (Kind::Resource, "https://reports.example/", Deed::Create),
        (Kind::Client, "reporter", Deed::Create),
        (Kind::Issuer, "https://ci.example", Deed::Create),
        (Kind::Group, "readers", Deed::Create),
        (Kind::User, "carol", Deed::Create),
    ];
    assert_eq!(deeds(&plan), made);
    let client = Client::with_secret(&app, "reporter", "a secret of the reporter");
    let form = [("grant_type", "client_credentials"), ("resource", "https://reports.example/")];
    assert_eq!(client.token(&form).await.status, 200);
    let form = [("grant_type", "password"), ("username", "carol"), ("password", "carol's password")];
    assert_eq!(app.client("cli").token(&form).await.status, 200);
    let again = apply_text(&app, FILE, true).await.unwrap();
    assert!(again.is_empty() && again.unnamed.is_empty(), "{again:?}");
}

#[tokio::test]
async fn difference_is_told_by_member_and_never_a_secret() {
    let app = TestApp::new().await;
    apply_text(&app, FILE, false).await.unwrap();
    let changed = FILE
        .replace("name = \"Reports\"", "name = \"The reports\"")
        .replace("default_scope = \"reports\"\n", "")
        .replace("\"REPORTER\"", "\"OTHER\"");
    let wanted = read(&changed, Format::Toml).unwrap();
    let before = app.dump().await;
    let plan = apply::plan(&app.deps(), &Actor::Cli, &wanted, Manner::of_file(false)).await.unwrap();
    assert_eq!(app.dump().await, before, "a plan changes nothing");
    let told: Vec<_> = plan.changes.iter().map(ToString::to_string).collect();
    let expected = [
        "~ resource https://reports.example/\n    name: \"Reports\" → \"The reports\"",
        "~ client reporter\n    default_scope: \"reports\" → (nothing)\n    client_secret: \"(the present one)\" → \"(the one that the file refers to)\"",
    ];
    assert_eq!(told, expected);
    apply_text(&app, &changed, false).await.unwrap();
    let token = async |secret: &str| {
        let form = [("grant_type", "client_credentials"), ("scope", "reports")];
        Client::with_secret(&app, "reporter", secret).token(&form).await.status.as_u16()
    };
    assert_eq!((token("a secret of the reporter").await, token("another secret of the reporter").await), (401, 200));
    assert!(apply_text(&app, &changed, false).await.unwrap().is_empty());
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_by_line_and_nothing_is_changed() {
    let app = TestApp::new().await;
    let bad = r#"
[[scopes]]
name = "ok"
description = "Fine"
[[clients]]
client_id = "web"
client_nmae = "Web"
first_party = "yes"
client_secret = "in the file"
[[clients]]
client_name = "nameless"
[[users]]
username = "dora"
[users.profile]
shoe_size = 46
[[apps]]
x = 1
"#;
    let found = problems(apply_text(&app, bad, false).await);
    for expected in [
        "line 9: clients: client_secret: secrets do not stand in files",
        "line 11: clients: client_id: must be there",
        "line 14: users: profile.shoe_size",
        "line 16: apps: there is no such member",
    ] {
        assert!(found.iter().any(|problem| problem.starts_with(expected)), "no {expected:?} in {found:#?}");
    }
    let without_secret = bad.replace("client_secret = \"in the file\"\n", "");
    let found = problems(apply_text(&app, &without_secret, false).await);
    for expected in ["line 7: clients: client_nmae: there is no such member", "line 8: clients: first_party: "] {
        assert!(found.iter().any(|problem| problem.starts_with(expected)), "no {expected:?} in {found:#?}");
    }
    assert!(
        !app.dump().await.iter().any(|(table, rows)| table == "scope" && rows.iter().any(|row| row.contains("Fine")))
    );
}

#[tokio::test]
async fn what_is_wrong_together_is_found_before_anything_is_written() {
    let app = TestApp::new().await;
    let scope = "[[scopes]]\nname = \"ok\"\ndescription = \"Fine\"\n";
    for (text, says) in [
        ("[[clients]]\nclient_id = \"a\"\nclient_name = \"A\"\nscope = \"nothing\"\n", "nothing"),
        ("[[clients]]\nclient_id = \"a b\"\nclient_name = \"A\"\n", "client_id"),
        (
            "[[clients]]\nclient_id = \"a\"\nclient_name = \"A\"\nclient_type = \"confidential\"\ngrant_types = [\"client_credentials\"]\nscope = \"read\"\n",
            "client_secret_env: is missing",
        ),
        (
            "[[clients]]\nclient_id = \"a\"\nclient_name = \"A\"\nclient_secret_env = \"X\"\n",
            "a public client has no secret",
        ),
        (
            "[[clients]]\nclient_id = \"spa\"\nclient_name = \"A\"\nclient_type = \"confidential\"\nclient_secret_env = \"X\"\n",
            "client_type: cannot be changed",
        ),
        (
            "[[clients]]\nclient_id = \"a\"\nclient_name = \"A\"\nclient_secret_file = \"nowhere\"\n",
            "there is no file nowhere",
        ),
        (
            "[[clients]]\nclient_id = \"a\"\nclient_name = \"A\"\nclient_secret_file = \"a\"\nclient_secret_env = \"X\"\n",
            "excludes",
        ),
        ("[[resources]]\nuri = \"api\"\nname = \"A\"\n", "absolute URI"),
        (
            "[[issuers]]\nissuer = \"https://i.example\"\njwks_uri = \"https://i.example/\"\nclients = [\"nobody\"]\n",
            "nobody",
        ),
        ("[[users]]\nusername = \"alice\"\nsubject = \"another\"\n", "subject: cannot be changed"),
        ("[[users]]\nusername = \"x\"\n[[users]]\nusername = \"x\"\n", "is there already"),
        ("[[users]]\nusername = \"dora\"\n[users.profile]\nemail = \"alice@example.com\"\n", "exists already"),
        ("clients = 1\n", "must be a list"),
        ("clients = [1]\n", "must be a table"),
        ("[[clients]\n", "1"),
    ] {
        let text = if text.starts_with('[') { format!("{scope}{text}") } else { text.to_owned() };
        let error = apply_text(&app, &text, false).await.map(|plan| deeds(&plan).len()).unwrap_err().to_string();
        assert!(error.contains(says), "no {says:?} in {error}");
        let scopes = scope::list(&app.deps(), &Actor::Cli).await.unwrap();
        assert!(!scopes.iter().any(|scope| scope.name == "ok"), "{text}");
    }
}

#[tokio::test]
async fn only_what_a_file_made_is_pruned_and_only_of_lists_that_it_has() {
    let app = TestApp::new().await;
    apply_text(&app, FILE, false).await.unwrap();
    let rest = "[[scopes]]\nname = \"reports\"\ndescription = \"Your reports\"\n\n[[clients]]\nclient_id = \"spa2\"\nclient_name = \"Two\"\ngrant_types = [\"password\"]\nscope = \"read\"\n";
    let left = apply_text(&app, rest, false).await.unwrap();
    let unnamed: Vec<_> = left.unnamed.iter().map(|(kind, name)| (*kind, name.as_str())).collect();
    assert_eq!(unnamed, [(Kind::Client, "reporter"), (Kind::Scope, "everything")]);
    let pruned = apply_text(&app, rest, true).await.unwrap();
    let removed = [(Kind::Client, "reporter", Deed::Remove), (Kind::Scope, "everything", Deed::Remove)];
    assert_eq!(deeds(&pruned), removed);
    assert!(client::find(&app.deps(), "reporter").is_err() && client::find(&app.deps(), "spa").is_ok());
    user::find(&app.deps(), "carol").await.unwrap();
    let issuers = symbolon::flow::admin::issuer::list(&app.deps(), &Actor::Cli).await.unwrap();
    assert_eq!(issuers.len(), 1, "the file has no list of issuers");
    let none = apply_text(&app, "users = []\nissuers = []\n", true).await.unwrap();
    assert_eq!(deeds(&none), [(Kind::User, "carol", Deed::Remove), (Kind::Issuer, "https://ci.example", Deed::Remove)]);
}

#[tokio::test]
async fn groups_and_who_is_in_them_follow_the_file() {
    let app = TestApp::new().await;
    apply_text(&app, FILE, false).await.unwrap();
    let carol = async || user::find(&app.deps(), "carol").await.unwrap();
    assert_eq!(
        (carol().await.groups, carol().await.group_roles),
        (vec!["readers".to_owned()], vec!["reader".to_owned()])
    );
    let changed = FILE
        .replace("roles = [\"reader\"]", "roles = [\"writer\"]")
        .replace("groups = [\"readers\"]\n", "groups = [\"readers\", \"demo-users\"]\n");
    let plan = apply_text(&app, &changed, false).await.unwrap();
    let both = [(Kind::Group, "readers", Deed::Update), (Kind::User, "carol", Deed::Update)];
    assert_eq!(deeds(&plan), both);
    assert_eq!(carol().await.group_roles, ["viewer", "writer"]);
    assert!(apply_text(&app, &changed, false).await.unwrap().is_empty());
    let found = problems(apply_text(&app, &FILE.replace("[\"readers\"]", "[\"nobody\"]"), false).await);
    assert_eq!(found, ["user carol: groups: there is no group \"nobody\""]);
}

#[tokio::test]
async fn what_somebody_else_made_becomes_the_files_when_it_names_it() {
    let app = TestApp::new().await;
    let text = "[[scopes]]\nname = \"read\"\ndescription = \"Read your data at the demo API\"\n";
    let plan = apply_text(&app, text, false).await.unwrap();
    assert_eq!(plan.changes[0].to_string(), "~ scope read\n    managed_by: \"server\" → \"file\"");
    assert!(apply_text(&app, text, false).await.unwrap().is_empty());
}

#[tokio::test]
async fn account_that_is_there_keeps_its_password_and_what_is_switched_off_ends() {
    let app = TestApp::new().await;
    let signed_in = async || {
        let form = [("grant_type", "password"), ("username", "alice"), ("password", "alice123"), ("scope", "openid")];
        app.client("cli").token(&form).await
    };
    let token = signed_in().await.field("access_token");
    let text = "[[users]]\nusername = \"Alice\"\npassword_file = \"carol.txt\"\n[users.profile]\nname = \"A\"\n";
    apply_text(&app, text, false).await.unwrap();
    assert_eq!(app.userinfo(&token).await.status, 200);
    assert_eq!(signed_in().await.status, 200);
    apply_text(&app, &text.replace("[users.profile]", "disabled = true\n[users.profile]"), false).await.unwrap();
    assert_eq!((app.userinfo(&token).await.status.as_u16(), signed_in().await.status.as_u16()), (401, 400));
    let text = "[[clients]]\nclient_id = \"cli\"\nclient_name = \"C\"\ngrant_types = [\"password\"]\nscope = \"openid\"\ndisabled = true\n";
    apply_text(&app, text, false).await.unwrap();
    assert_eq!(signed_in().await.status, 401);
}

#[tokio::test]
async fn export_applied_to_an_empty_database_gives_the_same_export() {
    let full = TestApp::new().await;
    apply_text(&full, FILE, false).await.unwrap();
    client::disable(&full.deps(), &Actor::Cli, "native", true).await.unwrap();
    let exported = export(&full, true).await;
    for secret in ["a secret of the reporter", "postman-secret", "carol's password", "alice123", "$argon2"] {
        assert!(!exported.contains(secret), "{secret}");
    }
    assert!(exported.contains("client_secret_env = \"CLIENT_SECRET_REPORTER\""), "{exported}");
    let empty = empty_app().await;
    assert!(!export(&empty, true).await.contains("[["));
    apply_text(&empty, &exported, false).await.unwrap();
    assert_eq!(export(&empty, true).await, exported);
    assert!(apply_text(&empty, &exported, true).await.unwrap().is_empty());
    let yaml = apply::export(&full.deps(), &Actor::Cli, true).await.unwrap().to_text(Format::Yaml).unwrap();
    let wanted = read(&yaml, Format::Yaml).unwrap();
    let plan = apply::plan(&empty.deps(), &Actor::Cli, &wanted, Manner::of_file(true)).await.unwrap();
    assert!(plan.is_empty(), "{plan:?}");
}

#[tokio::test]
async fn export_leaves_out_accounts_unless_they_are_asked_for() {
    let app = TestApp::new().await;
    assert!(!export(&app, false).await.contains("alice"));
    assert!(export(&app, true).await.contains("username = \"alice\""));
}

#[tokio::test]
async fn file_needs_every_permission() {
    let app = TestApp::new().await;
    let permissions = [symbolon::model::Permission::ClientsWrite].into();
    let some =
        Actor::Administrator(symbolon::flow::admin::Administrator { user_id: None, client_id: None, permissions });
    let wanted = read(FILE, Format::Toml).unwrap();
    let outcome = Box::pin(apply::apply(&app.deps(), &some, &wanted, Manner::of_file(false))).await;
    assert!(matches!(outcome, Err(AdminError::Forbidden(_))), "{outcome:?}");
    assert!(apply::export(&app.deps(), &some, true).await.is_err());
}

#[tokio::test]
async fn shell_plans_applies_and_exports() {
    let sandbox = Sandbox::new().await.set("REPORTER", "a secret of the reporter");
    fs::write(sandbox.path("carol.txt"), "carol's password\n").unwrap();
    fs::write(sandbox.path("symbolon-clients.toml"), FILE).unwrap();
    let planned = sandbox.run(&["plan", "symbolon-clients.toml", "--exit-code"]);
    assert_eq!(planned.code, Some(3), "{planned:?}");
    assert!(planned.out.contains("+ client reporter") && !planned.out.contains("a secret"), "{planned:?}");
    let applied: Value = sandbox.json(&["apply", "symbolon-clients.toml", "--json"]);
    assert_eq!(applied["changes"].as_array().unwrap().len(), 7);
    assert_eq!(sandbox.json(&["apply", "symbolon-clients.toml", "--json"]), json!({ "changes": [], "unnamed": [] }));
    assert_eq!(sandbox.run(&["plan", "symbolon-clients.toml", "--exit-code"]).done(), "nothing to do\n");
    let exported = sandbox.run(&["export", "--users", "--format", "yaml"]).done();
    assert!(exported.contains("client_secret_env: CLIENT_SECRET_REPORTER"), "{exported}");

    fs::write(sandbox.path("bad.yaml"), "clients:\n  - client_id: a\n    colour: red\n").unwrap();
    sandbox.run(&["apply", "bad.yaml"]).failed(&["bad.yaml", "nothing was changed", "line 3: clients: colour"]);
    fs::write(sandbox.path("unset.toml"), FILE.replace("REPORTER", "NOT_SET")).unwrap();
    sandbox
        .run(&["plan", "unset.toml"])
        .failed(&["line 18: clients: client_secret_env: the variable NOT_SET is not set"]);
    sandbox.run(&["plan", "nowhere.toml"]).failed(&["nowhere.toml"]);
}
