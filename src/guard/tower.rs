//! For tower, and so for axum, hyper and tonic: a layer. Handlers find the token among the request's extensions.

use super::Requirement;
use http::{Request, Response};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};
use tower_layer::Layer;
use tower_service::Service;

/// A service behind a [`Requirement`].
#[derive(Clone, Debug)]
pub struct GuardedService<S> {
    requirement: Requirement,
    inner: S,
}

impl<S> Layer<S> for Requirement {
    type Service = GuardedService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        GuardedService { requirement: self.clone(), inner }
    }
}

impl<S, B, R> Service<Request<B>> for GuardedService<S>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send,
    B: Send + 'static,
    R: Default,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The service that is ready goes with the request; its clone waits for the next.
        let clone = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, clone);
        let requirement = self.requirement.clone();
        Box::pin(async move {
            let (mut head, body) = request.into_parts();
            match requirement.check(&head.headers, &head.uri).await {
                Ok(token) => {
                    head.extensions.insert(token);
                    inner.call(Request::from_parts(head, body)).await
                }
                Err(denied) => Ok(denied.to_response()),
            }
        })
    }
}
