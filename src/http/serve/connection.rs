//! One connection: its stream watched, its requests handed to the endpoint.

use super::App;
use super::body::{TimedBody, TrackedBody};
use super::limits::ServeLimits;
use super::watch::{InFlight, Order, Watch};
use futures_util::FutureExt;
use http::header::{CONNECTION, HeaderValue};
use http::uri::Scheme;
use http::{Request, Response, StatusCode, Version};
use http_body::Body as _;
use http_body_util::combinators::BoxBody;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Body, Endpoint, RequestParts};
use std::convert::Infallible;
use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

/// hyper's own maximum, which it handles faster than a chosen one.
const DEFAULT_MAX_HEADERS: usize = 100;
/// How much a client may still send after our side is closed.
const LINGER_BYTES: usize = 16 * 1024 * 1024;
/// What an HTTP/2 client may send ahead of the handlers: per request, and per connection.
const STREAM_WINDOW: u32 = 64 * 1024;
const CONNECTION_WINDOW: u32 = 256 * 1024;
/// What is kept for an HTTP/2 client that does not take its responses, per request.
const SEND_BUFFER: usize = 64 * 1024;
const PING_INTERVAL: Duration = Duration::from_secs(20);
const PING_TIMEOUT: Duration = Duration::from_secs(10);

pub(super) type Protocol = auto::Builder<TokioExecutor>;

/// The settings of HTTP/1.1 and HTTP/2 (by prior knowledge, RFC 9113 §3.3).
pub(super) fn protocol(limits: &ServeLimits) -> Protocol {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    // No timer for HTTP/1: the sweep watches its headers.
    builder.http1().max_buf_size(limits.max_header_bytes.max(8192));
    if limits.max_headers != DEFAULT_MAX_HEADERS {
        builder.http1().max_headers(limits.max_headers);
    }
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_INTERVAL)
        .keep_alive_timeout(PING_TIMEOUT)
        .max_header_list_size(u32::try_from(limits.max_header_bytes).unwrap_or(u32::MAX))
        .max_concurrent_streams(limits.max_concurrent_streams)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_send_buf_size(SEND_BUFFER);
    builder
}

/// The two ends of a connection, and how the client reached us.
pub(super) struct Ends {
    pub(super) local: SocketAddr,
    pub(super) remote: SocketAddr,
    pub(super) scheme: Scheme,
}

/// Serves a connection until either side closes it or the sweep ends it.
pub(super) async fn run<S>(stream: S, ends: Ends, app: App, protocol: &Protocol, watch: &Arc<Watch>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let local = LocalAddr(Addr::SocketAddr(ends.local));
    let remote = RemoteAddr(Addr::SocketAddr(ends.remote));
    let (scheme, for_requests) = (ends.scheme, watch.clone());
    let service = service_fn(move |request: Request<Incoming>| {
        let in_flight = for_requests.begin(request.version() == Version::HTTP_2);
        let body_read = for_requests.census.limits.body_read;
        let request = to_poem(request, (local.clone(), remote.clone(), scheme.clone()), body_read);
        answer(app.clone(), request, in_flight)
    });
    let io = TokioIo::new(Watched { inner: stream, watch: watch.clone(), linger: None });
    let mut connection = pin!(protocol.serve_connection(io, service));
    let mut finishing = false;
    let ended = poll_fn(|cx| {
        match watch.order(cx.waker()) {
            Order::End => return Poll::Ready(None),
            Order::Finish if !finishing => {
                finishing = true;
                connection.as_mut().graceful_shutdown();
            }
            _ => {}
        }
        connection.as_mut().poll(cx).map(Some)
    });
    match ended.await {
        Some(Ok(())) => {}
        Some(Err(error)) => tracing::debug!(%error, "connection failed"),
        None => tracing::debug!("connection ended by a limit"),
    }
}

fn to_poem(
    request: Request<Incoming>,
    (local, remote, scheme): (LocalAddr, RemoteAddr, Scheme),
    body_read: Duration,
) -> poem::Request {
    let (parts, body) = request.into_parts();
    let body = if body.is_end_stream() {
        Body::empty()
    } else {
        Body::from(BoxBody::new(TimedBody::new(body, Instant::now() + body_read)))
    };
    poem::Request::from_parts(RequestParts::from((parts, local, remote, scheme)), body)
}

async fn answer(
    app: App,
    request: poem::Request,
    mut in_flight: InFlight,
) -> Result<Response<TrackedBody>, Infallible> {
    let version = request.version();
    // The inner block also catches an endpoint that panics before it returns its future.
    let handled = AssertUnwindSafe(async { app.get_response(request).await }).catch_unwind().await;
    let response = handled.unwrap_or_else(|_payload| {
        tracing::error!("a request handler panicked");
        StatusCode::INTERNAL_SERVER_ERROR.into()
    });
    let (mut parts, body) = Response::<BoxBody<bytes::Bytes, io::Error>>::from(response).into_parts();
    if version <= Version::HTTP_11 && in_flight.draining() {
        parts.headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    in_flight.answered();
    Ok(Response::from_parts(parts, TrackedBody::new(body, in_flight)))
}

/// A stream that reports to its [`Watch`], and closes without cutting off the last answer.
struct Watched<S> {
    inner: S,
    watch: Arc<Watch>,
    /// Once our side is closed: how many bytes the client may still send.
    linger: Option<usize>,
}

impl<S> Watched<S> {
    fn note(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match written {
            Poll::Pending => self.watch.blocked(),
            Poll::Ready(_) => self.watch.sent(),
        }
        written
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(cx, buf);
        if buf.filled().len() > before {
            self.watch.received();
        }
        read
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, buf);
        self.note(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(cx, bufs);
        self.note(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    /// Closes our side, then reads until the client closes too: closing with unread bytes resets the connection, and
    /// a client that is still sending would never see why it was refused. The sweep bounds the time.
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut left = if let Some(left) = self.linger {
            left
        } else {
            ready!(Pin::new(&mut self.inner).poll_shutdown(cx))?;
            self.watch.lingering();
            LINGER_BYTES
        };
        let mut scratch = [0_u8; 8192];
        while left > 0 {
            self.linger = Some(left);
            let mut buf = ReadBuf::new(&mut scratch);
            match ready!(Pin::new(&mut self.inner).poll_read(cx, &mut buf)) {
                Ok(()) if !buf.filled().is_empty() => left = left.saturating_sub(buf.filled().len()),
                _ => break,
            }
        }
        self.linger = Some(0);
        Poll::Ready(Ok(()))
    }
}
