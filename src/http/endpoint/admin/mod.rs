//! The administrators' console below `/admin`. Nothing here is reached but through [`Admin`] and [`Deed`], which want an
//! administrator, and for a deed the proof that our own page sent it.

mod audit;
mod client_edit;
mod client_new;
mod client_snippets;
mod clients;
mod everything;
mod failure;
mod grants;
mod groups;
mod input;
mod issuers;
mod keys;
mod overview;
mod question;
mod refusals;
mod registration_tokens;
mod resources;
mod scopes;
mod sessions;
mod settings;
mod trials;
mod user_edit;
mod users;
mod webhooks;

use super::signed_in::{Person, to_login};
use crate::crypto::digest::sha256_base64url;
use crate::flow::Deps;
use crate::flow::admin::Actor;
use crate::http::context::Context;
use crate::http::form::PageForm;
use crate::http::respond::redirect::see_other;
use crate::http::respond::{Refused, page};
use crate::model::Seconds;
use crate::protocol::params::Params;
use crate::view::admin::{AdminFormPage, AdminFrame, Fieldset, Link, Note, Section, Text};
use crate::view::{Form, Layout, Page, SitePath};
use failure::refused;
use http::StatusCode;
use poem::{FromRequest, Request, RequestBody, Response, Result, Route, get};

/// Name of the console's forms in their proofs of origin; each proof is for one path as well.
const FORM: &str = "admin";

/// How long a sign-in does for sending a form that was opened while it was fresh: as long as filling it in may take.
const FILLING: Seconds = 1800;

/// The pages of the console.
pub(super) fn pages(route: Route) -> Route {
    let route = route
        .at("/admin", get(overview::get))
        .at("/admin/users", get(users::list))
        .at("/admin/add-user", get(user_edit::add_form).post(user_edit::add))
        .at("/admin/users/:user_id", get(users::show))
        .at("/admin/users/:user_id/edit", get(user_edit::edit_form).post(user_edit::save))
        .at("/admin/users/:user_id/password", get(user_edit::password_form).post(user_edit::set_password))
        .at("/admin/users/:user_id/:act", get(users::ask).post(users::perform))
        .at("/admin/clients", get(clients::list))
        .at("/admin/add-client", get(client_new::new_form).post(client_new::add))
        .at("/admin/clients/:client_id", get(clients::show))
        .at("/admin/clients/:client_id/edit", get(client_edit::edit_form).post(client_edit::save))
        .at("/admin/clients/:client_id/document", get(client_edit::document_form).post(client_edit::save_document))
        .at("/admin/clients/:client_id/postman", get(client_snippets::postman))
        .at("/admin/clients/:client_id/secret", get(client_new::secret_form).post(client_new::rotate_secret))
        .at("/admin/clients/:client_id/try", get(trials::form).post(trials::start))
        .at("/admin/clients/:client_id/:act", get(clients::ask).post(clients::perform))
        .at("/admin/try/callback", get(trials::callback))
        .at("/admin/try/:trial", get(trials::show))
        .at("/admin/try/:trial/:act", get(trials::ask).post(trials::perform));
    let route = route
        .at("/admin/groups", get(groups::list))
        .at("/admin/add-group", get(groups::add_form).post(groups::add))
        .at("/admin/groups/:group/edit", get(groups::edit_form).post(groups::save))
        .at("/admin/groups/:group/remove", get(groups::ask).post(groups::remove))
        .at("/admin/scopes", get(scopes::list))
        .at("/admin/add-scope", get(scopes::add_form).post(scopes::add))
        .at("/admin/scopes/:scope/edit", get(scopes::edit_form).post(scopes::save))
        .at("/admin/scopes/:scope/remove", get(scopes::ask).post(scopes::remove))
        .at("/admin/resources", get(resources::list))
        .at("/admin/add-resource", get(resources::add_form).post(resources::add))
        .at("/admin/resources/:resource/edit", get(resources::edit_form).post(resources::save))
        .at("/admin/resources/:resource/remove", get(resources::ask).post(resources::remove));
    route
        .at("/admin/keys", get(keys::list))
        .at("/admin/rotate-keys", get(keys::rotate_form).post(keys::rotate))
        .at("/admin/keys/:kid/retire", get(keys::ask).post(keys::retire))
        .at("/admin/sessions", get(sessions::list).post(sessions::revoke))
        .at("/admin/grants", get(grants::list).post(grants::revoke))
        .at("/admin/revoke-everything", get(everything::ask).post(everything::revoke))
        .at("/admin/issuers", get(issuers::list))
        .at("/admin/add-issuer", get(issuers::add_form).post(issuers::add))
        .at("/admin/issuers/:issuer/edit", get(issuers::edit_form).post(issuers::save))
        .at("/admin/issuers/:issuer/remove", get(issuers::ask).post(issuers::remove))
        .at("/admin/registration-tokens", get(registration_tokens::list).post(registration_tokens::revoke))
        .at("/admin/add-registration-token", get(registration_tokens::new_form).post(registration_tokens::add))
        .at("/admin/webhooks", get(webhooks::list))
        .at("/admin/add-webhook", get(webhooks::add_form).post(webhooks::add))
        .at("/admin/webhooks/:webhook", get(webhooks::show))
        .at("/admin/webhooks/:webhook/edit", get(webhooks::edit_form).post(webhooks::save))
        .at("/admin/webhooks/:webhook/secret", get(webhooks::ask_secret).post(webhooks::rotate_secret))
        .at("/admin/webhooks/:webhook/test", get(webhooks::ask_test).post(webhooks::test))
        .at("/admin/webhooks/:webhook/remove", get(webhooks::ask_remove).post(webhooks::remove))
        .at("/admin/settings", get(settings::get))
        .at("/admin/refusals", get(refusals::list))
        .at("/admin/refusals/:id", get(refusals::show))
        .at("/admin/audit", get(audit::list))
        .at("/admin/audit/export", get(audit::export))
}

