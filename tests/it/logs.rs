//! What must be in no log at any level and in no table: passwords, codes, verifiers, tokens, secrets, cookies, keys.

use crate::support::browser::{VERIFIER, params_with, redirect_uri};
use crate::support::client::basic;
use crate::support::device::Codes;
use crate::support::{Browser, Client, RSA_KEY, TestApp, encode};
use http::Method;
use poem::Request;
use serde_json::json;
use std::net::{IpAddr, Ipv4Addr};
use std::process::Command;
use symbolon::flow::admin::user::{self, AddUser};
use symbolon::flow::admin::{Actor, client};
use symbolon::model::Secret;
use symbolon::telemetry;

/// Stands in every secret that these tests make up.
const CANARY: &str = "kanarie";
const PASSWORD: &str = "kanarie-password";
const CHOSEN_SECRET: &str = "kanarie-client-secret";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Secrets that came up, in pieces that tell them from everything else.
#[derive(Default)]
struct Seen(Vec<String>);

impl Seen {
    /// The first characters tell a random value as well as all of them, also where it is shown cut off.
    fn opaque(&mut self, value: &str) {
        assert!(value.len() >= 32, "{value}");
        self.0.push(value[..20].to_owned());
    }

    /// Claims and signature; every token has the same header.
    fn jwt(&mut self, token: &str) {
        let parts: Vec<_> = token.split('.').collect();
        self.0.extend([parts[1][..60].to_owned(), parts[2][..20].to_owned()]);
    }

    /// The user code as it is shown, and as it may be kept: without the hyphen, in either case.
    fn device(&mut self, codes: &Codes) {
        self.opaque(&codes.device_code);
        let letters = codes.user_code.replace('-', "");
        self.0.extend([codes.user_code.clone(), letters.to_lowercase(), letters]);
    }

    fn cookie(&mut self, browser: &Browser<'_>) {
        self.opaque(&browser.cookies["symbolon"]);
    }
}

/// A sign-in with its tokens, and many requests that fail with a secret in them.
async fn exercise(app: &TestApp) -> Vec<String> {
    let mut seen = Seen(vec![CANARY.to_owned(), VERIFIER.to_owned(), "postman-secret".to_owned()]);
    seen.0.extend(RSA_KEY.lines().filter(|line| line.len() == 64).map(str::to_owned));
    let secret_key = app.app.services.settings.keys.secret_key.as_ref().unwrap();
    seen.0.push(secret_key.expose().clone());
    let password = Some(Secret::new(PASSWORD.to_owned()));
    let lena = AddUser { username: "lena".to_owned(), password, ..AddUser::default() };
    user::add(&app.deps(), &Actor::Cli, lena).await.unwrap();
    let generated = register(app, &mut seen).await;
    sign_in(app, &mut seen).await;
    connect_device(app, &mut seen).await;
    misuse_tokens(app, &generated).await;
    misuse_pages(app, &mut seen).await;
    app.app.services.refusals.flush(app.db()).await.unwrap();
    seen.0
}

/// Two clients: one with a secret of ours, which is given, one with a chosen secret.
async fn register(app: &TestApp, seen: &mut Seen) -> String {
    let metadata = json!({
        "client_name": "Generated", "client_type": "confidential", "grant_types": ["client_credentials"],
        "scope": "read", "default_scope": "read", "introspection": true,
    });
    let generated = app.add_client("generated", metadata.clone()).await.unwrap();
    seen.opaque(&generated);
    let secret = Some(CHOSEN_SECRET.to_owned());
    let metadata = serde_json::from_value(metadata).unwrap();
    let chosen = client::AddClient { id: Some("chosen".to_owned()), metadata, secret };
    client::add(&app.deps(), &Actor::Cli, chosen).await.unwrap();
    app.app.refresh().await.unwrap();
    let own = Client::with_secret(app, "chosen", CHOSEN_SECRET);
    let token = own.token(&[("grant_type", "client_credentials")]).await.field("access_token");
    seen.jwt(&token);
    assert_eq!(own.introspect(&token).await.status, 200);
    generated
}

