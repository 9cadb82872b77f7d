//! `/admin/add-user` and `/admin/users/…/edit`.

use super::failure::{Failure, failure, refused};
use super::input::{lines, text, ticked};
use super::users::{find, path, show_invitation};
use super::{Admin, Deed};
use crate::flow::admin::AdminError;
use crate::flow::admin::user::{self, AddUser};
use crate::model::user::Address;
use crate::model::{Profile, Secret, User};
use crate::protocol::params::Params;
use crate::view::admin::{AdminFormPage, Field, Fieldset, Link, Note, Section, Text};
use poem::web::Path;
use poem::{Response, Result, handler};
use serde_json::{Map, Value, json};

/// What is filled in of a person.
fn read(form: &Params) -> Profile {
    let given = |name: &str| text(form, name);
    let address = Address {
        formatted: given("formatted"),
        street_address: given("street_address"),
        locality: given("locality"),
        region: given("region"),
        postal_code: given("postal_code"),
        country: given("country"),
    };
    Profile {
        name: given("name"),
        given_name: given("given_name"),
        family_name: given("family_name"),
        middle_name: given("middle_name"),
        nickname: given("nickname"),
        profile: given("profile"),
        picture: given("picture"),
        website: given("website"),
        gender: given("gender"),
        birthdate: given("birthdate"),
        zoneinfo: given("zoneinfo"),
        locale: given("locale"),
        email: given("email"),
        email_verified: ticked(form, "email_verified"),
        phone_number: given("phone_number"),
        phone_number_verified: ticked(form, "phone_number_verified"),
        address: (address != Address::default()).then_some(address),
    }
}

/// What is known of a person besides the standard claims.
#[derive(Clone, Debug, Default)]
struct Membership {
    groups: Vec<String>,
    roles: Vec<String>,
    attributes: String,
}

impl Membership {
    fn of(user: &User) -> Self {
        let attributes =
            if user.attributes.is_empty() { String::new() } else { format!("{:#}", json!(user.attributes)) };
        Self { groups: user.groups.clone(), roles: user.roles.clone(), attributes }
    }

    fn read(form: &Params) -> Self {
        let attributes = text(form, "attributes").unwrap_or_default();
        Self { groups: lines(form, "groups"), roles: lines(form, "roles"), attributes }
    }

    /// The attributes as they are kept.
    fn attributes(&self) -> Result<Map<String, Value>, AdminError> {
        match serde_json::from_str(&self.attributes) {
            _ if self.attributes.is_empty() => Ok(Map::new()),
            Ok(Value::Object(attributes)) => Ok(attributes),
            Ok(_) => Err(AdminError::Invalid(vec!["attributes are no JSON object".to_owned()])),
            Err(error) => Err(AdminError::Invalid(vec![format!("attributes are no JSON: {error}")])),
        }
    }

    fn fields(&self) -> Vec<Field> {
        vec![
            Field::area("groups", "admin-nav-groups", 3, self.groups.join("\n")).hint("admin-one-per-line"),
            Field::area("roles", "admin-roles", 2, self.roles.join("\n")).hint("admin-one-per-line"),
            Field::area("attributes", "admin-user-attributes", 4, self.attributes.as_str())
                .hint("admin-user-attributes-hint"),
        ]
    }
}

fn line(name: &'static str, label: &'static str, value: Option<&String>) -> Field {
    Field::line(name, label, value.map(String::as_str).unwrap_or_default())
}

/// The claims that nearly everybody has.
fn common(profile: &Profile) -> Vec<Field> {
    vec![
        line("name", "claim-name", profile.name.as_ref()),
        line("given_name", "claim-given-name", profile.given_name.as_ref()),
        line("family_name", "claim-family-name", profile.family_name.as_ref()),
        line("email", "claim-email", profile.email.as_ref()).input("email", "off"),
        Field::tick("email_verified", "admin-user-email-verified", profile.email_verified)
            .hint("admin-user-email-verified-hint"),
    ]
}

