//! `/admin/clients/{client_id}/try` and `/admin/try/…`: a client is tried out, and every request and response shown.

use super::failure::{Failure, failure, refused};
use super::input::{lines, text};
use super::question::Question;
use super::{Admin, Deed, clients};
use crate::flow::admin::trial::{self, Begun, Seen, Wanted};
use crate::flow::interaction;
use crate::http::context::{Browser, Context};
use crate::http::respond::redirect::{proceed, see_other};
use crate::http::respond::{Refused, headers};
use crate::model::{Client, GrantType, TrialStepKind};
use crate::protocol::Rule;
use crate::protocol::params::Params;
use crate::view::admin::{
    AdminFormPage, AdminRecordPage, Cell, Fact, Field, Fieldset, Link, Note, Part, Section, Text,
};
use poem::web::Path;
use poem::{Request, Response, Result, handler};

fn page(admin: &Admin, client: &Client, filled: &Params) -> AdminFormPage {
    let by_people = client.may_use(GrantType::AuthorizationCode);
    let scope = text(filled, "scope").unwrap_or_else(|| client.metadata.scope.to_string());
    let line = |name, label| Field::line(name, label, text(filled, name).unwrap_or_default());
    let mut fields = vec![
        Field::line("scope", "admin-scope", scope),
        Field::area("resource", "admin-try-resource", 2, lines(filled, "resource").join("\n")),
    ];
    if by_people {
        fields.push(line("prompt", "admin-try-prompt").hint("admin-try-prompt-hint"));
        fields.push(line("acr_values", "admin-try-acr").hint("admin-try-acr-hint"));
        fields.push(line("login_hint", "admin-try-login-hint"));
    }
    let title = Text::named("admin-try-title", client.metadata.client_name.as_str());
    let mut page = admin.form_page(Section::Clients, "try", title, vec![Fieldset { title: None, fields }]);
    page.up = Link::new("up", "admin-try-client", admin.to(&clients::path(client)));
    page.lead = Some(Text::of("admin-try-lead"));
    page.submit = Text::of("admin-try-start");
    page
}

/// Why clients cannot be tried here: the response of people's sign-ins comes to the issuer, not to the console's own address.
fn elsewhere(admin: &Admin, client: &Client) -> bool {
    admin.context.state.settings().admin.listen.is_some() && client.may_use(GrantType::AuthorizationCode)
}

/// Asks what to try it with.
#[handler]
pub async fn form(admin: Admin, Path(id): Path<String>) -> Result<Response> {
    let client = clients::find(&admin, &id).await?;
    admin.require_fresh(false).await?;
    let mut page = page(&admin, &client, &Params::default());
    if elsewhere(&admin, &client) {
        page.place(vec![Text::of("admin-try-elsewhere")]);
    }
    Ok(admin.show_form(&page))
}

/// Begins.
#[handler]
pub async fn start(request: &Request, Path(id): Path<String>, deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let client = clients::find(admin, &id).await?;
    admin.require_fresh(true).await?;
    let mut page = page(admin, &client, &deed.form);
    if elsewhere(admin, &client) {
        page.place(vec![Text::of("admin-try-elsewhere")]);
        return Ok(admin.show_form(&page));
    }
    let wanted = Wanted {
        scope: text(&deed.form, "scope"),
        resources: lines(&deed.form, "resource"),
        prompt: text(&deed.form, "prompt"),
        acr_values: text(&deed.form, "acr_values"),
        login_hint: text(&deed.form, "login_hint"),
    };
    match trial::begin(admin.deps(), &admin.actor, client.id.as_str(), &wanted).await {
        Ok(Begun::Here(id)) => Ok(see_other(&admin.context.path(&format!("/admin/try/{id}")))),
        Ok(Begun::Authorize(params)) => {
            let browser = Browser::known_or_new(&admin.context, request);
            let outcome = interaction::start_trial(admin.deps(), browser.hash(), &params).await;
            Ok(proceed(&admin.context, &browser, outcome))
        }
        Err(error) => match failure(error)? {
            Failure::Problems(problems) => {
                page.place(problems);
                Ok(admin.show_form(&page))
            }
            Failure::Conflict => Err(Refused::from(Rule::FormMalformed).into()),
        },
    }
}

/// Takes the response of a trial.
#[handler]
pub async fn callback(context: Context, request: &Request) -> Result<Response> {
    let params = Params::parse(request.uri().query().unwrap_or_default().as_bytes()).map_err(Refused::from)?;
    let unknown = || Refused::from(Rule::InteractionUnknown);
    let browser = Browser::known(&context, request).ok_or_else(unknown)?;
    let answered = trial::answer(&context.deps, &browser, &params).await.map_err(Refused::from)?;
    let id = answered.ok_or_else(unknown)?;
    let mut response = see_other(&context.path(&format!("/admin/try/{id}")));
    headers::set(&mut response, http::header::CACHE_CONTROL, "no-store");
    Ok(response)
}

