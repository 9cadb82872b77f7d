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

fn attribute(tag: &str, name: &str) -> Option<String> {
    let after = tag.split_once(&format!("{name}=\""))?.1;
    Some(after.split_once('"')?.0.replace("&#x2f;", "/").replace("&amp;", "&"))
}
