//! A web application with a server behind it: a confidential client, whose secret never leaves that server. It signs
//! people in, shows who they are, and keeps the tokens to itself; the browser holds only the name of a session.
//!
//!     cargo run -- demo                           # in one terminal
//!     cargo run --example confidential_web        # in another; then open http://localhost:3000
//!
//! An issuer other than <http://localhost:8000> can be given as the argument.

use aws_lc_rs::{digest, rand};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use poem::http::StatusCode;
use poem::listener::TcpListener;
use poem::web::cookie::{Cookie, CookieJar, SameSite};
use poem::web::{Data, Html, Query, Redirect};
use poem::{EndpointExt, IntoResponse, Response, Route, Server, get, handler, post};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use symbolon::clock::Clock;
use symbolon::jose::{KeySet, VerifyingKey};
use url::Url;

type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

const CLIENT_ID: &str = "postman";
const CLIENT_SECRET: &str = "postman-secret"; // a real one comes from the environment or a vault
const REDIRECT_URI: &str = "http://localhost:3000/callback";
/// With https it would be `__Host-session` and `Secure`.
const COOKIE: &str = "session";

#[tokio::main]
async fn main() -> Fallible<()> {
    let issuer = std::env::args().nth(1).unwrap_or_else(|| "http://localhost:8000".to_owned());
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let provider = Provider::discover(&http, &issuer).await?;
    let app = App(Arc::new(Inner { http, provider, sessions: Mutex::default() }));
    let routes = Route::new()
        .at("/", get(home))
        .at("/login", post(login))
        .at("/callback", get(callback))
        .at("/logout", post(logout))
        .data(app)
        .with(poem::middleware::CookieJarManager::new());
    println!("open http://localhost:3000");
    Server::new(TcpListener::bind("127.0.0.1:3000")).run(routes).await?;
    Ok(())
}

#[derive(Clone)]
struct App(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    provider: Provider,
    /// In memory, and for ever: a real application keeps them in its database and lets them end.
    sessions: Mutex<HashMap<String, Session>>,
}

enum Session {
    /// Somebody has been sent to the provider. What comes back must fit to this.
    Pending(Pending),
    SignedIn(Person),
}

struct Pending {
    state: String,
    nonce: String,
    verifier: String,
}

/// Who somebody is: `sub` of the ID token, under which an application keeps what belongs to them, and a name to show.
struct Person {
    subject: String,
    name: String,
}

impl App {
    fn sessions(&self) -> MutexGuard<'_, HashMap<String, Session>> {
        self.0.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a session under a new name, which only this browser knows. The old one's name is worth nothing any more,
    /// so that nobody can bring somebody else to use a session that they know (session fixation).
    fn start(&self, jar: &CookieJar, session: Session) -> Fallible<()> {
        self.end(jar);
        let name = random_text()?;
        let mut cookie = Cookie::new_with_str(COOKIE, &name);
        cookie.set_path("/");
        cookie.set_http_only(true);
        cookie.set_same_site(SameSite::Lax);
        jar.add(cookie);
        self.sessions().insert(name, session);
        Ok(())
    }

    fn end(&self, jar: &CookieJar) -> Option<Session> {
        let cookie = jar.get(COOKIE)?;
        jar.remove(COOKIE);
        self.sessions().remove(cookie.value_str())
    }
}

// ---- the pages ----

#[handler]
fn home(Data(app): Data<&App>, jar: &CookieJar) -> Html<String> {
    let cookie = jar.get(COOKIE);
    let sessions = app.sessions();
    let session = cookie.as_ref().and_then(|cookie| sessions.get(cookie.value_str()));
    let (text, action) = match session {
        Some(Session::SignedIn(person)) => {
            (format!("Hello, <b>{}</b> ({})", escaped(&person.name), escaped(&person.subject)), "logout")
        }
        _ => ("Nobody is signed in.".to_owned(), "login"),
    };
    Html(format!(
        "<!doctype html><title>Example</title><p id=who>{text}</p><form method=post action=/{action}><button>{action}</button></form>"
    ))
}

/// Sends the browser to the provider (OpenID Connect Core §3.1.2.1).
#[handler]
fn login(Data(app): Data<&App>, jar: &CookieJar) -> Response {
    let begin = || -> Fallible<Response> {
        let pending = Pending { state: random_text()?, nonce: random_text()?, verifier: random_text()? };
        let url = app.0.provider.authorization_url(&pending)?;
        app.start(jar, Session::Pending(pending))?;
        Ok(Redirect::see_other(url).into_response())
    };
    begin().unwrap_or_else(|error| failed(&*error))
}

/// What the provider sends back with the browser.
#[derive(Deserialize)]
struct Answer {
    state: String,
    /// Who answers (RFC 9207).
    iss: String,
    code: Option<String>,
    error: Option<String>,
}

#[handler]
async fn callback(Data(app): Data<&App>, Query(answer): Query<Answer>, jar: &CookieJar) -> Response {
    match sign_in(app, &answer, jar).await {
        Ok(()) => Redirect::see_other("/").into_response(),
        Err(error) => failed(&*error),
    }
}

