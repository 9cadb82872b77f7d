//! `/account/events`: what happened to the account.

use super::frame::frame;
use crate::flow::account::data;
use crate::http::context::Context;
use crate::http::endpoint::signed_in::Person;
use crate::http::respond::{Refused, page};
use crate::model::UnixTime;
use crate::view::{AccountTab, EventView, EventsPage, Moment};
use http::StatusCode;
use poem::{Request, Response, Result, handler};

/// Lists it.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    let person = Person::at(&context, request, "/account/events").await?;
    let known = data::recent_events(&context.deps, &person.user).await.map_err(Refused::from)?;
    let oneself = format!("user:{}", person.user.id);
    let name = |client_id: &String| match context.deps.snapshot.client(client_id) {
        Some(known) => known.client.metadata.client_name.clone(),
        None => client_id.clone(),
    };
    let event = |known: &crate::store::own_data::KnownEvent| EventView {
        at: Moment::of(UnixTime(known.at_ms / 1000)),
        kind: EventView::kind_of(&known.action),
        action: known.action.clone(),
        address: known.address.clone(),
        client: known.client_id.as_ref().map(name),
        by_other: known.actor != oneself,
    };
    let shown = EventsPage {
        layout: page::layout(&context),
        frame: frame(&context, &person.user, AccountTab::Events),
        events: known.iter().map(event).collect(),
    };
    Ok(page::render(&context, StatusCode::OK, &shown))
}
