//! Which claims a scope releases (OpenID Connect Core §5.4).

use crate::model::{Scope, User};
use serde_json::{Map, Value, json};

/// Claims that discovery lists.
pub const SUPPORTED: [&str; 30] = [
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
    "at_hash",
];

/// The claims of `user` that `scope` releases, without `sub`. A claim that the person does not have is left out, never
/// null (OpenID Connect Core §5.3.2).
#[must_use]
pub fn for_scope(user: &User, scope: &Scope) -> Map<String, Value> {
    let mut claims = Map::new();
    let profile = &user.profile;
    if scope.contains("profile") {
        let texts = [
            ("name", &profile.name),
            ("given_name", &profile.given_name),
            ("family_name", &profile.family_name),
            ("middle_name", &profile.middle_name),
            ("nickname", &profile.nickname),
            ("profile", &profile.profile),
            ("picture", &profile.picture),
            ("website", &profile.website),
            ("gender", &profile.gender),
            ("birthdate", &profile.birthdate),
            ("zoneinfo", &profile.zoneinfo),
            ("locale", &profile.locale),
        ];
        for (name, value) in texts {
            insert(&mut claims, name, value.as_ref().map(|text| json!(text)));
        }
        insert(&mut claims, "preferred_username", Some(json!(user.username)));
        insert(&mut claims, "updated_at", Some(json!(user.updated_at)));
    }
    if scope.contains("email") && profile.email.is_some() {
        insert(&mut claims, "email", profile.email.as_ref().map(|text| json!(text)));
        insert(&mut claims, "email_verified", Some(json!(profile.email_verified)));
    }
    if scope.contains("address") {
        insert(&mut claims, "address", profile.address.as_ref().map(|address| json!(address)));
    }
    if scope.contains("phone") && profile.phone_number.is_some() {
        insert(&mut claims, "phone_number", profile.phone_number.as_ref().map(|text| json!(text)));
        insert(&mut claims, "phone_number_verified", Some(json!(profile.phone_number_verified)));
    }
    claims
}

fn insert(claims: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        claims.insert(name.to_owned(), value);
    }
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
}
