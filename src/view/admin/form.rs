//! A page with a form.

use super::frame::{AdminFrame, Section, Text};
use super::record::Link;
use crate::view::page::{Form, Layout, Page};
use serde::Serialize;

/// One of several.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read: a text of ours, or the value itself.
    pub label: Option<Text>,
    /// More about it.
    pub hint: Option<Text>,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// How something is entered.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Control {
    /// One line.
    Line {
        /// `type` of the input.
        input: &'static str,
        /// What is in it.
        value: String,
        /// What a browser may fill in.
        autocomplete: &'static str,
    },
    /// Several lines.
    Area {
        /// What is in it.
        value: String,
        /// How many lines are seen.
        rows: u8,
    },
    /// Yes or no.
    Tick {
        /// Whether it is set.
        chosen: bool,
    },
    /// One of a few, all seen.
    Radio {
        /// Which.
        options: Vec<Choice>,
    },
    /// One of many.
    Select {
        /// Which.
        options: Vec<Choice>,
    },
}

/// A field.
#[derive(Clone, Debug, Serialize)]
pub struct Field {
    /// Its name and id.
    pub name: &'static str,
    /// What it is called.
    pub label: Text,
    /// What belongs in it.
    pub hint: Option<Text>,
    /// Whether it must be filled.
    pub required: bool,
    /// How it is entered.
    pub control: Control,
    /// What is wrong with it.
    pub problems: Vec<Text>,
}

impl Field {
    /// A field of one line.
    #[must_use]
    pub fn line(name: &'static str, label: &'static str, value: impl Into<String>) -> Self {
        Self::of(name, label, Control::Line { input: "text", value: value.into(), autocomplete: "off" })
    }

    /// A field of several lines.
    #[must_use]
    pub fn area(name: &'static str, label: &'static str, rows: u8, value: impl Into<String>) -> Self {
        Self::of(name, label, Control::Area { value: value.into(), rows })
    }

    /// Yes or no.
    #[must_use]
    pub fn tick(name: &'static str, label: &'static str, chosen: bool) -> Self {
        Self::of(name, label, Control::Tick { chosen })
    }

    /// A field.
    #[must_use]
    pub fn of(name: &'static str, label: &'static str, control: Control) -> Self {
        Self { name, label: Text::of(label), hint: None, required: false, control, problems: Vec::new() }
    }

    /// Whether a problem begins with the field's name, as checks of documents say it.
    fn is_meant_by(&self, problem: &Text) -> bool {
        problem.name.as_deref().is_some_and(|text| begins_with(text, self.name))
    }

    /// The same with a hint.
    #[must_use]
    pub fn hint(self, key: &'static str) -> Self {
        Self { hint: Some(Text::of(key)), ..self }
    }

    /// The same, to be filled.
    #[must_use]
    pub fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// The same for another type of input.
    #[must_use]
    pub fn input(mut self, kind: &'static str, fill: &'static str) -> Self {
        if let Control::Line { input, autocomplete, .. } = &mut self.control {
            *input = kind;
            *autocomplete = fill;
        }
        self
    }
}

/// Fields that belong together.
#[derive(Clone, Debug, Serialize)]
pub struct Fieldset {
    /// What they are about.
    pub title: Option<Text>,
    /// The fields.
    pub fields: Vec<Field>,
}

/// A form.
#[derive(Clone, Debug, Serialize)]
pub struct AdminFormPage {
    /// The frame.
    pub layout: Layout,
    /// The console's.
    pub frame: AdminFrame,
    /// What it is for.
    pub title: Text,
    /// What there is to know.
    pub lead: Option<Text>,
    /// Where one comes from.
    pub up: Link,
    /// Posts `csrf`, `version` and the fields.
    pub form: Form,
    /// The form's id.
    pub form_id: &'static str,
    /// The version that is changed; so that nobody's change is lost.
    pub version: Option<String>,
    /// The fields.
    pub fieldsets: Vec<Fieldset>,
    /// What the button says.
    pub submit: Text,
    /// What is wrong with the whole.
    pub problems: Vec<Text>,
    /// Set when somebody else changed the thing meanwhile: where it is as it is now.
    pub conflict: Option<Link>,
    /// Where the thing is removed.
    pub remove: Option<Link>,
}

