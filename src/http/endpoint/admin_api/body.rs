//! What is sent: an object whose members are taken out one by one, and none is left over.

use crate::flow::admin::AdminError;
use crate::protocol::Fault;
use serde_json::{Map, Value};

/// The members of a body.
pub(super) type Members = Map<String, Value>;

/// The members, or why there are none.
pub(super) fn members(read: poem::Result<Members, Fault>) -> Result<Members, AdminError> {
    read.map_err(|fault| AdminError::Flow(fault.into()))
}

/// Takes a text out; null is as good as none.
pub(super) fn take_text(members: &mut Members, name: &str) -> Result<Option<String>, AdminError> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(AdminError::Invalid(vec![format!("{name}: must be a text")])),
    }
}

/// Takes a whole number out; null is as good as none.
pub(super) fn take_number(members: &mut Members, name: &str) -> Result<Option<i64>, AdminError> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_i64() {
            Some(number) => Ok(Some(number)),
            None => Err(AdminError::Invalid(vec![format!("{name}: must be a whole number")])),
        },
    }
}

/// The same for a text that must be there.
pub(super) fn need_text(members: &mut Members, name: &str) -> Result<String, AdminError> {
    let text = take_text(members, name)?;
    text.ok_or_else(|| AdminError::Invalid(vec![format!("{name}: is missing")]))
}

/// Nothing may be left over.
pub(super) fn nothing_else(members: &Members) -> Result<(), AdminError> {
    if members.is_empty() {
        return Ok(());
    }
    Err(AdminError::Invalid(members.keys().map(|name| format!("{name}: there is no such member")).collect()))
}