fn title_of(kind: TrialStepKind) -> &'static str {
    match kind {
        TrialStepKind::AuthorizationRequest => "admin-try-authorization-request",
        TrialStepKind::AuthorizationResponse => "admin-try-authorization-response",
        TrialStepKind::DeviceRequest => "admin-try-device-request",
        TrialStepKind::DeviceResponse => "admin-try-device-response",
        TrialStepKind::TokenRequest => "admin-try-token-request",
        TrialStepKind::TokenResponse => "admin-try-token-response",
        TrialStepKind::UserinfoRequest => "admin-try-userinfo-request",
        TrialStepKind::UserinfoResponse => "admin-try-userinfo-response",
    }
}

fn parts(seen: &Seen) -> Vec<Part> {
    let copy = |title, lead, text: &str| Part::Copy { title: Text::of(title), lead, text: text.to_owned() };
    let proves = |kind| matches!(kind, TrialStepKind::TokenRequest | TrialStepKind::DeviceRequest);
    let unproved = |kind| proves(kind).then(|| Text::of("admin-try-unproved"));
    let mut parts: Vec<_> =
        seen.steps.iter().map(|step| copy(title_of(step.kind), unproved(step.kind), &step.text)).collect();
    for (title, token) in [("admin-try-id-token", &seen.id_token), ("admin-try-access-token", &seen.access_token)] {
        let read = token.as_ref().filter(|(text, _)| !text.is_empty());
        parts.extend(read.map(|(text, _)| copy(title, None, text)));
    }
    parts
}

/// Shows what was sent and received so far.
#[handler]
pub async fn show(admin: Admin, Path(id): Path<String>) -> Result<Response> {
    let seen = trial::show(admin.deps(), &admin.actor, &id).await.map_err(refused)?;
    let client = clients::find(&admin, seen.client_id.as_str()).await?;
    let here = |word: &str| admin.to(&format!("/admin/try/{id}/{word}"));
    let mut links =
        vec![Link::new("try-again", "admin-try-again", admin.to(&format!("{}/try", clients::path(&client))))];
    if let Some(user_code) = &seen.user_code {
        links.push(Link::new("try-device", "admin-try-device", admin.to(&format!("/device?user_code={user_code}"))));
        links.push(Link::new("try-poll", "admin-try-poll", here("poll")));
    }
    if seen.can_refresh {
        links.push(Link::new("try-refresh", "admin-try-refresh", here("refresh")));
    }
    if seen.can_revoke {
        links.push(Link::danger("try-revoke", "admin-try-revoke", here("revoke")));
    }
    let good =
        |key, token: &Option<(String, bool)>| token.as_ref().map(|(_, good)| Fact::of(key, Cell::yes_or_no(*good)));
    let facts =
        [good("admin-try-id-token-ours", &seen.id_token), good("admin-try-access-token-good", &seen.access_token)];
    let shown = AdminRecordPage {
        layout: admin.layout(),
        frame: admin.frame(Section::Clients),
        title: Text::named("admin-try-title", client.metadata.client_name.as_str()),
        up: Link::new("up", "admin-try-client", admin.to(&clients::path(&client))),
        facts: facts.into_iter().flatten().collect(),
        links,
        parts: parts(&seen),
    };
    Ok(admin.show(&shown))
}

/// What can be done at a trial's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Poll,
    Refresh,
    Revoke,
}

impl Act {
    fn parse(word: &str) -> Result<Self, Refused> {
        match word {
            "poll" => Ok(Self::Poll),
            "refresh" => Ok(Self::Refresh),
            "revoke" => Ok(Self::Revoke),
            _ => Err(Rule::PathUnknown.into()),
        }
    }

    fn question(self, id: &str) -> Question {
        let (title, consequence, label) = match self {
            Self::Poll => ("admin-try-poll-title", "admin-try-refresh-consequence", "admin-try-poll"),
            Self::Refresh => ("admin-try-refresh-title", "admin-try-refresh-consequence", "admin-try-refresh"),
            Self::Revoke => ("admin-try-revoke-title", "admin-try-revoke-consequence", "admin-try-revoke"),
        };
        let (back, danger) = (format!("/admin/try/{id}"), self == Self::Revoke);
        Question { section: Section::Clients, title: Text::of(title), consequence, label, danger, back }
    }
}

/// Asks before a request in the client's name, or before the grant is ended.
#[handler]
pub async fn ask(admin: Admin, Path((id, word)): Path<(String, String)>) -> Result<Response> {
    let act = Act::parse(&word)?;
    trial::show(admin.deps(), &admin.actor, &id).await.map_err(refused)?;
    act.question(&id).ask(&admin).await
}

/// Does it.
#[handler]
pub async fn perform(Path((id, word)): Path<(String, String)>, deed: Deed) -> Result<Response> {
    let (admin, act) = (&deed.admin, Act::parse(&word)?);
    let question = act.question(&id);
    question.guard(admin).await?;
    let (deps, actor, here) = (admin.deps(), &admin.actor, format!("/admin/try/{id}"));
    let done = match act {
        Act::Poll => trial::poll(deps, actor, &id).await,
        Act::Refresh => trial::refresh(deps, actor, &id).await,
        Act::Revoke => trial::revoke(deps, actor, &id).await,
    };
    match done {
        Ok(()) if act == Act::Revoke => Ok(admin.done(&here, Note::Revoked).await),
        Ok(()) => Ok(see_other(&admin.context.path(&here))),
        Err(error) => question.failed(admin, error),
    }
}
