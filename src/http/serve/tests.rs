use super::{App, ServeLimits, app, is_body_timeout, listener, serve};
use poem::endpoint::make;
use poem::error::ReadBodyError;
use poem::http::StatusCode;
use poem::{IntoResponse, Request, Response};
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

const HELLO: &[u8] = b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";
const LAST_HELLO: &[u8] = b"GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
const LARGE: usize = 16 * 1024 * 1024;
/// No test waits longer for one thing.
const PATIENCE: Duration = Duration::from_secs(10);

struct TestServer {
    address: SocketAddr,
    handled: Arc<AtomicUsize>,
    stop: oneshot::Sender<()>,
    done: JoinHandle<std::io::Result<()>>,
}

fn start(limits: ServeLimits) -> TestServer {
    let listener = listener(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let address = listener.local_addr().unwrap();
    let handled = Arc::new(AtomicUsize::new(0));
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async {
        let _ = stopped.await;
    };
    let done = tokio::spawn(serve(listener, endpoint(handled.clone()), limits, shutdown));
    TestServer { address, handled, stop, done }
}

fn endpoint(handled: Arc<AtomicUsize>) -> App {
    let large = bytes::Bytes::from(vec![b'x'; LARGE]);
    app(make(move |request: Request| {
        handled.fetch_add(1, SeqCst);
        let large = large.clone();
        async move {
            match request.uri().path() {
                "/echo" => echo(request).await,
                "/slow" => {
                    sleep(Duration::from_millis(400)).await;
                    "slow".into_response()
                }
                "/large" => Response::builder().body(large),
                "/panic" => panic!("on purpose"),
                "/remote" => request.remote_addr().to_string().into_response(),
                _ => "hello".into_response(),
            }
        }
    }))
}

async fn echo(mut request: Request) -> Response {
    match request.take_body().into_bytes().await {
        Ok(bytes) => format!("{} bytes", bytes.len()).into_response(),
        Err(ReadBodyError::Io(error)) if is_body_timeout(&error) => StatusCode::REQUEST_TIMEOUT.into(),
        Err(_) => StatusCode::BAD_REQUEST.into(),
    }
}

/// Limits that a test can wait for.
fn short() -> ServeLimits {
    ServeLimits {
        header_read: Duration::from_millis(300),
        body_read: Duration::from_millis(300),
        response_write_stall: Duration::from_millis(400),
        idle: Duration::from_secs(5),
        drain: Duration::from_secs(5),
        ..ServeLimits::default()
    }
}

impl TestServer {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends `bytes` on a new connection and reads until the server closes it.
    async fn exchange(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect().await;
        stream.write_all(bytes).await.unwrap();
        read_to_end(&mut stream).await
    }

    async fn assert_serves_others(&self) {
        let asked = Instant::now();
        assert!(self.exchange(LAST_HELLO).await.ends_with("hello"));
        assert!(asked.elapsed() < Duration::from_millis(500));
    }
}

/// What arrives until the connection is closed; a reset counts as closed.
async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.expect("closed by the server");
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn read_until(stream: &mut TcpStream, end: &str) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    while !bytes.ends_with(end.as_bytes()) {
        let count = timeout(PATIENCE, stream.read(&mut buffer)).await.expect("an answer").unwrap();
        assert_ne!(count, 0, "closed after {:?}", String::from_utf8_lossy(&bytes));
        bytes.extend_from_slice(&buffer[..count]);
    }
    String::from_utf8(bytes).unwrap()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

fn answers(text: &str) -> usize {
    text.matches("HTTP/1.1 ").count()
}

#[tokio::test]
async fn keep_alive_serves_one_request_after_another() {
    let server = start(ServeLimits::default());
    let mut stream = server.connect().await;
    for _ in 0..3 {
        stream.write_all(HELLO).await.unwrap();
        let answer = read_until(&mut stream, "hello").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(!answer.to_lowercase().contains("server:"), "{answer}");
    }
}

#[tokio::test]
async fn remote_address_reaches_the_handler() {
    let server = start(ServeLimits::default());
    let mut stream = server.connect().await;
    stream.write_all(b"GET /remote HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    let own = stream.local_addr().unwrap().to_string();
    let answer = read_to_end(&mut stream).await;
    assert!(answer.ends_with(&own), "{answer}");
}

#[tokio::test]
async fn pipelined_requests_are_all_answered() {
    let server = start(ServeLimits::default());
    let answer = server.exchange(&[HELLO, HELLO, LAST_HELLO].concat()).await;
    assert_eq!(answers(&answer), 3, "{answer}");
}

#[tokio::test]
async fn resting_connection_is_closed_after_the_idle_limit() {
    let server = start(ServeLimits { idle: Duration::from_millis(700), ..short() });
    let mut stream = server.connect().await;
    stream.write_all(HELLO).await.unwrap();
    read_until(&mut stream, "hello").await;
    let rested = Instant::now();
    assert_eq!(read_to_end(&mut stream).await, "");
    assert!(rested.elapsed() > Duration::from_millis(500), "closed after {:?}", rested.elapsed());
}

#[tokio::test]
async fn half_a_header_is_closed_at_its_deadline() {
    let server = start(short());
    for begin in ["", "P", "PRI * HTTP/2.0\r\n", "GET / HTTP/1.1\r\nHost: x\r\nX-A: "] {
        let mut held = server.connect().await;
        let opened = Instant::now();
        held.write_all(begin.as_bytes()).await.unwrap();
        server.assert_serves_others().await;
        assert_eq!(read_to_end(&mut held).await, "");
        assert!(opened.elapsed() < Duration::from_secs(1), "{begin:?} held for {:?}", opened.elapsed());
    }
}

#[tokio::test]
async fn dripping_header_is_closed_at_its_deadline() {
    let server = start(short());
    let mut stream = server.connect().await;
    stream.write_all(HELLO).await.unwrap();
    read_until(&mut stream, "hello").await;
    let begun = Instant::now();
    while stream.write_all(b"G").await.is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(2), "a dripped header was never ended");
        sleep(Duration::from_millis(30)).await;
    }
}