async fn sign_in(app: &TestApp, seen: &mut Seen) {
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("postman", &[("scope", "openid profile offline_access")])).await;
    seen.cookie(&browser);
    seen.opaque(&login.form_value("login", "request"));
    seen.opaque(&login.form_value("login", "csrf"));
    let wrong = browser.sign_in(&login, "lena", "kanarie-wrong-password").await;
    let typed = browser.sign_in(&wrong, "kanarie-typed-as-name", "kanarie-unknown").await;
    let consent = browser.sign_in(&typed, "lena", PASSWORD).await;
    seen.cookie(&browser);
    let response = browser.decide(&consent, "allow").await;
    let code = response.location_param("code").unwrap();
    seen.opaque(&code);
    let postman = app.client("postman");
    let first = postman.redeem(&code).await;
    let second = postman.refresh(&first.field("refresh_token")).await;
    for tokens in [&first, &second] {
        seen.jwt(&tokens.field("access_token"));
        seen.jwt(&tokens.field("id_token"));
        seen.opaque(&tokens.field("refresh_token"));
    }
    let access = second.field("access_token");
    assert_eq!(app.userinfo(&access).await.status, 200);
    assert_eq!(app.client("service").introspect(&access).await.status, 200);
    assert_eq!(app.client("service").introspect(&second.field("refresh_token")).await.status, 200);
    assert_eq!(postman.revoke(&access).await.status, 200);
    assert_eq!(app.userinfo(&access).await.status, 401);
    assert_eq!(postman.redeem(&code).await.status, 400);
    assert_eq!(postman.refresh(&second.field("refresh_token")).await.status, 400);
    browser.sign_out().await;
    seen.cookie(&browser);
}

/// A device that gets its tokens, and one that still waits, so that its row is there.
async fn connect_device(app: &TestApp, seen: &mut Seen) {
    let cli = app.client("cli");
    let codes = cli.device("openid offline_access").await;
    seen.device(&codes);
    assert_eq!(cli.poll(&codes.device_code).await.status, 400);
    let mut browser = app.browser();
    let login = browser.get(&format!("/device?user_code={}", codes.user_code)).await;
    let login = browser.follow(login).await;
    let entry = browser.sign_in_for_device(&login, "alice").await;
    seen.cookie(&browser);
    let consent = browser.type_code(&entry, &codes.user_code).await;
    browser.answer_device(&consent, "allow").await;
    let tokens = cli.poll(&codes.device_code).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    seen.jwt(&tokens.field("access_token"));
    seen.jwt(&tokens.field("id_token"));
    seen.opaque(&tokens.field("refresh_token"));
    assert_eq!(cli.poll(&codes.device_code).await.status, 400);
    seen.device(&cli.device("read").await);
}

async fn misuse_tokens(app: &TestApp, generated: &str) {
    let postman = app.client("postman");
    let code = app.browser().code("postman", "openid").await;
    let wrong = "kanarie-verifier-that-has-at-least-forty-three-characters";
    let mut form =
        [("grant_type", "authorization_code"), ("code", &*code), ("code_verifier", wrong), ("redirect_uri", "")];
    form[3].1 = redirect_uri("postman");
    assert_eq!(postman.token(&form).await.status, 400);
    let forms: [&[(&str, &str)]; 5] = [
        &[("grant_type", "authorization_code"), ("code", "syc_kanarie-code"), ("code_verifier", "kanarie")],
        &[("grant_type", "refresh_token"), ("refresh_token", "syr_kanarie-refresh")],
        &[("grant_type", "refresh_token"), ("refresh_token", "kanarie"), ("refresh_token", "kanarie-2")],
        &[("grant_type", "unheard-of"), ("client_secret", "kanarie-in-body")],
        &[("grant_type", "client_credentials"), ("scope", "kanarie\u{7f}")],
    ];
    for form in &forms[..4] {
        assert!(postman.token(form).await.status.is_client_error(), "{form:?}");
    }
    for secret in ["kanarie-wrong-secret", &format!("{generated}kanarie")] {
        let reply = Client::with_secret(app, "generated", secret).introspect("kanarie-token").await;
        assert_eq!(reply.status, 401);
    }
    assert_eq!(app.userinfo("kanarie.bearer.token").await.status, 401);
    for path in ["/userinfo?access_token=kanarie", "/token?client_secret=kanarie", "/revoke?token=kanarie"] {
        assert!(app.post_raw(path, &[FORM], encode(&[("token", "kanarie")])).await.status.is_client_error(), "{path}");
    }
    let raw: [(&[(&str, &str)], &str); 5] = [
        (&[FORM, ("authorization", "Basic kanarie!")], "grant_type=client_credentials"),
        (&[FORM, ("authorization", &basic("some-id", "kanarie%zz"))], "grant_type=client_credentials"),
        (&[FORM, ("authorization", "Bearer kanarie")], "grant_type=client_credentials"),
        (&[("content-type", "application/json")], "{\"client_secret\": \"kanarie\"}"),
        (&[FORM], "client_secret=kanarie%ff&client_secret=kanarie"),
    ];
    for (headers, body) in raw {
        assert!(app.post_raw("/token", headers, body).await.status.is_client_error(), "{headers:?}");
    }
    let password = |password| [("grant_type", "password"), ("username", "lena"), ("password", password)];
    assert_eq!(app.client("cli").token(&password("kanarie-wrong")).await.status, 400);
    assert_eq!(app.client("cli").token(&password(PASSWORD)).await.status, 200);
    assert_eq!(postman.token(&password(PASSWORD)).await.status, 400);
}

