//! The standard claims, as their person writes them (OpenID Connect Core §5.1).

use super::oneself;
use crate::flow::Deps;
use crate::flow::admin::{AdminError, user as admin_user};
use crate::model::user::Address;
use crate::model::{Profile, User};
use crate::protocol::params::Params;
use url::Url;

/// Longest value, in characters.
const LONGEST: usize = 200;
/// Longest address of a page, in bytes.
const LONGEST_URL: usize = 2000;

/// A claim that its person may write, how it is checked, and where it stands.
struct Field {
    name: &'static str,
    check: fn(&str) -> bool,
    place: fn(&mut Profile) -> &mut Option<String>,
}

fn address(profile: &mut Profile) -> &mut Address {
    profile.address.get_or_insert_default()
}

/// Every one, in the order of the page. E-mail has a page of its own, because it is proved.
const FIELDS: &[Field] = &[
    Field { name: "name", check: is_text, place: |profile| &mut profile.name },
    Field { name: "given_name", check: is_text, place: |profile| &mut profile.given_name },
    Field { name: "family_name", check: is_text, place: |profile| &mut profile.family_name },
    Field { name: "middle_name", check: is_text, place: |profile| &mut profile.middle_name },
    Field { name: "nickname", check: is_text, place: |profile| &mut profile.nickname },
    Field { name: "locale", check: is_tag, place: |profile| &mut profile.locale },
    Field { name: "zoneinfo", check: is_zone, place: |profile| &mut profile.zoneinfo },
    Field { name: "birthdate", check: is_birthdate, place: |profile| &mut profile.birthdate },
    Field { name: "gender", check: is_text, place: |profile| &mut profile.gender },
    Field { name: "phone_number", check: is_phone, place: |profile| &mut profile.phone_number },
    Field { name: "website", check: is_url, place: |profile| &mut profile.website },
    Field { name: "profile", check: is_url, place: |profile| &mut profile.profile },
    Field { name: "picture", check: is_url, place: |profile| &mut profile.picture },
    Field { name: "street_address", check: is_text, place: |profile| &mut address(profile).street_address },
    Field { name: "postal_code", check: is_text, place: |profile| &mut address(profile).postal_code },
    Field { name: "locality", check: is_text, place: |profile| &mut address(profile).locality },
    Field { name: "region", check: is_text, place: |profile| &mut address(profile).region },
    Field { name: "country", check: is_text, place: |profile| &mut address(profile).country },
];

/// What a field holds or was meant to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Name of the claim, or of the member of `address`.
    pub name: &'static str,
    /// Its text; empty for none.
    pub text: String,
    /// Whether it cannot be kept.
    pub wrong: bool,
}

/// The fields of a profile as they are.
#[must_use]
pub fn values(profile: &Profile) -> Vec<Value> {
    let mut profile = profile.clone();
    let value = |field: &Field| Value {
        name: field.name,
        text: (field.place)(&mut profile).clone().unwrap_or_default(),
        wrong: false,
    };
    FIELDS.iter().map(value).collect()
}

/// Writes what the form says into the person's profile; a field that the form lacks becomes empty. Gives the fields back
/// where one of them cannot be kept, and then nothing is written.
///
/// # Errors
/// [`AdminError::Conflict`] when the account was changed meanwhile.
pub async fn write(deps: &Deps, user: &User, form: &Params) -> Result<Result<(), Vec<Value>>, AdminError> {
    let entered = |field: &Field| {
        let text = form.get(field.name).unwrap_or_default().trim().to_owned();
        Value { name: field.name, wrong: !text.is_empty() && !(field.check)(&text), text }
    };
    let entered: Vec<_> = FIELDS.iter().map(entered).collect();
    if entered.iter().any(|value| value.wrong) {
        return Ok(Err(entered));
    }
    let after = changed(&user.profile, &entered);
    let expected = Some(user.version);
    admin_user::change(deps, &oneself(user), (user.username.as_str(), expected), |user| {
        user.profile = after;
        Ok(())
    })
    .await?;
    Ok(Ok(()))
}

