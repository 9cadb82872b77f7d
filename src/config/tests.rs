use super::*;
use std::net::SocketAddr;

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn env(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn from_env(pairs: &[(&str, &str)]) -> Result<Settings, ConfigErrors> {
    Settings::load(None, &env(pairs))
}

fn from_file(text: &str, pairs: &[(&str, &str)]) -> Result<Settings, ConfigErrors> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("symbolon.toml");
    std::fs::write(&path, text).unwrap();
    Settings::load(Some(&path), &env(pairs))
}

/// The one problem of `result`, as printed.
fn problem(result: Result<Settings, ConfigErrors>) -> String {
    let errors = result.expect_err("a problem");
    assert_eq!(errors.0.len(), 1, "{errors}");
    errors.0[0].to_string()
}

fn addr(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

#[test]
fn defaults_are_those_of_the_contract() {
    let settings = Settings::defaults();
    assert_eq!(settings.issuer.as_str(), "http://localhost:8000");
    assert_eq!(settings.listen, addr("127.0.0.1:8000"));
    assert_eq!(settings.database.url.to_string(), "sqlite://data/symbolon.db");
    assert_eq!(settings.pkce.required, PkceRequired::All);
    assert_eq!((settings.tokens.code_lifetime, settings.tokens.access_token_lifetime), (60, 600));
    assert_eq!(settings.default_audience(), "http://localhost:8000");
    assert!(settings.passwords.parallel >= 1);
    assert!(!settings.cookie_secure());
    assert!(Settings::load(None, &BTreeMap::new()).is_ok());
}

#[test]
fn environment_goes_before_file_and_file_before_default() {
    let file = "[tokens]\ncode_lifetime = 90\nid_token_lifetime = 300\n";
    let settings = from_file(file, &[("SYMBOLON_TOKENS__CODE_LIFETIME", "120")]).unwrap();
    assert_eq!(settings.tokens.code_lifetime, 120);
    assert_eq!(settings.tokens.id_token_lifetime, 300);
    assert_eq!(settings.tokens.access_token_lifetime, 600);
    let variable = Source::Variable("SYMBOLON_TOKENS__CODE_LIFETIME".to_owned());
    assert_eq!(settings.source("tokens.code_lifetime"), variable);
    assert_eq!(settings.source("tokens.id_token_lifetime"), Source::File);
    assert_eq!(settings.source("tokens.access_token_lifetime"), Source::Default);
}

#[test]
fn port_listens_on_every_address_unless_listen_is_set() {
    assert_eq!(from_env(&[("PORT", "9000")]).unwrap().listen, addr("0.0.0.0:9000"));
    let both = [("PORT", "9000"), ("SYMBOLON_LISTEN", "[::1]:7000")];
    assert_eq!(from_env(&both).unwrap().listen, addr("[::1]:7000"));
    assert_eq!(from_file("listen = '127.0.0.1:1'", &[("PORT", "9000")]).unwrap().listen, addr("0.0.0.0:9000"));
    for port in ["http", "70000", ""] {
        let text = problem(from_env(&[("PORT", port)]));
        assert!(text.starts_with("listen (SYMBOLON_LISTEN or PORT), set by PORT: "), "{text}");
    }
}

#[test]
fn names_of_platforms_work_and_the_own_name_goes_first() {
    let settings = from_env(&[
        ("DATABASE_URL", "postgresql://u:pw@db/x"),
        ("SYMBOLON_SECRET_KEY", SECRET),
        ("SYMBOLON_SECRET_KEY_PREVIOUS", SECRET),
        ("OIDC_RSA_PRIVATE_KEY", "pem"),
    ]);
    let settings = settings.unwrap();
    assert!(settings.database.url.is_postgres());
    assert_eq!(settings.keys.secret_key.unwrap().expose(), SECRET);
    assert_eq!(settings.keys.secret_key_previous.unwrap().expose(), SECRET);
    assert_eq!(settings.keys.rsa_private_key.unwrap().expose(), "pem");
    let both = [("DATABASE_URL", "sqlite://a"), ("SYMBOLON_DATABASE__URL", "sqlite://b")];
    assert_eq!(from_env(&both).unwrap().database.url.to_string(), "sqlite://b");
}

#[test]
fn every_variable_and_key_of_the_page_is_accepted() {
    for doc in describe() {
        let value = match (doc.name.as_str(), doc.default) {
            ("templates_dir" | "mail.folder", _) => ".",
            ("outbound.ca_file" | "mail.ca_file", _) => "Cargo.toml",
            ("passkeys.rp_id", _) => "localhost",
            ("mail.from", _) => "id@example.com",
            // One of a pair alone is a contradiction.
            ("bootstrap.admin" | "bootstrap.password" | "tls.cert_file" | "tls.key_file" | "mail.url", _) => continue,
            (name, "") if name.starts_with("keys.") => SECRET,
            ("tokens.default_audience", _) => "https://api.example.com",
            (_, default) => default,
        };
        for variable in doc.variables.iter().filter(|name| *name != "PORT") {
            let settings = from_env(&[(variable, value)]).unwrap_or_else(|errors| panic!("{variable}: {errors}"));
            assert_eq!(settings.source(&doc.name), Source::Variable(variable.clone()));
        }
        let key = doc.name.rsplit('.').next().unwrap();
        let header = if doc.section.is_empty() { String::new() } else { format!("[{}]\n", doc.section) };
        let settings = from_file(&format!("{header}{key} = '{value}'"), &[]).unwrap();
        assert_eq!(settings.source(&doc.name), Source::File);
    }
}

#[test]
fn preset_goes_before_the_default_and_after_all_else() {
    let preset = ("SYMBOLON_PRESET", "oidc-certification");
    let settings = from_env(&[preset]).unwrap();
    assert_eq!(settings.pkce.required, PkceRequired::Public);
    assert_eq!(settings.source("pkce.required"), Source::Preset("oidc-certification"));
    assert_eq!(settings.source("preset"), Source::Variable("SYMBOLON_PRESET".to_owned()));
    assert_eq!(settings.source("scopes.unknown"), Source::Default);
    let settings = from_env(&[preset, ("SYMBOLON_PKCE__REQUIRED", "all")]).unwrap();
    assert_eq!(settings.pkce.required, PkceRequired::All);
    let settings = from_file("preset = 'oidc-certification'\n[pkce]\nrequired = 'all'", &[]).unwrap();
    assert_eq!(settings.pkce.required, PkceRequired::All);
    assert_eq!(settings.source("pkce.required"), Source::File);
    let text = problem(from_env(&[("SYMBOLON_PRESET", "oidc-certificate")]));
    let expected = "preset (SYMBOLON_PRESET), set by SYMBOLON_PRESET: `oidc-certificate` is unknown. Give `none` or `oidc-certification`.";
    assert_eq!(text, expected);
}

#[test]
fn secret_can_stand_in_a_file_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    std::fs::write(&path, format!("{SECRET} \r\n")).unwrap();
    let path = path.to_str().unwrap();
    let expected = format!("{SECRET} ");
    for variable in ["SYMBOLON_SECRET_KEY_FILE", "SYMBOLON_KEYS__SECRET_KEY_FILE"] {
        let settings = from_env(&[(variable, path)]).unwrap();
        assert_eq!(settings.keys.secret_key.as_ref().unwrap().expose(), &expected);
        assert_eq!(settings.source("keys.secret_key"), Source::Variable(variable.to_owned()));
    }
    let settings = from_file(&format!("[keys]\nsecret_key_file = '{path}'"), &[]).unwrap();
    assert_eq!(settings.keys.secret_key.unwrap().expose(), &expected);
}

