//! Resource indicators (RFC 8707).

use super::rule::{Fault, Rule};
use super::scope::{PERSONAL, is_administrative};
use crate::model::{AccessTokenFormat, ClientMetadata, Resource, Scope, ScopeDefinition, Seconds, SigningAlgorithm};
use url::Url;

/// Most resources that one request may name.
const MOST: usize = 10;
/// Longest URI of a resource, in bytes.
const LONGEST: usize = 1024;

/// Checks what is to be registered of a resource and says everything that is wrong with it.
///
/// # Errors
/// One sentence per problem, for the person who registers.
pub fn check_resource(resource: &Resource, known_scopes: &[ScopeDefinition]) -> Result<(), Vec<String>> {
    let mut problems = Vec::new();
    if !is_resource_uri(&resource.uri) {
        problems.push("a resource is an absolute URI without fragment, as https://api.example.com/".to_owned());
    }
    if resource.name.trim().is_empty() || resource.name.len() > 200 || resource.name.chars().any(char::is_control) {
        problems.push("name must be 1 to 200 bytes of visible text".to_owned());
    }
    if let Some(token) = resource.scope.iter().find(|token| !known_scopes.iter().any(|known| known.name == *token)) {
        problems.push(format!("scope {token:?} does not exist; add it first with `symbolon scope add`"));
    }
    if resource.access_token_lifetime.is_some_and(|seconds| !(1..=31_536_000).contains(&seconds)) {
        problems.push("access_token_lifetime must be 1 to 31536000 seconds".to_owned());
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Whether `text` can name a resource: an absolute URI without fragment (RFC 8707 §2), nor space.
#[must_use]
pub fn is_resource_uri(text: &str) -> bool {
    let plain = text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic());
    plain && !text.contains('#') && Url::parse(text).is_ok_and(|url| !url.cannot_be_a_base() || url.scheme() == "urn")
}

/// The registered resources that a request of `client` names, each once, in order.
///
/// # Errors
/// [`Rule::ResourceMalformed`], [`Rule::ResourceUnknown`], [`Rule::ResourceNotAllowed`].
pub fn requested<'a>(
    known: &'a [Resource],
    client: &ClientMetadata,
    named: impl Iterator<Item = &'a str>,
) -> Result<Vec<&'a Resource>, Fault> {
    let mut found: Vec<&Resource> = Vec::new();
    for uri in named {
        if !is_resource_uri(uri) || found.len() >= MOST {
            return Err(Rule::ResourceMalformed.into());
        }
        let resource = known.iter().find(|resource| resource.uri == uri);
        let resource = resource.ok_or_else(|| Fault::new(Rule::ResourceUnknown).received(uri))?;
        if !client.resources.is_empty() && !client.resources.iter().any(|allowed| allowed == uri) {
            let expected = client.resources.join(" ");
            return Err(Fault::new(Rule::ResourceNotAllowed).received(uri).expected(expected));
        }
        if !found.contains(&resource) {
            found.push(resource);
        }
    }
    Ok(found)
}

/// The resources of a token request: those it names, which must be of the grant, or all of the grant's (RFC 8707 §2.2).
///
/// # Errors
/// [`Rule::ResourceNotGranted`] for any other.
pub fn narrow_resources<'a>(granted: &'a [String], named: Vec<&'a str>) -> Result<Vec<&'a str>, Fault> {
    if named.is_empty() {
        return Ok(granted.iter().map(String::as_str).collect());
    }
    match named.iter().find(|uri| !granted.iter().any(|known| known == *uri)) {
        Some(other) => Err(Fault::new(Rule::ResourceNotGranted).received(other).expected(granted.join(" "))),
        None => Ok(named),
    }
}

/// Where an access token may be used, and what it looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its audiences.
    pub audience: Vec<String>,
    /// What it allows there.
    pub scope: Scope,
    /// Seconds that it lives.
    pub lifetime: Seconds,
    /// What it looks like.
    pub format: AccessTokenFormat,
    /// What signs it, where it is a JWT.
    pub alg: SigningAlgorithm,
}

