//! Our configuration for the OpenID conformance suite, which itself runs elsewhere: it names what there is.

use crate::support::program::Sandbox;
use serde_json::Value;
use std::fs;
use std::path::Path;

const DEMO: &str = include_str!("../../src/flow/admin/demo.toml");
const STATIC: &str = include_str!("../conformance/static.json");
const DYNAMIC: &str = include_str!("../conformance/dynamic.json");
const CLIENTS: &str = include_str!("../conformance/clients.json");
const LOGOUT: &str = include_str!("../conformance/logout.json");

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Each command of the suite's browser, as a list of words.
fn commands(configuration: &Value) -> Vec<Vec<&str>> {
    let list = |value: &Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
    assert!(!list(configuration, "browser").is_empty());
    let mut found = Vec::new();
    for visit in configuration["browser"].as_array().unwrap() {
        for task in visit["tasks"].as_array().unwrap() {
            for command in task["commands"].as_array().unwrap() {
                found.push(command.as_array().unwrap().iter().filter_map(Value::as_str).collect());
            }
        }
    }
    found
}

fn templates() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let pages = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    pages
        .filter(|path| path.extension().is_some_and(|ext| ext == "html"))
        .map(|page| fs::read_to_string(page).unwrap())
        .collect()
}

#[test]
fn browser_of_the_suite_uses_ids_and_people_that_exist() {
    let templates = templates();
    for configuration in [json(STATIC), json(DYNAMIC)] {
        let mut typed = 0;
        for command in commands(&configuration) {
            match command[..] {
                // The suite's own page.
                ["wait", "id", "submission_complete"] | ["wait", "xpath", ..] => {}
                [_, "id", id, ..] => {
                    assert!(templates.contains(&format!("id=\"{id}\"")), "no page has {id}");
                    if let ["text", _, _, text] = command[..] {
                        assert!(DEMO.contains(&format!("\"{text}\"")), "the demo has no {text}");
                        typed += 1;
                    }
                }
                _ => panic!("{command:?}"),
            }
        }
        assert_eq!(typed, 2, "user name and password");
        assert_eq!(configuration["server"]["login_hint"], "alice");
    }
}

#[tokio::test]
async fn clients_of_the_suite_can_be_registered_at_the_shell() {
    let configuration = json(STATIC);
    let clients = json(CLIENTS);
    let logout = json(LOGOUT);
    let names: Vec<_> = ["client", "client2", "client_secret_post"].map(|name| &configuration[name]).into();
    let mut ids: Vec<_> = names.iter().map(|client| client["client_id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    let mut registered: Vec<_> = clients.as_object().unwrap().keys().collect();
    registered.sort_unstable();
    assert_eq!(ids, registered);
    let sandbox = Sandbox::new().await;
    sandbox.run(&["migrate"]).done();
    let callback =
        format!("https://conformance.test:8443/test/a/{}/callback", configuration["alias"].as_str().unwrap());
    for (id, arguments) in clients.as_object().unwrap() {
        let arguments: Vec<_> = arguments.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
        assert!(arguments.iter().any(|word| *word == callback), "{id}");
        let added = sandbox.json(&[&["client", "add", id.as_str(), "--json"], &arguments[..]].concat());
        assert!(added["client_secret"].is_string(), "{added}");
        for plan in ["backchannel", "frontchannel"] {
            let more = &logout[format!("oidcc-{plan}-rp-initiated-logout-certification-test-plan")];
            let more: Vec<_> = more.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
            sandbox.run(&[&["client", "set", id.as_str()], &more[..]].concat()).done();
        }
    }
    for client in names {
        assert_eq!(client["client_secret"], format!("{{SECRET {}}}", client["client_id"].as_str().unwrap()));
    }
}
