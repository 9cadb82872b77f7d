//! What commands print: a table for people or JSON for scripts.

use crate::model::UnixTime;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Prints `rows` as JSON, or as columns under `titles`.
pub fn table(json: bool, titles: &[&str], rows: &[Value]) {
    if json {
        println!("{}", Value::from(rows.to_vec()));
        return;
    }
    let text = |value: &Value| match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(|item| item.as_str().unwrap_or_default()).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    };
    let cells: Vec<Vec<String>> =
        rows.iter().map(|row| titles.iter().map(|title| text(&row[*title])).collect()).collect();
    let width = |column: usize| {
        let longest = cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        longest.max(titles[column].len())
    };
    let widths: Vec<usize> = (0..titles.len()).map(width).collect();
    let line = |row: &[String]| {
        let padded: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        println!("{}", padded.join("  ").trim_end());
    };
    line(&titles.iter().map(|title| (*title).to_owned()).collect::<Vec<_>>());
    for row in &cells {
        line(row);
    }
}

/// Prints one value: JSON under its name, or bare.
pub fn value(json: bool, name: &str, value: &str) {
    if json {
        println!("{}", serde_json::json!({ name: value }));
    } else {
        println!("{value}");
    }
}

/// A moment for people: RFC 3339 in UTC.
pub fn moment(at: UnixTime) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(at.get()).ok();
    moment.and_then(|moment| moment.format(&Rfc3339).ok()).unwrap_or_else(|| at.get().to_string())
}

/// Prints one thing: JSON, or `name: value` lines.
pub fn object(json: bool, value: &Value) {
    if json {
        println!("{value}");
        return;
    }
    for (name, value) in value.as_object().into_iter().flatten() {
        match value {
            Value::String(text) => println!("{name}: {text}"),
            other => println!("{name}: {other}"),
        }
    }
}

/// A remark that is no part of the output.
pub fn note(text: &str) {
    eprintln!("symbolon: {text}");
}