async fn sign_in(app: &App, answer: &Answer, jar: &CookieJar) -> Fallible<()> {
    // Taken out: an answer counts once.
    let Some(Session::Pending(pending)) = app.end(jar) else {
        return Err("this browser has not begun to sign in".into());
    };
    if answer.state != pending.state || answer.iss != app.0.provider.issuer {
        return Err("the answer does not fit to the request".into());
    }
    let Some(code) = &answer.code else {
        return Err(answer.error.clone().unwrap_or_else(|| "no code".to_owned()).into());
    };
    let tokens = app.0.provider.redeem(&app.0.http, code, &pending.verifier).await?;
    let keys = app.0.provider.keys(&app.0.http).await?;
    let subject = check_id_token(&keys, &tokens.id_token, &app.0.provider.issuer, &pending.nonce)?;
    let name = app.0.provider.name_of(&app.0.http, &tokens.access_token, &subject).await?;
    app.start(jar, Session::SignedIn(Person { subject, name }))
}

/// Ends the session here. The one at the provider goes on, as do those of other applications.
#[handler]
fn logout(Data(app): Data<&App>, jar: &CookieJar) -> Redirect {
    app.end(jar);
    Redirect::see_other("/")
}

fn failed(error: &(dyn Error + Send + Sync)) -> Response {
    let page = format!("<!doctype html><p>Not signed in: {}</p><a href=/>back</a>", escaped(&error.to_string()));
    Html(page).with_status(StatusCode::BAD_REQUEST).into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

// ---- the provider ----

/// What the provider says about itself (OpenID Connect Discovery §4).
#[derive(Deserialize)]
struct Provider {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    id_token: String,
}

#[derive(Deserialize)]
struct Jwks {
    keys: Vec<Value>,
}

impl Provider {
    async fn discover(http: &reqwest::Client, issuer: &str) -> Fallible<Self> {
        let answer = http.get(format!("{issuer}/.well-known/openid-configuration")).send().await?;
        let provider: Self = answer.error_for_status()?.json().await?;
        if provider.issuer == issuer { Ok(provider) } else { Err("that is another issuer's document".into()) }
    }

    fn authorization_url(&self, pending: &Pending) -> Fallible<String> {
        let challenge = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, pending.verifier.as_bytes()));
        let parameters = [
            ("response_type", "code"),
            ("client_id", CLIENT_ID),
            ("redirect_uri", REDIRECT_URI),
            ("scope", "openid profile"),
            ("state", &pending.state),
            ("nonce", &pending.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        Ok(Url::parse_with_params(&self.authorization_endpoint, parameters)?.into())
    }

    /// The code for tokens (OpenID Connect Core §3.1.3.1). Name and secret are form-encoded before they become a Basic
    /// header (RFC 6749 §2.3.1).
    async fn redeem(&self, http: &reqwest::Client, code: &str, verifier: &str) -> Fallible<Tokens> {
        let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let credentials = STANDARD.encode(format!("{}:{}", encoded(CLIENT_ID), encoded(CLIENT_SECRET)));
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", verifier),
        ];
        let request = http.post(&self.token_endpoint).header("authorization", format!("Basic {credentials}"));
        Ok(request.form(&form).send().await?.error_for_status()?.json().await?)
    }

    /// The scope `profile` makes the name part of `/userinfo` (OpenID Connect Core §5.4). An answer about somebody else
    /// than the ID token must not be used (§5.3.2).
    async fn name_of(&self, http: &reqwest::Client, access_token: &str, subject: &str) -> Fallible<String> {
        let answer = http.get(&self.userinfo_endpoint).bearer_auth(access_token).send().await?;
        let person: Value = answer.error_for_status()?.json().await?;
        if person["sub"] != subject {
            return Err("the provider speaks of somebody else".into());
        }
        Ok(person["name"].as_str().unwrap_or("stranger").to_owned())
    }

    /// The keys that the provider signs with at present. Fetched at each sign-in, which is simple and always right;
    /// an application with many people keeps them as long as `Cache-Control` says.
    async fn keys(&self, http: &reqwest::Client) -> Fallible<KeySet> {
        let jwks: Jwks = http.get(&self.jwks_uri).send().await?.error_for_status()?.json().await?;
        // Keys of kinds that are not known here are passed over (RFC 7517 §5).
        Ok(jwks.keys.iter().filter_map(|jwk| VerifyingKey::from_jwk(jwk).ok()).collect())
    }
}

/// The claims that are read. `aud` is one name or several.
#[derive(Deserialize)]
struct IdToken {
    iss: String,
    sub: String,
    aud: Value,
    exp: i64,
    nonce: Option<String>,
}

/// OpenID Connect Core §3.1.3.7: whose token it is, for whom, for which request, and whether it is in time. Gives `sub`.
fn check_id_token(keys: &KeySet, token: &str, issuer: &str, nonce: &str) -> Fallible<String> {
    let id_token: IdToken = keys.verify(token, &["JWT", ""])?;
    if id_token.iss != issuer {
        return Err("the ID token is another issuer's".into());
    }
    // Symbolon names exactly the one client. Of several audiences a client would have to know every one.
    if id_token.aud != CLIENT_ID && id_token.aud != serde_json::json!([CLIENT_ID]) {
        return Err("the ID token is for another client".into());
    }
    if id_token.exp <= Clock::system().now().unix().get() {
        return Err("the ID token is over".into());
    }
    if id_token.nonce.as_deref() != Some(nonce) {
        return Err("the ID token is for another request".into());
    }
    Ok(id_token.sub)
}

/// 256 random bits: nobody guesses them.
fn random_text() -> Fallible<String> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).map_err(|_| "no randomness")?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