fn changed(before: &Profile, entered: &[Value]) -> Profile {
    let mut after = before.clone();
    for (field, value) in FIELDS.iter().zip(entered) {
        *(field.place)(&mut after) = (!value.text.is_empty()).then(|| value.text.clone());
    }
    if after.phone_number != before.phone_number {
        after.phone_number_verified = false;
    }
    if let Some(address) = &mut after.address {
        let was = before.address.clone().unwrap_or_default();
        // What was put together from other parts says something wrong now.
        if (Address { formatted: None, ..address.clone() }) != (Address { formatted: None, ..was }) {
            address.formatted = None;
        }
        if *address == Address::default() {
            after.address = None;
        }
    }
    after
}

fn is_text(text: &str) -> bool {
    text.chars().count() <= LONGEST && !text.chars().any(char::is_control)
}

/// A BCP 47 tag, as far as one can tell without the registry.
fn is_tag(text: &str) -> bool {
    let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    text.len() <= 35 && text.split('-').all(part)
}

/// A name as in the time zone database, as `Europe/Paris`.
fn is_zone(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b'+');
    text.len() <= 64 && text.bytes().all(plain)
}

/// `YYYY-MM-DD`, the year alone, or `0000-MM-DD` where the year is nobody's business.
fn is_birthdate(text: &str) -> bool {
    let number = |part: &str, digits: usize| {
        (part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
    match text.split('-').collect::<Vec<_>>()[..] {
        [year] => number(year, 4).is_some(),
        [year, month, day] => {
            number(year, 4).is_some()
                && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
                && number(day, 2).is_some_and(|day| (1..=31).contains(&day))
        }
        _ => false,
    }
}

/// Digits with what people put between them; E.164 is advised, and an extension allowed.
fn is_phone(text: &str) -> bool {
    let plain =
        |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')' | '.' | ';' | '=' | 'e' | 'x' | 't');
    (3..=40).contains(&text.len()) && text.chars().all(plain)
}

fn is_url(text: &str) -> bool {
    let web = |url: Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    text.len() <= LONGEST_URL && Url::parse(text).is_ok_and(web)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn birthdates_are_days_or_years() {
        for good in ["1999-12-31", "0000-02-29", "1999"] {
            assert!(is_birthdate(good), "{good}");
        }
        for bad in ["31.12.1999", "1999-13-01", "1999-00-01", "1999-1-1", "99", "1999-12-32", "", "1999-12"] {
            assert!(!is_birthdate(bad), "{bad}");
        }
    }

    #[test]
    fn only_addresses_of_pages_are_kept() {
        assert!(is_url("https://alice.example/me"));
        for bad in ["javascript:alert(1)", "data:text/html,x", "alice", "https://", "file:///etc/passwd"] {
            assert!(!is_url(bad), "{bad}");
        }
    }

    #[test]
    fn texts_have_a_length_and_no_control_characters() {
        assert!(is_text("Zoë O'Neill") && is_tag("zh-Hans") && is_zone("Europe/Paris") && is_phone("+44 20 7946 0000"));
        assert!(
            !is_text("a\nb")
                && !is_text(&"x".repeat(201))
                && !is_tag("e n")
                && !is_zone("Paris;")
                && !is_phone("call me")
        );
    }

    #[test]
    fn another_number_is_not_verified_and_an_empty_address_is_none() {
        let address = Some(Address { locality: Some("Oxford".to_owned()), ..Address::default() });
        let before =
            Profile { phone_number: Some("+1".to_owned()), phone_number_verified: true, address, ..Profile::default() };
        let same = changed(&before, &values(&before));
        assert_eq!(same, before);
        let mut entered = values(&before);
        for value in &mut entered {
            value.text.clear();
        }
        let after = changed(&before, &entered);
        assert_eq!((after.address, after.phone_number, after.phone_number_verified), (None, None, false));
    }
}
