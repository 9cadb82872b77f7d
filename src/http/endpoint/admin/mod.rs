//! The administrators' console below `/admin`. Nothing here is reached but through [`Admin`] and [`Deed`], which want an
//! administrator, and for a deed the proof that our own page sent it.

mod audit;
mod overview;
mod users;

use super::form_page::{check_origin, form_for};
use super::signed_in::Person;
use crate::flow::FlowError;
use crate::flow::admin::{Actor, AdminError};
use crate::flow::keys::KeyError;
use crate::http::context::Context;
use crate::http::form::PageForm;
use crate::http::respond::{Refused, page};
use crate::protocol::Rule;
use crate::protocol::params::Params;
use crate::view::admin::{AdminFrame, Note, Section};
use crate::view::{Form, Layout, Page, SitePath};
use http::StatusCode;
use poem::{FromRequest, Request, RequestBody, Response, Result, Route, get};

/// Name of the console's forms in their proofs of origin; each proof is for one path as well.
const FORM: &str = "admin";

/// The pages of the console.
pub(super) fn pages(route: Route) -> Route {
    route
        .at("/admin", get(overview::get))
        .at("/admin/users", get(users::list))
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
    #[expect(dead_code, reason = "the first deeds come next")]
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

    /// A form that is sent to `path`.
    #[expect(dead_code, reason = "the first deeds come next")]
    fn form(&self, path: &str) -> Form {
        Form { request: None, ..form_for(&self.context, &self.person.browser, FORM, path, Some(path)) }
    }

    /// A page.
    fn show(&self, page: &impl Page) -> Response {
        page::render(&self.context, StatusCode::OK, page)
    }
}

/// A form that an administrator sent from our own page for this very path.
#[expect(dead_code, reason = "the first deeds come next")]
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
        check_origin(&admin.context, request, &form, FORM, &admin.path)?;
        Ok(Self { admin, form })
    }
}

/// How a deed failed where no page of ours can say it better.
fn refused(error: AdminError) -> Refused {
    match error {
        AdminError::NotFound { .. } => Rule::PathUnknown.into(),
        AdminError::Forbidden(_) => Rule::NotAdministrator.into(),
        AdminError::Store(error) | AdminError::Keys(KeyError::Store(error)) => FlowError::from(error).into(),
        AdminError::Password(error) => FlowError::from(error).into(),
        AdminError::Flow(error) => error.into(),
        AdminError::Keys(error) => {
            tracing::error!(cause = %error, "a key cannot be made or used");
            Rule::Internal.into()
        }
        AdminError::Invalid(_) | AdminError::Exists { .. } | AdminError::Conflict | AdminError::LastAdministrator => {
            Rule::FormMalformed.into()
        }
    }
}
