//! The OpenAPI description: generated from the handlers, completed by what the generator cannot know — security schemes,
//! errors, and that `/authorize` takes by GET what it takes by POST.

use super::endpoint::authorize::AuthorizeApi;
use super::endpoint::health::HealthApi;
use super::endpoint::introspect::IntrospectApi;
use super::endpoint::metadata::MetadataApi;
use super::endpoint::revoke::RevokeApi;
use super::endpoint::token::TokenApi;
use super::endpoint::userinfo::UserinfoApi;
use super::respond;
use http::StatusCode;
use poem::{IntoResponse, Response};
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::{ToJSON, Type};
use poem_openapi::{ApiResponse, LicenseObject, Object, OpenApiService, Tags};
use serde_json::{Map, Value, json};

/// Groups of operations.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Signing people in (OpenID Connect)
    OpenIdConnect,
    /// Tokens for clients (OAuth 2)
    OAuth,
    /// What relying parties read
    Metadata,
    /// What platforms ask
    Health,
}

/// An error (RFC 6749 §5.2).
#[derive(Debug, Object)]
#[oai(rename = "OAuthError")]
pub struct OAuthErrorBody {
    /// A registered error code.
    error: String,
    /// What is wrong, for developers.
    error_description: String,
    /// Under which the administrator can find out more.
    error_id: String,
}

/// A JSON answer, or an error that the gate shapes.
#[derive(Debug)]
pub enum OAuthAnswer<T> {
    /// 200.
    Done(T),
}

fn described(status: u16, description: &'static str, content: Vec<MetaMediaType>) -> MetaResponse {
    MetaResponse { description, status: Some(status), status_range: None, content, headers: vec![] }
}

fn json_of<T: Type>() -> Vec<MetaMediaType> {
    vec![MetaMediaType { content_type: "application/json", schema: <Json<T> as Payload>::schema_ref() }]
}

impl<T: Type + ToJSON> ApiResponse for OAuthAnswer<T> {
    fn meta() -> MetaResponses {
        let error = json_of::<OAuthErrorBody>;
        let responses = vec![
            described(200, "The answer", json_of::<T>()),
            described(400, "The request breaks a rule", error()),
            described(401, "Client or token are not good", error()),
            described(403, "Not allowed", error()),
            described(429, "Too many attempts", error()),
            described(503, "Try again in a moment", error()),
        ];
        MetaResponses { responses }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
        OAuthErrorBody::register(registry);
    }
}

impl<T: ToJSON + Send> IntoResponse for OAuthAnswer<T> {
    fn into_response(self) -> Response {
        let Self::Done(answer) = self;
        respond::json(StatusCode::OK, &answer.to_json().unwrap_or_default())
    }
}

/// An answer whose bytes are made by the handler.
#[derive(Debug)]
pub struct BytesAnswer(pub Response);

impl ApiResponse for BytesAnswer {
    fn meta() -> MetaResponses {
        MetaResponses { responses: vec![described(200, "The answer", vec![])] }
    }

    fn register(_registry: &mut Registry) {}
}

impl IntoResponse for BytesAnswer {
    fn into_response(self) -> Response {
        self.0
    }
}

/// The described endpoints.
pub type Api = (MetadataApi, AuthorizeApi, TokenApi, UserinfoApi, IntrospectApi, RevokeApi, HealthApi);

/// The service that parses and calls.
#[must_use]
pub fn service() -> OpenApiService<Api, ()> {
    let api = (MetadataApi, AuthorizeApi, TokenApi, UserinfoApi, IntrospectApi, RevokeApi, HealthApi);
    OpenApiService::new(api, "Symbolon", env!("CARGO_PKG_VERSION"))
        .summary("An OpenID Connect provider")
        .license(LicenseObject::new("Apache-2.0"))
}

/// The description for `issuer`, with these scopes and their descriptions.
#[must_use]
pub fn description(issuer: &str, scopes: &[(String, String)]) -> Value {
    let mut document: Value = serde_json::from_str(&service().spec()).unwrap_or_default();
    document["servers"] = json!([{ "url": issuer }]);
    document["components"]["securitySchemes"] = security_schemes(issuer, scopes);
    let secret = json!([{ "clientBasic": [] }, {}]);
    let bearer = json!([{ "oauth2": ["openid"] }, { "bearer": [] }]);
    let paths = &mut document["paths"];
    for (path, method, security) in [
        ("/token", "post", &secret),
        ("/introspect", "post", &secret),
        ("/revoke", "post", &secret),
        ("/userinfo", "get", &bearer),
        ("/userinfo", "post", &bearer),
    ] {
        paths[path][method]["security"] = security.clone();
    }
    let redirects = json!({ "303": { "description": "On to the client, or to a page of this server" },
        "400": { "description": "A page that says what is wrong" } });
    for method in ["get", "post"] {
        paths["/authorize"][method]["responses"] = redirects.clone();
    }
    document["paths"]["/authorize"]["get"]["parameters"] = query_parameters(&document);
    document
}

fn security_schemes(issuer: &str, scopes: &[(String, String)]) -> Value {
    let scopes: Map<String, Value> = scopes.iter().map(|(name, text)| (name.clone(), json!(text))).collect();
    json!({
        "oauth2": {
            "type": "oauth2",
            "description": "Authorization code with PKCE; the demo's client is spa, without a secret.",
            "flows": { "authorizationCode": {
                "authorizationUrl": format!("{issuer}/authorize"),
                "tokenUrl": format!("{issuer}/token"),
                "refreshUrl": format!("{issuer}/token"),
                "scopes": scopes,
            } },
        },
        "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
        "clientBasic": { "type": "http", "scheme": "basic", "description": "client_id and client_secret" },
    })
}

/// The form's fields as query parameters.
fn query_parameters(document: &Value) -> Value {
    let schema = &document["components"]["schemas"]["AuthorizeForm"];
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let fields = schema["properties"].as_object().cloned().unwrap_or_default();
    let parameter = |(name, schema): (String, Value)| {
        json!({ "name": name, "in": "query", "required": required.contains(&json!(name)),
            "description": schema["description"], "schema": { "type": schema["type"] } })
    };
    fields.into_iter().map(parameter).collect()
}
