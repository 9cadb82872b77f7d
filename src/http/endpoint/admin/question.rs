//! Questions before deeds.

use super::{Admin, failure};
use crate::flow::admin::AdminError;
use crate::view::admin::{AdminQuestionPage, Link, Section, Text};
use failure::{Failure, failure};
use http::StatusCode;
use poem::{Response, Result};

/// What is asked.
pub(super) struct Question {
    /// Where the thing belongs.
    pub section: Section,
    /// The question, perhaps with a name.
    pub title: Text,
    /// What follows from it.
    pub consequence: &'static str,
    /// What the button says.
    pub label: &'static str,
    /// Whether it cannot be taken back.
    pub danger: bool,
    /// Where who does not want it goes.
    pub back: String,
}

impl Question {
    /// The page that asks; a dangerous one only after a fresh sign-in.
    ///
    /// # Errors
    /// The way to the sign-in page.
    pub(super) async fn ask(self, admin: &Admin) -> Result<Response> {
        self.guard(admin).await?;
        Ok(self.page(admin, Vec::new(), StatusCode::OK))
    }

    /// Whether the deed may be done now.
    ///
    /// # Errors
    /// The way to the sign-in page.
    pub(super) async fn guard(&self, admin: &Admin) -> Result<()> {
        if self.danger { admin.require_fresh(false).await } else { Ok(()) }
    }

    /// The page again, with why the deed was not done.
    ///
    /// # Errors
    /// How to answer where no page of ours can say it better.
    pub(super) fn failed(self, admin: &Admin, error: AdminError) -> Result<Response> {
        let problems = match failure(error)? {
            Failure::Problems(problems) => problems,
            Failure::Conflict => vec![Text::of("admin-conflict-again")],
        };
        Ok(self.page(admin, problems, StatusCode::CONFLICT))
    }

    fn page(self, admin: &Admin, problems: Vec<Text>, status: StatusCode) -> Response {
        let page = AdminQuestionPage {
            layout: admin.layout(),
            frame: admin.frame(self.section),
            title: self.title,
            consequence: Text::of(self.consequence),
            problems,
            form: admin.form(&admin.path),
            label: Text::of(self.label),
            danger: self.danger,
            back: Link::new("back", "admin-cancel", admin.to(&self.back)),
        };
        crate::http::respond::page::render(&admin.context, status, &page)
    }
}
