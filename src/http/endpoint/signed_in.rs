//! Pages for somebody who is signed in: who it is, and the way to the sign-in page and back.

use super::form_page::{check_origin, for_person, form_for, is_for_person};
use crate::flow::admin::{Actor, Administrator};
use crate::flow::factor;
use crate::flow::interaction::LOGIN_PAGE;
use crate::flow::logout::current;
use crate::http::context::{Browser, Context};
use crate::http::respond::redirect::see_other;
use crate::http::respond::{Refused, headers};
use crate::model::{BrowserHash, Permission, Seconds, Session, User};
use crate::protocol::Rule;
use crate::protocol::params::Params;
use crate::view::Form;
use poem::{Request, Response};

/// How long a sign-in counts as fresh, before deeds that should not be done at a computer that was left alone.
const FRESH: Seconds = 300;

/// A person in front of this browser.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// The browser.
    pub browser: BrowserHash,
    /// Its session.
    pub session: Session,
    /// Whose session it is.
    pub user: User,
}

impl Person {
    /// Who is signed in in the browser that sent this, if somebody is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(context: &Context, request: &Request) -> Result<Option<Self>, Refused> {
        let browser = Browser::known(context, request);
        let signed_in = current(&context.deps, browser.as_ref()).await?;
        Ok(browser.zip(signed_in).map(|(browser, (session, user))| Self { browser, session, user }))
    }

    /// The same for the page `page`; where nobody is signed in, the way to the sign-in page and back.
    ///
    /// # Errors
    /// The answer to send instead.
    pub async fn at(context: &Context, request: &Request, page: &str) -> Result<Self, poem::Error> {
        match Self::find(context, request).await? {
            Some(person) => Ok(person),
            None => Err(to_login(context, page, false)),
        }
    }

    /// The same for a deed that wants a sign-in of the last minutes: else the person signs in again and comes to `page`, where
    /// the deed starts over.
    ///
    /// # Errors
    /// The answer to send instead.
    pub async fn recently_at(context: &Context, request: &Request, page: &str) -> Result<Self, poem::Error> {
        let person = Self::at(context, request, page).await?;
        if person.is_fresh(context).await? { Ok(person) } else { Err(to_login(context, page, true)) }
    }

    /// The same for a page of the console, which only administrators may see.
    ///
    /// # Errors
    /// The answer to send instead; for a person who is no administrator, [`Rule::NotAdministrator`].
    pub async fn administrator_at(context: &Context, request: &Request, page: &str) -> Result<Self, poem::Error> {
        let person = Self::at(context, request, page).await?;
        if person.user.admin { Ok(person) } else { Err(Refused::from(Rule::NotAdministrator).into()) }
    }

    /// A form of this person's that is about the thing `about`, which it sends in a field of its own; empty for none.
    pub fn form(&self, context: &Context, name: &str, path: &str, about: &str) -> Form {
        let form = form_for(context, &self.browser, name, path, Some(about));
        for_person(context, &self.browser, &self.user.id, Form { request: None, ..form })
    }

    /// Whether [`Self::form`] made the form, in this browser and for this very person.
    ///
    /// # Errors
    /// [`Rule::FormForged`].
    pub fn check_form(
        &self,
        context: &Context,
        request: &Request,
        form: &Params,
        (name, about): (&str, &str),
    ) -> Result<(), Refused> {
        let browser = check_origin(context, request, form, name, about)?;
        if is_for_person(context, &browser, &self.user.id, form) { Ok(()) } else { Err(Rule::FormForged.into()) }
    }

    /// An administrator as the actor of deeds: who administers at the console may do everything.
    pub fn actor(&self) -> Actor {
        Actor::Administrator(Administrator {
            user_id: Some(self.user.id.clone()),
            client_id: None,
            permissions: Permission::ALL.iter().copied().collect(),
        })
    }

    /// Whether the person signed in within the last minutes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_fresh(&self, context: &Context) -> Result<bool, Refused> {
        self.signed_in_within(context, FRESH).await
    }

    /// Whether the person signed in within the last `seconds`, with a second factor where they have one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn signed_in_within(&self, context: &Context, seconds: Seconds) -> Result<bool, Refused> {
        let recent = context.deps.unix().since(self.session.auth_time) <= seconds;
        Ok(recent && factor::all_given(&context.deps, &self.session, &self.user).await?)
    }
}

/// A page of ours that a person comes back to after signing in; nothing but a plain path, so that it leads nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReturnPath(String);

impl ReturnPath {
    /// `text` if it is the path of an account or console page.
    pub fn parse(text: &str) -> Option<Self> {
        let known = ["/account", "/admin"]
            .iter()
            .any(|area| text.strip_prefix(area).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
        let plain =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~' | b':' | b'@');
        let quiet = !text.contains("//") && !text.contains("..") && text.len() <= 300;
        (known && quiet && text.bytes().all(plain)).then(|| Self(text.to_owned()))
    }

    /// What the parameters of the sign-in page say.
    pub fn read(params: &Params) -> Option<Self> {
        Self::parse(params.get("return")?)
    }

    /// The path below the issuer's.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The way to the sign-in page, and from there to `page`; with `again`, also for somebody who is signed in. The sign-in page
/// leads to the account page by itself.
pub(super) fn to_login(context: &Context, page: &str, again: bool) -> poem::Error {
    let path = ReturnPath::parse(page).filter(|path| again || path.as_str() != "/account");
    let encoded = |path: ReturnPath| form_urlencoded::byte_serialize(path.as_str().as_bytes()).collect::<String>();
    let query = path.map(|path| format!("?return={}{}", encoded(path), if again { "&again=1" } else { "" }));
    let mut response: Response = see_other(&format!("{}{}", context.path(LOGIN_PAGE), query.unwrap_or_default()));
    headers::set(&mut response, http::header::CACHE_CONTROL, "no-store");
    poem::Error::from_response(response)
}

#[cfg(test)]
mod tests {
    use super::ReturnPath;

    #[test]
    fn only_plain_paths_of_our_own_pages_are_returned_to() {
        for good in ["/account", "/account/passkeys", "/admin/users/0198-ab", "/admin/clients/a@b", "/admin"] {
            assert!(ReturnPath::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "/",
            "//evil.example",
            "/accounts",
            "/account//evil",
            "/account/../login",
            "https://evil.example/account",
            "/account?x",
            "/account\\evil",
            "/account/%2f",
            "/account\r\nX: y",
            "/admin@evil.example",
            "/adminevil",
        ] {
            assert!(ReturnPath::parse(bad).is_none(), "{bad}");
        }
    }
}
