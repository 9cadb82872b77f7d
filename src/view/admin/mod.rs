//! The pages of the administrators' console. Few templates serve many pages: a list, a form, a record, a question before a
//! dangerous deed, and a secret that is shown once. What differs is in their contexts.

mod form;
mod frame;
mod list;
mod overview;
mod question;
mod record;
mod refusal;
mod shown_once;

pub use form::{AdminFormPage, Choice, Control, Field, Fieldset};
pub use frame::{AdminFrame, Note, Section, Text};
pub use list::{AdminListPage, Cell, Filter, Row, RowDeed, Table};
pub use overview::{AdminOverviewPage, Count, Warning};
pub use question::AdminQuestionPage;
pub use record::{AdminRecordPage, Fact, Link, Part};
pub use refusal::{AdminRefusalPage, Comparison, Marked};
pub use shown_once::{AdminShownOncePage, ShownOnce};
