//! For poem: a middleware, and the token as an argument of handlers.

use super::{AccessToken, Denied, Requirement};
use http::StatusCode;
use poem::error::ResponseError;
use poem::{Endpoint, Error, FromRequest, Middleware, Request, RequestBody, Response, Result};

/// An endpoint behind a [`Requirement`].
#[derive(Debug)]
pub struct GuardedEndpoint<E> {
    requirement: Requirement,
    inner: E,
}

impl<E: Endpoint> Middleware<E> for Requirement {
    type Output = GuardedEndpoint<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        GuardedEndpoint { requirement: self.clone(), inner: endpoint }
    }
}

impl<E: Endpoint> Endpoint for GuardedEndpoint<E> {
    type Output = E::Output;

    async fn call(&self, mut request: Request) -> Result<Self::Output> {
        let token = self.requirement.check(request.headers(), request.original_uri()).await?;
        request.extensions_mut().insert(token);
        self.inner.call(request).await
    }
}

/// The token that a [`Requirement`] before this handler has checked. Without one the handler is not reached: an
/// endpoint that was left unguarded by mistake answers 500 instead of serving everybody.
impl<'a> FromRequest<'a> for &'a AccessToken {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        request.extensions().get().ok_or_else(|| Error::from_status(StatusCode::INTERNAL_SERVER_ERROR))
    }
}

/// The same, owned.
impl<'a> FromRequest<'a> for AccessToken {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        <&Self>::from_request(request, body).await.cloned()
    }
}

impl ResponseError for Denied {
    fn status(&self) -> StatusCode {
        self.status()
    }

    fn as_response(&self) -> Response {
        let (head, body) = self.to_response::<String>().into_parts();
        let mut response = Response::builder().status(head.status).body(body);
        *response.headers_mut() = head.headers;
        response
    }
}