/// The others of OpenID Connect Core §5.1.
fn further(profile: &Profile) -> Vec<Field> {
    vec![
        line("middle_name", "claim-middle-name", profile.middle_name.as_ref()),
        line("nickname", "claim-nickname", profile.nickname.as_ref()),
        line("phone_number", "claim-phone-number", profile.phone_number.as_ref()).input("tel", "off"),
        Field::tick("phone_number_verified", "admin-user-phone-verified", profile.phone_number_verified),
        line("profile", "admin-user-page", profile.profile.as_ref()).input("url", "off"),
        line("picture", "claim-picture", profile.picture.as_ref()).input("url", "off"),
        line("website", "claim-website", profile.website.as_ref()).input("url", "off"),
        line("gender", "claim-gender", profile.gender.as_ref()),
        line("birthdate", "claim-birthdate", profile.birthdate.as_ref()).hint("admin-user-birthdate-hint"),
        line("zoneinfo", "claim-zoneinfo", profile.zoneinfo.as_ref()).hint("admin-user-zoneinfo-hint"),
        line("locale", "claim-locale", profile.locale.as_ref()).hint("admin-user-locale-hint"),
    ]
}

fn postal(profile: &Profile) -> Vec<Field> {
    let address = profile.address.clone().unwrap_or_default();
    vec![
        line("street_address", "admin-address-street", address.street_address.as_ref()),
        line("postal_code", "admin-address-code", address.postal_code.as_ref()),
        line("locality", "admin-address-city", address.locality.as_ref()),
        line("region", "admin-address-region", address.region.as_ref()),
        line("country", "admin-address-country", address.country.as_ref()),
        Field::area("formatted", "admin-address-whole", 3, address.formatted.unwrap_or_default()),
    ]
}

fn set(key: &'static str, fields: Vec<Field>) -> Fieldset {
    Fieldset { title: Some(Text::of(key)), fields }
}

fn add_page(admin: &Admin, username: &str, makes_admin: bool, profile: &Profile) -> AdminFormPage {
    let account = vec![
        Field::line("username", "admin-user-username", username).required().hint("admin-user-username-hint"),
        Field::line("password", "admin-password", "")
            .hint("admin-user-password-hint")
            .input("password", "new-password"),
        Field::tick("admin", "admin-user-admin", makes_admin).hint("admin-user-admin-hint"),
    ];
    let fields = vec![Fieldset { title: None, fields: account }, set("admin-user-profile", common(profile))];
    AdminFormPage {
        submit: Text::of("admin-add"),
        ..admin.form_page(Section::Users, "user-add", Text::of("admin-user-add"), fields)
    }
}

/// Asks for a new person.
#[handler]
pub fn add_form(admin: Admin) -> Response {
    admin.show_form(&add_page(&admin, "", false, &Profile::default()))
}

/// Makes the account. Who makes an administrator has signed in just now.
#[handler]
pub async fn add(deed: Deed) -> Result<Response> {
    let (admin, form) = (&deed.admin, &deed.form);
    let command = AddUser {
        username: text(form, "username").unwrap_or_default(),
        profile: read(form),
        admin: ticked(form, "admin"),
        password: form.get("password").map(|password| Secret::new(password.to_owned())),
        ..AddUser::default()
    };
    if command.admin {
        admin.require_fresh(true).await?;
    }
    let mut page = add_page(admin, &command.username, command.admin, &command.profile);
    // Whoever has no password gets a link, by which they set one.
    let invited = command.password.as_ref().is_none_or(|password| password.expose().is_empty());
    match user::add(admin.deps(), &admin.actor, command).await {
        Ok(user) if invited => {
            let link = user::invite(admin.deps(), &admin.actor, user.id.as_str()).await.map_err(refused)?;
            Ok(show_invitation(admin, &user, &link))
        }
        Ok(user) => Ok(admin.done(&path(&user), Note::Added).await),
        Err(error) => {
            if let Failure::Problems(problems) = failure(error)? {
                page.problems = problems;
            }
            Ok(admin.show_form(&page))
        }
    }
}

