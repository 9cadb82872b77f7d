//! `/docs`: the OpenAPI description to click through, with a sign-in that works. Nothing is loaded from elsewhere, and no
//! script stands in a page.

use super::context::Context;
use super::endpoint::assets::file;
use super::respond::headers;
use poem::{IntoResponse, Response, handler};
use poem_openapi::OpenApiService;
use std::sync::LazyLock;

/// Swagger UI injects a few styles of its own and shows images as data.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const REDIRECT_POLICY: &str = "default-src 'none'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'";
const START: &str = include_str!("docs/start.js");
const REDIRECT: &str = include_str!("docs/oauth2-redirect.js");
const STYLE: &str = include_str!("docs/docs.css");

/// Stylesheet and script of Swagger UI, as poem-openapi has them; the stylesheet with ours after it.
static BUNDLE: LazyLock<(String, String)> = LazyLock::new(|| {
    let html = OpenApiService::new((), "", "").swagger_ui_html();
    (
        between(&html, "<style charset=\"UTF-8\">", "</style>") + STYLE,
        between(&html, "<script charset=\"UTF-8\">", "</script>\n</head>"),
    )
});

fn between(html: &str, from: &str, to: &str) -> String {
    let after = html.split_once(from).map_or("", |(_, after)| after);
    after.split_once(to).map_or("", |(inner, _)| inner).to_owned()
}

/// The page.
#[handler]
pub fn page(context: Context) -> Response {
    let base = context.path("");
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>API · Symbolon</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <link rel=\"icon\" href=\"{base}/assets/logo.svg\">\n\
         <link rel=\"stylesheet\" href=\"{base}/docs/swagger-ui.css\">\n</head>\n\
         <body>\n<header class=\"masthead\"><a href=\"{base}/\"><img src=\"{base}/assets/logo.svg\" alt=\"\" \
         width=\"32\" height=\"32\">Symbolon</a></header>\n<main id=\"ui\"></main>\n<script charset=\"utf-8\" src=\"{base}/docs/swagger-ui.js\"></script>\n\
         <script src=\"{base}/docs/start.js\"></script>\n</body>\n</html>\n"
    );
    html_page(html, POLICY)
}

/// Its stylesheet.
#[handler]
pub fn style() -> Response {
    file(BUNDLE.0.as_str(), "text/css; charset=utf-8")
}

/// Its script.
#[handler]
pub fn bundle() -> Response {
    file(BUNDLE.1.as_str(), "text/javascript; charset=utf-8")
}

/// What starts it.
#[handler]
pub fn start() -> Response {
    file(START, "text/javascript; charset=utf-8")
}

/// Where the sign-in of the page comes back to.
#[handler]
pub fn redirect_page(context: Context) -> Response {
    let base = context.path("");
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Signed in · Symbolon</title>\n\
         <script src=\"{base}/docs/oauth2-redirect.js\"></script>\n</head>\n<body>You can close this window.</body>\n</html>\n"
    );
    html_page(html, REDIRECT_POLICY)
}

/// What hands the response over.
#[handler]
pub fn redirect_script() -> Response {
    file(REDIRECT, "text/javascript; charset=utf-8")
}

fn html_page(html: String, policy: &'static str) -> Response {
    let mut response = html.into_response();
    headers::set(&mut response, http::header::CONTENT_TYPE, "text/html; charset=utf-8");
    headers::set(&mut response, http::header::CONTENT_SECURITY_POLICY, policy);
    response
}

#[cfg(test)]
mod tests {
    use super::BUNDLE;

    #[test]
    fn swagger_ui_is_taken_out_of_its_page() {
        assert!(BUNDLE.0.contains(".swagger-ui"), "style");
        assert!(BUNDLE.1.contains("SwaggerUIBundle") && BUNDLE.1.len() > 100_000, "script");
        assert!(!BUNDLE.1.contains("<div id=\"ui\">"), "nothing after the script");
    }
}
