//! `/account/profile`.

use super::{AccountFrame, AccountTab};
use crate::view::page::{Form, Layout, Page};
use serde::Serialize;

/// A field of the form.
#[derive(Clone, Debug, Serialize)]
pub struct ProfileField {
    /// The claim that it is, by which it is sent; its label is `claim-` or `address-` and this, with hyphens.
    pub kind: &'static str,
    /// Whether it is a part of the postal address.
    pub in_address: bool,
    /// What browsers fill it with.
    pub autocomplete: &'static str,
    /// What it holds.
    pub value: String,
    /// Whether it cannot be kept.
    pub wrong: bool,
}

/// A language that the person can choose.
#[derive(Clone, Debug, Serialize)]
pub struct LocaleView {
    /// Its tag.
    pub tag: String,
    /// Its name.
    pub name: String,
}

/// Changes the standard claims.
#[derive(Clone, Debug, Serialize)]
pub struct ProfilePage {
    /// The frame.
    pub layout: Layout,
    /// The frame of the account area.
    pub frame: AccountFrame,
    /// Posts `csrf` and the fields.
    pub form: Form,
    /// The fields in order.
    pub fields: Vec<ProfileField>,
    /// Languages to choose from.
    pub locales: Vec<LocaleView>,
    /// Whether a field cannot be kept.
    pub error: bool,
    /// Whether somebody else changed the account meanwhile.
    pub conflict: bool,
}

impl Page for ProfilePage {
    const TEMPLATE: &'static str = "account_profile.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        let field = |(kind, in_address, value): (&'static str, bool, &str)| ProfileField {
            kind,
            in_address,
            autocomplete: "off",
            value: value.to_owned(),
            wrong: kind == "birthdate",
        };
        let fields = [
            ("name", false, "Alice Liddell"),
            ("given_name", false, "Alice"),
            ("locale", false, "en"),
            ("birthdate", false, "soon"),
            ("street_address", true, "1 High Street"),
            ("postal_code", true, "OX1"),
            ("locality", true, "Oxford"),
            ("region", true, ""),
            ("country", true, ""),
        ];
        Self {
            layout: Layout::sample(),
            frame: AccountFrame::sample(AccountTab::Profile),
            form: Form::sample_without_request("/account/profile"),
            fields: fields.map(field).to_vec(),
            locales: vec![LocaleView { tag: "en".to_owned(), name: "English".to_owned() }],
            error: true,
            conflict: false,
        }
    }

    fn samples() -> Vec<Self> {
        let good = Self { error: false, ..Self::sample() };
        vec![Self::sample(), Self { conflict: true, ..good.clone() }, good]
    }
}