fn edit_page(admin: &Admin, user: &User, known: (&Profile, &Membership), version: &str) -> AdminFormPage {
    let (profile, membership) = known;
    let fields = vec![
        set("admin-user-profile", common(profile)),
        set("admin-user-membership", membership.fields()),
        set("admin-user-further", further(profile)),
        set("admin-user-address", postal(profile)),
    ];
    let title = Text::named("admin-user-edit-title", user.username.as_str());
    AdminFormPage {
        version: Some(version.to_owned()),
        up: Link { label: Text::named("admin-user-title", user.username.as_str()), ..up(admin, user) },
        ..admin.form_page(Section::Users, "user-edit", title, fields)
    }
}

fn up(admin: &Admin, user: &User) -> Link {
    Link::new("up", "admin-user-title", admin.to(&path(user)))
}

/// Shows what can be changed of a person.
#[handler]
pub async fn edit_form(admin: Admin, Path(id): Path<String>) -> Result<Response> {
    let user = find(&admin, &id).await?;
    Ok(admin.show_form(&edit_page(&admin, &user, (&user.profile, &Membership::of(&user)), &user.version.to_string())))
}

/// Changes it, unless somebody else has since the form was opened.
#[handler]
pub async fn save(Path(id): Path<String>, deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let user = find(admin, &id).await?;
    let profile = read(&deed.form);
    let version = text(&deed.form, "version").unwrap_or_default();
    let membership = Membership::read(&deed.form);
    let mut page = edit_page(admin, &user, (&profile, &membership), &version);
    let expected = version.parse().unwrap_or(-1);
    let saved = user::change(admin.deps(), &admin.actor, (&id, Some(expected)), |user| {
        user.attributes = membership.attributes()?;
        user.profile = profile;
        user.groups = membership.groups;
        user.roles = membership.roles;
        Ok(())
    });
    let Err(error) = saved.await else { return Ok(admin.done(&path(&user), Note::Saved).await) };
    let error = match error {
        AdminError::NotFound { noun: "group", name } => {
            AdminError::Invalid(vec![format!("groups: there is no {name:?}")])
        }
        other => other,
    };
    let taken = matches!(error, AdminError::Exists { .. });
    match failure(error)? {
        Failure::Problems(problems) if taken => put_beside(&mut page, "email", problems),
        Failure::Problems(problems) => page.place(problems),
        Failure::Conflict => {
            let now = admin.to(&format!("{}/edit", path(&user)));
            page.conflict = Some(Link::new("conflict", "admin-conflict-reload", now));
        }
    }
    Ok(admin.show_form(&page))
}

fn put_beside(page: &mut AdminFormPage, name: &str, problems: Vec<Text>) {
    let mut fields = page.fieldsets.iter_mut().flat_map(|set| &mut set.fields);
    if let Some(field) = fields.find(|field| field.name == name) {
        field.problems = problems;
    }
}

fn password_page(admin: &Admin, user: &User) -> AdminFormPage {
    let password = Field::line("password", "admin-password", "").required().input("password", "new-password");
    let title = Text::named("admin-user-password-title", user.username.as_str());
    AdminFormPage {
        lead: Some(Text::of("admin-user-password-lead")),
        up: Link { label: Text::named("admin-user-title", user.username.as_str()), ..up(admin, user) },
        ..admin.form_page(
            Section::Users,
            "user-password",
            title,
            vec![Fieldset { title: None, fields: vec![password] }],
        )
    }
}

/// Asks for a new password for somebody.
#[handler]
pub async fn password_form(admin: Admin, Path(id): Path<String>) -> Result<Response> {
    let user = find(&admin, &id).await?;
    admin.require_fresh(false).await?;
    Ok(admin.show_form(&password_page(&admin, &user)))
}

/// Sets it.
#[handler]
pub async fn set_password(Path(id): Path<String>, deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let user = find(admin, &id).await?;
    admin.require_fresh(true).await?;
    let password = Secret::new(deed.form.get("password").unwrap_or_default().to_owned());
    match user::set_password(admin.deps(), &admin.actor, &id, &password).await {
        Ok(()) => Ok(admin.done(&path(&user), Note::PasswordSet).await),
        Err(error) => {
            let mut page = password_page(admin, &user);
            match failure(error)? {
                Failure::Problems(problems) => put_beside(&mut page, "password", problems),
                Failure::Conflict => page.problems.push(Text::of("admin-conflict-again")),
            }
            Ok(admin.show_form(&page))
        }
    }
}
