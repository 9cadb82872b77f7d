//! The pages of one's own account.

pub mod data;
mod device_name;
pub mod devices;
pub mod email;
pub mod events;
mod frame;
pub mod overview;
pub mod passkeys;
pub mod password;
pub mod profile;

pub use data::{DataPage, DataProblem};
pub use device_name::DeviceName;
pub use devices::{DeviceView, DevicesPage};
pub use email::{EmailLinkPage, EmailPage};
pub use events::{EventView, EventsPage};
pub use frame::{AccountFrame, AccountTab};
pub use overview::{AccountPage, ConnectedApp};
pub use passkeys::{AddPasskey, PasskeyProblem, PasskeyPrompt, PasskeyView, PasskeysPage};
pub use password::PasswordPage;
pub use profile::{LocaleView, ProfileField, ProfilePage};
