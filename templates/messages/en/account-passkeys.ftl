### Passkeys, on the sign-in page and among the pages of one's account.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

passkeys-title = Passkeys
passkeys-lead = Sign in by your fingerprint, face, PIN or security key instead of a password.
passkeys-none = You have no passkey yet.
passkeys-created = Added
passkeys-used = Last used
passkeys-unused = Not used yet
passkeys-name = Name
passkeys-rename = Rename
passkeys-remove = Remove
passkeys-add = Add a passkey
passkeys-add-submit = Add a passkey
passkeys-script = Adding a passkey needs JavaScript.
passkeys-problem = The browser made no passkey. Try again, or use another device.
passkeys-sign-in = Sign in again to add a passkey
passkeys-error-not-added = The passkey was not added. The page may have been open for too long. Please try again.
passkeys-error-not-removed = This passkey is gone already, or it is your only way to sign in. Set a password first.
passkeys-error-not-renamed = The passkey was not renamed. Give it a name.
login-passkey = Use a passkey
login-passkey-problem = The browser gave no passkey. Try again, or use your password.
login-error-passkey = This passkey was not accepted. Try again, or use your password.
