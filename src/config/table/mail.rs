//! Mail to people, and what people may do by themselves.

use super::section;
use crate::config::mail_server::MailServer;
use crate::config::reader::Reader;
use crate::config::rule::{
    FilePath, Flag, MailAddress, Mailbox, PemFile, Rule, Words, maybe, number, seconds, some_of,
};
use crate::config::spec::Spec;
use crate::config::value::NoticeSubject;
use crate::model::Seconds;
use std::path::PathBuf;
use std::time::Duration;

section! {
    /// Mail to people. Without a server and without a folder there is none, and what needs it is off.
    mail: Mail {
        /// The server that takes the mail. Mail and password cross the network by TLS only: `smtps://` begins with it,
        /// `smtp://` insists on STARTTLS, but on this machine.
        url: Option<MailServer> = "", MailAddress;
        /// Instead of a server: a folder that each mail is written to as an `.eml` file, for development and tests.
        folder: Option<PathBuf> = "", maybe(FilePath);
        /// The sender. Needed with a server.
        from: Option<String> = "", Mailbox;
        /// PEM certificates by which the server may be known beside the system's.
        ca_file: Option<PathBuf> = "", PemFile;
        /// Longest time that handing over one mail may take.
        timeout: Duration = "20", seconds(1, 50);
        /// What people are told of by mail, in case it was not they who did it.
        notices: Vec<NoticeSubject> = "new-sign-in,password,email,factors,passkeys,recovery-code", some_of::<NoticeSubject>();
    }
}

section! {
    /// What people may do with accounts by themselves.
    accounts: Accounts {
        /// Lets people make accounts, at `/signup`.
        registration: bool = "false", Flag;
        /// Domains of the e-mail addresses that accounts may be made with; nothing means any.
        registration_domains: Vec<String> = "", Words { allowed: "domains such as `example.com`, separated by commas" };
        /// Makes an account only once its owner has followed a link in a mail. Without it an account is made at once, its
        /// address counts as not verified, and the page tells which names are taken.
        verify_email: bool = "true", Flag;
        /// Lets people who forgot their password set another by a link in a mail, at `/forgot`.
        password_reset: bool = "true", Flag;
        /// Lets people change their e-mail address by a link in a mail to the new one.
        change_email: bool = "true", Flag;
        /// Lets people change their password.
        change_password: bool = "true", Flag;
        /// Lets people delete their own account.
        deletion: bool = "true", Flag;
        /// How hard a password that people choose must be to guess, as estimated by zxcvbn: 3 means more than 10^8 guesses, 0
        /// takes any.
        minimum_strength: u32 = "3", number(0, 4, "");
        /// Life of a link to a page for a new password, and of one that changes the address.
        link_lifetime: Seconds = "1800", seconds(60, 86_400);
        /// Life of a link that verifies an address.
        verification_lifetime: Seconds = "86400", seconds(600, 2_592_000);
        /// Life of a link by which somebody sets their first password. The default is 3 days.
        invitation_lifetime: Seconds = "259200", seconds(600, 2_592_000);
        /// Mails of this kind to one address per hour.
        mails_per_address: u32 = "5", number(1, 1000, "per hour");
        /// Sign-ups, forgotten passwords and tries of links per 5 minutes from one network address.
        attempts_per_address: u32 = "30", number(1, 100_000, "per 5 minutes");
    }
}

impl Mail {
    /// Whether mail can be sent.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.url.is_some() || self.folder.is_some()
    }
}