#[tokio::test]
async fn slow_body_is_ended() {
    let server = start(short());
    let mut stream = server.connect().await;
    let head = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n";
    stream.write_all(head).await.unwrap();
    let begun = Instant::now();
    for _ in 0..20 {
        if stream.write_all(b"x").await.is_err() {
            break;
        }
        sleep(Duration::from_millis(25)).await;
    }
    let answer = read_to_end(&mut stream).await;
    assert_eq!(status(&answer), "408", "{answer}");
    assert!(begun.elapsed() < Duration::from_secs(4));
}

#[tokio::test]
async fn body_in_time_is_read() {
    let server = start(short());
    let mut stream = server.connect().await;
    let head = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\na";
    stream.write_all(head).await.unwrap();
    sleep(Duration::from_millis(50)).await;
    stream.write_all(b"bc").await.unwrap();
    assert!(read_to_end(&mut stream).await.ends_with("3 bytes"));
}

#[tokio::test]
async fn refusal_is_seen_by_a_client_that_still_sends() {
    let server = start(ServeLimits::default());
    let mut stream = server.connect().await;
    stream.write_all(b"POST /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n").await.unwrap();
    let body = vec![b'x'; 4_000_000];
    timeout(PATIENCE, stream.write_all(&body)).await.unwrap().expect("no reset while sending");
    stream.shutdown().await.unwrap();
    assert!(read_to_end(&mut stream).await.ends_with("hello"));
}

