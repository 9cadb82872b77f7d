//! What a build without the server takes along.

use std::collections::BTreeSet;
use std::process::Command;

/// Libraries that only the provider needs.
const SERVER_ONLY: &[&str] = &[
    "argon2",
    "clap",
    "libsqlite3-sys",
    "metrics",
    "minijinja",
    "poem-openapi",
    "rsa",
    "sqlx",
    "sqlx-core",
    "toml",
    "tracing-subscriber",
];

/// The names of all packages that a build with these features links.
fn linked(features: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--prefix", "none", "--edges", "normal"])
        .args(["--no-default-features", "--features", features])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

fn server_only(packages: &BTreeSet<String>) -> Vec<&str> {
    SERVER_ONLY.iter().copied().filter(|name| packages.contains(*name)).collect()
}

#[test]
fn guard_for_tower_takes_nothing_of_the_server_and_no_framework() {
    let packages = linked("guard-tower");
    assert_eq!(server_only(&packages), [""; 0]);
    assert!(!packages.contains("poem"));
    assert!(packages.contains("reqwest") && packages.contains("tower-layer"));
}

#[test]
fn guard_for_poem_takes_nothing_of_the_server_but_poem() {
    let packages = linked("guard-poem");
    assert_eq!(server_only(&packages), [""; 0]);
    assert!(packages.contains("poem"));
}

#[test]
fn server_takes_everything_it_names() {
    let packages = linked("server");
    assert_eq!(server_only(&packages), SERVER_ONLY);
    assert!(!packages.contains("webauthn-rs"), "passkeys are a feature of their own");
    assert!(linked("passkeys").contains("webauthn-rs"));
    // The guard's client is the server's as well.
    assert!(packages.contains("reqwest"));
}

#[test]
fn example_of_a_guard_in_the_readme_is_the_one_that_compiles() {
    let (readme, guide) = (include_str!("../../README.md"), include_str!("../../docs/guard.md"));
    let example = readme.split("```rust\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert!(example.lines().count() > 1 && guide.contains(example), "{example}");
}
