//! What a change changes, member by member.

use super::Kind;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt;

/// What is done to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Deed {
    /// It is made.
    Create,
    /// It is changed.
    Update,
    /// It is removed.
    Remove,
}

/// A member that changes; null stands for nothing. Of secrets neither value is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberChange {
    /// Its name.
    pub member: String,
    /// Before.
    pub old: Value,
    /// After.
    pub new: Value,
}

/// A change of one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What kind of thing.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// What is done.
    pub deed: Deed,
    /// What changes of it.
    pub members: Vec<MemberChange>,
}

/// The members that differ, by name.
#[must_use]
pub fn differences(old: &Value, new: &Value) -> Vec<MemberChange> {
    let empty = Map::new();
    let (old, new) = (old.as_object().unwrap_or(&empty), new.as_object().unwrap_or(&empty));
    let names: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let value = |members: &Map<String, Value>, name: &str| members.get(name).cloned().unwrap_or_default();
    let change = |name: &String| MemberChange { member: name.clone(), old: value(old, name), new: value(new, name) };
    names.into_iter().map(change).filter(|change| change.old != change.new).collect()
}

/// That a secret is another one.
#[must_use]
pub fn secret_change(member: &str, new: bool) -> MemberChange {
    let old = if new { Value::Null } else { "(the present one)".into() };
    MemberChange { member: member.to_owned(), old, new: "(the one that the file refers to)".into() }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.deed {
            Deed::Create => '+',
            Deed::Update => '~',
            Deed::Remove => '-',
        };
        write!(f, "{sign} {} {}", self.kind.as_str(), self.name)?;
        for change in &self.members {
            match (&change.old, self.deed) {
                (Value::Null, Deed::Create) => write!(f, "\n    {}: {}", change.member, change.new)?,
                (old, _) => write!(f, "\n    {}: {} → {}", change.member, shown(old), shown(&change.new))?,
            }
        }
        Ok(())
    }
}

fn shown(value: &Value) -> String {
    if value.is_null() { "(nothing)".to_owned() } else { value.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_that_differ_are_told_from_old_to_new() {
        let old = json!({ "a": 1, "b": [1], "c": true });
        let new = json!({ "a": 1, "b": [1, 2], "d": "x" });
        let members = differences(&old, &new);
        let change = Change { kind: Kind::Client, name: "web".to_owned(), deed: Deed::Update, members };
        let told = "~ client web\n    b: [1] → [1,2]\n    c: true → (nothing)\n    d: (nothing) → \"x\"";
        assert_eq!(change.to_string(), told);
    }
}