#[test]
fn secret_file_that_is_missing_empty_or_beside_the_value_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty");
    std::fs::write(&empty, "\n").unwrap();
    let subject = "keys.secret_key (SYMBOLON_KEYS__SECRET_KEY or SYMBOLON_SECRET_KEY), set by SYMBOLON_SECRET_KEY";
    let text = problem(from_env(&[("SYMBOLON_SECRET_KEY_FILE", "/nowhere/key")]));
    assert!(text.starts_with(&format!("{subject}_FILE: the file `/nowhere/key` cannot be read (")), "{text}");
    assert!(text.ends_with("Name a file that the server may read."), "{text}");
    let text = problem(from_env(&[("SYMBOLON_SECRET_KEY_FILE", empty.to_str().unwrap())]));
    let mend = "Give 32 bytes or more of random text, or remove it.";
    assert_eq!(text, format!("{subject}_FILE: is empty. {mend}"));
    let text = problem(from_env(&[("SYMBOLON_SECRET_KEY_FILE", "x"), ("SYMBOLON_SECRET_KEY", SECRET)]));
    assert_eq!(text, format!("{subject}: is given twice. Remove it or SYMBOLON_SECRET_KEY_FILE."));
    let text = problem(from_file("[keys]\nsecret_key = 'a'\nsecret_key_file = 'b'", &[]));
    assert!(text.ends_with("is given twice. Remove it or keys.secret_key_file."), "{text}");
}

