//! How the client asks.

use crate::model::ClientMetadata;

/// What is wrong with it.
pub(super) fn check(metadata: &ClientMetadata, problems: &mut Vec<String>) {
    if metadata.requests.default_max_age.is_some_and(|seconds| !(0..=i64::from(u32::MAX)).contains(&seconds)) {
        problems.push("default_max_age must be 0 seconds or more".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negative_default_max_age_is_refused() {
        let mut metadata = ClientMetadata::named("x");
        for (seconds, expected) in [(-1, 1), (0, 0), (3600, 0), (i64::MAX, 1)] {
            metadata.requests.default_max_age = Some(seconds);
            let mut problems = Vec::new();
            check(&metadata, &mut problems);
            assert_eq!(problems.len(), expected, "{seconds}");
        }
    }
}
