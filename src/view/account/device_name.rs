//! What a browser says of itself, in words that people know.

use serde::Serialize;

/// A browser and the system under it, as far as they are told by the `User-Agent`; a guess, for display only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DeviceName {
    /// `Firefox` and the like.
    pub browser: Option<&'static str>,
    /// `Linux` and the like.
    pub system: Option<&'static str>,
}

/// What stands in a `User-Agent` and the browser that it tells; the first that is found counts, because most claim to be
/// several others as well.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

/// The same for systems.
const SYSTEMS: &[(&str, &str)] = &[
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
    ("FreeBSD", "FreeBSD"),
];

impl DeviceName {
    /// What `agent` tells.
    #[must_use]
    pub fn of(agent: Option<&str>) -> Self {
        let find = |known: &[(&str, &'static str)]| {
            let agent = agent?;
            known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
        };
        Self { browser: find(BROWSERS), system: find(SYSTEMS) }
    }

    /// The names without words between them; may be empty.
    #[must_use]
    pub fn plain(self) -> String {
        [self.browser, self.system].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::DeviceName;

    #[test]
    fn common_browsers_are_told_from_those_that_they_claim_to_be() {
        let mozilla = "Mozilla/5.0";
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        for (agent, browser, system) in [
            (format!("{mozilla} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"), "Firefox", "Linux"),
            (
                format!("{mozilla} (Windows NT 10.0; Win64; x64) {webkit} Chrome/140.0 Safari/537.36 Edg/140.0"),
                "Edge",
                "Windows",
            ),
            (
                format!("{mozilla} (Linux; Android 14; K) {webkit} Chrome/140.0 Mobile Safari/537.36"),
                "Chrome",
                "Android",
            ),
            (
                format!("{mozilla} (Macintosh; Intel Mac OS X 10_15_7) {webkit} Version/18.0 Safari/605.1.15"),
                "Safari",
                "macOS",
            ),
            (
                format!("{mozilla} (iPhone; CPU iPhone OS 18_0 like Mac OS X) {webkit} CriOS/140.0 Mobile Safari"),
                "Chrome",
                "iPhone",
            ),
        ] {
            let name = DeviceName::of(Some(&agent));
            assert_eq!((name.browser, name.system), (Some(browser), Some(system)), "{agent}");
        }
    }

    #[test]
    fn strange_agent_has_no_name() {
        assert_eq!(DeviceName::of(Some("<script>")).plain(), "");
        assert_eq!(DeviceName::of(None), DeviceName { browser: None, system: None });
    }
}