#[tokio::test]
async fn reader_that_takes_nothing_is_ended() {
    let server = start(short());
    let mut stream = server.connect().await;
    stream.write_all(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    sleep(Duration::from_millis(1500)).await;
    server.assert_serves_others().await;
    let received = read_to_end(&mut stream).await.len();
    assert!(received < LARGE, "all {received} bytes were sent");
}

#[tokio::test]
async fn steady_reader_gets_everything() {
    let server = start(short());
    let answer = server.exchange(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    assert!(answer.len() > LARGE);
}

#[tokio::test]
async fn connections_per_address_are_capped() {
    let limits = ServeLimits { max_connections_per_address: 3, exempt: Arc::new(|_| false), ..ServeLimits::default() };
    let server = start(limits);
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = server.connect().await;
        stream.write_all(HELLO).await.unwrap();
        read_until(&mut stream, "hello").await;
        held.push(stream);
    }
    assert_eq!(server.exchange(HELLO).await, "");
    held.pop();
    sleep(Duration::from_millis(100)).await;
    assert!(server.exchange(LAST_HELLO).await.ends_with("hello"));
}

#[tokio::test]
async fn connections_beyond_the_total_wait_and_resting_ones_make_room() {
    let server = start(ServeLimits { max_connections: 2, ..ServeLimits::default() });
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = server.connect().await;
        stream.write_all(HELLO).await.unwrap();
        read_until(&mut stream, "hello").await;
        held.push(stream);
    }
    let waited = Instant::now();
    assert!(server.exchange(LAST_HELLO).await.ends_with("hello"));
    let waited = waited.elapsed();
    assert!(waited > Duration::from_millis(200) && waited < Duration::from_secs(6), "{waited:?}");
}

#[tokio::test]
async fn two_hundred_idle_connections_leave_others_served() {
    let server = start(ServeLimits::default());
    let mut idle = Vec::new();
    for _ in 0..200 {
        idle.push(server.connect().await);
    }
    for _ in 0..5 {
        server.assert_serves_others().await;
    }
    drop(idle);
}

