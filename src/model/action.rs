//! What the audit log can say that somebody did.

/// How events name this server where nobody asked for the deed.
pub const SERVER: &str = "server";

macro_rules! actions {
    ($($name:ident = $text:literal, $about:literal;)+) => {
        /// A deed of the audit log, `noun.verb`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {$(
            #[doc = $about]
            $name,
        )+}

        impl Action {
            /// Every deed.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// How events name it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// What it means.
            #[must_use]
            pub fn about(self) -> &'static str {
                match self { $(Self::$name => $about,)+ }
            }
        }
    };
}

// `docs/audit.md` follows from this list.
actions! {
    AuditTrim = "audit.trim", "Events older than `audit.retention` were deleted from the front of the log.";
    ClientAdd = "client.add", "A client was registered.";
    ClientRemove = "client.remove", "A client was removed.";
    ClientRevoke = "client.revoke", "Everything that a client held was ended.";
    ClientRotateSecret = "client.rotate_secret", "A client was given a new secret.";
    ClientSet = "client.set", "A client was changed.";
    ClientTry = "client.try", "An administrator tried a client out at the console.";
    ConsentGive = "consent.give", "A person allowed a client what it asked for.";
    ConsentWithdraw = "consent.withdraw", "A consent was taken back.";
    DeviceApprove = "device.approve", "A person let a device sign in.";
    DeviceDeny = "device.deny", "A person turned a device away.";
    EverythingRevoke = "everything.revoke", "Every session and token was ended.";
    FactorForgetBrowsers = "factor.forget_browsers", "Browsers in which no second factor was asked for were forgotten.";
    GrantCleanup = "grant.cleanup", "Grants that had not been refreshed for long were deleted.";
    GrantRevoke = "grant.revoke", "A grant was ended: by its client, an administrator, or because its token came twice.";
    GroupAdd = "group.add", "A group was made.";
    GroupMemberAdd = "group.member.add", "A person was put into a group.";
    GroupMemberRemove = "group.member.remove", "A person was taken out of a group.";
    GroupRemove = "group.remove", "A group was removed.";
    GroupSet = "group.set", "A group was changed.";
    Import = "import", "People and clients of another system were added.";
    IssuerPut = "issuer.put", "An issuer whose assertions are taken was added or changed.";
    IssuerRemove = "issuer.remove", "Such an issuer was removed.";
    KeyAdd = "key.add", "A signing key was added.";
    KeyRetire = "key.retire", "A signing key was withdrawn.";
    KeyRotate = "key.rotate", "A successor of a signing key was published.";
    PasskeyAdd = "passkey.add", "A passkey was added.";
    PasskeyRemove = "passkey.remove", "A passkey was removed.";
    PasskeyRename = "passkey.rename", "A passkey was given another name.";
    PasskeySuspect = "passkey.suspect", "A passkey's counter went back: there may be a copy of it.";
    PasskeyUse = "passkey.use", "A passkey was used to sign in.";
    RecoveryCodeUse = "recovery_code.use", "A recovery code was used.";
    RecoveryCodesRenew = "recovery_codes.renew", "New recovery codes were made, and the old ones are void.";
    RegistrationTokenAdd = "registration_token.add", "An initial access token for registrations was made.";
    RegistrationTokenRevoke = "registration_token.revoke", "Such a token was taken back.";
    ResourcePut = "resource.put", "A resource server was added or changed.";
    ResourceRemove = "resource.remove", "A resource server was removed.";
    ScopePut = "scope.put", "A scope was added or changed.";
    ScopeRemove = "scope.remove", "A scope was removed.";
    SessionBegin = "session.begin", "A person signed in; the detail is how.";
    SessionEnd = "session.end", "A person signed out.";
    SessionRevoke = "session.revoke", "A session was ended by somebody else.";
    SessionStepUp = "session.step_up", "A person proved a further factor within a session.";
    TokenMint = "token.mint", "An access token was made at the shell.";
    TotpAdd = "totp.add", "One-time passwords of an app were set up.";
    TotpRemove = "totp.remove", "One-time passwords of an app were switched off.";
    UserAdd = "user.add", "An account was made.";
    UserEmail = "user.email", "An e-mail address was changed.";
    UserExport = "user.export", "A person took a copy of everything that is kept about the account.";
    UserInvite = "user.invite", "A link was made by which a person sets the first password.";
    UserPassword = "user.password", "A password was set.";
    UserRemove = "user.remove", "An account was removed.";
    UserRemovePasskeys = "user.remove_passkeys", "Every passkey of a person was removed.";
    UserResetFactors = "user.reset_factors", "Every second factor of a person was removed.";
    UserRevoke = "user.revoke", "Everything that a person had allowed, and every session, was ended.";
    UserSet = "user.set", "An account was changed.";
    UserSignUp = "user.sign_up", "A person made an account.";
    UserVerifyEmail = "user.verify_email", "An e-mail address was verified.";
    WebhookAdd = "webhook.add", "A webhook was added.";
    WebhookDisable = "webhook.disable", "A webhook was switched off because its receiver answered that it is gone.";
    WebhookRemove = "webhook.remove", "A webhook was removed.";
    WebhookRotateSecret = "webhook.rotate_secret", "A webhook was given a new secret.";
    WebhookSet = "webhook.set", "A webhook was changed.";
    WebhookTest = "webhook.test", "A sample event was sent to a webhook.";
}

impl Action {
    /// The deed of this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::Action;

    #[test]
    fn names_are_sorted_and_each_stands_once() {
        let names: Vec<_> = Action::ALL.iter().map(|action| action.as_str()).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
        assert!(names.iter().all(|name| Action::parse(name).is_some_and(|action| action.as_str() == *name)));
    }
}