#[test]
fn unusable_value_is_reported_with_both_names_and_the_mend() {
    let cases = [
        ("SYMBOLON_TOKENS__CODE_LIFETIME", "9", "tokens.code_lifetime", "9 is out of range. Give 10 to 600 seconds."),
        ("SYMBOLON_TOKENS__CODE_LIFETIME", "601", "tokens.code_lifetime", "601 is out of range"),
        ("SYMBOLON_TOKENS__CODE_LIFETIME", "-1", "tokens.code_lifetime", "-1 is out of range"),
        ("SYMBOLON_TOKENS__CODE_LIFETIME", "1m", "tokens.code_lifetime", "`1m` is not a whole number"),
        (
            "SYMBOLON_TOKENS__CODE_LIFETIME",
            " ",
            "tokens.code_lifetime",
            "is empty. Give 10 to 600 seconds, or remove it.",
        ),
        ("SYMBOLON_HTTP__MAX_BODY", "99999999999999999999", "http.max_body", "is out of range"),
        ("SYMBOLON_PKCE__REQUIRED", "none", "pkce.required", "`none` is unknown. Give `all` or `public`."),
        ("SYMBOLON_HTTP__ALLOW_PLAIN", "yes", "http.allow_plain", "Give `true` or `false`."),
        ("SYMBOLON_LISTEN", "localhost:8000", "listen", "`localhost:8000` is not an address. Give an IP address and"),
        ("SYMBOLON_TRUSTED_PROXIES", "10.0.0.0/8,proxy", "trusted_proxies", "`proxy` is not a network. Give networks"),
        ("SYMBOLON_ISSUER", "https://id.example.com/", "issuer", "without the slash: https://id.example.com"),
        (
            "SYMBOLON_ISSUER",
            "http://id.example.com",
            "issuer",
            "is plain http and not on this machine. Use https, or set",
        ),
        ("SYMBOLON_SECRET_KEY", "", "keys.secret_key", "is empty"),
        ("SYMBOLON_SECRET_KEY", "short", "keys.secret_key", "has only 5 bytes. Give 32 bytes or more"),
        ("SYMBOLON_SECRET_KEY", "\u{fffd}", "keys.secret_key", "is not UTF-8"),
        ("OIDC_RSA_PRIVATE_KEY", "", "keys.rsa_private_key", "is empty"),
        (
            "DATABASE_URL",
            "mysql://u:hunter2@h/d",
            "database.url",
            "names another kind of database. Give `sqlite://path`",
        ),
        ("DATABASE_URL", "sqlite://", "database.url", "is not a plain path"),
        ("DATABASE_URL", "symbolon.db", "database.url", "is not a URL"),
        ("SYMBOLON_TEMPLATES_DIR", "/nowhere", "templates_dir", "there is no folder `/nowhere`"),
        ("SYMBOLON_SCOPES__DEFAULT", "read \"all\"", "scopes.default", "is not a scope"),
        ("SYMBOLON_LOG__LEVEL", "warning", "log.level", "`warning` is not a log level. Give `off`"),
        ("SYMBOLON_LOG__LEVEL", "info,sqlx=loud", "log.level", "is not a log level"),
        ("SYMBOLON_PASSWORDS__PARALLEL", "0", "passwords.parallel", "Give `auto` (one per core) or 1 to 256 hashes."),
        ("SYMBOLON_PASSWORDS__MEMORY_KIB", "8", "passwords.memory_kib", "Give 7168 to 1048576 KiB."),
        ("SYMBOLON_BOOTSTRAP__ADMIN", "root", "bootstrap.password", "is missing"),
        ("SYMBOLON_BOOTSTRAP__PASSWORD", "hunter2", "bootstrap.admin", "is missing"),
    ];
    for (variable, value, name, expected) in cases {
        let text = problem(from_env(&[(variable, value)]));
        assert!(text.starts_with(&format!("{name} (")) && text.contains(expected), "{text}");
        assert!(text.contains(variable), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[test]
fn plain_http_issuer_is_fine_on_this_machine_or_when_allowed() {
    for issuer in ["http://localhost:3000", "http://127.0.0.2", "http://[::1]:8000/o"] {
        assert_eq!(from_env(&[("SYMBOLON_ISSUER", issuer)]).unwrap().issuer.as_str(), issuer);
    }
    let allowed = [("SYMBOLON_ISSUER", "http://lan.example"), ("SYMBOLON_HTTP__ALLOW_PLAIN", "true")];
    assert!(!from_env(&allowed).unwrap().cookie_secure());
    assert!(from_env(&[("SYMBOLON_ISSUER", "https://id.example.com")]).unwrap().cookie_secure());
}

#[test]
fn postgres_needs_the_secret_key_and_idle_lives_fit_into_absolute_ones() {
    let text = problem(from_env(&[("DATABASE_URL", "postgres://u:hunter2@h/d")]));
    assert!(text.starts_with("keys.secret_key (") && text.contains("openssl rand -base64 32"), "{text}");
    let text = problem(from_file("[tokens]\nrefresh_absolute_lifetime = 3600", &[]));
    assert!(text.contains("is longer than tokens.refresh_absolute_lifetime"), "{text}");
    let text = problem(from_file("[sessions]\nabsolute_lifetime = 3600", &[]));
    assert!(text.contains("is longer than sessions.absolute_lifetime"), "{text}");
}

#[test]
fn unknown_names_are_refused_with_the_nearest_known_one() {
    let cases = [
        ("issuers = 'x'", "issuers, set in the configuration file: is no setting. Remove it, or did you mean issuer?"),
        ("[token]\ncode_lifetime = 60", "token, set in the configuration file: is no setting"),
        ("[tokens]\ncode_lifetimes = 60", "did you mean tokens.code_lifetime?"),
        ("secret_key = 'x'", "did you mean keys.secret_key?"),
        ("tokens = 60", "tokens, set in the configuration file: is a section, not a setting. Write its settings below"),
        (
            "[quic]\ncert_file = 'x'",
            "quic, set in the configuration file: is no setting. Remove it; docs/configuration.md",
        ),
        ("issuer_file = 'x'", "issuer_file, set in the configuration file: is no setting"),
    ];
    for (file, expected) in cases {
        let text = problem(from_file(file, &[]));
        assert!(text.contains(expected), "{text}");
    }
    let text = problem(from_env(&[("SYMBOLON_TOKEN__CODE_LIFETIME", "60")]));
    let expected = "is no setting. Remove it, or did you mean SYMBOLON_TOKENS__CODE_LIFETIME?";
    assert_eq!(text, format!("SYMBOLON_TOKEN__CODE_LIFETIME: {expected}"));
    for later in ["SYMBOLON_QUIC__PORT", "SYMBOLON_ISSUER_FILE", "SYMBOLON_"] {
        assert!(problem(from_env(&[(later, "x")])).starts_with(&format!("{later}: is no setting")));
    }
    assert!(from_env(&[("PATH", "x"), ("symbolon_issuer", "x"), ("PORTS", "x")]).is_ok());
}

#[test]
fn variables_of_a_kubernetes_service_are_no_settings() {
    let pairs = [
        ("SYMBOLON_SERVICE_HOST", "10.0.0.7"),
        ("SYMBOLON_SERVICE_PORT_HTTP", "80"),
        ("SYMBOLON_PORT", "tcp://10.0.0.7:80"),
        ("SYMBOLON_PORT_80_TCP_ADDR", "10.0.0.7"),
    ];
    assert!(from_env(&pairs).is_ok());
    assert!(from_env(&pairs[2..3]).is_err());
}

#[test]
fn file_with_a_value_of_the_wrong_type_is_refused() {
    for text in
        ["issuer = ['https://a.example']", "[issuer]\nx = 1", "[tokens]\ncode_lifetime = 60.5", "listen = 1979-05-27"]
    {
        let text = problem(from_file(text, &[]));
        assert!(text.contains(", set in the configuration file: "), "{text}");
    }
}

#[test]
fn lists_are_arrays_in_the_file_and_have_commas_elsewhere() {
    let expected = "10.0.0.0/8,192.0.2.7/32,fd00::/8";
    let shown = |settings: &Settings| effective(settings).into_iter().find(|row| row.0 == "trusted_proxies").unwrap().1;
    let file = "trusted_proxies = ['10.1.0.0/8', '192.0.2.7', 'fd00::/8']";
    assert_eq!(shown(&from_file(file, &[]).unwrap()), expected);
    let settings = from_env(&[("SYMBOLON_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.7,fd00::/8,")]).unwrap();
    assert_eq!(shown(&settings), expected);
    let none = from_file(file, &[("SYMBOLON_TRUSTED_PROXIES", "")]).unwrap();
    assert!(none.trusted_proxies.is_empty());
}

#[test]
fn unreadable_file_is_a_problem_beside_the_others_and_never_quoted() {
    let text = problem(Settings::load(Some(Path::new("/nowhere.toml")), &BTreeMap::new()));
    assert!(text.starts_with("/nowhere.toml: cannot be read ("), "{text}");
    let file = "issuer = 'https://id.example.com'\n[keys]\nsecret_key = \"hunter2\n";
    let errors = from_file(file, &[("SYMBOLON_PRESET", "x"), ("DATABASE_URL", "postgres://h/d")]).unwrap_err();
    assert_eq!(errors.0.len(), 2, "{errors}");
    assert!(errors.to_string().contains("symbolon.toml: line 3 is not TOML"), "{errors}");
    assert!(!errors.to_string().contains("hunter2"), "{errors}");
}

#[test]
fn all_problems_are_reported_together() {
    let file = "issuer = 'https://id.example.com/'\nnonsense = 1\n[tokens]\ncode_lifetime = 5\n";
    let errors =
        from_file(file, &[("SYMBOLON_SECRET_KEY", ""), ("SYMBOLON_NONSENSE", "1"), ("SYMBOLON_BOOTSTRAP__ADMIN", "a")]);
    let errors = errors.unwrap_err();
    let names: Vec<&str> = errors.0.iter().map(|problem| problem.subject.split(' ').next().unwrap()).collect();
    let expected =
        ["issuer", "keys.secret_key", "tokens.code_lifetime", "bootstrap.password", "nonsense", "SYMBOLON_NONSENSE"];
    assert_eq!(names, expected);
    assert!(errors.to_string().starts_with("the configuration has 6 problems:\n  - issuer (SYMBOLON_ISSUER), set in"));
}

#[test]
fn neither_debug_nor_the_values_in_effect_show_a_secret() {
    let settings = from_env(&[
        ("DATABASE_URL", "postgres://owner:hunter2@db.example:5433/x?password=hunter2"),
        ("SYMBOLON_SECRET_KEY", "hunter2hunter2hunter2hunter2hunter2"),
        ("SYMBOLON_SECRET_KEY_PREVIOUS", "hunter2hunter2hunter2hunter2hunter2"),
        ("OIDC_RSA_PRIVATE_KEY", "hunter2"),
        ("SYMBOLON_BOOTSTRAP__ADMIN", "root"),
        ("SYMBOLON_BOOTSTRAP__PASSWORD", "hunter2"),
    ]);
    let settings = settings.unwrap();
    let rows = effective(&settings);
    assert!(!format!("{settings:?} {rows:?}").contains("hunter2"));
    let row = |name: &str| rows.iter().find(|row| row.0 == name).cloned().unwrap();
    assert_eq!(row("database.url").1, "postgres://db.example:5433/x");
    assert_eq!((row("keys.secret_key").1.as_str(), row("bootstrap.password").1.as_str()), ("set", "set"));
    assert_eq!(row("keys.secret_key").2.to_string(), "SYMBOLON_SECRET_KEY");
    assert_eq!(rows.len(), describe().len());
}

#[test]
fn default_shows_as_it_is_documented() {
    let settings = Settings::defaults();
    for (doc, (name, value, source)) in describe().into_iter().zip(effective(&settings)) {
        assert_eq!((&doc.name, source), (&name, Source::Default));
        assert!(value == doc.default || doc.default == "auto", "{name}: {value} and {}", doc.default);
    }
}

#[test]
fn page_has_every_setting_and_section() {
    let page = render_markdown();
    for doc in describe() {
        assert!(doc.variables.iter().all(|variable| page.contains(&format!("`{variable}`"))), "{}", doc.name);
        assert!(page.contains(&doc.meaning) && doc.meaning.ends_with('.'), "{}", doc.name);
        assert!(doc.section.is_empty() || page.contains(&format!("## `[{}]`", doc.section)));
    }
}
