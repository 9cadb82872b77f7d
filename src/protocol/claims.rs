//! Which claims a scope or a request releases (OpenID Connect Core §5.4 and §5.5).

use crate::model::{Scope, User, WantedClaims};
use serde_json::{Map, Value, json};

/// Claims that discovery lists.
pub const SUPPORTED: [&str; 32] = [
    "sub",
    "iss",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "sid",
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
    "email",
    "email_verified",
    "address",
    "phone_number",
    "phone_number_verified",
    "groups",
    "roles",
    "at_hash",
];

/// Claims of a person, each with the scope that it belongs to.
const PERSONAL: [(&str, &str); 21] = [
    ("name", "profile"),
    ("given_name", "profile"),
    ("family_name", "profile"),
    ("middle_name", "profile"),
    ("nickname", "profile"),
    ("preferred_username", "profile"),
    ("profile", "profile"),
    ("picture", "profile"),
    ("website", "profile"),
    ("gender", "profile"),
    ("birthdate", "profile"),
    ("zoneinfo", "profile"),
    ("locale", "profile"),
    ("updated_at", "profile"),
    ("email", "email"),
    ("email_verified", "email"),
    ("address", "address"),
    ("phone_number", "phone"),
    ("phone_number_verified", "phone"),
    ("groups", "groups"),
    ("roles", "groups"),
];

/// The names of all claims of a person.
pub fn personal() -> impl Iterator<Item = &'static str> {
    PERSONAL.iter().map(|(name, _)| *name)
}

/// The scope that a claim of a person belongs to; `None` for any other claim.
#[must_use]
pub fn scope_of(claim: &str) -> Option<&'static str> {
    PERSONAL.iter().find(|(name, _)| *name == claim).map(|(_, scope)| *scope)
}

/// The claims of `user` that `scope` releases, without `sub`. A claim that the person does not have is left out, never
/// null (OpenID Connect Core §5.3.2).
#[must_use]
pub fn for_scope(user: &User, scope: &Scope) -> Map<String, Value> {
    let released = PERSONAL.iter().filter(|(_, owner)| scope.contains(owner)).map(|(name, _)| *name);
    released.filter_map(|name| Some((name.to_owned(), value_of(user, name)?))).collect()
}

/// The claims of `user` that were asked for one by one (OpenID Connect Core §5.5). One that was wanted with a value is
/// left out when the person's is another, because the client has no use for it.
#[must_use]
pub fn wanted(user: &User, claims: &WantedClaims) -> Map<String, Value> {
    let had = claims.iter().filter_map(|(name, wanted)| Some((name, wanted, value_of(user, name)?)));
    had.filter(|(_, wanted, value)| wanted.takes(value)).map(|(name, _, value)| (name.clone(), value)).collect()
}

/// What the person has of a claim. Whether an address is verified is said only of one that is there.
#[must_use]
pub fn value_of(user: &User, claim: &str) -> Option<Value> {
    let profile = &user.profile;
    let text = match claim {
        "name" => &profile.name,
        "given_name" => &profile.given_name,
        "family_name" => &profile.family_name,
        "middle_name" => &profile.middle_name,
        "nickname" => &profile.nickname,
        "profile" => &profile.profile,
        "picture" => &profile.picture,
        "website" => &profile.website,
        "gender" => &profile.gender,
        "birthdate" => &profile.birthdate,
        "zoneinfo" => &profile.zoneinfo,
        "locale" => &profile.locale,
        "email" => &profile.email,
        "phone_number" => &profile.phone_number,
        "preferred_username" => return Some(json!(user.username)),
        "updated_at" => return Some(json!(user.updated_at)),
        "email_verified" => return profile.email.as_ref().map(|_| json!(profile.email_verified)),
        "phone_number_verified" => return profile.phone_number.as_ref().map(|_| json!(profile.phone_number_verified)),
        "groups" => return (!user.groups.is_empty()).then(|| json!(user.groups)),
        "roles" => return Some(user.all_roles()).filter(|roles| !roles.is_empty()).map(|roles| json!(roles)),
        "address" => return profile.address.as_ref().map(|address| json!(address)),
        _ => return None,
    };
    text.as_ref().map(|text| json!(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Profile, Subject, UnixTime, UserId};

    fn user() -> User {
        User {
            id: UserId::new("u"),
            subject: Subject::new("s"),
            username: "alice".to_owned(),
            profile: Profile {
                name: Some("Alice".to_owned()),
                email: Some("a@example.com".to_owned()),
                phone_number: None,
                ..Profile::default()
            },
            admin: false,
            groups: vec!["staff".to_owned()],
            roles: vec!["editor".to_owned()],
            group_roles: vec!["viewer".to_owned()],
            attributes: Map::new(),
            tokens_valid_from: UnixTime(0),
            version: 1,
            disabled_at: None,
            created_at: UnixTime(1),
            updated_at: UnixTime(2),
        }
    }

    #[test]
    fn no_scope_releases_no_claim() {
        assert!(for_scope(&user(), &Scope::from_text("openid read offline_access")).is_empty());
    }

    #[test]
    fn each_scope_releases_its_own_claims_and_absent_ones_are_left_out() {
        let claims = for_scope(&user(), &Scope::from_text("openid email phone"));
        assert_eq!(claims.keys().collect::<Vec<_>>(), ["email", "email_verified"]);
        let claims = for_scope(&user(), &Scope::from_text("profile"));
        assert_eq!(claims["preferred_username"], "alice");
        assert!(!claims.contains_key("email") && !claims.contains_key("birthdate"));
    }

    #[test]
    fn every_claim_of_a_person_is_listed_in_discovery() {
        for (name, _) in PERSONAL {
            assert!(SUPPORTED.contains(&name), "{name}");
        }
    }

    #[test]
    fn wanted_claim_is_given_by_name_and_only_with_a_value_that_the_client_can_use() {
        let claims = |text: &str| wanted(&user(), &serde_json::from_str(text).unwrap());
        assert_eq!(claims(r#"{"name": {}, "phone_number": {}, "phone_number_verified": {}}"#).len(), 1);
        assert_eq!(claims(r#"{"email": {"values": ["b@example.com", "a@example.com"]}}"#)["email"], "a@example.com");
        assert!(claims(r#"{"email": {"essential": true, "values": ["b@example.com"]}}"#).is_empty());
        assert!(claims(r#"{"sub": {}, "tokens_valid_from": {}}"#).is_empty());
    }
}
