//! Help, wrong usage, and settings that stop every command.

use crate::support::program::Sandbox;

/// The commands below `path`, from its help.
fn commands(sandbox: &Sandbox, path: &[String]) -> Vec<String> {
    let help = help(sandbox, path);
    let Some((_, listed)) = help.split_once("\nCommands:\n") else { return Vec::new() };
    let lines = listed.lines().take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.strip_prefix("  ")?.split(' ').next().map(str::to_owned));
    names.filter(|name| !name.is_empty() && name != "help").collect()
}

fn help(sandbox: &Sandbox, path: &[String]) -> String {
    let arguments: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
    sandbox.run(&arguments).done()
}

#[test]
fn every_command_has_help_with_an_example() {
    let sandbox = Sandbox::bare();
    let mut waiting: Vec<Vec<String>> = commands(&sandbox, &[]).into_iter().map(|name| vec![name]).collect();
    let mut seen = Vec::new();
    while let Some(path) = waiting.pop() {
        let (name, text) = (path.join(" "), help(&sandbox, &path));
        assert!(text.contains("Example: ") && text.contains(&format!("symbolon {name}")), "{name}: {text}");
        waiting.extend(commands(&sandbox, &path).into_iter().map(|below| [path.clone(), vec![below]].concat()));
        seen.push(name);
    }
    for name in [
        "demo",
        "serve",
        "check",
        "migrate",
        "client add",
        "client list",
        "client show",
        "client set",
        "client remove",
        "client rotate-secret",
        "client disable",
        "client revoke",
        "user add",
        "user list",
        "user show",
        "user set",
        "user remove",
        "user password",
        "user disable",
        "user revoke",
        "grant list",
        "grant revoke",
        "session list",
        "session revoke",
        "revoke-all",
        "keys list",
        "keys generate",
        "keys rotate",
        "keys import",
        "keys retire",
        "token",
        "cleanup",
        "openapi",
    ] {
        assert!(seen.iter().any(|known| known == name), "{name} is not among {seen:?}");
    }
}

#[test]
fn wrong_usage_ends_with_2_and_touches_nothing() {
    let sandbox = Sandbox::bare();
    for arguments in [
        &[][..],
        &["nonsense"],
        &["serve", "--nonsense"],
        &["client"],
        &["client", "show"],
        &["client", "add", "x"],
        &["client", "add", "x", "--kind", "nonsense"],
        &["client", "set", "x", "--grants", "nonsense"],
        &["client", "set", "x", "--code-lifetime", "soon"],
        &["client", "rotate-secret", "x", "--grace", "-1"],
        &["user", "add"],
        &["keys", "retire"],
        &["token", "--client", "cli"],
        &["token", "--client", "cli", "--user", "alice", "--lifetime", "never"],
    ] {
        let outcome = sandbox.run(arguments);
        assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""), "{arguments:?}: {outcome:?}");
        assert!(outcome.err.contains("--help") || outcome.err.contains("Usage:"), "{arguments:?}: {outcome:?}");
    }
    assert!(!sandbox.path("data").exists());
}

#[test]
fn settings_that_are_wrong_stop_the_start_with_name_and_mend() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("OIDC_RSA_PRIVATE_KEY", "garbage", &["OIDC_RSA_PRIVATE_KEY", "openssl genpkey"]),
        ("OIDC_RSA_PRIVATE_KEY", "", &["OIDC_RSA_PRIVATE_KEY", "PKCS#8 PEM"]),
        ("OIDC_RSA_PRIVATE_KEY_FILE", "missing.pem", &["OIDC_RSA_PRIVATE_KEY", "missing.pem"]),
        ("SYMBOLON_SECRET_KEY", "short", &["SYMBOLON_SECRET_KEY", "32 bytes or more"]),
        ("SYMBOLON_SECRET_KEY", "", &["SYMBOLON_SECRET_KEY", "32 bytes or more"]),
        ("SYMBOLON_FOO", "1", &["SYMBOLON_FOO"]),
        ("SYMBOLON_TOKENS__CODE_LIFETIMES", "1", &["SYMBOLON_TOKENS__CODE_LIFETIMES", "CODE_LIFETIME"]),
        ("SYMBOLON_TOKENS__CODE_LIFETIME", "9", &["SYMBOLON_TOKENS__CODE_LIFETIME", "10"]),
        ("DATABASE_URL", "postgres://u:canary@127.0.0.1:1/x", &["SYMBOLON_SECRET_KEY", "PostgreSQL", "openssl rand"]),
        ("DATABASE_URL", "mysql://127.0.0.1/x", &["DATABASE_URL", "postgres://"]),
        ("SYMBOLON_ISSUER", "http://id.example.com", &["SYMBOLON_ISSUER", "Use https"]),
        ("SYMBOLON_ISSUER", "https://id.example.com/", &["SYMBOLON_ISSUER", "without the slash"]),
        ("SYMBOLON_BOOTSTRAP__ADMIN", "root", &["SYMBOLON_BOOTSTRAP__PASSWORD"]),
        ("SYMBOLON_TEMPLATES_DIR", "missing", &["SYMBOLON_TEMPLATES_DIR"]),
        ("SYMBOLON_LISTEN", "nowhere", &["SYMBOLON_LISTEN", "127.0.0.1:8000"]),
        ("SYMBOLON_LISTEN", "192.0.2.1:8000", &["192.0.2.1:8000", "SYMBOLON_LISTEN", "PORT"]),
    ];
    for (variable, value, texts) in cases {
        let outcome = Sandbox::bare().set(variable, value).run(&["serve"]);
        outcome.failed(texts);
        assert!(!outcome.err.contains("canary"), "{outcome:?}");
    }
}

#[test]
fn all_wrong_settings_are_told_at_once() {
    let sandbox = Sandbox::bare().set("SYMBOLON_SECRET_KEY", "short").set("SYMBOLON_FOO", "1");
    std::fs::write(sandbox.path("symbolon.toml"), "issuer = 1\n[nonsense]\nx = 1\n").unwrap();
    let outcome = sandbox.run(&["check"]);
    outcome.failed(&["SYMBOLON_SECRET_KEY", "SYMBOLON_FOO", "issuer", "nonsense"]);
    assert!(!outcome.err.contains("short\""), "{outcome:?}");
    sandbox.run(&["check", "--config", "missing.toml"]).failed(&["missing.toml"]);
}

#[tokio::test]
async fn settings_come_from_the_file_and_the_environment_wins() {
    let sandbox = Sandbox::new().await;
    std::fs::write(sandbox.path("other.toml"), "[tokens]\ncode_lifetime = 33\naccess_token_lifetime = 99\n").unwrap();
    let sandbox = sandbox.set("SYMBOLON_TOKENS__ACCESS_TOKEN_LIFETIME", "111");
    let report = sandbox.json(&["check", "--settings", "--json", "--config", "other.toml"]);
    let shown = |name: &str| super::row(&report, "check", name)["detail"].clone();
    assert_eq!(shown("tokens.code_lifetime"), "33");
    assert_eq!(shown("tokens.access_token_lifetime"), "111");
}
