### The account pages.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

account-nav = Your account
account-nav-overview = Overview
account-nav-profile = Profile
account-nav-passkeys = Passkeys
account-nav-authenticator = Authenticator app
account-nav-recovery-codes = Recovery codes
account-nav-password = Password
account-nav-email = E-mail
account-nav-devices = Devices
account-nav-events = Security events
account-nav-data = Your data
account-title = Your account
account-lead = You are signed in as { $username }.
account-profile = Profile
account-username = Username
account-name = Name
account-email = E-mail
account-email-verified = confirmed
account-email-unverified = not confirmed
account-sessions = Active sessions
account-apps = Connected applications
account-no-apps = No application has access to your account.
account-open = Go to { $client }
account-disconnect = Disconnect
account-disconnect-explain = A disconnected application is signed out and must ask you again.
account-sign-out = Sign out
