//! `/language`: the form at the foot of every page.

use crate::http::context::Context;
use crate::http::cookie;
use crate::http::form::PageForm;
use crate::http::respond::redirect::see_other;
use crate::http::respond::{Refused, headers};
use crate::http::routes::{Policy, resolve};
use crate::model::Language;
use crate::protocol::Rule;
use poem::{Request, Response, Result, handler};
use url::Url;

/// Keeps the choice in the browser and goes back to the page. There is nothing to gain by forging it, and error pages know no
/// browser that a proof could be made for: what the browser says of the form's origin is enough.
#[handler]
pub fn post(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    form.check_not_repeated().map_err(Refused::from)?;
    if !is_ours(&context, request) {
        return Err(Refused::from(Rule::FormForged).into());
    }
    let language = form.get("language").and_then(Language::parse).ok_or(Refused::from(Rule::FormMalformed))?;
    let mut response = see_other(&back(&context, request));
    let secure = context.state.settings().cookie_secure();
    headers::add_cookies(&mut response, &[cookie::write_language(language, secure)]);
    Ok(response)
}

/// Whether the form stood on a page of this origin, as far as the browser says (Fetch Metadata, or RFC 6454 §7).
fn is_ours(context: &Context, request: &Request) -> bool {
    let said = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or_default());
    match (said("sec-fetch-site"), said("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let own =
                Url::parse(context.state.settings().issuer.as_str()).map(|url| url.origin().ascii_serialization());
            own.is_ok_and(|own| own == origin)
        }
        (None, None) => true,
    }
}

/// The page that the form stood on, where the browser names it; else the front page. Only the path counts, and only one that
/// is a page of ours.
fn back(context: &Context, request: &Request) -> String {
    let base = context.state.settings().issuer.base_path();
    let referer = request.headers().get(http::header::REFERER).and_then(|value| value.to_str().ok());
    let url = referer.and_then(|text| Url::parse(text).ok());
    let is_page = |url: &Url| {
        resolve(url.path(), base).is_some_and(|route| route.policy == Policy::Page && route.methods.contains(&"GET"))
    };
    match url.filter(is_page) {
        Some(url) => match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        },
        None => context.path("/"),
    }
}
