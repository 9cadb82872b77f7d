//! Bodies that carry a deadline or a record of what is still being sent.

use super::watch::InFlight;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::combinators::BoxBody;
use hyper::body::Incoming;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::time::{Instant, Sleep, sleep_until};

/// A request body that fails with [`io::ErrorKind::TimedOut`] when it is not complete at the deadline.
pub(super) struct TimedBody {
    inner: Incoming,
    deadline: Instant,
    /// Made when the body is first waited for: most arrive together with their header.
    timer: Option<Pin<Box<Sleep>>>,
}

impl TimedBody {
    pub(super) fn new(inner: Incoming, deadline: Instant) -> Self {
        Self { inner, deadline, timer: None }
    }
}

impl Body for TimedBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(cx) {
            return Poll::Ready(frame.map(|frame| frame.map_err(io::Error::other)));
        }
        let deadline = self.deadline;
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        timer.as_mut().poll(cx).map(|()| Some(Err(io::Error::new(io::ErrorKind::TimedOut, "request body too slow"))))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// Whether a request body failed because it was too slow, also when the error was wrapped in another one, as
/// `poem::Body::into_bytes` does.
pub fn is_body_timeout(error: &io::Error) -> bool {
    let wrapped = || error.get_ref()?.downcast_ref::<io::Error>();
    error.kind() == io::ErrorKind::TimedOut || wrapped().is_some_and(is_body_timeout)
}

/// A response body that keeps its request in flight until it is sent or given up.
pub(super) struct TrackedBody {
    inner: BoxBody<Bytes, io::Error>,
    request: InFlight,
}

impl TrackedBody {
    pub(super) fn new(inner: BoxBody<Bytes, io::Error>, request: InFlight) -> Self {
        Self { inner, request }
    }
}

impl Body for TrackedBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        self.request.progressed();
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
