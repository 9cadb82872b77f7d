//! The second factor: asking for it, setting it up, and what a person has.

use super::account::{AccountFrame, AccountTab};
use super::links::SitePath;
use super::login::ReturnView;
use super::page::{ClientView, Form, Layout, Page};
use super::qr::QrCode;
use serde::Serialize;

/// Why a code did not go through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodeError {
    /// Wrong, or used before.
    Wrong,
    /// Too many attempts for this account or from this address.
    TooManyAttempts,
}

/// Asks for the code of the second factor. Posts `code` and `remember`, or `decision=other` or `decision=cancel`.
#[derive(Clone, Debug, Serialize)]
pub struct CodePage {
    /// The frame.
    pub layout: Layout,
    /// Posts `csrf` and `request`.
    pub form: Form,
    /// Who signs in.
    pub username: String,
    /// Why the last attempt failed.
    pub error: Option<CodeError>,
    /// Who asked for the sign-in.
    pub client: Option<ClientView>,
    /// Set when the person signs in to connect a device: its user code, or nothing where none was given.
    pub device: Option<String>,
    /// Set when one of our own pages asked for it.
    pub after: Option<ReturnView>,
    /// For how many days the browser can be remembered, where it can.
    pub remember: Option<i64>,
}

impl Page for CodePage {
    const TEMPLATE: &'static str = "login_code.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            form: Form::sample("/login/code"),
            username: "alice".to_owned(),
            error: Some(CodeError::Wrong),
            client: Some(ClientView::sample()),
            device: None,
            after: None,
            remember: Some(30),
        }
    }

    fn samples() -> Vec<Self> {
        let throttled = Self { error: Some(CodeError::TooManyAttempts), ..Self::sample() };
        let form = Form::sample_without_request("/login/code");
        let bare = Self { form, error: None, client: None, remember: None, ..Self::sample() };
        let device = Self { device: Some("WDJB-MJHT".to_owned()), remember: Some(1), ..bare.clone() };
        let after = Some(ReturnView { path: "/account/totp".to_owned(), again: true });
        vec![Self::sample(), throttled, device, Self { after, ..bare.clone() }, bare]
    }
}

/// Offers an authenticator app to somebody who needs one to sign in. Posts `enrolment` and `code`, or `decision=other`.
#[derive(Clone, Debug, Serialize)]
pub struct EnrolPage {
    /// The frame.
    pub layout: Layout,
    /// Posts `csrf` and `request`.
    pub form: Form,
    /// Whose app it becomes.
    pub username: String,
    /// The picture for the app.
    pub qr: QrCode,
    /// The same as a text.
    pub secret: String,
    /// What the form carries.
    pub enrolment: String,
    /// Whether the last code was wrong.
    pub wrong: bool,
    /// Who asked for the sign-in.
    pub client: Option<ClientView>,
    /// Set when the person signs in to connect a device.
    pub device: Option<String>,
    /// Set when one of our own pages asked for it.
    pub after: Option<ReturnView>,
}

impl Page for EnrolPage {
    const TEMPLATE: &'static str = "totp_enrol.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        Self {
            layout: Layout::sample(),
            form: Form::sample("/login/enrol"),
            username: "alice".to_owned(),
            qr: QrCode::of("otpauth://totp/id.example:alice"),
            secret: secret.to_owned(),
            enrolment: "v1.0a1b2c3d.sealed".to_owned(),
            wrong: true,
            client: Some(ClientView::sample()),
            device: None,
            after: None,
        }
    }

    fn samples() -> Vec<Self> {
        let form = Form::sample_without_request("/login/enrol");
        let bare = Self { form, wrong: false, client: None, ..Self::sample() };
        let device = Self { device: Some("WDJB-MJHT".to_owned()), ..bare.clone() };
        vec![Self::sample(), bare, device]
    }
}

/// Offers an authenticator app in the account area. Posts `enrolment` and `code`.
#[derive(Clone, Debug, Serialize)]
pub struct AccountEnrolPage {
    /// The frame.
    pub layout: Layout,
    /// The frame of the account area.
    pub frame: AccountFrame,
    /// Posts `csrf`.
    pub form: Form,
    /// The picture for the app.
    pub qr: QrCode,
    /// The same as a text.
    pub secret: String,
    /// What the form carries.
    pub enrolment: String,
    /// Whether the last code was wrong.
    pub wrong: bool,
}

impl Page for AccountEnrolPage {
    const TEMPLATE: &'static str = "account_totp.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            frame: AccountFrame::sample(AccountTab::Authenticator),
            form: Form::sample_without_request("/account/totp"),
            qr: QrCode::of("otpauth://totp/id.example:alice"),
            secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned(),
            enrolment: "v1.0a1b2c3d.sealed".to_owned(),
            wrong: true,
        }
    }

    fn samples() -> Vec<Self> {
        vec![Self::sample(), Self { wrong: false, ..Self::sample() }]
    }
}

/// Shows new recovery codes, once.
#[derive(Clone, Debug, Serialize)]
pub struct RecoveryCodesPage {
    /// The frame.
    pub layout: Layout,
    /// The codes.
    pub codes: Vec<String>,
    /// Where the person goes on.
    pub back: SitePath,
}

impl Page for RecoveryCodesPage {
    const TEMPLATE: &'static str = "recovery_codes.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        let layout = Layout::sample();
        Self { codes: vec!["0123-4567-89ab".to_owned(); 10], back: layout.path("/account/totp"), layout }
    }
}

/// Shows which second factors a person has.
#[derive(Clone, Debug, Serialize)]
pub struct AccountFactorsPage {
    /// The frame.
    pub layout: Layout,
    /// The frame of the account area.
    pub frame: AccountFrame,
    /// The day on which the app was set up.
    pub since: String,
    /// Recovery codes that are left.
    pub recovery_codes: i64,
    /// Browsers in which no second factor is asked for.
    pub remembered: i64,
    /// Removes the app.
    pub remove: Form,
    /// Makes new recovery codes.
    pub renew: Form,
    /// Has every browser asked again.
    pub forget: Form,
}

impl Page for AccountFactorsPage {
    const TEMPLATE: &'static str = "account_factors.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            frame: AccountFrame::sample(AccountTab::Authenticator),
            since: "2027-01-15".to_owned(),
            recovery_codes: 8,
            remembered: 2,
            remove: Form::sample_without_request("/account/totp/remove"),
            renew: Form::sample_without_request("/account/recovery-codes"),
            forget: Form::sample_without_request("/account/totp/forget"),
        }
    }

    fn samples() -> Vec<Self> {
        vec![Self::sample(), Self { recovery_codes: 0, remembered: 0, ..Self::sample() }]
    }
}
