//! What a developer copies into a client: commands, code, values.

use super::Admin;
use super::clients::find;
use crate::flow::admin::client_kind;
use crate::http::respond::headers;
use crate::model::{Client, ClientKind};
use crate::view::admin::{Part, Text};
use http::StatusCode;
use poem::web::Path;
use poem::{Response, Result, handler};
use serde_json::json;

/// Stands where a secret belongs: nothing but its digest is kept.
const SECRET: &str = "YOUR_CLIENT_SECRET";

/// What snippets are made of.
struct Values<'a> {
    issuer: &'a str,
    client_id: &'a str,
    redirect_uri: &'a str,
    scope: String,
    kind: ClientKind,
    has_secret: bool,
}

impl<'a> Values<'a> {
    fn of(admin: &'a Admin, client: &'a Client) -> Self {
        let metadata = &client.metadata;
        Self {
            issuer: admin.context.state.settings().issuer.as_str(),
            client_id: client.id.as_str(),
            redirect_uri: metadata.redirect_uris.first().map(String::as_str).unwrap_or_default(),
            scope: metadata.scope.to_string(),
            kind: client_kind::of(metadata),
            has_secret: metadata.needs_secret(),
        }
    }

    /// The credentials as curl sends them.
    fn credentials(&self) -> String {
        if self.has_secret {
            format!("-u {}", shell(&format!("{}:{SECRET}", self.client_id)))
        } else {
            format!("--data-urlencode {}", shell(&format!("client_id={}", self.client_id)))
        }
    }

    fn curl(&self) -> String {
        let (token, credentials) = (shell(&format!("{}/token", self.issuer)), self.credentials());
        let scope = shell(&format!("scope={}", self.scope));
        match self.kind {
            ClientKind::Service => {
                format!("curl {token} {credentials} \\\n  -d grant_type=client_credentials --data-urlencode {scope}")
            }
            ClientKind::Device => {
                let start = shell(&format!("{}/device_authorization", self.issuer));
                format!(
                    "curl {start} {credentials} \\\n  --data-urlencode {scope}\n\n# Show user_code and verification_uri, then ask until there is an answer:\ncurl {token} {credentials} \\\n  -d grant_type=urn:ietf:params:oauth:grant-type:device_code -d device_code=DEVICE_CODE"
                )
            }
            _ => self.code_flow(&token, &credentials),
        }
    }

    fn code_flow(&self, token: &str, credentials: &str) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", self.client_id)
            .append_pair("redirect_uri", self.redirect_uri)
            .append_pair("scope", &self.scope)
            .finish();
        let address = format!("{}/authorize?{query}", self.issuer);
        let redirect = shell(&format!("redirect_uri={}", self.redirect_uri));
        format!(
            "VERIFIER=$(openssl rand -hex 32)\nCHALLENGE=$(printf %s \"$VERIFIER\" | openssl dgst -sha256 -binary | basenc --base64url | tr -d =)\nSTATE=$(openssl rand -hex 16)\n\n# Open this in a browser; its answer brings the code:\necho {}\"&state=$STATE&code_challenge=$CHALLENGE&code_challenge_method=S256\"\n\ncurl {token} {credentials} \\\n  -d grant_type=authorization_code -d code=CODE -d code_verifier=\"$VERIFIER\" \\\n  --data-urlencode {redirect}",
            shell(&address)
        )
    }

    fn javascript(&self) -> String {
        let text = |text: &str| json!(text).to_string();
        format!(
            "import {{ UserManager }} from 'oidc-client-ts';\n\nconst users = new UserManager({{\n  authority: {},\n  client_id: {},\n  redirect_uri: {},\n  scope: {},\n}});\n\n// On the page with the sign-in button:\nawait users.signinRedirect();\n\n// On the page of redirect_uri:\nconst user = await users.signinRedirectCallback();",
            text(self.issuer),
            text(self.client_id),
            text(self.redirect_uri),
            text(&self.scope)
        )
    }

    fn environment(&self) -> String {
        let mut lines =
            vec![format!("OIDC_ISSUER={}", shell(self.issuer)), format!("OIDC_CLIENT_ID={}", shell(self.client_id))];
        if self.has_secret {
            lines.push(format!("OIDC_CLIENT_SECRET={SECRET}"));
        }
        if !self.redirect_uri.is_empty() {
            lines.push(format!("OIDC_REDIRECT_URI={}", shell(self.redirect_uri)));
        }
        lines.push(format!("OIDC_SCOPE={}", shell(&self.scope)));
        lines.join("\n")
    }
}

/// A word for a shell, whatever is in it.
fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// What the page of a client offers for copying.
pub(super) fn parts(admin: &Admin, client: &Client) -> Vec<Part> {
    let values = Values::of(admin, client);
    let copy = |key, text| Part::Copy { title: Text::of(key), lead: None, text };
    let discovery = format!("{}/.well-known/openid-configuration", values.issuer);
    let mut parts = vec![
        copy("admin-discovery", discovery),
        copy("admin-snippet-environment", values.environment()),
        copy("admin-snippet-curl", values.curl()),
    ];
    if values.kind == ClientKind::Spa {
        parts.insert(2, copy("admin-snippet-javascript", values.javascript()));
    }
    parts
}

/// A Postman environment for the collection of `openapi/`.
#[handler]
pub async fn postman(admin: Admin, Path(id): Path<String>) -> Result<Response> {
    let client = find(&admin, &id).await?;
    let values = Values::of(&admin, &client);
    let value =
        |key: &str, value: &str, kind: &str| json!({ "key": key, "value": value, "type": kind, "enabled": true });
    let mut entries = vec![value("issuer", values.issuer, "default"), value("client_id", values.client_id, "default")];
    if values.has_secret {
        entries.push(value("client_secret", SECRET, "secret"));
    }
    entries.push(value("redirect_uri", values.redirect_uri, "default"));
    entries.push(value("scope", &values.scope, "default"));
    let document = json!({
        "name": format!("{} ({})", client.metadata.client_name, values.issuer),
        "values": entries,
        "_postman_variable_scope": "environment",
    });
    let mut response =
        Response::builder().status(StatusCode::OK).content_type("application/json").body(format!("{document:#}"));
    let disposition = format!("attachment; filename=\"{}.postman_environment.json\"", client.id);
    headers::set(&mut response, http::header::CONTENT_DISPOSITION, &disposition);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::shell;

    #[test]
    fn word_for_a_shell_stays_one_word_whatever_is_in_it() {
        assert_eq!(shell("a b$(id)`id`\"'"), "'a b$(id)`id`\"'\\'''");
    }
}
