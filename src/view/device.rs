//! `/device`: the code of a device, the question whether it may have access, and what has come of it (RFC 8628 §3.3).

use super::consent::{ResourceView, ScopeView};
use super::page::{ClientView, Form, Layout, Page};
use serde::Serialize;

/// Why a code leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceError {
    /// No device has this code.
    Unknown,
    /// The device has waited too long.
    Expired,
    /// Somebody has allowed or denied it.
    Answered,
    /// Too many wrong codes by this account or from this address.
    TooManyAttempts,
}

impl DeviceError {
    const ALL: [Self; 4] = [Self::Unknown, Self::Expired, Self::Answered, Self::TooManyAttempts];
}

/// Asks for the code that the device shows.
#[derive(Clone, Debug, Serialize)]
pub struct DevicePage {
    /// The frame.
    pub layout: Layout,
    /// Posts `csrf` and `user_code`.
    pub form: Form,
    /// What the field starts with; may be empty.
    pub user_code: String,
    /// Who is signed in.
    pub username: String,
    /// Why the last code led nowhere.
    pub error: Option<DeviceError>,
}

impl Page for DevicePage {
    const TEMPLATE: &'static str = "device.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            form: Form::sample_without_request("/device"),
            user_code: "WDJB-MJHT".to_owned(),
            username: "alice".to_owned(),
            error: Some(DeviceError::Unknown),
        }
    }

    fn samples() -> Vec<Self> {
        let empty = Self { user_code: String::new(), error: None, ..Self::sample() };
        let filled = Self { error: None, ..Self::sample() };
        let failed = DeviceError::ALL.map(|error| Self { error: Some(error), ..Self::sample() });
        failed.into_iter().chain([empty, filled]).collect()
    }
}

/// Shows which client asks, for what, when and from where, and the code to compare. Posts `decision=allow` or
/// `decision=deny`.
#[derive(Clone, Debug, Serialize)]
pub struct DeviceConsentPage {
    /// The frame.
    pub layout: Layout,
    /// Posts `csrf`, `request` and `decision`.
    pub form: Form,
    /// The "Not you?" form: posts `csrf`, `request` and `decision=switch`.
    pub switch_account: Form,
    /// Who asks.
    pub client: ClientView,
    /// Who is signed in.
    pub username: String,
    /// What is asked for, in the order asked.
    pub scopes: Vec<ScopeView>,
    /// APIs that the tokens are for, besides the default one.
    pub resources: Vec<ResourceView>,
    /// The code, which the device shows as well.
    pub user_code: String,
    /// Whole minutes since the device asked.
    pub minutes: i64,
    /// The address that it asked from; empty when it is not known.
    pub address: String,
}

impl Page for DeviceConsentPage {
    const TEMPLATE: &'static str = "device_consent.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            form: Form { request: Some("WDJB-MJHT".to_owned()), ..Form::sample("/device") },
            switch_account: Form { request: Some("WDJB-MJHT".to_owned()), ..Form::sample("/device") },
            client: ClientView::sample(),
            username: "alice".to_owned(),
            scopes: ScopeView::samples(),
            resources: vec![ResourceView { name: "Notes".to_owned(), uri: "https://notes.example/".to_owned() }],
            user_code: "WDJB-MJHT".to_owned(),
            minutes: 3,
            address: "203.0.113.7".to_owned(),
        }
    }

    fn samples() -> Vec<Self> {
        let bare = Self {
            client: ClientView::named("Command line"),
            scopes: Vec::new(),
            resources: Vec::new(),
            minutes: 0,
            address: String::new(),
            ..Self::sample()
        };
        vec![Self::sample(), Self { minutes: 1, ..Self::sample() }, bare]
    }
}

/// Says what has come of it, and that the device goes on by itself.
#[derive(Clone, Debug, Serialize)]
pub struct DeviceDonePage {
    /// The frame.
    pub layout: Layout,
    /// Who asked.
    pub client: ClientView,
    /// Whether it was allowed.
    pub allowed: bool,
}

impl Page for DeviceDonePage {
    const TEMPLATE: &'static str = "device_done.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        Self { layout: Layout::sample(), client: ClientView::sample(), allowed: true }
    }

    fn samples() -> Vec<Self> {
        vec![Self::sample(), Self { allowed: false, ..Self::sample() }]
    }
}
