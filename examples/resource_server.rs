//! An API that keeps notes. Reading them needs an access token with the scope `read`, writing one `write`.
//!
//! `symbolon demo` knows this API under the URI `http://localhost:3001/`. A client asks for a token that is meant for it
//! by `resource=http://localhost:3001/`; tokens for anybody else are refused here.
//!
//!     cargo run -- demo                          # in one terminal
//!     cargo run --example resource_server        # in another
//!
//! An issuer other than <http://localhost:8000> can be given as the argument.

use poem::http::{Method, header};
use poem::listener::TcpListener;
use poem::middleware::Cors;
use poem::web::{Data, Json};
use poem::{EndpointExt, Route, Server, get, handler};
use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use symbolon::guard::{AccessToken, Guard};

/// The name of this API: what must stand in `aud` of the tokens that it takes.
const AUDIENCE: &str = "http://localhost:3001/";

/// The single-page app of `examples/spa`, whose browser asks for leave before it sends a token here.
const SPA: &str = "http://localhost:5173";

/// Each person's notes, under the `sub` of their tokens: the one name that never changes and never passes to another.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<HashMap<String, Vec<String>>>>);

#[handler]
fn read(token: &AccessToken, Data(notes): Data<&Notes>) -> Json<Vec<String>> {
    let notes = notes.0.lock().unwrap_or_else(PoisonError::into_inner);
    Json(notes.get(token.subject.as_str()).cloned().unwrap_or_default())
}

#[handler]
fn write(token: &AccessToken, Data(notes): Data<&Notes>, note: String) -> Json<usize> {
    let mut notes = notes.0.lock().unwrap_or_else(PoisonError::into_inner);
    let own = notes.entry(token.subject.as_str().to_owned()).or_default();
    own.push(note);
    Json(own.len())
}

/// What a browser lets pages of the app's origin do here. Without it no page of another origin could call at all.
fn cors() -> Cors {
    Cors::new()
        .allow_origin(SPA)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .expose_header(header::WWW_AUTHENTICATE)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let issuer = std::env::args().nth(1).unwrap_or_else(|| "http://localhost:8000".to_owned());

    // Fetches the issuer's keys when the first token comes, and again when they change.
    let guard = Guard::builder(&issuer, AUDIENCE).build()?;
    // A guard stands before each handler and lets only good tokens through; `&AccessToken` is what it has checked.
    let notes = get(read.with(guard.require("read"))).post(write.with(guard.require("write")));
    // CORS stands before the guards: a browser's preflight request brings no token.
    let app = Route::new().at("/notes", notes).data(Notes::default()).with(cors());
    println!("notes at http://localhost:3001/notes, for tokens of {issuer} with aud {AUDIENCE}");
    Server::new(TcpListener::bind("127.0.0.1:3001")).run(app).await?;
    Ok(())
}
