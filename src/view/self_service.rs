//! What people do with accounts by themselves: signing up, forgotten and other passwords, addresses.

use super::page::{ClientView, Form, Layout, Page};
use serde::Serialize;

/// Why what was entered was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryError {
    /// The user name is none.
    BadUsername,
    /// The address is none.
    BadEmail,
    /// Accounts are not made with addresses of this domain.
    DomainNotAllowed,
    /// User name or address have an account.
    Taken,
    /// The two passwords differ.
    PasswordsDiffer,
    /// The password is too long to be hashed.
    PasswordTooLong,
    /// The password is too easy to guess.
    PasswordTooWeak,
    /// The present password is another.
    WrongPassword,
    /// Too many attempts.
    TooManyAttempts,
    /// The server has no time for it now.
    Busy,
}

impl EntryError {
    const ALL: [Self; 10] = [
        Self::BadUsername,
        Self::BadEmail,
        Self::DomainNotAllowed,
        Self::Taken,
        Self::PasswordsDiffer,
        Self::PasswordTooLong,
        Self::PasswordTooWeak,
        Self::WrongPassword,
        Self::TooManyAttempts,
        Self::Busy,
    ];
}

/// What was wrong, and how to do better.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryProblem {
    /// What.
    pub error: EntryError,
    /// Some of [`ADVICE`](crate::crypto::strength::ADVICE).
    pub advice: Vec<&'static str>,
}

impl EntryProblem {
    /// Without advice.
    #[must_use]
    pub fn of(error: EntryError) -> Self {
        Self { error, advice: Vec::new() }
    }

    pub(super) fn samples() -> Vec<Self> {
        let weak = Self { error: EntryError::PasswordTooWeak, advice: crate::crypto::strength::ADVICE.to_vec() };
        EntryError::ALL.map(Self::of).into_iter().chain([weak]).collect()
    }
}

/// `/signup`: asks for a user name, an address and a password.
#[derive(Clone, Debug, Serialize)]
pub struct SignUpPage {
    /// The frame.
    pub layout: Layout,
    /// Posts `csrf`, `request`, `username`, `email`, `name`, `password` and `repeat`.
    pub form: Form,
    /// What was entered as user name; may be empty.
    pub username: String,
    /// What was entered as address; may be empty.
    pub email: String,
    /// Whether there must be an address.
    pub email_required: bool,
    /// What was entered as full name; may be empty.
    pub name: String,
    /// Who asked for it.
    pub client: Option<ClientView>,
    /// What was wrong.
    pub problem: Option<EntryProblem>,
}

impl Page for SignUpPage {
    const TEMPLATE: &'static str = "signup.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            form: Form::sample("/signup"),
            username: "alice".to_owned(),
            email: "alice@example.com".to_owned(),
            email_required: true,
            name: "Alice Liddell".to_owned(),
            client: Some(ClientView::sample()),
            problem: None,
        }
    }

    fn samples() -> Vec<Self> {
        let form = Form::sample_without_request("/signup");
        let bare = Self { form, client: None, email_required: false, ..Self::sample() };
        let failed =
            EntryProblem::samples().into_iter().map(|problem| Self { problem: Some(problem), ..Self::sample() });
        [Self::sample(), bare].into_iter().chain(failed).collect()
    }
}

/// `/signup/…`: makes the account that somebody has signed up for.
#[derive(Clone, Debug, Serialize)]
pub struct SignUpLinkPage {
    /// The frame.
    pub layout: Layout,
    /// Posts `csrf`, `username` and `password`.
    pub form: Form,
    /// The user name.
    pub username: String,
    /// The address.
    pub email: String,
    /// Whether this is another browser than the one that signed up, so that the password is asked for.
    pub elsewhere: bool,
    /// Whether another user name must be chosen.
    pub rename: bool,
    /// What was wrong.
    pub problem: Option<EntryProblem>,
}

