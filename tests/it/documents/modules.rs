//! The modules of the `OpenID` Foundation's conformance plans for providers (`openid-certification/conformance-suite`), and
//! which test says of each what it demands: a test whose name begins with the module's, hyphens as underscores.

/// Each module with the plans that run it, `oidcc-` and `-certification-test-plan` left out. The `formpost-` plans run the
/// modules of the plan of the same name.
pub const MODULES: &[(&str, &[&str])] = &[
    ("oidcc-server", &["basic", "implicit", "hybrid", "dynamic"]),
    ("oidcc-response-type-missing", &["basic", "implicit", "hybrid"]),
    ("oidcc-idtoken-signature", &["basic", "implicit", "hybrid"]),
    ("oidcc-idtoken-unsigned", &["basic", "dynamic"]),
    ("oidcc-userinfo-get", &["basic", "implicit", "hybrid"]),
    ("oidcc-userinfo-post-header", &["basic", "implicit", "hybrid"]),
    ("oidcc-userinfo-post-body", &["basic", "implicit", "hybrid"]),
    ("oidcc-ensure-request-without-nonce-succeeds-for-code-flow", &["basic", "hybrid"]),
    ("oidcc-scope-profile", &["basic", "implicit", "hybrid"]),
    ("oidcc-scope-email", &["basic", "implicit", "hybrid"]),
    ("oidcc-scope-address", &["basic", "implicit", "hybrid"]),
    ("oidcc-scope-phone", &["basic", "implicit", "hybrid"]),
    ("oidcc-scope-all", &["basic", "implicit", "hybrid"]),
    ("oidcc-alternate-happy-flow", &["basic", "implicit", "hybrid"]),
    ("oidcc-display-page", &["basic", "implicit", "hybrid"]),
    ("oidcc-display-popup", &["basic", "implicit", "hybrid"]),
    ("oidcc-prompt-login", &["basic", "implicit", "hybrid"]),
    ("oidcc-prompt-none-not-logged-in", &["basic", "implicit", "hybrid"]),
    ("oidcc-prompt-none-logged-in", &["basic", "implicit", "hybrid"]),
    ("oidcc-max-age-1", &["basic", "implicit", "hybrid"]),
    ("oidcc-max-age-10000", &["basic", "implicit", "hybrid"]),
    ("oidcc-ensure-request-with-unknown-parameter-succeeds", &["basic", "implicit", "hybrid"]),
    ("oidcc-id-token-hint", &["basic", "implicit", "hybrid"]),
    ("oidcc-login-hint", &["basic", "implicit", "hybrid"]),
    ("oidcc-ui-locales", &["basic", "implicit", "hybrid"]),
    ("oidcc-claims-locales", &["basic", "implicit", "hybrid"]),
    ("oidcc-ensure-request-with-acr-values-succeeds", &["basic", "implicit", "hybrid"]),
    ("oidcc-codereuse", &["basic", "hybrid"]),
    ("oidcc-codereuse-30seconds", &["basic", "hybrid"]),
    ("oidcc-ensure-registered-redirect-uri", &["basic", "implicit", "hybrid"]),
    ("oidcc-ensure-post-request-succeeds", &["basic"]),
    ("oidcc-server-client-secret-post", &["basic", "hybrid"]),
    ("oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported", &["basic", "implicit", "hybrid"]),
    ("oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported", &["basic", "implicit", "hybrid"]),
    ("oidcc-claims-essential", &["basic", "implicit", "hybrid"]),
    ("oidcc-ensure-request-object-with-redirect-uri", &["basic", "implicit", "hybrid", "dynamic"]),
    ("oidcc-refresh-token", &["basic", "hybrid", "dynamic"]),
    ("oidcc-ensure-request-with-valid-pkce-succeeds", &["basic", "hybrid"]),
    ("oidcc-ensure-request-without-nonce-fails", &["implicit", "hybrid"]),
    ("oidcc-discovery-endpoint-verification", &["config", "dynamic"]),
    ("oidcc-idtoken-rs256", &["dynamic"]),
    ("oidcc-userinfo-rs256", &["dynamic"]),
    ("oidcc-ensure-redirect-uri-in-authorization-request", &["dynamic"]),
    ("oidcc-redirect-uri-query-OK", &["dynamic"]),
    ("oidcc-redirect-uri-query-mismatch", &["dynamic"]),
    ("oidcc-redirect-uri-query-added", &["dynamic"]),
    ("oidcc-redirect-uri-regfrag", &["dynamic"]),
    ("oidcc-registration-logo-uri", &["dynamic"]),
    ("oidcc-registration-policy-uri", &["dynamic"]),
    ("oidcc-registration-tos-uri", &["dynamic"]),
    ("oidcc-registration-jwks-uri", &["dynamic"]),
    ("oidcc-registration-sector-uri", &["dynamic"]),
    ("oidcc-registration-sector-bad", &["dynamic"]),
    ("oidcc-server-rotate-keys", &["dynamic"]),
    ("oidcc-refresh-token-rp-key-rotation", &["dynamic"]),
    ("oidcc-request-uri-unsigned", &["dynamic"]),
    ("oidcc-request-uri-signed-rs256", &["dynamic"]),
    ("oidcc-ensure-client-assertion-with-iss-aud-succeeds", &["dynamic"]),
    ("oidcc-3rd_party-init-login", &["3rdparty-init-login"]),
    ("oidcc-3rd_party-init-login-nohttps", &["3rdparty-init-login"]),
    ("oidcc-rp-initiated-logout-discovery-endpoint-verification", &["rp-initiated-logout"]),
    ("oidcc-rp-initiated-logout", &["rp-initiated-logout"]),
    ("oidcc-rp-initiated-logout-bad-post-logout-redirect-uri", &["rp-initiated-logout"]),
    ("oidcc-rp-initiated-logout-modified-id-token-hint", &["rp-initiated-logout"]),
    ("oidcc-rp-initiated-logout-no-id-token-hint", &["rp-initiated-logout"]),
    ("oidcc-rp-initiated-logout-no-params", &["rp-initiated-logout"]),
    ("oidcc-rp-initiated-logout-no-post-logout-redirect-uri", &["rp-initiated-logout"]),
    ("oidcc-rp-initiated-logout-no-state", &["rp-initiated-logout"]),
    ("oidcc-rp-initiated-logout-only-state", &["rp-initiated-logout"]),
    ("oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri", &["rp-initiated-logout"]),
    ("oidcc-rp-initiated-logout-bad-id-token-hint", &["rp-initiated-logout"]),
    ("oidcc-session-management-discovery-endpoint-verification", &["session-management"]),
    ("oidcc-session-management-rp-initiated-logout", &["session-management"]),
    ("oidcc-frontchannel-logout-discovery-endpoint-verification", &["frontchannel-rp-initiated-logout"]),
    ("oidcc-frontchannel-rp-initiated-logout", &["frontchannel-rp-initiated-logout"]),
    ("oidcc-backchannel-logout-discovery-endpoint-verification", &["backchannel-rp-initiated-logout"]),
    ("oidcc-backchannel-rp-initiated-logout", &["backchannel-rp-initiated-logout"]),
];

/// The module that a test of this name is about: of those whose names it begins with, the longest.
pub fn module_of(test: &str) -> Option<&'static str> {
    let about = |module: &&str| {
        let rest = test.strip_prefix(module.to_lowercase().replace('-', "_").as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    MODULES.iter().map(|(module, _)| *module).filter(about).max_by_key(|module| module.len())
}

/// The plans that run a module, in words.
pub fn plans_of(plans: &[&str]) -> String {
    let form_post = plans.iter().filter(|plan| ["basic", "implicit", "hybrid"].contains(plan));
    let form_post = form_post.map(|plan| format!("formpost-{plan}"));
    plans.iter().map(|plan| (*plan).to_owned()).chain(form_post).collect::<Vec<_>>().join(", ")
}
