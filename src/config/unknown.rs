//! Names that are no setting: a misspelt one must not be taken for one that was obeyed.

use super::problem::Source;
use super::reader::Reader;
use super::rule::Form;
use super::spec::full_name;
use super::table::SECTIONS;

/// Notes every key of the file and every variable that starts with `SYMBOLON_` and sets nothing.
pub(super) fn check(reader: &mut Reader<'_>) {
    check_file(reader);
    check_variables(reader);
}

fn check_file(reader: &mut Reader<'_>) {
    let known = with_file_forms(reader, "_file", |reader| {
        reader.specs.iter().map(|spec| (spec.name.clone(), spec.form)).collect()
    });
    for (key, value) in &reader.file.clone() {
        let is_section = SECTIONS.iter().any(|(section, _)| section == key);
        match value.as_table() {
            Some(entries) if is_section => {
                for name in entries.keys().map(|entry| full_name(key, entry)) {
                    note(reader, name, Source::File, &known);
                }
            }
            _ if is_section => {
                let mend = format!("Write its settings below a line [{key}].");
                reader.note(key.clone(), Source::File, "is a section, not a setting", mend);
            }
            _ => note(reader, key.clone(), Source::File, &known),
        }
    }
}

fn check_variables(reader: &mut Reader<'_>) {
    let known = with_file_forms(reader, "_FILE", |reader| {
        reader.specs.iter().flat_map(|spec| spec.variables().into_iter().map(|name| (name, spec.form))).collect()
    });
    let env = reader.env;
    let services: Vec<&str> = env.keys().filter_map(|name| name.strip_suffix("_SERVICE_HOST")).collect();
    for name in env.keys().filter(|name| name.starts_with("SYMBOLON_")) {
        if !services.iter().any(|service| is_service_link(name, service)) {
            note(reader, name.clone(), Source::Default, &known);
        }
    }
}

/// Kubernetes puts the addresses of each service into every container: beside a service called `symbolon` those start
/// like our own variables.
fn is_service_link(name: &str, service: &str) -> bool {
    let rest = name.strip_prefix(service).unwrap_or_default();
    rest == "_PORT" || rest.starts_with("_PORT_") || rest.starts_with("_SERVICE_")
}

fn with_file_forms(
    reader: &Reader<'_>,
    suffix: &str,
    names: impl Fn(&Reader<'_>) -> Vec<(String, Form)>,
) -> Vec<String> {
    let forms = |(name, form): (String, Form)| {
        let file_form = (form == Form::Sensitive).then(|| format!("{name}{suffix}"));
        std::iter::once(name).chain(file_form)
    };
    names(reader).into_iter().flat_map(forms).collect()
}

fn note(reader: &mut Reader<'_>, name: String, source: Source, known: &[String]) {
    if known.contains(&name) {
        return;
    }
    let mend = nearest(&name, known).map_or_else(
        || "Remove it; docs/configuration.md lists the settings.".to_owned(),
        |near| format!("Remove it, or did you mean {near}?"),
    );
    reader.note(name, source, "is no setting", mend);
}

/// The known name that differs least, if it is close, or that ends in the same word.
fn nearest<'a>(name: &str, known: &'a [String]) -> Option<&'a str> {
    let close = known.iter().map(|candidate| (distance(name, candidate), candidate)).min()?;
    if close.0 <= 3 {
        return Some(close.1);
    }
    let key = name.rsplit('.').next().unwrap_or(name);
    known.iter().find(|candidate| candidate.rsplit('.').next() == Some(key)).map(String::as_str)
}

/// Levenshtein's: how many characters to change, add or remove.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.chars().enumerate() {
            let changed = diagonal + usize::from(left != right);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.chars().count()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_single_changes() {
        for (a, b, changes) in [("", "abc", 3), ("token", "tokens", 1), ("uri", "url", 1), ("same", "same", 0)] {
            assert_eq!(distance(a, b), changes, "{a} {b}");
        }
    }
}