impl Page for SignUpLinkPage {
    const TEMPLATE: &'static str = "signup_link.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            form: Form::sample_without_request("/signup/token"),
            username: "alice".to_owned(),
            email: "alice@example.com".to_owned(),
            elsewhere: true,
            rename: true,
            problem: Some(EntryProblem::of(EntryError::Taken)),
        }
    }

    fn samples() -> Vec<Self> {
        let bare = Self { elsewhere: false, rename: false, problem: None, ..Self::sample() };
        let wrong =
            Self { rename: false, problem: Some(EntryProblem::of(EntryError::WrongPassword)), ..Self::sample() };
        vec![Self::sample(), bare, wrong]
    }
}

/// `/forgot`: asks who forgot the password.
#[derive(Clone, Debug, Serialize)]
pub struct ForgotPage {
    /// The frame.
    pub layout: Layout,
    /// Posts `csrf` and `username`.
    pub form: Form,
    /// What was entered; may be empty.
    pub username: String,
    /// What was wrong.
    pub problem: Option<EntryProblem>,
}

impl Page for ForgotPage {
    const TEMPLATE: &'static str = "forgot.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            form: Form::sample_without_request("/forgot"),
            username: "alice".to_owned(),
            problem: Some(EntryProblem::of(EntryError::TooManyAttempts)),
        }
    }

    fn samples() -> Vec<Self> {
        vec![Self::sample(), Self { username: String::new(), problem: None, ..Self::sample() }]
    }
}

/// `/reset/…` and `/invite/…`: asks for a new password.
#[derive(Clone, Debug, Serialize)]
pub struct NewPasswordPage {
    /// The frame.
    pub layout: Layout,
    /// Posts `csrf`, `password` and `repeat`.
    pub form: Form,
    /// Whose password.
    pub username: String,
    /// Why it is asked for.
    pub kind: NewPasswordKind,
    /// What was wrong.
    pub problem: Option<EntryProblem>,
}

/// Why a new password is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NewPasswordKind {
    /// The one before was forgotten.
    Forgotten,
    /// It is the first.
    First,
}

impl Page for NewPasswordPage {
    const TEMPLATE: &'static str = "new_password.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            form: Form::sample_without_request("/reset/token"),
            username: "alice".to_owned(),
            kind: NewPasswordKind::Forgotten,
            problem: Some(EntryProblem::of(EntryError::PasswordsDiffer)),
        }
    }

    fn samples() -> Vec<Self> {
        let of = |kind| Self { kind, problem: None, ..Self::sample() };
        let fresh = [NewPasswordKind::Forgotten, NewPasswordKind::First].map(of);
        let failed =
            EntryProblem::samples().into_iter().map(|problem| Self { problem: Some(problem), ..Self::sample() });
        fresh.into_iter().chain(failed).collect()
    }
}

/// What has come of it, and where to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DoneKind {
    /// A mail was sent to who wants an account.
    SignUpMail,
    /// A mail was sent to who forgot a password, if there is somebody.
    ForgotMail,
    /// A mail was sent to the address that an account is to have.
    EmailMail,
    /// The password is set; sign in with it.
    PasswordSet,
    /// The address is confirmed.
    EmailConfirmed,
    /// The link does not work, or not any more.
    DeadLink,
}

impl DoneKind {
    const ALL: [Self; 6] =
        [Self::SignUpMail, Self::ForgotMail, Self::EmailMail, Self::PasswordSet, Self::EmailConfirmed, Self::DeadLink];
}

/// Says what has come of it.
#[derive(Clone, Debug, Serialize)]
pub struct DonePage {
    /// The frame.
    pub layout: Layout,
    /// What.
    pub kind: DoneKind,
}

impl Page for DonePage {
    const TEMPLATE: &'static str = "done.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self { layout: Layout::sample(), kind: DoneKind::DeadLink }
    }

    fn samples() -> Vec<Self> {
        DoneKind::ALL.into_iter().map(|kind| Self { kind, ..Self::sample() }).collect()
    }
}
