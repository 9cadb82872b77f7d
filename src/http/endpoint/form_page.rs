//! What the pages with forms have in common: proofs of origin, and clients as people see them.

use crate::flow::authorize::AuthorizeError;
use crate::flow::interaction::{self, Interaction, LOGIN_PAGE, SIGN_UP_PAGE, Step};
use crate::http::context::{Browser, Context};
use crate::http::respond::redirect::proceed;
use crate::http::respond::{Refused, page};
use crate::model::{BrowserHash, Client, Scope, UserId};
use crate::protocol::Rule;
use crate::protocol::language::localized;
use crate::protocol::params::Params;
use crate::view::{ClientView, Form, LogoUrl, ResourceView, ScopeView, WebUrl};
use poem::{Request, Response};

/// Name of the form that changes the account, which stands on the consent page.
pub(super) const SWITCH_FORM: &str = "switch-account";

/// The request behind `handle` if it waits for `page`; otherwise where the browser goes instead.
pub(super) async fn waiting(
    context: &Context,
    request: &Request,
    handle: &str,
    page: &'static str,
) -> Result<(Browser, Interaction), Response> {
    let loaded = interaction::load(&context.deps, Browser::known(context, request).as_ref(), handle).await;
    let browser = Browser::known_or_new(context, request);
    let interaction = loaded.map_err(|error| proceed(context, &browser, Err(error)))?;
    let step = interaction.step(&context.deps);
    let signs_in = |page: &str| matches!(page, LOGIN_PAGE | SIGN_UP_PAGE);
    if step == Step::Page(page) || (signs_in(page) && matches!(step, Step::Page(other) if signs_in(other))) {
        return Ok((browser, interaction));
    }
    Err(proceed(context, &browser, interaction::proceed(&context.deps, &interaction, handle).await))
}

/// The request behind `handle` whatever it waits for; otherwise where the browser goes instead.
pub(super) async fn any(
    context: &Context,
    request: &Request,
    handle: &str,
) -> Result<(Browser, Interaction), Response> {
    let loaded = interaction::load(&context.deps, Browser::known(context, request).as_ref(), handle).await;
    let browser = Browser::known_or_new(context, request);
    match loaded {
        Ok(interaction) => Ok((browser, interaction)),
        Err(error) => Err(proceed(context, &browser, Err(error))),
    }
}

/// A form of a page with its proof of origin.
pub(super) fn form_for(context: &Context, browser: &BrowserHash, name: &str, path: &str, handle: Option<&str>) -> Form {
    Form {
        action: page::layout(context).path(path),
        csrf: context.deps.csrf(browser, name, handle.unwrap_or_default()),
        request: handle.map(str::to_owned),
    }
}

/// Name of the mark of a person in the proof of a form.
const PERSON: &str = "person";

/// `form` for nobody but this person. A browser has several accounts and turns to another while a page is open: what was shown
/// to one must not be done to the other.
pub(super) fn for_person(context: &Context, browser: &BrowserHash, person: &UserId, form: Form) -> Form {
    Form { csrf: format!("{}.{}", form.csrf, context.deps.csrf(browser, PERSON, person.as_str())), ..form }
}

/// Whether the form was shown to this person in this browser.
pub(super) fn is_for_person(context: &Context, browser: &BrowserHash, person: &UserId, form: &Params) -> bool {
    let mark = form.get("csrf").and_then(|proof| proof.split_once('.')).map(|(_, mark)| mark);
    mark.is_some_and(|mark| context.deps.csrf_holds(browser, PERSON, person.as_str(), mark))
}

/// The browser that a form came from, if it is the one that the form was made for (RFC 6749 §10.12).
///
/// # Errors
/// [`Rule::FormForged`].
pub(super) fn check_origin(
    context: &Context,
    request: &Request,
    form: &Params,
    name: &str,
    handle: &str,
) -> Result<BrowserHash, Refused> {
    let browser = Browser::known(context, request).ok_or(Refused::from(Rule::FormForged))?;
    let proof = form.get("csrf").unwrap_or_default();
    let proof = proof.split_once('.').map_or(proof, |(proof, _)| proof);
    if context.deps.csrf_holds(&browser, name, handle, proof) { Ok(browser) } else { Err(Rule::FormForged.into()) }
}

/// A client as the pages show it, with what it has in the language of the page (OpenID Connect Dynamic Client Registration
/// §2.1).
pub(super) fn client_view(context: &Context, registered: &Client) -> ClientView {
    let client = &registered.metadata;
    let language = context.language();
    let own =
        |member: &str, plain: Option<&str>| localized(&client.localized, member, language).or(plain).map(str::to_owned);
    let link = |member: &str, plain: &Option<String>| own(member, plain.as_deref()).as_deref().and_then(WebUrl::parse);
    let logo = own("logo_uri", client.logo_uri.as_deref());
    ClientView {
        name: own("client_name", None).unwrap_or_else(|| client.client_name.clone()),
        logo: logo.as_deref().and_then(LogoUrl::parse),
        website: link("client_uri", &client.client_uri),
        policy: link("policy_uri", &client.policy_uri),
        terms: link("tos_uri", &client.tos_uri),
        unverified: registered.registered_itself(),
    }
}

/// A form that was sent for a request that has ended is answered by a page, whatever the client would be told.
pub(super) fn authorize_refused(error: AuthorizeError) -> Refused {
    match error {
        AuthorizeError::Page(error) | AuthorizeError::Redirect { error, .. } => Refused::new(error),
    }
}

/// Scopes as the pages show them.
pub(super) fn scope_views(context: &Context, scope: &Scope) -> Vec<ScopeView> {
    let described = |name: &str| {
        let known = context.deps.snapshot.scopes.iter().find(|scope| scope.name == name);
        ScopeView {
            name: name.to_owned(),
            description: known.map(|scope| context.describe_scope(scope)).unwrap_or_default(),
            claims: known.map(|scope| scope.claims.keys().cloned().collect()).unwrap_or_default(),
        }
    };
    scope.iter().map(described).collect()
}

/// The registered resources among `uris`, as the pages show them.
pub(super) fn resource_views(context: &Context, uris: &[String]) -> Vec<ResourceView> {
    let known = context.deps.snapshot.resources.iter().filter(|known| uris.contains(&known.uri));
    known.map(|known| ResourceView { name: known.name.clone(), uri: known.uri.clone() }).collect()
}
