//! `/admin/clients/…/edit`: the members that clients often have, and all of them as a document.

use super::client_new::place;
use super::clients::{find, path};
use super::failure::{Failure, failure};
use super::input::{lines, seconds, text, ticked};
use super::{Admin, Deed};
use crate::flow::admin::{AdminError, client, document};
use crate::model::{AuthMethod, Client, ClientMetadata, GrantType, Scope};
use crate::protocol::params::Params;
use crate::view::admin::{AdminFormPage, Choice, Control, Field, Fieldset, Link, Note, Section, Text};
use poem::web::Path;
use poem::{Response, Result, handler};
use serde_json::{Value, json};

/// The grants and the fields that switch them.
const GRANTS: [(&str, GrantType, &str); 8] = [
    ("grant_authorization_code", GrantType::AuthorizationCode, "admin-grant-code"),
    ("grant_refresh_token", GrantType::RefreshToken, "admin-grant-refresh"),
    ("grant_client_credentials", GrantType::ClientCredentials, "admin-grant-credentials"),
    ("grant_device_code", GrantType::DeviceCode, "admin-grant-device"),
    ("grant_token_exchange", GrantType::TokenExchange, "admin-grant-exchange"),
    ("grant_jwt_bearer", GrantType::JwtBearer, "admin-grant-assertion"),
    ("grant_implicit", GrantType::Implicit, "admin-grant-implicit"),
    ("grant_password", GrantType::Password, "admin-grant-password"),
];

/// What was filled in over what is registered, and what of it cannot be read.
fn read(form: &Params, present: &ClientMetadata) -> (ClientMetadata, Vec<String>) {
    let lifetime = seconds(form, "access_token_lifetime");
    let problems = lifetime.clone().err().into_iter().collect();
    let mut metadata = ClientMetadata {
        client_name: text(form, "client_name").unwrap_or_default(),
        redirect_uris: lines(form, "redirect_uris"),
        scope: Scope::from_text(&text(form, "scope").unwrap_or_default()),
        grant_types: GRANTS.iter().filter(|(name, ..)| ticked(form, name)).map(|(_, grant, _)| *grant).collect(),
        token_endpoint_auth_method: form.get("token_endpoint_auth_method").and_then(AuthMethod::parse),
        first_party: ticked(form, "first_party"),
        require_state: ticked(form, "require_state"),
        introspection: ticked(form, "introspection"),
        access_token_lifetime: lifetime.unwrap_or_default(),
        client_uri: text(form, "client_uri"),
        logo_uri: text(form, "logo_uri"),
        policy_uri: text(form, "policy_uri"),
        tos_uri: text(form, "tos_uri"),
        contacts: lines(form, "contacts"),
        ..present.clone()
    };
    metadata.access.allowed_groups = lines(form, "allowed_groups");
    metadata.logout.post_logout_redirect_uris = lines(form, "post_logout_redirect_uris");
    metadata.logout.backchannel_logout_uri = text(form, "backchannel_logout_uri");
    (metadata, problems)
}

fn line(name: &'static str, label: &'static str, value: Option<&String>) -> Field {
    Field::line(name, label, value.map(String::as_str).unwrap_or_default()).input("url", "off")
}

fn method_field(metadata: &ClientMetadata) -> Field {
    let chosen = metadata.token_endpoint_auth_method;
    let none = Choice {
        value: String::new(),
        label: Some(Text::of("admin-client-method-any")),
        hint: None,
        chosen: chosen.is_none(),
    };
    let method = |method: AuthMethod| Choice {
        value: method.as_str().to_owned(),
        label: None,
        hint: None,
        chosen: chosen == Some(method),
    };
    let options = std::iter::once(none).chain(AuthMethod::ALL.iter().copied().map(method)).collect();
    Field::of("token_endpoint_auth_method", "admin-client-method", Control::Select { options })
}

fn grants(metadata: &ClientMetadata) -> Vec<Field> {
    let lifetime = metadata.access_token_lifetime.map(|seconds| seconds.to_string()).unwrap_or_default();
    let tick = |(name, grant, key): (&'static str, GrantType, &'static str)| {
        Field::tick(name, key, metadata.grant_types.contains(&grant))
    };
    let mut fields: Vec<_> = GRANTS.into_iter().map(tick).collect();
    fields.push(Field::line("scope", "admin-scope", metadata.scope.to_string()).hint("admin-client-scopes-hint"));
    fields.push(method_field(metadata));
    fields.push(Field::tick("require_state", "admin-client-state", metadata.require_state));
    fields.push(Field::tick("introspection", "admin-client-introspection", metadata.introspection));
    let lifetime = Field::line("access_token_lifetime", "admin-access-token-lifetime", lifetime);
    fields.push(lifetime.hint("admin-lifetime-hint").input("number", "off"));
    fields
}

