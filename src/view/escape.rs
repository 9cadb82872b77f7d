//! How a value becomes HTML text. The same for element content and for quoted attributes.

use minijinja::value::Value;
use minijinja::{Error, Output, State, escape_formatter};

const REPLACEMENT: char = '\u{fffd}';

/// `text` encoded for HTML content and quoted attributes. Characters that reorder the text around them or that show
/// nothing where something stands (controls, bidirectional embeddings, overrides and isolates) become U+FFFD: a client
/// named with them could make the page say something else than its markup says.
pub(super) fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\n' | '\t' => html.push(character),
            other if misleads(other) => html.push(REPLACEMENT),
            other => html.push(other),
        }
    }
    html
}

fn misleads(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
        || matches!(character, '\u{e0000}'..='\u{e007f}')
}

/// `text` for a quoted attribute that the browser must give back to the letter: everything but ASCII letters and digits as a
/// character reference, so that nothing of it is markup, shows or reorders anything. C1 controls stay as they are, because
/// references to them mean something else (WHATWG HTML §13.2.5.80).
pub(super) fn exact(text: &str) -> String {
    let mut html = String::with_capacity(text.len() * 2);
    for character in text.chars() {
        if character.is_ascii_alphanumeric() || matches!(character, '\u{80}'..='\u{9f}') {
            html.push(character);
        } else {
            html.push_str("&#");
            html.push_str(&u32::from(character).to_string());
            html.push(';');
        }
    }
    html
}

/// The engine's output step: text goes through [`escape`], which unlike the engine's own leaves `/` readable in links.
pub(super) fn write_value(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() => Ok(out.write_str(&escape(text))?),
        _ => escape_formatter(out, state, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_both_quotes_are_encoded() {
        assert_eq!(escape(r#"<a href="x" b='y'>&"#), "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;");
    }

    #[test]
    fn exact_text_is_letters_digits_and_references() {
        assert_eq!(exact("a1\"<\r\u{202e}\u{85}é"), "a1&#34;&#60;&#13;&#8238;\u{85}&#233;");
    }

    #[test]
    fn characters_that_mislead_are_replaced_and_scripts_of_the_world_are_kept() {
        assert_eq!(escape("a\u{202e}b\u{2066}c\0"), "a\u{fffd}b\u{fffd}c\u{fffd}");
        assert_eq!(escape("نمونه\u{200c}ها עברית 日本 🙂"), "نمونه\u{200c}ها עברית 日本 🙂");
    }
}
