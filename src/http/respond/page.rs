//! Pages.

use super::{Recorded, headers, status_of};
use crate::flow::authorize::AuthorizationResponse;
use crate::http::context::Context;
use crate::protocol::redirect_uri::VerifiedRedirect;
use crate::protocol::{Code, Rule};
use crate::view::{ErrorKind, ErrorPage, FootLinks, FormPostPage, Layout, Page, WebUrl};
use http::StatusCode;
use poem::{IntoResponse, Response};

/// What pages have in common: the language that the person reads, and whose pages these are.
#[must_use]
pub fn layout(context: &Context) -> Layout {
    let settings = context.state.settings();
    let branding = &settings.branding;
    let link = |url: &Option<String>| url.as_deref().and_then(WebUrl::parse);
    let links = FootLinks {
        support: link(&branding.support_url),
        imprint: link(&branding.imprint_url),
        privacy: link(&branding.privacy_url),
    };
    let layout = Layout::new(settings.issuer.base_path(), &branding.product_name).in_language(context.language());
    let layout = layout.with_links(links);
    if context.wanted.again { layout.with_choice() } else { layout }
}

/// A rendered page. A template that fails is a failure of ours; every page was rendered once at start.
#[must_use]
pub fn render(context: &Context, status: StatusCode, page: &impl Page) -> Response {
    let (status, html) = match context.state.pages.render(page) {
        Ok(html) => (status, html),
        Err(error) => {
            tracing::error!(cause = %error, "page cannot be rendered");
            (StatusCode::INTERNAL_SERVER_ERROR, "The page cannot be shown.".to_owned())
        }
    };
    let mut response = html.into_response();
    response.set_status(status);
    headers::set(&mut response, http::header::CONTENT_TYPE, "text/html; charset=utf-8");
    headers::set(&mut response, http::header::CONTENT_LANGUAGE, page.language().as_str());
    headers::set(&mut response, http::header::VARY, "Accept-Language, Cookie");
    response
}

/// What a form page may do: send its form here and, after it, follow the redirect to the client, which Chromium checks
/// against `form-action` as well; and show the client's logo.
pub fn allow_form(response: &mut Response, redirect: Option<&VerifiedRedirect>, logo: Option<&str>) {
    let target = redirect.map(VerifiedRedirect::csp_source).unwrap_or_default();
    let form_action = if target.contains('[') { String::new() } else { format!("form-action 'self' {target}; ") };
    let image = logo.and_then(crate::protocol::redirect_uri::origin).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self' {image}; {form_action}frame-ancestors 'none'; base-uri 'none'"
    );
    headers::set(response, http::header::CONTENT_SECURITY_POLICY, &policy);
}

/// Lets a page load our own script files, beside what it may do already.
pub fn allow_own_script(response: &mut Response) {
    let present = response.headers().get(http::header::CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
    let policy = format!("{}; script-src 'self'", present.unwrap_or(headers::STRICT_POLICY));
    headers::set(response, http::header::CONTENT_SECURITY_POLICY, &policy);
}

/// The page that brings a response to the client by POST (OAuth 2.0 Form Post Response Mode §2): by itself where scripts
/// run, else by its button.
#[must_use]
pub fn form_post(context: &Context, response: &AuthorizationResponse) -> Response {
    let nonce = context.state.services.random.token();
    let page = FormPostPage::new(layout(context), response.to(), &response.params(), &nonce);
    let mut answer = render(context, StatusCode::OK, &page);
    // No form-action: Chromium holds it against every redirect that follows the POST, and only the client knows where that
    // goes. The one form of the page leads to a verified redirect URI.
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'nonce-{nonce}'; frame-ancestors 'none'; \
        base-uri 'none'"
    );
    headers::set(&mut answer, http::header::CONTENT_SECURITY_POLICY, &policy);
    answer
}

/// Lets a page load frames of these origins and no others. An IPv6 address cannot stand in a policy; its frame is left
/// out by the browser.
pub fn allow_frames<'a>(response: &mut Response, origins: impl Iterator<Item = &'a str>) {
    let origins: std::collections::BTreeSet<_> = origins.filter(|origin| !origin.contains('[')).collect();
    if origins.is_empty() {
        return;
    }
    let origins = origins.into_iter().collect::<Vec<_>>().join(" ");
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-src {origins}; \
        frame-ancestors 'none'; base-uri 'none'"
    );
    headers::set(response, http::header::CONTENT_SECURITY_POLICY, &policy);
}

/// The page of a refusal that cannot be sent to a client.
#[must_use]
pub fn error(context: &Context, recorded: &Recorded) -> Response {
    let rule = recorded.fault.rule;
    let (layout, kind) = (layout(context), kind(rule));
    let back = match kind {
        ErrorKind::NotFound => Some(layout.path("/")),
        ErrorKind::Forbidden => Some(layout.path("/account")),
        _ => None,
    };
    let worth_a_look = !matches!(kind, ErrorKind::NotFound | ErrorKind::Forbidden);
    let console_is_here = context.state.settings().admin.listen.is_none();
    let explanation = layout.path(&format!("/admin/refusals/{}", recorded.id));
    let page = ErrorPage {
        layout,
        explanation: (worth_a_look && console_is_here).then_some(explanation),
        kind,
        code: rule.code().as_str().to_owned(),
        description: rule.description().to_owned(),
        id: recorded.id.clone(),
        mend: Some(rule.mend().to_owned()),
        section: Some(rule.section().to_owned()),
        back,
    };
    render(context, status_of(&recorded.fault), &page)
}

fn kind(rule: Rule) -> ErrorKind {
    match (rule, rule.code()) {
        (Rule::PathUnknown, _) => ErrorKind::NotFound,
        (Rule::NotAdministrator, _) => ErrorKind::Forbidden,
        // A forged form and one of a browser whose cookie was renewed meanwhile look alike.
        (Rule::InteractionUnknown | Rule::FormForged, _) => ErrorKind::Expired,
        (_, Code::TemporarilyUnavailable) => ErrorKind::Busy,
        (_, Code::ServerError) => ErrorKind::Server,
        _ => ErrorKind::Request,
    }
}
