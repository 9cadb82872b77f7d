//! `/admin/api/settings`.

use super::{AdminAnswer, Caller, told};
use crate::config::effective;
use crate::http::answer::Tag;
use crate::model::Permission;
use poem::Result;
use poem_openapi::{Object, OpenApi};
use serde_json::json;

/// A setting as it is in force.
#[derive(Debug, Object)]
pub struct SettingBody {
    /// `section.key`.
    name: String,
    /// Its value; of a secret only that it is set.
    value: String,
    /// Where the value came from.
    source: String,
}

/// Every setting.
#[derive(Debug, Object)]
pub struct SettingList {
    /// In the order of the documentation.
    items: Vec<SettingBody>,
}

/// The endpoint.
#[derive(Debug)]
pub struct SettingsApi;

#[expect(clippy::unused_async, reason = "poem-openapi wants async methods")]
#[OpenApi(prefix_path = "/admin/api", tag = "Tag::Administration")]
impl SettingsApi {
    /// List the settings that are in force
    #[oai(path = "/settings", method = "get", operation_id = "listSettings")]
    async fn list(&self, caller: Caller) -> Result<AdminAnswer<SettingList>> {
        told(&caller, caller.actor.require(Permission::SettingsRead))?;
        let settings = effective(caller.context.state.settings()).into_iter();
        let items =
            settings.map(|(name, value, source)| json!({ "name": name, "value": value, "source": source.to_string() }));
        Ok(AdminAnswer::new(json!({ "items": items.collect::<Vec<_>>() })))
    }
}
