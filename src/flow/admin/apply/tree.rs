//! The text of a file as a tree whose members know their lines, whether it is TOML or YAML.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use serde_saphyr::Spanned as InYaml;
use std::fmt;
use toml::Spanned as InToml;
use toml::de::{DeTable, DeValue};

/// How a file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// TOML 1.
    #[default]
    Toml,
    /// YAML 1.2.
    Yaml,
}

impl Format {
    /// By the end of a file's name; TOML where it tells nothing.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        if matches!(ending.as_str(), "yaml" | "yml") { Self::Yaml } else { Self::Toml }
    }
}

/// A member of a table with its line, from 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub line: usize,
    /// What it is.
    pub node: Node,
}

/// A value; what is in a list below a member has that member's line.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Members in order.
    Table(Vec<Member>),
    /// Values in order.
    List(Vec<Node>),
    /// Anything else.
    Plain(Value),
}

impl Node {
    /// The same as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match self {
            Self::Table(members) => Value::Object(to_members(members)),
            Self::List(items) => items.iter().map(Self::to_json).collect(),
            Self::Plain(value) => value.clone(),
        }
    }
}

/// The members as JSON.
#[must_use]
pub fn to_members(members: &[Member]) -> Map<String, Value> {
    members.iter().map(|member| (member.name.clone(), member.node.to_json())).collect()
}

/// Reads a file.
///
/// # Errors
/// What is wrong, with its line.
pub fn parse(text: &str, format: Format) -> Result<Vec<Member>, String> {
    match format {
        Format::Toml => {
            let table = DeTable::parse(text).map_err(|error| error.to_string())?;
            of_table(text, table.get_ref())
        }
        Format::Yaml => match serde_saphyr::from_str::<Node>(text).map_err(|error| error.to_string())? {
            Node::Table(members) => Ok(members),
            Node::Plain(Value::Null) => Ok(Vec::new()),
            _ => Err("the file is no table of scopes, resources, issuers, clients and users".to_owned()),
        },
    }
}

fn of_table(text: &str, table: &DeTable<'_>) -> Result<Vec<Member>, String> {
    let member = |(name, value): (&InToml<_>, &InToml<DeValue<'_>>)| {
        let name: &InToml<std::borrow::Cow<'_, str>> = name;
        let line = text[..name.span().start].matches('\n').count() + 1;
        Ok((
            name.span().start,
            Member { name: name.get_ref().to_string(), line, node: of_value(text, value.get_ref(), line)? },
        ))
    };
    let mut members = table.iter().map(member).collect::<Result<Vec<_>, String>>()?;
    members.sort_by_key(|(start, _)| *start);
    Ok(members.into_iter().map(|(_, member)| member).collect())
}

fn of_value(text: &str, value: &DeValue<'_>, line: usize) -> Result<Node, String> {
    Ok(match value {
        DeValue::String(text) => Node::Plain(Value::String(text.to_string())),
        DeValue::Boolean(flag) => Node::Plain(Value::Bool(*flag)),
        DeValue::Integer(number) => {
            let read = i64::from_str_radix(number.as_str(), number.radix());
            Node::Plain(read.map_err(|_| format!("line {line}: {number} is too large"))?.into())
        }
        DeValue::Float(_) | DeValue::Datetime(_) => {
            return Err(format!("line {line}: neither fractions nor dates are needed here; write a text in quotes"));
        }
        DeValue::Array(items) => {
            Node::List(items.iter().map(|item| of_value(text, item.get_ref(), line)).collect::<Result<_, _>>()?)
        }
        DeValue::Table(table) => Node::Table(of_table(text, table)?),
    })
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyNode)
    }
}

struct AnyNode;

impl<'de> Visitor<'de> for AnyNode {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table, a list, a text, a whole number, true, false or nothing")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Plain(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Plain(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Plain(Number::from(value).into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Plain(Number::from(value).into()))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Plain(Value::String(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(name) = map.next_key::<InYaml<String>>()? {
            let line = usize::try_from(name.referenced.line()).unwrap_or_default();
            members.push(Member { name: name.value, line, node: map.next_value()? });
        }
        Ok(Node::Table(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_know_their_lines_in_both_formats() {
        let toml = "# a file\n[[clients]]\nclient_id = \"a\"\nscope = \"\"\"\nx\n\"\"\"\nfirst_party = true\n[[clients]]\nclient_id = \"b\"\n";
        let yaml = "# a file\nclients:\n  - client_id: a\n    scope: x\n    first_party: true\n  - client_id: b\n";
        for (text, format, lines) in [(toml, Format::Toml, [3, 4, 7, 9]), (yaml, Format::Yaml, [3, 4, 5, 6])] {
            let file = parse(text, format).unwrap();
            let Node::List(clients) = &file[0].node else { panic!("{file:?}") };
            let found: Vec<_> = clients
                .iter()
                .flat_map(|client| match client {
                    Node::Table(members) => members.iter().map(|member| member.line).collect::<Vec<_>>(),
                    other => panic!("{other:?}"),
                })
                .collect();
            assert_eq!(found, lines, "{format:?}");
            assert_eq!(clients[1].to_json(), json!({ "client_id": "b" }));
        }
    }

    #[test]
    fn broken_texts_are_refused_and_repeated_members_too() {
        for bad in ["a = ", "a = 1\na = 2", "a = 1.5", "[a", "x = 99999999999999999999"] {
            assert!(parse(bad, Format::Toml).is_err(), "{bad}");
        }
        for bad in ["a: [", "a: 1\na: 2", "- a", "\"x"] {
            assert!(parse(bad, Format::Yaml).is_err(), "{bad}");
        }
        assert_eq!(parse("", Format::Yaml).unwrap(), []);
        assert_eq!(parse("", Format::Toml).unwrap(), []);
    }
}
