//! Reading our own pages.

use super::Reply;

impl Reply {
    /// The value that the page's form with this id sends under `name` before anybody has filled it.
    pub fn form_value(&self, id: &str, name: &str) -> String {
        input(form(&self.text, id), name).unwrap_or_else(|| panic!("no {name} in the form {id} of {self:?}"))
    }
}

/// The value of the input called `name` in `html`.
pub fn input(html: &str, name: &str) -> Option<String> {
    let at = html.find(&format!("name=\"{name}\""))?;
    let start = html[..at].rfind('<')?;
    let tag = &html[start..start + html[start..].find('>')?];
    attribute(tag, "value")
}

/// The part of `html` from the form with this id to its end.
pub fn form<'a>(html: &'a str, id: &str) -> &'a str {
    let at = html.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no form {id} in {html}"));
    let end = html[at..].find("</form>").unwrap();
    &html[at..at + end]
}

/// The form with this id as a browser would send it with nothing but `filled` changed: where to, and every field that
/// has a value already.
pub fn filled(html: &str, id: &str, filled: &[(&str, &str)]) -> (String, Vec<(String, String)>) {
    let form = form(html, id);
    let start = html[..html.find(form).unwrap()].rfind('<').unwrap();
    let tag = &html[start..start + html[start..].find('>').unwrap()];
    let action = attribute(tag, "action").unwrap_or_else(|| panic!("no action in {tag}"));
    let tags = form.split("<input").skip(1).map(|rest| &rest[..rest.find('>').unwrap()]);
    let sent = |tag: &&str| {
        let kind = attribute(tag, "type");
        let ticked = !matches!(kind.as_deref(), Some("checkbox" | "radio")) || tag.contains(" checked");
        ticked && kind.as_deref() != Some("submit")
    };
    let named = |tag: &str| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()));
    let mut fields: Vec<_> = tags.filter(sent).filter_map(named).collect();
    fields.extend(form.split("<textarea").skip(1).filter_map(area));
    fields.extend(form.split("<select").skip(1).filter_map(choice));
    for (name, value) in filled {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    (action, fields)
}

/// What a `textarea` sends; the line break after its tag is not part of it.
fn area(rest: &str) -> Option<(String, String)> {
    let (tag, text) = rest.split_once('>')?;
    let text = text.split("</textarea>").next()?;
    let text = text.strip_prefix('\n').unwrap_or(text);
    Some((attribute(tag, "name")?, text.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")))
}

/// What a `select` sends: the chosen option.
fn choice(rest: &str) -> Option<(String, String)> {
    let (tag, options) = rest.split_once('>')?;
    let mut options = options.split("</select>").next()?.split("<option").skip(1);
    let chosen = options.find(|option| option.contains(" selected"))?;
    Some((attribute(tag, "name")?, attribute(chosen, "value")?))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let after = tag.split_once(&format!(" {name}=\""))?.1;
    Some(after.split_once('"')?.0.replace("&#x2f;", "/").replace("&amp;", "&"))
}
