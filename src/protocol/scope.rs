//! Scope (RFC 6749 §3.3).

use super::rule::{Fault, Rule};
use crate::model::{ClientMetadata, Permission, Scope, ScopeDefinition};

/// Scopes that mean a signed-in person.
pub const PERSONAL: [&str; 7] = ["openid", "profile", "email", "address", "phone", "groups", "offline_access"];
/// Longest `scope` parameter, in bytes.
const LONGEST: usize = 4096;

/// What a server does with a scope that it does not know or the client is not registered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// Answer `invalid_scope`.
    Refuse,
    /// Leave it out and report what was granted.
    Ignore,
}

/// The scopes known to the server and how it treats others.
#[derive(Clone, Copy, Debug)]
pub struct ScopeRules<'a> {
    /// Every registered scope.
    pub known: &'a [ScopeDefinition],
    /// What to do with others.
    pub unknown: Unknown,
    /// Given when neither request nor client names any.
    pub default: &'a Scope,
}

impl ScopeRules<'_> {
    /// The scope that a request of `client` stands for: what it asks for or the default, with combined scopes replaced
    /// by their parts.
    ///
    /// # Errors
    /// A malformed, unknown, unregistered or altogether missing scope.
    pub fn resolve(&self, client: &ClientMetadata, requested: Option<&str>) -> Result<Scope, Fault> {
        let asked = match requested {
            Some(text) => parse_scope(text)?,
            None => client.default_scope.clone().unwrap_or_else(|| self.default.clone()),
        };
        let mut granted = Vec::new();
        for token in asked.iter() {
            match self.check_token(client, token) {
                Ok(parts) => granted.extend(parts),
                Err(_) if self.unknown == Unknown::Ignore => {}
                Err(fault) => return Err(fault),
            }
        }
        let granted: Scope = granted.into_iter().collect();
        if granted.is_empty() { Err(Rule::ScopeMissing.into()) } else { Ok(granted) }
    }

    fn check_token(&self, client: &ClientMetadata, token: &str) -> Result<Vec<String>, Fault> {
        let Some(definition) = self.known.iter().find(|known| known.name == token) else {
            return Err(Fault::new(Rule::ScopeUnknown).received(token));
        };
        let parts = if definition.includes.is_empty() {
            vec![token.to_owned()]
        } else {
            definition.includes.iter().map(str::to_owned).collect()
        };
        let by_parts = parts.iter().all(|part| client.scope.contains(part));
        if client.scope.contains(token) || by_parts {
            Ok(parts)
        } else {
            Err(Fault::new(Rule::ScopeNotRegistered).received(token).expected(client.scope.to_string()))
        }
    }
}

/// Reads a `scope` parameter.
///
/// # Errors
/// [`Rule::ScopeMalformed`] for a character outside RFC 6749 Appendix A.4, [`Rule::ParameterTooLong`].
pub fn parse_scope(text: &str) -> Result<Scope, Fault> {
    if text.len() > LONGEST {
        return Err(Rule::ParameterTooLong.into());
    }
    if text.split(' ').all(|token| token.is_empty() || is_scope_token(token)) {
        Ok(Scope::from_text(text))
    } else {
        Err(Rule::ScopeMalformed.into())
    }
}

/// Whether `text` is a scope token (RFC 6749 Appendix A.4).
#[must_use]
pub fn is_scope_token(text: &str) -> bool {
    let allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    !text.is_empty() && text.bytes().all(allowed)
}

/// Whether `token` gives power over the provider itself. Persons who do not administer it are never given it, nor clients
/// that registered themselves.
#[must_use]
pub fn is_administrative(token: &str) -> bool {
    Permission::parse(token).is_some()
}

/// What of `scope` a person may be given.
///
/// # Errors
/// [`Rule::ScopeNeedsAdministrator`] when nothing is left.
pub fn permitted(scope: &Scope, administers: bool) -> Result<Scope, Fault> {
    let left = scope.filter(|token| administers || !is_administrative(token));
    if left.is_empty() {
        return Err(Fault::new(Rule::ScopeNeedsAdministrator).received(scope.to_string()));
    }
    Ok(left)
}

/// What is left of a grant: the scopes that still exist and that the client is still registered for, by themselves or
/// as a part of a combined one.
#[must_use]
pub fn still_registered(granted: &Scope, client: &ClientMetadata, known: &[ScopeDefinition]) -> Scope {
    let registered = |name: &str| {
        let whole = |known: &&ScopeDefinition| known.name == name || known.includes.contains(name);
        known.iter().any(|known| known.name == name)
            && known.iter().filter(whole).any(|known| client.scope.contains(&known.name))
    };
    granted.iter().filter(|name| registered(name)).map(str::to_owned).collect()
}

