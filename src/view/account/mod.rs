//! The pages of one's own account.

pub mod data;
mod device_name;
pub mod devices;
pub mod events;
mod frame;
pub mod overview;
pub mod passkeys;
pub mod profile;

pub use data::{DataPage, DataProblem};
pub use device_name::DeviceName;
pub use devices::{DeviceView, DevicesPage};
pub use events::{EventView, EventsPage};
pub use frame::{AccountFrame, AccountTab};
pub use overview::{AccountPage, ConnectedApp};
pub use passkeys::{AddPasskey, PasskeyProblem, PasskeyPrompt, PasskeyView, PasskeysPage};
pub use profile::{LocaleView, ProfileField, ProfilePage};
