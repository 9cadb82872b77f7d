//! The OpenAPI description: generated from the handlers, completed by what the generator cannot know — security schemes,
//! errors, and that `/authorize` takes by GET what it takes by POST.

use super::endpoint::admin_api;
use super::endpoint::authorize::AuthorizeApi;
use super::endpoint::device_authorization::DeviceAuthorizationApi;
use super::endpoint::health::HealthApi;
use super::endpoint::introspect::IntrospectApi;
use super::endpoint::metadata::MetadataApi;
use super::endpoint::register::RegisterApi;
use super::endpoint::revoke::RevokeApi;
use super::endpoint::token::TokenApi;
use super::endpoint::userinfo::UserinfoApi;
use crate::protocol::scope::is_administrative;
use poem_openapi::{LicenseObject, OpenApiService};
use serde_json::{Map, Value, json};

/// The described endpoints.
pub type Api = (
    MetadataApi,
    AuthorizeApi,
    TokenApi,
    DeviceAuthorizationApi,
    UserinfoApi,
    IntrospectApi,
    RevokeApi,
    RegisterApi,
    HealthApi,
    admin_api::Api,
);

/// Stands at the top of `/docs`.
const ABOUT: &str = "The endpoints for applications. *Authorize* signs in and gives this page an access token; \
    *Try it out* then sends real requests to this server.";

/// The security scheme of the administration.
const ADMINISTRATION: &str = "oauth2Administration";

/// The service that parses and calls.
#[must_use]
pub fn service() -> OpenApiService<Api, ()> {
    let api = (
        MetadataApi,
        AuthorizeApi,
        TokenApi,
        DeviceAuthorizationApi,
        UserinfoApi,
        IntrospectApi,
        RevokeApi,
        RegisterApi,
        HealthApi,
        admin_api::api(),
    );
    OpenApiService::new(api, "Symbolon", env!("CARGO_PKG_VERSION"))
        .summary("An OpenID Connect provider")
        .description(ABOUT)
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
    let (initial, registration) = (json!([{ "bearer": [] }, {}]), json!([{ "bearer": [] }]));
    let paths = &mut document["paths"];
    for (path, method, security) in [
        ("/register", "post", &initial),
        ("/register/{client_id}", "get", &registration),
        ("/register/{client_id}", "put", &registration),
        ("/register/{client_id}", "delete", &registration),
        ("/token", "post", &secret),
        ("/device_authorization", "post", &secret),
        ("/introspect", "post", &secret),
        ("/revoke", "post", &secret),
        ("/userinfo", "get", &bearer),
        ("/userinfo", "post", &bearer),
    ] {
        paths[path][method]["security"] = security.clone();
    }
    secure_administration(paths);
    let redirects = json!({ "303": { "description": "On to the client, or to a page of this server" },
        "400": { "description": "A page that says what is wrong" } });
    for method in ["get", "post"] {
        paths["/authorize"][method]["responses"] = redirects.clone();
    }
    document["paths"]["/authorize"]["get"]["parameters"] = query_parameters(&document);
    document
}

/// Each operation of the administration with the scope that its token needs.
fn secure_administration(paths: &mut Value) {
    for (path, operations) in paths.as_object_mut().into_iter().flatten() {
        if !path.starts_with("/admin/api/") {
            continue;
        }
        for (method, operation) in operations.as_object_mut().into_iter().flatten() {
            let scope = admin_api::needed(path, method == "get");
            operation["security"] = json!([{ ADMINISTRATION: [scope] }, { "bearer": [] }]);
        }
    }
}

/// The scopes of the administration have a scheme of their own, so that all of the other's can be asked for at once.
fn security_schemes(issuer: &str, scopes: &[(String, String)]) -> Value {
    let described = |(name, text): &(String, String)| (name.clone(), json!(text));
    let (administrative, common): (Vec<_>, Vec<_>) = scopes.iter().partition(|(name, _)| is_administrative(name));
    let administrative: Map<String, Value> = administrative.into_iter().map(described).collect();
    let scopes: Map<String, Value> = common.into_iter().map(described).collect();
    let (authorize, token) = (format!("{issuer}/authorize"), format!("{issuer}/token"));
    json!({
        ADMINISTRATION: {
            "type": "oauth2",
            "description": "For an administrator, or for a service of its own right: a client that is registered for these scopes.",
            "flows": {
                "authorizationCode": { "authorizationUrl": authorize, "tokenUrl": token, "scopes": administrative },
                "clientCredentials": { "tokenUrl": token, "scopes": administrative },
            },
        },
        "oauth2": {
            "type": "oauth2",
            "description": "Authorization code with PKCE; the demo's client is spa, without a secret.",
            "flows": { "authorizationCode": {
                "authorizationUrl": authorize,
                "tokenUrl": token,
                "refreshUrl": token,
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
