//! `/account/devices`.

use super::{AccountFrame, AccountTab, DeviceName};
use crate::model::UnixTime;
use crate::view::moment::Moment;
use crate::view::page::{Form, Layout, Page};
use serde::Serialize;

/// A browser in which the person is signed in.
#[derive(Clone, Debug, Serialize)]
pub struct DeviceView {
    /// Row id of the session, which the form sends.
    pub id: String,
    /// What the browser says of itself.
    pub device: DeviceName,
    /// Where from the person signed in.
    pub address: Option<String>,
    /// When they last did.
    pub signed_in: Moment,
    /// Last use.
    pub seen: Moment,
    /// Whether it is the one that looks at the page.
    pub present: bool,
    /// Posts `csrf` and `id`.
    pub sign_out: Form,
}

/// Lists sessions and ends them.
#[derive(Clone, Debug, Serialize)]
pub struct DevicesPage {
    /// The frame.
    pub layout: Layout,
    /// The frame of the account area.
    pub frame: AccountFrame,
    /// The person's sessions.
    pub devices: Vec<DeviceView>,
    /// Posts `csrf`, and ends all but the present one; set where there are others.
    pub others: Option<Form>,
}

impl Page for DevicesPage {
    const TEMPLATE: &'static str = "account_devices.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        let device = |id: &str, browser, system, present: bool| DeviceView {
            id: id.to_owned(),
            device: DeviceName { browser, system },
            address: present.then(|| "203.0.113.7".to_owned()),
            signed_in: Moment::of(UnixTime(1_800_000_000)),
            seen: Moment::of(UnixTime(1_800_000_600)),
            present,
            sign_out: Form::sample_without_request("/account/devices/sign-out"),
        };
        Self {
            layout: Layout::sample(),
            frame: AccountFrame::sample(AccountTab::Devices),
            devices: vec![
                device("s1", Some("Firefox"), Some("Linux"), true),
                device("s2", Some("Chrome"), None, false),
                device("s3", None, Some("Android"), false),
                device("s4", None, None, false),
            ],
            others: Some(Form::sample_without_request("/account/devices/sign-out-others")),
        }
    }

    fn samples() -> Vec<Self> {
        vec![Self::sample(), Self { others: None, ..Self::sample() }]
    }
}
