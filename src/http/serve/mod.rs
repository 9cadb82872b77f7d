//! The accept loop: TLS, deadlines, caps and shutdown around a poem endpoint.
//!
//! poem's own server has no header deadline and no cap, and spins when file descriptors run out.

mod body;
mod census;
mod connection;
mod limits;
#[cfg(test)]
mod tests;
mod tls;
mod watch;

pub use body::is_body_timeout;
pub use limits::{Exempt, ServeLimits};
pub use tls::{Tls, TlsError, TlsFiles};

use census::Census;
use connection::{Ends, Protocol};
use http::uri::Scheme;
use poem::endpoint::{DynEndpoint, ToDynEndpoint};
use poem::{EndpointExt, IntoEndpoint, Response};
use socket2::{Domain, Socket, Type};
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How many connections the kernel holds for us before they are accepted.
const BACKLOG: i32 = 1024;
/// Kernel memory per connection for what the client has not taken yet. Left to itself the kernel would grow it to
/// megabytes for each client that never reads.
const SEND_BUFFER: usize = 256 * 1024;
/// Rest after a failed accept, for example without file descriptors (EMFILE).
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// How long connections get to notice that they were ended.
const END_GRACE: Duration = Duration::from_secs(1);

/// What answers every request.
pub type App = Arc<dyn DynEndpoint<Output = Response>>;

/// Makes any endpoint an [`App`].
pub fn app<E>(endpoint: E) -> App
where
    E: IntoEndpoint,
    E::Endpoint: 'static,
{
    Arc::new(ToDynEndpoint(endpoint.into_endpoint().map_to_response()))
}

/// Listens on `address`; `[::]` takes IPv4 too.
///
/// # Errors
/// Those of the operating system, such as an address in use.
pub fn listener(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    if address.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    socket.set_reuse_address(true)?;
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

/// Serves `app` by plain http until `shutdown` resolves; then accepts no more, lets requests in flight finish within
/// `limits.drain`, and returns.
///
/// # Errors
/// When the listener is unusable. Failed accepts are retried.
pub async fn serve(
    listener: TcpListener,
    app: App,
    limits: ServeLimits,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    serve_over(listener, None, app, limits, shutdown).await
}

/// The same over `tls`, if there is one; plain http is then not answered.
///
/// # Errors
/// When the listener is unusable.
pub async fn serve_over(
    listener: TcpListener,
    tls: Option<Tls>,
    app: App,
    limits: ServeLimits,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let server = Server::new(app, tls, limits);
    let mut shutdown = pin!(shutdown);
    let mut failing = false;
    while let Some(permit) = server.permit(shutdown.as_mut()).await {
        let accepted = tokio::select! {
            biased;
            () = shutdown.as_mut() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                failing = false;
                server.take(stream, permit);
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                if !std::mem::replace(&mut failing, true) {
                    tracing::warn!(%error, "cannot accept connections");
                }
                server.census.press();
                if timeout(ACCEPT_PAUSE, shutdown.as_mut()).await.is_ok() {
                    break;
                }
            }
        }
    }
    server.take_backlog(listener)?;
    server.drain().await;
    Ok(())
}

/// Whether a failed accept says something about the one client only.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

struct Server {
    app: App,
    tls: Option<Tls>,
    protocol: Arc<Protocol>,
    census: Arc<Census>,
    places: Arc<Semaphore>,
    /// The sweep, and the eye on the certificate's files; they end with the server.
    _tasks: JoinSet<()>,
}

impl Server {
    fn new(app: App, tls: Option<Tls>, limits: ServeLimits) -> Self {
        let protocol = Arc::new(connection::protocol(&limits));
        let places = Arc::new(Semaphore::new(limits.max_connections));
        let census = Arc::new(Census::new(limits));
        let mut tasks = JoinSet::new();
        tasks.spawn(census.clone().keep());
        if let Some(tls) = tls.clone() {
            tasks.spawn(tls.follow());
        }
        Self { app, tls, protocol, census, places, _tasks: tasks }
    }

    /// A place for one more connection; nothing when `shutdown` resolves first.
    async fn permit(&self, shutdown: impl Future<Output = ()>) -> Option<OwnedSemaphorePermit> {
        if self.places.available_permits() == 0 {
            self.census.press();
        }
        tokio::select! {
            biased;
            () = shutdown => None,
            permit = self.places.clone().acquire_owned() => permit.ok(),
        }
    }

    /// Serves `stream` in a task of its own, unless its address has its share already.
    fn take(&self, stream: TcpStream, permit: OwnedSemaphorePermit) {
        let (Ok(local), Ok(remote)) = (stream.local_addr(), stream.peer_addr()) else {
            return;
        };
        let remote = SocketAddr::new(remote.ip().to_canonical(), remote.port());
        let Some(entry) = self.census.admit(remote.ip()) else {
            tracing::debug!(address = %remote.ip(), "too many connections from one address");
            return;
        };
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "connection lost before it was served");
            return;
        }
        let scheme = if self.tls.is_some() { Scheme::HTTPS } else { Scheme::HTTP };
        let ends = Ends { local, remote, scheme };
        let (app, protocol, tls) = (self.app.clone(), self.protocol.clone(), self.tls.clone());
        tokio::spawn(async move {
            let watch = &entry.watch;
            if let Some(tls) = tls {
                if let Some(stream) = tls.accept(stream, watch).await {
                    connection::run(stream, ends, app, &protocol, watch).await;
                }
            } else {
                connection::run(stream, ends, app, &protocol, watch).await;
            }
            drop((entry, permit));
        });
    }

    /// Takes what the kernel accepted before the listener closes, because closing it resets them.
    fn take_backlog(&self, listener: TcpListener) -> io::Result<()> {
        let listener = listener.into_std()?;
        for _ in 0..BACKLOG {
            let Ok((stream, _)) = listener.accept() else { break };
            let Ok(permit) = self.places.clone().try_acquire_owned() else { break };
            stream.set_nonblocking(true)?;
            self.take(TcpStream::from_std(stream)?, permit);
        }
        Ok(())
    }

    async fn drain(&self) {
        self.census.drain();
        let all = u32::try_from(self.census.limits.max_connections).unwrap_or(u32::MAX);
        if timeout(self.census.limits.drain, self.places.acquire_many(all)).await.is_err() {
            let connections = self.census.end_all();
            tracing::warn!(connections, "requests were still in flight at the end of the time to drain");
            let _ = timeout(END_GRACE, self.places.acquire_many(all)).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Without the sweep, which ends too, nothing would bound them.
        self.census.end_all();
    }
}
