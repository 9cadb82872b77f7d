//! Every page there is.

use super::admin::{
    AdminFormPage, AdminListPage, AdminOverviewPage, AdminQuestionPage, AdminRecordPage, AdminRefusalPage,
    AdminShownOncePage,
};
use super::{
    AccountEnrolPage, AccountFactorsPage, AccountPage, CodePage, ConsentPage, DataPage, DeviceConsentPage,
    DeviceDonePage, DevicePage, DevicesPage, DonePage, EmailLinkPage, EmailPage, EnrolPage, ErrorPage, EventsPage,
    ForgotPage, FormPostPage, HomePage, LoggedOutPage, LoginPage, LogoutPage, MailPage, NewPasswordPage, Page,
    PasskeysPage, PasswordPage, ProfilePage, RecoveryCodesPage, SelectAccountPage, SignUpLinkPage, SignUpPage,
    ViewError,
};
use serde_json::Value;

/// A page that could be shown.
pub(super) struct Sample {
    /// Its template.
    pub(super) template: &'static str,
    /// What the template is given.
    pub(super) context: Value,
}

/// The samples of every page; what is not in this list cannot be trusted to render.
pub(super) fn samples() -> Result<Vec<Sample>, ViewError> {
    let pages = [
        of::<AccountPage>()?,
        of::<AdminFormPage>()?,
        of::<AdminListPage>()?,
        of::<AdminOverviewPage>()?,
        of::<AdminQuestionPage>()?,
        of::<AdminRecordPage>()?,
        of::<AdminRefusalPage>()?,
        of::<AdminShownOncePage>()?,
        of::<AccountFactorsPage>()?,
        of::<CodePage>()?,
        of::<EnrolPage>()?,
        of::<AccountEnrolPage>()?,
        of::<RecoveryCodesPage>()?,
        of::<ConsentPage>()?,
        of::<DevicePage>()?,
        of::<DeviceConsentPage>()?,
        of::<DeviceDonePage>()?,
        of::<ErrorPage>()?,
        of::<FormPostPage>()?,
        of::<HomePage>()?,
        of::<LoggedOutPage>()?,
        of::<LoginPage>()?,
        of::<LogoutPage>()?,
        of::<PasskeysPage>()?,
        of::<DataPage>()?,
        of::<DevicesPage>()?,
        of::<EventsPage>()?,
        of::<ProfilePage>()?,
        of::<MailPage>()?,
        of::<SignUpPage>()?,
        of::<SignUpLinkPage>()?,
        of::<NewPasswordPage>()?,
        of::<PasswordPage>()?,
        of::<ForgotPage>()?,
        of::<EmailPage>()?,
        of::<EmailLinkPage>()?,
        of::<DonePage>()?,
        of::<SelectAccountPage>()?,
    ];
    Ok(pages.into_iter().flatten().collect())
}

fn of<P: Page>() -> Result<Vec<Sample>, ViewError> {
    let sample = |page: &P| {
        let context = serde_json::to_value(page);
        let context = context.map_err(|source| ViewError::Context { template: P::TEMPLATE, source })?;
        Ok(Sample { template: P::TEMPLATE, context })
    };
    P::samples().iter().map(sample).collect()
}
