//! Form bodies (RFC 6749 Appendix B): one content type, a size limit, and nothing repeated.

use super::context::Context;
use super::respond::Refused;
use super::serve::is_body_timeout;
use crate::protocol::params::Params;
use crate::protocol::{Fault, Rule};
use poem::error::ReadBodyError;
use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::payload::Payload;
use poem_openapi::registry::{MetaMediaType, MetaRequest, MetaSchemaRef, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use std::marker::PhantomData;

const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";

/// The parameters of a form body. `T` says in the OpenAPI description which they are; the flows read them by name.
#[derive(Debug)]
pub struct OAuthForm<T> {
    /// The parameters.
    pub params: Params,
    described: PhantomData<fn() -> T>,
}

impl<T: Type> Payload for OAuthForm<T> {
    const CONTENT_TYPE: &'static str = CONTENT_TYPE;

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<'a, T: Type> ApiExtractor<'a> for OAuthForm<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        <Self as Payload>::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let content = MetaMediaType { content_type: CONTENT_TYPE, schema: Self::schema_ref() };
        Some(MetaRequest { description: None, content: vec![content], required: true })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let params = read(request, body).await.map_err(Refused::from)?;
        Ok(Self { params, described: PhantomData })
    }
}

/// A form of one of our own pages.
#[derive(Debug)]
pub struct PageForm(pub Params);

impl<'a> FromRequest<'a> for PageForm {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        Ok(Self(read(request, body).await.map_err(Refused::from)?))
    }
}

/// Reads the body of a request that its endpoint allows to have one.
///
/// # Errors
/// Another content type, too much, too slow, or text that is no form.
pub async fn read(request: &Request, body: &mut RequestBody) -> Result<Params, Fault> {
    if !is_form(request.content_type()) {
        let received = request.content_type().unwrap_or("(none)");
        return Err(Fault::new(Rule::ContentTypeUnsupported).received(received).expected(CONTENT_TYPE));
    }
    let limit = request.extensions().get::<Context>().map_or(65_536, |context| context.state.settings().http.max_body);
    Params::parse(&read_bytes(request, body, limit).await?)
}

/// Reads a body of at most `limit` bytes.
///
/// # Errors
/// Too much, or too slow.
pub async fn read_bytes(request: &Request, body: &mut RequestBody, limit: usize) -> Result<Vec<u8>, Fault> {
    let declared = request.headers().get(http::header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if declared.and_then(|text| text.parse::<usize>().ok()).is_some_and(|length| length > limit) {
        return Err(Rule::BodyTooLarge.into());
    }
    let body = body.take().map_err(|_| Fault::new(Rule::BodyMalformed))?;
    let bytes = body.into_bytes_limit(limit).await;
    let bytes = bytes.map_err(|error| match error {
        ReadBodyError::PayloadTooLarge => Fault::new(Rule::BodyTooLarge),
        ReadBodyError::Io(error) if is_body_timeout(&error) => Fault::new(Rule::DeadlinePassed),
        _ => Fault::new(Rule::BodyMalformed),
    })?;
    Ok(bytes.into())
}

/// Whether a body is of `media` with no parameter but an UTF-8 charset.
pub(super) fn is_media(content_type: Option<&str>, media: &str) -> bool {
    let mut parts = content_type.unwrap_or_default().split(';').map(str::trim);
    let same = parts.next().unwrap_or_default().eq_ignore_ascii_case(media);
    let harmless = |part: &str| part.is_empty() || part.to_ascii_lowercase().replace('"', "") == "charset=utf-8";
    same && parts.all(harmless)
}

fn is_form(content_type: Option<&str>) -> bool {
    is_media(content_type, CONTENT_TYPE)
}

#[cfg(test)]
mod tests {
    use super::is_form;

    #[test]
    fn only_form_encoding_in_utf8_is_a_form() {
        for good in [CONTENT, "APPLICATION/x-www-form-urlencoded; charset=UTF-8"] {
            assert!(is_form(Some(good)), "{good}");
        }
        let bad = [
            "application/json",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded; charset=utf-7",
            "",
        ];
        for bad in bad {
            assert!(!is_form(Some(bad)), "{bad}");
        }
        assert!(!is_form(None));
    }

    const CONTENT: &str = super::CONTENT_TYPE;
}
