//! How an authorization response travels (OAuth 2.0 Multiple Response Type Encoding Practices §2.1, OAuth 2.0 Form Post
//! Response Mode).

use super::params::Params;

/// Where the browser carries the parameters of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the query of the redirect URI.
    Query,
    /// In its fragment, which stays in the browser.
    Fragment,
    /// In the body of a POST to it.
    FormPost,
}

impl ResponseMode {
    /// Every mode, in the order in which discovery lists them.
    pub const ALL: [Self; 3] = [Self::Query, Self::Fragment, Self::FormPost];

    /// The value of `response_mode`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::FormPost => "form_post",
        }
    }

    /// The mode that `text` names.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text)
    }

    /// The mode in which a request is answered, also by a refusal: the one that it asks for where its answer may travel so,
    /// else the default of its `response_type`. `web` says whether the redirect URI takes a POST.
    #[must_use]
    pub fn of(params: &Params, web: bool) -> Self {
        let default = Self::default_of(params.get("response_type").unwrap_or_default());
        let asked = params.get("response_mode").filter(|_| !params.is_repeated("response_mode")).and_then(Self::parse);
        // Tokens in a query end up in logs and in `Referer` (Multiple Response Types §3, RFC 9700 §4.3.1); where there are
        // none, the query is the default.
        match asked {
            Some(Self::Fragment) => Self::Fragment,
            Some(Self::FormPost) if web => Self::FormPost,
            _ => default,
        }
    }

    /// Query for a code alone, fragment where a token comes with the response, also one that is not given here.
    fn default_of(response_type: &str) -> Self {
        let front = response_type.split(' ').any(|word| matches!(word, "id_token" | "token"));
        if front { Self::Fragment } else { Self::Query }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(query: &str) -> ResponseMode {
        ResponseMode::of(&Params::parse(query.as_bytes()).unwrap(), true)
    }

    #[test]
    fn default_is_query_for_a_code_and_fragment_for_tokens() {
        for query in ["", "response_type=code", "response_type=nonsense", "response_type=id_tokens"] {
            assert_eq!(mode(query), ResponseMode::Query, "{query}");
        }
        for query in ["response_type=id_token", "response_type=token", "response_type=code+token"] {
            assert_eq!(mode(query), ResponseMode::Fragment, "{query}");
        }
    }

    #[test]
    fn tokens_never_travel_in_the_query_and_unknown_modes_are_not_guessed() {
        assert_eq!(mode("response_type=id_token&response_mode=query"), ResponseMode::Fragment);
        assert_eq!(mode("response_type=code&response_mode=Fragment"), ResponseMode::Query);
        assert_eq!(mode("response_type=code&response_mode=fragment&response_mode=form_post"), ResponseMode::Query);
        assert_eq!(mode("response_type=code&response_mode=form_post"), ResponseMode::FormPost);
        let params = Params::parse(b"response_type=code&response_mode=form_post").unwrap();
        assert_eq!(ResponseMode::of(&params, false), ResponseMode::Query);
    }
}
