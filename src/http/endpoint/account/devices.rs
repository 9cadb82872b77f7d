//! `/account/devices`: one's sessions.

use super::frame::frame;
use crate::flow::account::devices;
use crate::http::context::Context;
use crate::http::endpoint::signed_in::Person;
use crate::http::form::PageForm;
use crate::http::respond::redirect::see_other;
use crate::http::respond::{Refused, page};
use crate::model::{SessionId, UnixTime};
use crate::protocol::Rule;
use crate::view::{AccountTab, DeviceName, DeviceView, DevicesPage, Moment};
use http::StatusCode;
use poem::{Request, Response, Result, handler};

const PATH: &str = "/account/devices";
const SIGN_OUT_FORM: &str = "device-sign-out";
const OTHERS_FORM: &str = "device-sign-out-others";

/// Lists them.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    let person = Person::at(&context, request, PATH).await?;
    let sessions = devices::list(&context.deps, &person.user).await.map_err(Refused::from)?;
    let device = |session: &crate::store::living::LivingSession| DeviceView {
        device: DeviceName::of(session.agent.as_deref()),
        address: session.address.clone(),
        signed_in: Moment::of(UnixTime(session.auth_time)),
        seen: Moment::of(UnixTime(session.seen_at)),
        present: session.id == person.session.id.as_str(),
        sign_out: person.form(&context, SIGN_OUT_FORM, "/account/devices/sign-out", &session.id),
        id: session.id.clone(),
    };
    let others = sessions.len() > 1;
    let shown = DevicesPage {
        layout: page::layout(&context),
        frame: frame(&context, &person.user, AccountTab::Devices),
        devices: sessions.iter().map(device).collect(),
        others: others.then(|| person.form(&context, OTHERS_FORM, "/account/devices/sign-out-others", "")),
    };
    Ok(page::render(&context, StatusCode::OK, &shown))
}

/// Ends one of them; one that is not there, has ended or is another person's changes nothing and says nothing.
#[handler]
pub async fn sign_out(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    let person = Person::at(&context, request, PATH).await?;
    let id = form.get("id").ok_or(Refused::from(Rule::FormMalformed))?;
    person.check_form(&context, request, &form, (SIGN_OUT_FORM, id))?;
    devices::sign_out(&context.deps, &person.user, &SessionId::new(id)).await.map_err(Refused::from)?;
    Ok(see_other(&context.path(PATH)))
}

/// Ends all but the one that asks.
#[handler]
pub async fn sign_out_others(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    let person = Person::at(&context, request, PATH).await?;
    person.check_form(&context, request, &form, (OTHERS_FORM, ""))?;
    let ended = devices::sign_out_others(&context.deps, &person.user, &person.session.id).await;
    ended.map_err(Refused::from)?;
    Ok(see_other(&context.path(PATH)))
}
