//! Contradictions between settings that are each fine by themselves.

use super::reader::Reader;
use super::table::Settings;

struct Contradiction {
    /// The settings compared; the first is the one to mend.
    names: &'static [&'static str],
    holds: fn(&Settings) -> bool,
    wrong: &'static str,
    mend: &'static str,
}

const CONTRADICTIONS: &[Contradiction] = &[
    Contradiction {
        names: &["issuer", "http.allow_plain"],
        holds: |s| !s.issuer.is_https() && !s.issuer.is_loopback() && !s.http.allow_plain,
        wrong: "is plain http and not on this machine",
        mend: "Use https, or set http.allow_plain (SYMBOLON_HTTP__ALLOW_PLAIN) to true on a network that nobody else reads.",
    },
    Contradiction {
        names: &["tls.key_file", "tls.cert_file"],
        holds: |s| s.tls.cert_file.is_some() && s.tls.key_file.is_none(),
        wrong: "is missing, while tls.cert_file (SYMBOLON_TLS__CERT_FILE) is given",
        mend: "Give the file of the certificate's private key too, or neither where a proxy speaks TLS.",
    },
    Contradiction {
        names: &["tls.cert_file", "tls.key_file"],
        holds: |s| s.tls.cert_file.is_none() && s.tls.key_file.is_some(),
        wrong: "is missing, while tls.key_file (SYMBOLON_TLS__KEY_FILE) is given",
        mend: "Give the file of the certificate too, or neither where a proxy speaks TLS.",
    },
    Contradiction {
        names: &["issuer", "tls.cert_file"],
        holds: |s| s.tls.cert_file.is_some() && !s.issuer.is_https(),
        wrong: "is plain http, while with tls.cert_file (SYMBOLON_TLS__CERT_FILE) only https is answered",
        mend: "Write it with https, or remove both settings of tls.",
    },
    Contradiction {
        names: &["keys.secret_key", "database.url"],
        holds: |s| s.database.url.is_postgres() && s.keys.secret_key.is_none(),
        wrong: "is missing, and on PostgreSQL all nodes must share it",
        mend: "Give every node the same 32 bytes or more of random text, for example from `openssl rand -base64 32`.",
    },
    Contradiction {
        names: &["tokens.refresh_idle_lifetime", "tokens.refresh_absolute_lifetime"],
        holds: |s| s.tokens.refresh_idle_lifetime > s.tokens.refresh_absolute_lifetime,
        wrong: "is longer than tokens.refresh_absolute_lifetime (SYMBOLON_TOKENS__REFRESH_ABSOLUTE_LIFETIME)",
        mend: "Shorten it, or lengthen the other.",
    },
    Contradiction {
        names: &["keys.rotation_age", "keys.publish_ahead"],
        holds: |s| s.keys.rotation_age != 0 && s.keys.rotation_age < s.keys.publish_ahead,
        wrong: "is shorter than keys.publish_ahead (SYMBOLON_KEYS__PUBLISH_AHEAD)",
        mend: "Lengthen it, shorten the other, or set it to 0 to rotate by hand only.",
    },
    Contradiction {
        names: &["sessions.idle_lifetime", "sessions.absolute_lifetime"],
        holds: |s| s.sessions.idle_lifetime > s.sessions.absolute_lifetime,
        wrong: "is longer than sessions.absolute_lifetime (SYMBOLON_SESSIONS__ABSOLUTE_LIFETIME)",
        mend: "Shorten it, or lengthen the other.",
    },
    Contradiction {
        names: &["bootstrap.password", "bootstrap.admin"],
        holds: |s| s.bootstrap.admin.is_some() && s.bootstrap.password.is_none(),
        wrong: "is missing, while bootstrap.admin (SYMBOLON_BOOTSTRAP__ADMIN) is given",
        mend: "Give the password too, best by SYMBOLON_BOOTSTRAP__PASSWORD_FILE, or remove the name.",
    },
    Contradiction {
        names: &["bootstrap.admin", "bootstrap.password"],
        holds: |s| s.bootstrap.admin.is_none() && s.bootstrap.password.is_some(),
        wrong: "is missing, while bootstrap.password (SYMBOLON_BOOTSTRAP__PASSWORD) is given",
        mend: "Give the user name too, or remove the password.",
    },
    Contradiction {
        names: &["mail.folder", "mail.url"],
        holds: |s| s.mail.folder.is_some() && s.mail.url.is_some(),
        wrong: "is given, and mail.url (SYMBOLON_MAIL__URL) too",
        mend: "Remove one of them: mail goes to a server or into a folder.",
    },
    Contradiction {
        names: &["mail.from", "mail.url"],
        holds: |s| s.mail.url.is_some() && s.mail.from.is_none(),
        wrong: "is missing, while mail.url (SYMBOLON_MAIL__URL) is given",
        mend: "Give the address that mail comes from.",
    },
    Contradiction {
        names: &["accounts.registration", "accounts.verify_email", "mail.url", "mail.folder"],
        holds: |s| s.accounts.registration && s.accounts.verify_email && !s.mail.is_on(),
        wrong: "is on, while no mail can be sent to verify addresses",
        mend: "Set mail.url (SYMBOLON_MAIL__URL), or set accounts.verify_email (SYMBOLON_ACCOUNTS__VERIFY_EMAIL) to false.",
    },
];

/// Notes every contradiction among settings that could be read.
pub(super) fn check(settings: &Settings, reader: &mut Reader<'_>) {
    for rule in CONTRADICTIONS {
        if !reader.is_sound(rule.names) || !(rule.holds)(settings) {
            continue;
        }
        let specs = reader.specs;
        let spec = specs.iter().find(|spec| spec.name == rule.names[0]).expect("a test looks every name up");
        reader.note(spec.subject(), settings.source(&spec.name), rule.wrong, rule.mend);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contradictions_are_between_settings_that_exist_and_not_among_the_defaults() {
        let specs = Settings::specs();
        for rule in CONTRADICTIONS {
            assert!(rule.names.iter().all(|name| specs.iter().any(|spec| spec.name == *name)), "{:?}", rule.names);
            assert!(!(rule.holds)(&Settings::defaults()), "{:?}", rule.names);
        }
    }
}
