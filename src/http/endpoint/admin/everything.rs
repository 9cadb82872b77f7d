//! `/admin/revoke-everything`: the emergency switch.

use super::question::Question;
use super::{Admin, Deed};
use crate::flow::admin::everything;
use crate::view::admin::{Section, Text};
use poem::{Response, Result, handler};

fn question() -> Question {
    Question {
        section: Section::Grants,
        title: Text::of("admin-everything-title"),
        consequence: "admin-everything-consequence",
        label: "admin-everything",
        danger: true,
        back: Section::Grants.path().to_owned(),
    }
}

/// Asks.
#[handler]
pub async fn ask(admin: Admin) -> Result<Response> {
    question().ask(&admin).await
}

/// Kills everything that was issued, the administrator's own session included.
#[handler]
pub async fn revoke(deed: Deed) -> Result<Response> {
    let (admin, question) = (&deed.admin, question());
    question.guard(admin).await?;
    match everything::revoke(admin.deps(), &admin.actor).await {
        Ok(()) => Ok(crate::http::respond::redirect::see_other(&admin.context.path("/login?return=%2Fadmin"))),
        Err(error) => question.failed(admin, error),
    }
}
