//! `/admin/api/events` and `/admin/api/refusals`: what was done, and why requests were refused.

use super::{AdminAnswer, Caller, limit, told};
use crate::flow::admin::audit::{self, Filter, Page};
use crate::flow::admin::refusal;
use crate::http::answer::Tag;
use crate::store::event::EventPage;
use poem::Result;
use poem_openapi::param::{Path, Query};
use poem_openapi::types::Any;
use poem_openapi::{Object, OpenApi};
use serde_json::{Value, json};

/// A deed.
#[derive(Debug, Object)]
pub struct EventBody {
    /// Its number in the chain; none until it is sealed.
    seq: Option<i64>,
    /// Its id, ordered by time.
    id: String,
    /// When, in milliseconds since 1970.
    at_ms: i64,
    /// Who: `cli`, `server`, `registration`, `user:ID` or `client:ID`.
    actor: String,
    /// What.
    action: String,
    /// Whose account it concerns.
    user_id: Option<String>,
    /// Which client it concerns.
    client_id: Option<String>,
    /// More.
    detail: String,
    /// From where.
    address: Option<String>,
    /// Hash of the event before.
    prev: Option<String>,
    /// Its own hash.
    hash: Option<String>,
}

/// Deeds.
#[derive(Debug, Object)]
pub struct EventList {
    /// The newest first.
    items: Vec<EventBody>,
    /// `before` of the next page, where there is one.
    before: Option<String>,
}

/// Why a request was refused.
#[derive(Debug, Object)]
pub struct ExplanationBody {
    /// What was noted of the request.
    record: Any<Value>,
    /// The rule, its section and the mend.
    why: Any<Value>,
    /// What is registered.
    registered: Any<Value>,
    /// The first difference between the two.
    difference: Any<Value>,
}

/// The endpoints.
#[derive(Debug)]
pub struct LogApi;

#[OpenApi(prefix_path = "/admin/api", tag = "Tag::Administration")]
impl LogApi {
    /// List the newest events of the audit log
    #[oai(path = "/events", method = "get", operation_id = "listEvents")]
    async fn events(
        &self,
        caller: Caller,
        /// Of this person only, by id or user name.
        user: Query<Option<String>>,
        /// This action only, as `user.password`.
        action: Query<Option<String>>,
        /// Older than the event with this id.
        before: Query<Option<String>>,
        /// Most items, up to 1000; 100 when left out.
        #[oai(name = "limit")]
        most: Query<Option<u32>>,
    ) -> Result<AdminAnswer<EventList>> {
        let filter = Filter { user: user.0, action: action.0, ..Filter::default() };
        let page = Page { from: before.0.map_or(EventPage::Newest, EventPage::Before), limit: limit(&most) };
        let events = told(&caller, audit::list(caller.deps(), &caller.actor, filter, &page).await)?;
        let full = u32::try_from(events.len()).is_ok_and(|count| count == page.limit);
        let next = events.last().filter(|_| full).map(|last| last.id.clone());
        Ok(AdminAnswer::new(json!({ "items": events, "before": next })))
    }

    /// Explain a refusal by the id that its client was told
    #[oai(path = "/refusals/:id", method = "get", operation_id = "explainRefusal")]
    async fn refusal(
        &self,
        caller: Caller,
        /// `error_id`, or what stands at the end of `error_description`.
        id: Path<String>,
    ) -> Result<AdminAnswer<ExplanationBody>> {
        let explained = told(&caller, refusal::explain(caller.deps(), &caller.actor, &id).await)?;
        Ok(AdminAnswer::new(json!(explained)))
    }
}
