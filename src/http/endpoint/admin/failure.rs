//! Why a deed was not done, as pages say it.

use crate::crypto::password_pool::PasswordError;
use crate::flow::FlowError;
use crate::flow::admin::AdminError;
use crate::flow::keys::KeyError;
use crate::http::respond::Refused;
use crate::protocol::Rule;
use crate::view::admin::Text;

/// What a page can say about a deed that was not done.
#[derive(Debug)]
pub(super) enum Failure {
    /// What was given is wrong.
    Problems(Vec<Text>),
    /// Somebody else changed it meanwhile.
    Conflict,
}

/// What a page can say about `error`.
///
/// # Errors
/// How to answer where no page of ours can say it better.
pub(super) fn failure(error: AdminError) -> Result<Failure, Refused> {
    let text = |error: &dyn std::fmt::Display| Failure::Problems(vec![Text::named("admin-problem", error.to_string())]);
    Ok(match error {
        AdminError::Invalid(problems) => {
            Failure::Problems(problems.into_iter().map(|problem| Text::named("admin-problem", problem)).collect())
        }
        AdminError::Exists { name, .. } => Failure::Problems(vec![Text::named("admin-exists", name)]),
        AdminError::LastAdministrator => Failure::Problems(vec![Text::of("admin-last-administrator")]),
        AdminError::Password(PasswordError::TooLong) => Failure::Problems(vec![Text::of("admin-password-too-long")]),
        AdminError::Conflict | AdminError::Keys(KeyError::Conflict) => Failure::Conflict,
        AdminError::Keys(error @ (KeyError::Known(_) | KeyError::Environment { .. })) => text(&error),
        other => return Err(refused(other)),
    })
}

/// How a deed failed where no page of ours can say it better.
pub(super) fn refused(error: AdminError) -> Refused {
    match error {
        AdminError::NotFound { .. } | AdminError::Keys(KeyError::Unknown(_)) => Rule::PathUnknown.into(),
        AdminError::Forbidden(_) => Rule::NotAdministrator.into(),
        AdminError::Store(error) | AdminError::Keys(KeyError::Store(error)) => FlowError::from(error).into(),
        AdminError::Password(error) => FlowError::from(error).into(),
        AdminError::Flow(error) => error.into(),
        AdminError::Keys(error) => {
            tracing::error!(cause = %error, "a key cannot be made or used");
            Rule::Internal.into()
        }
        _ => Rule::FormMalformed.into(),
    }
}