#[tokio::test]
async fn panic_is_a_bare_500_and_the_connection_lives() {
    let server = start(ServeLimits::default());
    let mut stream = server.connect().await;
    stream.write_all(b"GET /panic HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let answer = read_until(&mut stream, "\r\n\r\n").await;
    assert_eq!(status(&answer), "500");
    assert!(answer.contains("content-length: 0"), "{answer}");
    stream.write_all(HELLO).await.unwrap();
    read_until(&mut stream, "hello").await;
}

#[tokio::test]
async fn shutdown_finishes_requests_in_flight_then_refuses() {
    let server = start(short());
    let mut slow = server.connect().await;
    slow.write_all(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut resting = server.connect().await;
    resting.write_all(HELLO).await.unwrap();
    read_until(&mut resting, "hello").await;
    sleep(Duration::from_millis(100)).await;
    // Connected but perhaps not accepted, and a request that crosses the shutdown.
    let mut late = server.connect().await;
    late.write_all(HELLO).await.unwrap();
    server.stop.send(()).unwrap();
    sleep(Duration::from_millis(150)).await;
    resting.write_all(HELLO).await.unwrap();

    for (stream, body) in [(&mut slow, "slow"), (&mut late, "hello"), (&mut resting, "hello")] {
        let answer = read_to_end(stream).await;
        assert!(answer.ends_with(body), "{answer:?}");
        assert!(answer.contains("connection: close"), "{answer}");
    }
    drop((slow, late, resting));
    timeout(PATIENCE, server.done).await.expect("drained").unwrap().unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn shutdown_under_load_resets_nothing() {
    let server = start(ServeLimits::default());
    let (address, mut clients) = (server.address, Vec::new());
    for _ in 0..20 {
        clients.push(tokio::spawn(async move {
            let mut count = 0_usize;
            while let Ok(mut stream) = TcpStream::connect(address).await {
                loop {
                    stream.write_all(HELLO).await.expect("no reset");
                    let answer = read_until(&mut stream, "hello").await;
                    count += 1;
                    if answer.contains("connection: close") {
                        break;
                    }
                }
            }
            count
        }));
    }
    sleep(Duration::from_millis(300)).await;
    server.stop.send(()).unwrap();
    timeout(PATIENCE, server.done).await.expect("drained").unwrap().unwrap();
    let mut total = 0;
    for client in clients {
        total += timeout(PATIENCE, client).await.unwrap().expect("a client saw a reset");
    }
    assert!(total > 20, "{total}");
}

#[tokio::test]
async fn shutdown_ends_what_outlasts_the_drain() {
    let limits =
        ServeLimits { drain: Duration::from_millis(300), body_read: Duration::from_mins(1), ..ServeLimits::default() };
    let server = start(limits);
    let mut stuck = server.connect().await;
    stuck.write_all(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n").await.unwrap();
    sleep(Duration::from_millis(100)).await;
    server.stop.send(()).unwrap();
    timeout(Duration::from_secs(2), server.done).await.expect("drained").unwrap().unwrap();
}

#[tokio::test]
async fn ambiguous_framing_never_yields_a_second_request() {
    let smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    let chunked_then_length = "Transfer-Encoding: chunked\r\nContent-Length: 5";
    let length_then_chunked = "Content-Length: 5\r\nTransfer-Encoding: chunked";
    for framing in [chunked_then_length, length_then_chunked] {
        let server = start(short());
        let request = format!("POST /echo HTTP/1.1\r\nHost: x\r\n{framing}\r\n\r\n0\r\n\r\n{smuggled}");
        let answer = server.exchange(request.as_bytes()).await;
        assert!(answers(&answer) <= 1, "{answer}");
        assert!(server.handled.load(SeqCst) <= 1, "{framing} let a second request in");
    }
}

#[tokio::test]
async fn malformed_framing_gets_400() {
    let framings = [
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5, 6",
        "Content-Length: +5",
        "Content-Length: 5\r\n folded",
        "X-A: b\r\n\tfolded: c",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding\u{b}: chunked",
    ];
    let server = start(short());
    for framing in framings {
        let request = format!("POST /echo HTTP/1.1\r\nHost: x\r\n{framing}\r\n\r\nhello{}", "GET / HTTP/1.1\r\n\r\n");
        let answer = server.exchange(request.as_bytes()).await;
        assert_eq!((status(&answer), answers(&answer)), ("400", 1), "{framing}: {answer}");
    }
    assert_eq!(server.handled.load(SeqCst), 0);
}

#[tokio::test]
async fn oversized_header_gets_431() {
    let server = start(ServeLimits::default());
    let long = format!("GET /hello HTTP/1.1\r\nHost: x\r\nX-A: {}\r\n\r\n", "a".repeat(64 * 1024));
    assert_eq!(status(&server.exchange(long.as_bytes()).await), "431");
    let mut many = String::from("GET /hello HTTP/1.1\r\nHost: x\r\n");
    for n in 0..200 {
        write!(many, "X-{n}: a\r\n").unwrap();
    }
    many.push_str("\r\n");
    assert_eq!(status(&server.exchange(many.as_bytes()).await), "431");
    assert_eq!(server.handled.load(SeqCst), 0);
}

/// HTTP/2 by hand, as far as a test needs it (RFC 9113 §4.1, RFC 7541 appendix A).
mod http2 {
    use super::{AsyncReadExt, AsyncWriteExt, PATIENCE, TcpStream, timeout};

    pub(super) const DATA: u8 = 0;
    pub(super) const HEADERS: u8 = 1;
    pub(super) const PING: u8 = 6;
    pub(super) const GOAWAY: u8 = 7;
    const SETTINGS: u8 = 4;
    const INITIAL_WINDOW_SIZE: u8 = 4;

    pub(super) fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
    }

    pub(super) async fn open(stream: &mut TcpStream, window: u32) {
        stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.unwrap();
        let setting = [&[0, INITIAL_WINDOW_SIZE], &window.to_be_bytes()[..]].concat();
        stream.write_all(&frame(SETTINGS, 0, 0, &setting)).await.unwrap();
    }

    /// A GET of `path`, complete in one frame.
    pub(super) fn get(stream: u32, path: &str) -> Vec<u8> {
        let (method_get, scheme_http, literal_path) = (0x82, 0x86, 0x44);
        let mut block = vec![method_get, scheme_http, literal_path, u8::try_from(path.len()).unwrap()];
        block.extend_from_slice(path.as_bytes());
        block.extend_from_slice(b"\x41\x01x");
        frame(HEADERS, 0x5, stream, &block)
    }

    /// The next frame's kind, flags and payload; nothing when the connection is closed.
    pub(super) async fn next(stream: &mut TcpStream) -> Option<(u8, u8, Vec<u8>)> {
        let mut head = [0; 9];
        timeout(PATIENCE, stream.read_exact(&mut head)).await.expect("a frame or the end").ok()?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        stream.read_exact(&mut payload).await.ok()?;
        Some((head[3], head[4], payload))
    }

    pub(super) async fn next_of(stream: &mut TcpStream, kind: u8) -> Option<Vec<u8>> {
        loop {
            let (found, _, payload) = next(stream).await?;
            if found == kind {
                return Some(payload);
            }
        }
    }
}

#[tokio::test]
async fn http2_by_prior_knowledge_is_served() {
    let server = start(ServeLimits::default());
    let mut stream = server.connect().await;
    http2::open(&mut stream, 65_535).await;
    for id in [1, 3] {
        stream.write_all(&http2::get(id, "/hello")).await.unwrap();
        let block = http2::next_of(&mut stream, http2::HEADERS).await.unwrap();
        assert_eq!(block[0] & !0x20, 0x88, "status 200 from the static table: {block:?}");
        assert_eq!(http2::next_of(&mut stream, http2::DATA).await.unwrap(), b"hello");
    }
}

#[tokio::test]
async fn http2_shutdown_finishes_the_stream_and_says_goaway() {
    let server = start(ServeLimits::default());
    let mut stream = server.connect().await;
    http2::open(&mut stream, 65_535).await;
    stream.write_all(&http2::get(1, "/slow")).await.unwrap();
    sleep(Duration::from_millis(100)).await;
    server.stop.send(()).unwrap();
    let (mut said_goaway, mut body) = (false, Vec::new());
    while let Some((kind, _, payload)) = http2::next(&mut stream).await {
        said_goaway |= kind == http2::GOAWAY;
        if kind == http2::DATA {
            body.extend_from_slice(&payload);
        }
        if kind == http2::PING {
            // Answering the server's ping lets it end the connection (RFC 9113 §6.8).
            let _ = stream.write_all(&http2::frame(http2::PING, 1, 0, &payload)).await;
        }
    }
    assert!(said_goaway);
    assert_eq!(body, b"slow");
    drop(stream);
    timeout(PATIENCE, server.done).await.expect("drained").unwrap().unwrap();
}

#[tokio::test]
async fn http2_reader_with_a_closed_window_is_ended() {
    let server = start(short());
    let mut stream = server.connect().await;
    http2::open(&mut stream, 0).await;
    stream.write_all(&http2::get(1, "/large")).await.unwrap();
    let asked = Instant::now();
    while http2::next(&mut stream).await.is_some() {}
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
}

#[tokio::test]
async fn http2_oversized_header_is_refused() {
    let server = start(ServeLimits::default());
    let mut stream = server.connect().await;
    http2::open(&mut stream, 65_535).await;
    // A literal field "a" of 40,000 bytes, in frames of the allowed size (RFC 9113 §6.10).
    let mut block = vec![0x82, 0x86, 0x84, 0x41, 1, b'x', 0, 1, b'a', 0x7f];
    block.extend_from_slice(&[0xc1, 0xb7, 0x02]);
    block.extend(std::iter::repeat_n(b'a', 40_000));
    let (first, rest) = block.split_at(16_000);
    stream.write_all(&http2::frame(http2::HEADERS, 0x1, 1, first)).await.unwrap();
    let mut chunks = rest.chunks(16_000).peekable();
    while let Some(chunk) = chunks.next() {
        let end_headers = if chunks.peek().is_none() { 0x4 } else { 0 };
        let _ = stream.write_all(&http2::frame(9, end_headers, 1, chunk)).await;
    }
    if let Some(block) = http2::next_of(&mut stream, http2::HEADERS).await {
        let status_431 = [0x48, 0x83, 0x69, 0x90, 0xff];
        assert!(block.starts_with(&status_431), "{block:?}");
    }
    assert_eq!(server.handled.load(SeqCst), 0);
}