fn page(admin: &Admin, client: &Client, metadata: &ClientMetadata, version: &str) -> AdminFormPage {
    let logout = &metadata.logout;
    let common = vec![
        Field::line("client_name", "admin-name", metadata.client_name.as_str())
            .required()
            .hint("admin-client-name-hint"),
        Field::area("redirect_uris", "admin-client-redirect-uris", 3, metadata.redirect_uris.join("\n"))
            .hint("admin-client-redirect-uris-hint"),
        Field::area(
            "post_logout_redirect_uris",
            "admin-client-post-logout",
            2,
            logout.post_logout_redirect_uris.join("\n"),
        )
        .hint("admin-client-post-logout-hint"),
        line("backchannel_logout_uri", "admin-client-backchannel", logout.backchannel_logout_uri.as_ref()),
        Field::tick("first_party", "admin-client-first-party", metadata.first_party)
            .hint("admin-client-first-party-hint"),
        Field::area("allowed_groups", "admin-client-groups", 2, metadata.access.allowed_groups.join("\n"))
            .hint("admin-client-groups-hint"),
    ];
    let about = vec![
        line("client_uri", "admin-client-uri", metadata.client_uri.as_ref()),
        line("logo_uri", "admin-client-logo", metadata.logo_uri.as_ref()),
        line("policy_uri", "admin-client-policy", metadata.policy_uri.as_ref()),
        line("tos_uri", "admin-client-terms", metadata.tos_uri.as_ref()),
        Field::area("contacts", "admin-client-contacts", 2, metadata.contacts.join("\n")),
    ];
    let set = |key, fields| Fieldset { title: Some(Text::of(key)), fields };
    let fields = vec![
        Fieldset { title: None, fields: common },
        set("admin-client-may", grants(metadata)),
        set("admin-client-about", about),
    ];
    let title = Text::named("admin-client-edit-title", client.metadata.client_name.as_str());
    AdminFormPage {
        version: Some(version.to_owned()),
        up: up(admin, client),
        ..admin.form_page(Section::Clients, "client-edit", title, fields)
    }
}

fn up(admin: &Admin, client: &Client) -> Link {
    let label = Text::named("admin-client-title", client.metadata.client_name.as_str());
    Link { label, ..Link::new("up", "admin-on", admin.to(&path(client))) }
}

/// Shows the members that clients often have.
#[handler]
pub async fn edit_form(admin: Admin, Path(id): Path<String>) -> Result<Response> {
    let client = find(&admin, &id).await?;
    Ok(admin.show_form(&page(&admin, &client, &client.metadata, &client.version.to_string())))
}

/// Changes them.
#[handler]
pub async fn save(Path(id): Path<String>, deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let client = find(admin, &id).await?;
    let (metadata, problems) = read(&deed.form, &client.metadata);
    let version = text(&deed.form, "version").unwrap_or_default();
    let mut page = page(admin, &client, &metadata, &version);
    let saved = if problems.is_empty() {
        store(admin, &client, metadata, &version).await
    } else {
        Err(AdminError::Invalid(problems))
    };
    answer(admin, &client, &mut page, saved).await
}

/// Writes the members, unless somebody else has changed the client since its form was opened.
async fn store(admin: &Admin, client: &Client, metadata: ClientMetadata, version: &str) -> Result<Client, AdminError> {
    let expected = version.parse().unwrap_or(-1);
    client::set(admin.deps(), &admin.actor, client.id.as_str(), |client| {
        client.version = expected;
        client.metadata = metadata;
    })
    .await
}

async fn answer(
    admin: &Admin,
    client: &Client,
    page: &mut AdminFormPage,
    saved: Result<Client, AdminError>,
) -> Result<Response> {
    let Err(error) = saved else { return Ok(admin.done(&path(client), Note::Saved).await) };
    match failure(error)? {
        Failure::Problems(problems) => place(page, problems),
        Failure::Conflict => {
            page.conflict = Some(Link::new("conflict", "admin-conflict-reload", admin.to(&admin.path)));
        }
    }
    Ok(admin.show_form(page))
}

fn document_page(admin: &Admin, client: &Client, text: &str, version: &str) -> AdminFormPage {
    let field = Field::area("document", "admin-client-members", 24, text).required().hint("admin-client-members-hint");
    let title = Text::named("admin-client-document-title", client.metadata.client_name.as_str());
    AdminFormPage {
        version: Some(version.to_owned()),
        up: up(admin, client),
        ..admin.form_page(
            Section::Clients,
            "client-document",
            title,
            vec![Fieldset { title: None, fields: vec![field] }],
        )
    }
}

/// Shows every member as JSON.
#[handler]
pub async fn document_form(admin: Admin, Path(id): Path<String>) -> Result<Response> {
    let client = find(&admin, &id).await?;
    let text = format!("{:#}", json!(client.metadata));
    Ok(admin.show_form(&document_page(&admin, &client, &text, &client.version.to_string())))
}

/// Puts the document in place of the one that is registered; a member that is left out gets its default.
#[handler]
pub async fn save_document(Path(id): Path<String>, deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let client = find(admin, &id).await?;
    let sent = deed.form.get("document").unwrap_or_default();
    let version = text(&deed.form, "version").unwrap_or_default();
    let saved = match parse(sent, &client.metadata) {
        Ok(metadata) => store(admin, &client, metadata, &version).await,
        Err(error) => Err(error),
    };
    answer(admin, &client, &mut document_page(admin, &client, sent, &version), saved).await
}

fn parse(text: &str, present: &ClientMetadata) -> Result<ClientMetadata, AdminError> {
    let members = match serde_json::from_str(text) {
        Ok(Value::Object(members)) => members,
        Ok(_) => return Err(AdminError::Invalid(vec!["document is no JSON object".to_owned()])),
        Err(error) => return Err(AdminError::Invalid(vec![format!("document is no JSON: {error}")])),
    };
    let bare = ClientMetadata { client_type: present.client_type, ..ClientMetadata::named(&present.client_name) };
    document::read(&bare, members)
}