/// An administrator who asks for a page.
#[derive(Clone)]
pub(super) struct Admin {
    /// The request's context.
    context: Context,
    /// Who it is.
    person: Person,
    /// The same as the actor of deeds.
    actor: Actor,
    /// The page's path below the issuer's.
    path: String,
    /// The page's parameters.
    params: Params,
}

impl<'a> FromRequest<'a> for Admin {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        let context = Context::from_request(request, body).await?;
        let path = request.uri().path().to_owned();
        let person = Person::administrator_at(&context, request, &path).await?;
        let params = Params::parse(request.uri().query().unwrap_or_default().as_bytes()).map_err(Refused::from)?;
        Ok(Self { actor: person.actor(), context, person, path, params })
    }
}

impl Admin {
    /// The flows' view of this request.
    fn deps(&self) -> &Deps {
        &self.context.deps
    }

    /// What pages have in common.
    fn layout(&self) -> Layout {
        page::layout(&self.context)
    }

    /// The console's frame for a page of `section`.
    fn frame(&self, section: Section) -> AdminFrame {
        let done = self.params.get("done").and_then(Note::parse);
        AdminFrame::new(&self.layout(), section, &self.person.user.username, done)
    }

    /// A path of ours.
    fn to(&self, path: &str) -> SitePath {
        self.layout().path(path)
    }

    /// The way up to the list of a section.
    fn up(&self, section: Section) -> Link {
        Link::new("up", section.key(), self.to(section.path()))
    }

    /// A form that is sent to `path`.
    fn form(&self, path: &str) -> Form {
        self.person.form(&self.context, FORM, path, path)
    }

    /// A page with a form that is sent to where the page is.
    fn form_page(&self, section: Section, id: &'static str, title: Text, fields: Vec<Fieldset>) -> AdminFormPage {
        AdminFormPage {
            layout: self.layout(),
            frame: self.frame(section),
            title,
            lead: None,
            up: self.up(section),
            form: self.form(&self.path),
            form_id: id,
            version: None,
            fieldsets: fields,
            submit: Text::of("admin-save"),
            problems: Vec::new(),
            conflict: None,
            remove: None,
        }
    }

    /// A page.
    fn show(&self, page: &impl Page) -> Response {
        page::render(&self.context, StatusCode::OK, page)
    }

    /// A form with what is wrong with it.
    fn show_form(&self, page: &AdminFormPage) -> Response {
        let status = if page.has_problems() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        page::render(&self.context, status, page)
    }

    /// For what should not be done at a computer that was left alone: a sign-in of the last minutes, or of the time that
    /// filling in a form takes where the form was only shown to who had one.
    ///
    /// # Errors
    /// The way to the sign-in page, and from there to the page where the deed starts over.
    async fn require_fresh(&self, filled: bool) -> Result<()> {
        let person = &self.person;
        let fresh = if filled {
            person.signed_in_within(&self.context, FILLING).await?
        } else {
            person.is_fresh(&self.context).await?
        };
        if fresh { Ok(()) } else { Err(to_login(&self.context, &self.path, true)) }
    }

    /// The snapshot of this node sees what was just changed; the others see it at their next look.
    async fn renew(&self) {
        if let Err(error) = self.deps().services.directory.refresh(self.deps().unix()).await {
            tracing::warn!(cause = %error, "the change is written; it is known here with the next look for changes");
        }
    }

    /// On to `path` after a deed, where a note tells that it was done.
    async fn done(&self, path: &str, note: Note) -> Response {
        self.renew().await;
        see_other(&format!("{}?done={}", self.context.path(path), note.word()))
    }
}

/// A form that an administrator sent from our own page for this very path.
pub(super) struct Deed {
    /// Who sent it.
    admin: Admin,
    /// What was filled in.
    form: Params,
}

impl<'a> FromRequest<'a> for Deed {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        let admin = Admin::from_request(request, body).await?;
        let PageForm(form) = PageForm::from_request(request, body).await?;
        form.check_not_repeated().map_err(Refused::from)?;
        admin.person.check_form(&admin.context, request, &form, (FORM, &admin.path))?;
        Ok(Self { admin, form })
    }
}

/// A segment of a path for a name that can have any character.
fn segment(name: &str) -> String {
    sha256_base64url(name)[..22].to_owned()
}

/// What was seen of something without a version, so that nobody's change is lost.
fn seen(value: &impl serde::Serialize) -> String {
    segment(&serde_json::json!(value).to_string())
}
