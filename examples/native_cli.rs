//! A program on somebody's own computer that acts for them. It is a public client: it has no secret, because everybody
//! who has the program would have it too. PKCE takes its place (RFC 7636).
//!
//!     cargo run -- demo                              # in one terminal
//!     cargo run --example native_cli                 # signs in with the browser of this machine (RFC 8252)
//!     cargo run --example native_cli -- --device     # signs in with any other device, such as a phone (RFC 8628)
//!
//! An issuer other than <http://localhost:8000> can be given as the last argument.

use aws_lc_rs::{digest, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use url::Url;

type Fallible<T> = Result<T, Box<dyn Error>>;

const SCOPE: &str = "openid profile email";
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

#[tokio::main]
async fn main() -> Fallible<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let given = arguments.iter().find(|argument| argument.starts_with("http"));
    let issuer = given.map_or("http://localhost:8000", String::as_str);

    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let provider = Provider::discover(&http, issuer).await?;
    let tokens = if arguments.iter().any(|argument| argument == "--device") {
        sign_in_on_another_device(&http, &provider).await?
    } else {
        sign_in_with_browser(&http, &provider).await?
    };

    let answer = http.get(&provider.userinfo_endpoint).bearer_auth(&tokens.access_token).send().await?;
    let person: Value = answer.error_for_status()?.json().await?;
    println!("signed in as {}", serde_json::to_string_pretty(&person)?);
    Ok(())
}

/// What the provider says about itself (OpenID Connect Discovery §4).
#[derive(Deserialize)]
struct Provider {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    device_authorization_endpoint: Option<String>,
}

impl Provider {
    async fn discover(http: &reqwest::Client, issuer: &str) -> Fallible<Self> {
        let answer = http.get(format!("{issuer}/.well-known/openid-configuration")).send().await?;
        let provider: Self = answer.error_for_status()?.json().await?;
        if provider.issuer != issuer {
            return Err(format!("the document at {issuer} is that of {}", provider.issuer).into());
        }
        Ok(provider)
    }
}

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
}

/// An error answer of the token endpoint (RFC 6749 §5.2).
#[derive(Debug, Deserialize, thiserror::Error)]
#[error("{error}: {error_description}")]
struct Refusal {
    error: String,
    #[serde(default)]
    error_description: String,
}

// ---- with the browser of this machine: authorization code, PKCE, a loopback address ----

async fn sign_in_with_browser(http: &reqwest::Client, provider: &Provider) -> Fallible<Tokens> {
    // The system chooses a free port. The client is registered with http://127.0.0.1/callback, and for loopback
    // addresses the provider takes any port (RFC 8252 §7.3).
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let redirect_uri = format!("http://127.0.0.1:{}/callback", listener.local_addr()?.port());

    // Only its hash travels through the browser; who finds the code there cannot redeem it.
    let verifier = random_text()?;
    let challenge = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()));
    let state = random_text()?;
    let url = Url::parse_with_params(
        &provider.authorization_endpoint,
        [
            ("response_type", "code"),
            ("client_id", "native"),
            ("redirect_uri", &redirect_uri),
            ("scope", SCOPE),
            ("state", &state),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ],
    )?;
    println!("Open this address in your browser:\n\n{url}\n");

    let answer = wait_for_redirect(&listener).await?;
    // It must be the answer to our request (`state`), from our provider (`iss`, RFC 9207).
    if answer.get("state") != Some(&state) {
        return Err("the answer belongs to another request".into());
    }
    if answer.get("iss") != Some(&provider.issuer) {
        return Err("the answer is another provider's".into());
    }
    let Some(code) = answer.get("code") else {
        return Err(format!("not signed in: {}", answer.get("error").map_or("no code", String::as_str)).into());
    };
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", "native"),
        ("code", code),
        ("redirect_uri", &redirect_uri),
        ("code_verifier", &verifier),
    ];
    Ok(request_tokens(http, provider, &form).await??)
}

/// Takes requests until one is for the redirect URI (browsers ask for icons too), and gives its query.
async fn wait_for_redirect(listener: &TcpListener) -> Fallible<HashMap<String, String>> {
    loop {
        let (stream, _) = listener.accept().await?;
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        stream.read_line(&mut line).await?; // GET /callback?code=… HTTP/1.1
        let target = line.split(' ').nth(1).unwrap_or_default();
        let query = target.strip_prefix("/callback?");
        let (status, text) = match query {
            Some(_) => ("200 OK", "Done. You may close this window and return to the program."),
            None => ("404 Not Found", "Not here."),
        };
        let head = format!("HTTP/1.1 {status}\r\ncontent-type: text/plain\r\ncontent-length: {}", text.len());
        stream.write_all(format!("{head}\r\nconnection: close\r\n\r\n{text}").as_bytes()).await?;
        stream.flush().await?;
        if let Some(query) = query {
            return Ok(form_urlencoded::parse(query.as_bytes()).into_owned().collect());
        }
    }
}

// ---- with another device: a code that is typed there, or scanned ----

/// Answer of the device authorization endpoint (RFC 8628 §3.2).
#[derive(Deserialize)]
struct DeviceAuthorization {
    device_code: String,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: Option<String>,
    #[serde(default = "five")]
    interval: u64,
}

/// Seconds between two requests when the provider names none (RFC 8628 §3.2).
fn five() -> u64 {
    5
}

async fn sign_in_on_another_device(http: &reqwest::Client, provider: &Provider) -> Fallible<Tokens> {
    let Some(endpoint) = &provider.device_authorization_endpoint else {
        return Err("this provider has no device authorization".into());
    };
    let answer = http.post(endpoint).form(&[("client_id", "cli"), ("scope", SCOPE)]).send().await?;
    let started: DeviceAuthorization = answer.error_for_status()?.json().await?;
    println!("Open {} on any device and enter the code\n\n    {}\n", started.verification_uri, started.user_code);
    if let Some(uri) = &started.verification_uri_complete {
        let qr = fast_qr::QRBuilder::new(uri.as_str()).build().map_err(|error| format!("no QR code: {error:?}"))?;
        println!("or scan this. Go on only if the page there shows the same code.\n\n{}", qr.to_str());
    }
    poll(http, provider, &started).await
}

/// Asks until the person has decided (RFC 8628 §3.5). When the time is over the provider says `expired_token`.
async fn poll(http: &reqwest::Client, provider: &Provider, started: &DeviceAuthorization) -> Fallible<Tokens> {
    let form = [("grant_type", DEVICE_CODE), ("client_id", "cli"), ("device_code", &started.device_code)];
    let mut interval = started.interval;
    loop {
        tokio::time::sleep(Duration::from_secs(interval)).await;
        match request_tokens(http, provider, &form).await? {
            Ok(tokens) => return Ok(tokens),
            Err(refusal) if refusal.error == "authorization_pending" => {}
            // Too fast: five seconds more, for this and all later requests.
            Err(refusal) if refusal.error == "slow_down" => interval += 5,
            Err(refusal) => return Err(refusal.into()),
        }
    }
}

// ---- both ----

/// The tokens, or the provider's refusal, or the failure to get any answer.
async fn request_tokens(
    http: &reqwest::Client,
    provider: &Provider,
    form: &[(&str, &str)],
) -> Fallible<Result<Tokens, Refusal>> {
    let answer = http.post(&provider.token_endpoint).form(form).send().await?;
    Ok(if answer.status().is_success() { Ok(answer.json().await?) } else { Err(answer.json().await?) })
}

/// 256 random bits: nobody guesses them.
fn random_text() -> Fallible<String> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).map_err(|_| "no randomness")?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
