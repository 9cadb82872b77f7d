//! JSON bodies: one content type, a size limit, an object whose members are each given once.

use super::context::Context;
use super::form::{is_media, read_bytes};
use super::routes::Policy;
use crate::protocol::{Fault, Rule, json};
use poem::{Request, RequestBody, Result};
use poem_openapi::payload::Payload;
use poem_openapi::registry::{MetaMediaType, MetaRequest, MetaSchemaRef, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use serde_json::{Map, Value};
use std::marker::PhantomData;

const CONTENT_TYPE: &str = "application/json";

/// The members of a JSON body, or why it cannot be read: whoever may not send one is told that first. `T` says in the OpenAPI
/// description which members there are.
#[derive(Debug)]
pub struct JsonObject<T> {
    /// The members.
    pub members: Result<Map<String, Value>, Fault>,
    described: PhantomData<fn() -> T>,
}

impl<T: Type> Payload for JsonObject<T> {
    const CONTENT_TYPE: &'static str = CONTENT_TYPE;

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<'a, T: Type> ApiExtractor<'a> for JsonObject<T> {
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
        Ok(Self { members: read(request, body).await, described: PhantomData })
    }
}

async fn read(request: &Request, body: &mut RequestBody) -> Result<Map<String, Value>, Fault> {
    if !is_json(request.content_type()) {
        let received = request.content_type().unwrap_or("(none)");
        return Err(Fault::new(of(request).0).received(received).expected(CONTENT_TYPE));
    }
    let limit = request.extensions().get::<Context>().map_or(65_536, |context| context.state.settings().http.max_body);
    let bytes = read_bytes(request, body, limit).await?;
    json::parse_object(&bytes).map_err(|why| Fault::new(of(request).1).received(why))
}

/// The rules about media type and text of the route's bodies.
fn of(request: &Request) -> (Rule, Rule) {
    let policy = request.extensions().get::<Context>().map(|context| context.route.policy);
    match policy {
        Some(Policy::Admin) => (Rule::ContentTypeUnsupported, Rule::AdminBodyMalformed),
        _ => (Rule::RegistrationContentType, Rule::RegistrationMalformed),
    }
}

fn is_json(content_type: Option<&str>) -> bool {
    is_media(content_type, CONTENT_TYPE)
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn only_json_in_utf8_is_json() {
        for good in ["application/json", "Application/JSON; charset=UTF-8", "application/json;"] {
            assert!(is_json(Some(good)), "{good}");
        }
        for bad in [
            "text/json",
            "application/jsonp",
            "application/json; charset=utf-16",
            "application/x-www-form-urlencoded",
            "",
        ] {
            assert!(!is_json(Some(bad)), "{bad}");
        }
        assert!(!is_json(None));
    }
}