/// The scope of a refresh: all that is `left` of the grant, or a part of it (RFC 6749 §6).
///
/// # Errors
/// [`Rule::ScopeWider`] for more than was granted, [`Rule::ScopeNotRegistered`] for what the client has lost since.
pub fn narrow(
    granted: &Scope,
    left: &Scope,
    requested: Option<&str>,
    known: &[ScopeDefinition],
) -> Result<Scope, Fault> {
    let lost = || Fault::new(Rule::ScopeNotRegistered).received(granted.to_string()).expected(left.to_string());
    let Some(text) = requested else {
        return if left.is_empty() { Err(lost()) } else { Ok(left.clone()) };
    };
    let asked = parse_scope(text)?;
    let parts_of = |token: &str| -> Vec<String> {
        match known.iter().find(|definition| definition.name == token && !definition.includes.is_empty()) {
            Some(combined) => combined.includes.iter().map(str::to_owned).collect(),
            None => vec![token.to_owned()],
        }
    };
    let asked: Scope = asked.iter().flat_map(parts_of).collect();
    if asked.is_empty() {
        return Err(Rule::ScopeMissing.into());
    }
    if !granted.contains_all(&asked) {
        return Err(Fault::new(Rule::ScopeWider).received(text).expected(granted.to_string()));
    }
    if left.contains_all(&asked) { Ok(asked) } else { Err(lost()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn definitions() -> Vec<ScopeDefinition> {
        let plain = |name: &str| ScopeDefinition { name: name.to_owned(), ..ScopeDefinition::default() };
        let combined = ScopeDefinition { includes: Scope::from_text("read write"), ..plain("read+write") };
        vec![plain("openid"), plain("read"), plain("write"), plain("admin"), combined]
    }

    fn client() -> ClientMetadata {
        serde_json::from_value(serde_json::json!({
            "client_name": "t", "client_type": "public", "grant_types": [], "scope": "openid read write",
            "default_scope": "read",
        }))
        .unwrap()
    }

    fn resolve(requested: Option<&str>, unknown: Unknown) -> Result<String, Rule> {
        let known = definitions();
        let default = Scope::default();
        let rules = ScopeRules { known: &known, unknown, default: &default };
        rules.resolve(&client(), requested).map(|scope| scope.to_string()).map_err(|fault| fault.rule)
    }

    #[test]
    fn administrative_scopes_are_for_administrators() {
        let asked = Scope::from_text("openid admin:users:read");
        assert_eq!(permitted(&asked, true).unwrap(), asked);
        assert_eq!(permitted(&asked, false).unwrap().to_string(), "openid");
        let only = Scope::from_text("admin:users:read admin:keys:write");
        assert_eq!(permitted(&only, false).unwrap_err().rule, Rule::ScopeNeedsAdministrator);
        assert!(!is_administrative("admin") && !is_administrative("admin:users:delete"));
    }

    #[test]
    fn combined_scope_includes_its_parts() {
        assert_eq!(resolve(Some("read+write"), Unknown::Refuse).unwrap(), "read write");
    }

    #[test]
    fn default_scope_is_given_when_none_is_asked() {
        assert_eq!(resolve(None, Unknown::Refuse).unwrap(), "read");
    }

    #[test]
    fn unknown_and_unregistered_scopes_are_refused_or_ignored_by_setting() {
        assert_eq!(resolve(Some("read nope"), Unknown::Refuse), Err(Rule::ScopeUnknown));
        assert_eq!(resolve(Some("read admin"), Unknown::Refuse), Err(Rule::ScopeNotRegistered));
        assert_eq!(resolve(Some("read nope admin"), Unknown::Ignore).unwrap(), "read");
        assert_eq!(resolve(Some("nope"), Unknown::Ignore), Err(Rule::ScopeMissing));
    }

    #[test]
    fn malformed_scope_is_refused() {
        for bad in ["a\"b", "a\\b", "a\tb", "é"] {
            assert_eq!(resolve(Some(bad), Unknown::Ignore), Err(Rule::ScopeMalformed), "{bad}");
        }
        assert_eq!(resolve(Some(&"x".repeat(5000)), Unknown::Refuse), Err(Rule::ParameterTooLong));
    }

    #[test]
    fn refresh_narrows_and_never_widens() {
        let granted = Scope::from_text("openid read write");
        let known = definitions();
        assert_eq!(narrow(&granted, &granted, None, &known).unwrap(), granted);
        assert_eq!(narrow(&granted, &granted, Some("read"), &known).unwrap().to_string(), "read");
        assert_eq!(narrow(&granted, &granted, Some("read+write"), &known).unwrap().to_string(), "read write");
        assert_eq!(narrow(&granted, &granted, Some("read admin"), &known).unwrap_err().rule, Rule::ScopeWider);
    }

    #[test]
    fn scope_that_the_client_lost_or_that_exists_no_longer_is_not_left() {
        let known = definitions();
        let left = |granted: &str, registered: &str| {
            let client = ClientMetadata { scope: Scope::from_text(registered), ..client() };
            still_registered(&Scope::from_text(granted), &client, &known).to_string()
        };
        assert_eq!(left("openid read write", "write openid"), "openid write");
        assert_eq!(left("read write", "read+write"), "read write", "registered by the combined scope");
        assert_eq!(left("read gone", "read gone"), "read");
        let (granted, none) = (Scope::from_text("read"), Scope::default());
        assert_eq!(narrow(&granted, &none, None, &known).unwrap_err().rule, Rule::ScopeNotRegistered);
        assert_eq!(narrow(&granted, &none, Some("read"), &known).unwrap_err().rule, Rule::ScopeNotRegistered);
    }

    proptest! {
        #[test]
        fn what_is_granted_is_always_registered(requested in "[a-z+ ]{0,30}") {
            if let Ok(granted) = resolve(Some(&requested), Unknown::Ignore) {
                prop_assert!(client().scope.contains_all(&Scope::from_text(&granted)));
            }
        }
    }
}
