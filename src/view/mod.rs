//! The pages that people see: one template and one typed context per page, rendered on the server.
//!
//! Every value that reaches a page is encoded for HTML, links can only be made by the checking
//! constructors in [`links`], and [`Pages::new`] renders every page once, so that a broken template stops the start.
//! Nothing here needs a script, an inline style or a resource of another site; of the two scripts that there are one presses
//! the button of [`FormPostPage`], the other asks the browser for a passkey.

pub mod account;
pub mod admin;
pub mod assets;
mod brand;
pub mod consent;
pub mod device;
mod engine;
pub mod error_page;
mod escape;
pub mod factor;
mod files;
pub mod form_post;
pub mod home;
pub mod links;
pub mod login;
pub mod logout;
pub mod mail;
pub mod moment;
mod page;
pub mod qr;
mod samples;
pub mod select_account;
pub mod self_service;
#[cfg(test)]
mod tests;
mod text;

pub use account::{
    AccountFrame, AccountPage, AccountTab, AddPasskey, ConnectedApp, DataPage, DataProblem, DeviceName, DeviceView,
    DevicesPage, EmailLinkPage, EmailPage, EventView, EventsPage, LocaleView, PasskeyProblem, PasskeyPrompt,
    PasskeyView, PasskeysPage, PasswordPage, ProfileField, ProfilePage,
};
pub use assets::Asset;
pub use brand::BrandError;
pub use consent::{ConsentPage, ResourceView, ScopeView};
pub use device::{DeviceConsentPage, DeviceDonePage, DeviceError, DevicePage};
pub use engine::{Pages, ViewError};
pub use error_page::{ErrorKind, ErrorPage};
pub use factor::{AccountEnrolPage, AccountFactorsPage, CodeError, CodePage, EnrolPage, RecoveryCodesPage};
pub use files::{CONTEXT_VERSION, Override, embedded_files};
pub use form_post::FormPostPage;
pub use home::HomePage;
pub use links::{Destination, FormTarget, LogoUrl, LogoutFrame, Onward, SitePath, WebUrl};
pub use login::{LoginError, LoginPage, ReturnView};
pub use logout::{LoggedOutPage, LogoutPage};
pub use mail::MailPage;
pub use moment::Moment;
pub use page::{ClientView, FootLinks, Form, Layout, Page};
pub use qr::QrCode;
pub use select_account::{AccountChoice, SelectAccountPage};
pub use self_service::{
    DoneKind, DonePage, EntryError, EntryProblem, ForgotPage, NewPasswordKind, NewPasswordPage, SignUpLinkPage,
    SignUpPage,
};