/// What the server gives where nothing is said of it.
#[derive(Clone, Copy, Debug)]
pub struct TargetDefaults<'a> {
    /// Audience of a token for which no resource was asked.
    pub audience: &'a str,
    /// The issuer, an audience of every token with `openid`: userinfo takes it.
    pub issuer: &'a str,
    /// Seconds that the client's access tokens live.
    pub lifetime: Seconds,
}

/// The access token for `scope` at `resources`: their audiences, the scopes that mean something there, the shortest
/// life, and the one form that all of them take. One with an administrative scope is for the issuer and nobody else.
///
/// # Errors
/// [`Rule::ScopeNotOfResource`] when nothing of the scope is left, [`Rule::ResourcesDiffer`].
pub fn target(
    client: &ClientMetadata,
    scope: &Scope,
    resources: &[&Resource],
    defaults: TargetDefaults<'_>,
) -> Result<Target, Fault> {
    let understood = |token: &str| {
        let of = |resource: &&Resource| resource.scope.is_empty() || resource.scope.contains(token);
        // No API gets a token that it could bring to us and administer with.
        let elsewhere = !is_administrative(token) && resources.iter().any(of);
        resources.is_empty() || PERSONAL.contains(&token) || elsewhere
    };
    let narrowed = scope.filter(understood);
    if narrowed.is_empty() {
        return Err(Fault::new(Rule::ScopeNotOfResource).received(scope.to_string()));
    }
    let by_client = (client.access_token_format.unwrap_or_default(), client.access_token_signed_response_alg);
    let form = |resource: &&Resource| {
        let format = resource.access_token_format.unwrap_or(by_client.0);
        (format, resource.access_token_signed_response_alg.unwrap_or(by_client.1))
    };
    let mut forms = resources.iter().map(form);
    let (format, alg) = forms.next().unwrap_or(by_client);
    if forms.any(|other| other != (format, alg)) {
        return Err(Rule::ResourcesDiffer.into());
    }
    let mut audience: Vec<String> = resources.iter().map(|resource| resource.uri.clone()).collect();
    if audience.is_empty() {
        let administers = narrowed.iter().any(is_administrative);
        audience.push(if administers { defaults.issuer } else { defaults.audience }.to_owned());
    }
    if narrowed.contains("openid") && !audience.iter().any(|known| known == defaults.issuer) {
        audience.push(defaults.issuer.to_owned());
    }
    let lifetime = resources.iter().filter_map(|resource| resource.access_token_lifetime).min();
    Ok(Target { audience, scope: narrowed, lifetime: lifetime.unwrap_or(defaults.lifetime), format, alg })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(uri: &str, scope: &str, format: Option<AccessTokenFormat>, life: Option<Seconds>) -> Resource {
        Resource {
            uri: uri.to_owned(),
            name: "API".to_owned(),
            scope: Scope::from_text(scope),
            access_token_lifetime: life,
            access_token_format: format,
            access_token_signed_response_alg: None,
        }
    }

    const DEFAULTS: TargetDefaults<'_> = TargetDefaults { audience: "default", issuer: "iss", lifetime: 600 };

    fn aim(scope: &str, resources: &[&Resource]) -> Result<Target, Rule> {
        let client = ClientMetadata::named("t");
        target(&client, &Scope::from_text(scope), resources, DEFAULTS).map_err(|fault| fault.rule)
    }

    #[test]
    fn only_absolute_uris_without_fragment_name_a_resource() {
        for good in ["https://api.example", "https://api.example/v1?x=1", "urn:example:api", "mcp://host/path"] {
            assert!(is_resource_uri(good), "{good}");
        }
        let long = format!("https://api.example/{}", "x".repeat(2000));
        for bad in ["", "api", "/v1", "//api.example", "https://api.example/#x", "https://a b", "mailto:x", &long] {
            assert!(!is_resource_uri(bad), "{bad}");
        }
    }

    #[test]
    fn unknown_foreign_and_too_many_resources_are_refused() {
        let known = [resource("https://a.example/", "", None, None), resource("https://b.example/", "", None, None)];
        let mut client = ClientMetadata::named("t");
        let names = |client: &ClientMetadata, named: &[&'static str]| {
            let found = requested(&known, client, named.iter().copied()).map_err(|fault| fault.rule);
            found.map(|found| found.len())
        };
        assert_eq!(names(&client, &["https://a.example/", "https://a.example/"]), Ok(1));
        assert_eq!(names(&client, &["https://c.example/"]), Err(Rule::ResourceUnknown));
        assert_eq!(names(&client, &["https://a.example"]), Err(Rule::ResourceUnknown), "compared to the letter");
        assert_eq!(names(&client, &["https://a.example/#"]), Err(Rule::ResourceMalformed));
        client.resources = vec!["https://b.example/".to_owned()];
        assert_eq!(names(&client, &["https://a.example/"]), Err(Rule::ResourceNotAllowed));
        assert_eq!(names(&client, &["https://b.example/"]), Ok(1));
    }

    #[test]
    fn token_without_a_resource_is_for_the_default_audience() {
        assert_eq!(aim("read", &[]).unwrap().audience, ["default"]);
        assert_eq!(aim("openid read", &[]).unwrap().audience, ["default", "iss"]);
    }

    #[test]
    fn token_that_administers_is_for_the_issuer_alone() {
        assert_eq!(aim("openid read admin:users:read", &[]).unwrap().audience, ["iss"]);
        let all = resource("https://a.example/", "", None, None);
        assert_eq!(aim("read admin:users:read", &[&all]).unwrap().scope.to_string(), "read");
        let named = resource("https://a.example/", "admin:users:read", None, None);
        assert_eq!(aim("admin:users:read", &[&named]), Err(Rule::ScopeNotOfResource));
    }

    #[test]
    fn token_for_a_resource_has_its_audience_scopes_and_life() {
        let notes = resource("https://a.example/", "read", None, Some(60));
        let aimed = aim("openid read write", &[&notes]).unwrap();
        assert_eq!(aimed.audience, ["https://a.example/", "iss"]);
        assert_eq!((aimed.scope.to_string().as_str(), aimed.lifetime), ("openid read", 60));
        assert_eq!(aim("write", &[&notes]), Err(Rule::ScopeNotOfResource));
    }

    #[test]
    fn resources_of_one_token_take_one_format() {
        let jwt = resource("https://a.example/", "", Some(AccessTokenFormat::Jwt), Some(300));
        let opaque = resource("https://b.example/", "", Some(AccessTokenFormat::Opaque), Some(60));
        assert_eq!(aim("read", &[&jwt, &opaque]), Err(Rule::ResourcesDiffer));
        let other = resource("https://c.example/", "", None, Some(60));
        assert_eq!(aim("read", &[&jwt, &other]).unwrap().lifetime, 60);
        assert_eq!(aim("read", &[&opaque]).unwrap().format, AccessTokenFormat::Opaque);
    }

    #[test]
    fn token_request_names_a_part_of_what_was_granted() {
        let granted = ["a".to_owned(), "b".to_owned()];
        assert_eq!(narrow_resources(&granted, vec![]).unwrap(), ["a", "b"]);
        assert_eq!(narrow_resources(&granted, vec!["b"]).unwrap(), ["b"]);
        assert_eq!(narrow_resources(&granted, vec!["c"]).unwrap_err().rule, Rule::ResourceNotGranted);
        assert_eq!(narrow_resources(&[], vec!["c"]).unwrap_err().rule, Rule::ResourceNotGranted);
    }
}