async fn misuse_pages(app: &TestApp, seen: &mut Seen) {
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    seen.cookie(&browser);
    let csrf = login.form_value("login", "csrf");
    seen.opaque(&csrf);
    let bad: [&[(&str, &str)]; 3] = [
        &[("csrf", "kanarie-csrf"), ("username", "lena"), ("password", PASSWORD)],
        &[("csrf", &csrf), ("username", "lena"), ("password", PASSWORD), ("password", "kanarie-second")],
        &[("csrf", &csrf), ("request", "kanarie-handle"), ("password", PASSWORD)],
    ];
    for form in bad {
        assert!(browser.post("/login", form).await.status.is_client_error(), "{form:?}");
    }
    for path in ["/login?request=kanarie", "/consent?request=kanarie", "/authorize?handle=kanarie"] {
        assert_eq!(browser.get(path).await.status, 400, "{path}");
    }
    let cookie = Request::builder().uri("/account".parse().unwrap()).header("cookie", "symbolon=kanarie-cookie");
    assert_eq!(app.send(cookie.finish()).await.status, 303);
    // The same through a socket, where the server's own layers see it.
    let network = app.listen();
    let cookie = format!("symbolon={}", browser.cookies["symbolon"]);
    let request = Request::builder().method(Method::POST).uri("/login?password=kanarie".parse().unwrap());
    let request = request.header("cookie", cookie).content_type(FORM.1);
    let body = encode(&[("csrf", &csrf), ("username", "lena"), ("password", "kanarie-by-socket")]);
    let reply = network.send(IpAddr::V4(Ipv4Addr::LOCALHOST), request.body(body)).await;
    assert!(reply.status == 200 && reply.text.contains("login-error"), "{reply:?}");
}

/// Failures of ours, whose causes are logged.
async fn break_down(app: &TestApp) {
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    app.sql("ALTER TABLE user_account RENAME TO gone_1").await;
    assert_eq!(browser.sign_in(&login, "lena", PASSWORD).await.status, 503);
    app.sql("ALTER TABLE authorization_code RENAME TO gone_2").await;
    let form = [("grant_type", "authorization_code"), ("code", "syc_kanarie-code"), ("code_verifier", "kanarie")];
    assert_eq!(app.client("postman").token(&form).await.status, 503);
}

#[tokio::test]
#[ignore = "run by no_log_at_any_level_has_a_secret in a process of its own, whose log it may take over"]
async fn everything_at_level_trace() {
    telemetry::start(false, "trace");
    tracing::trace!("this is the lowest level");
    let app = TestApp::new().await;
    let seen = exercise(&app).await;
    break_down(&app).await;
    for secret in seen {
        println!("\nsecret {secret}");
    }
}

#[test]
fn no_log_at_any_level_has_a_secret() {
    let name = concat!(module_path!(), "::everything_at_level_trace");
    let name = name.split_once("::").unwrap().1;
    let mut command = Command::new(std::env::current_exe().unwrap());
    let output = command.args([name, "--exact", "--ignored", "--nocapture"]).output().unwrap();
    let (out, log) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success() && out.contains("1 passed"), "{out}\n{log}");
    // It is the log, with what was done and what was refused, by us and by what we use.
    for part in [
        "TRACE",
        "the lowest level",
        "DEBUG",
        "PasswordWrong",
        "ClientAuthFailed",
        "sqlx::query",
        "request failed",
        "route=",
    ] {
        assert!(log.contains(part), "no {part} in the log:\n{log}");
    }
    let secrets: Vec<_> = out.lines().filter_map(|line| line.strip_prefix("secret ")).collect();
    assert!(secrets.len() > 40, "{}", secrets.len());
    for secret in secrets {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} is in the log: {}", line.unwrap_or_default());
    }
}

#[tokio::test]
async fn no_table_has_a_secret() {
    let app = TestApp::new().await;
    let secrets = exercise(&app).await;
    // One request more, still open, so that its row is there.
    app.browser().authorize(&params_with("spa", &[])).await;
    let tables = app.dump().await;
    let filled = |name: &str| tables.iter().any(|(table, rows)| table == name && !rows.is_empty());
    let with_secrets = [
        "authorization_code",
        "authorization_request",
        "client",
        "client_secret",
        "credential",
        "device_code",
        "event",
        "refusal",
        "session",
        "throttle",
        "token_grant",
        "revoked_token",
        "signing_key",
        "user_account",
    ];
    for table in with_secrets {
        assert!(filled(table), "{table} is empty");
    }
    for secret in &secrets {
        for (table, rows) in &tables {
            let row = rows.iter().find(|row| row.contains(secret));
            assert!(row.is_none(), "{secret} is in {table}: {row:?}");
        }
    }
    for plain in ["postman-secret", "alice123", "admin123"] {
        assert!(!tables.iter().any(|(_, rows)| rows.iter().any(|row| row.contains(plain))), "{plain}");
    }
}