impl AdminFormPage {
    /// Puts each problem beside the field that it is about, and the rest above the form.
    pub fn place(&mut self, problems: Vec<Text>) {
        for problem in problems {
            let fields = self.fieldsets.iter_mut().flat_map(|set| &mut set.fields);
            match fields.into_iter().find(|field| field.is_meant_by(&problem)) {
                Some(field) => field.problems.push(problem),
                None => self.problems.push(problem),
            }
        }
    }

    /// Whether anything is wrong.
    #[must_use]
    pub fn has_problems(&self) -> bool {
        let mut fields = self.fieldsets.iter().flat_map(|set| &set.fields);
        !self.problems.is_empty() || self.conflict.is_some() || fields.any(|field| !field.problems.is_empty())
    }
}

fn begins_with(problem: &str, name: &str) -> bool {
    problem.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
}

impl Page for AdminFormPage {
    const TEMPLATE: &'static str = "admin_form.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        let layout = Layout::sample();
        let option = |value: &str, label, hint, chosen| Choice { value: value.to_owned(), label, hint, chosen };
        let options = || {
            let (label, hint) = (Text::of("admin-kind-web"), Text::of("admin-kind-web-hint"));
            vec![option("web", Some(label), Some(hint), true), option("RS256", None, None, false)]
        };
        let fields = vec![
            Field::line("username", "admin-user-username", "alice").required().hint("admin-user-username-hint"),
            Field::area("redirect_uris", "admin-client-redirect-uris", 3, "https://a.example/cb"),
            Field::tick("admin", "admin-user-admin", true).hint("admin-user-admin-hint"),
            Field::tick("off", "admin-off", false),
            Field::of("type", "admin-client-kind", Control::Radio { options: options() }),
            Field::of("alg", "admin-key-alg", Control::Select { options: options() }),
        ];
        let mut page = Self {
            frame: AdminFrame::sample(Section::Users),
            title: Text::of("admin-user-add"),
            lead: Some(Text::of("admin-client-add-lead")),
            up: Link::new("up", Section::Users.key(), layout.path(Section::Users.path())),
            form: Form::sample_without_request("/admin/add-user"),
            form_id: "user-add",
            version: Some("3".to_owned()),
            fieldsets: vec![Fieldset { title: Some(Text::of("admin-user-profile")), fields }],
            submit: Text::of("admin-save"),
            problems: Vec::new(),
            conflict: Some(Link::new("conflict", "admin-conflict-reload", layout.path("/admin/users/1/edit"))),
            remove: Some(Link::danger("scope-remove", "admin-remove", layout.path("/admin/scopes/1/remove"))),
            layout,
        };
        page.place(["username is taken", "something else"].map(|text| Text::named("admin-problem", text)).into());
        page
    }

    fn samples() -> Vec<Self> {
        let mut bare = Self::sample();
        bare.fieldsets = vec![Fieldset { title: None, fields: vec![Field::line("name", "admin-user-name", "")] }];
        let bare = Self { lead: None, version: None, problems: Vec::new(), conflict: None, remove: None, ..bare };
        vec![Self::sample(), bare]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problem_stands_beside_the_field_that_it_names_and_else_above() {
        let page = AdminFormPage::sample();
        assert_eq!(page.fieldsets[0].fields[0].problems, [Text::named("admin-problem", "username is taken")]);
        assert_eq!(page.problems, [Text::named("admin-problem", "something else")]);
        assert!(page.has_problems());
        assert!(begins_with("scope \"x\" does not exist", "scope") && !begins_with("scopes", "scope"));
    }
}
