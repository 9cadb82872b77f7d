### Signing in, and choosing an account.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

login-title = Sign in
login-client = to continue to { $client }
login-device = to connect a device
login-again = This needs a fresh proof that it is you.
login-username = Username or e-mail
login-password = Password
login-submit = Sign in
login-cancel = Cancel
login-error-wrong-credentials = Username and password do not match. Check both and try again.
login-error-too-many-attempts = Too many attempts. Wait a few minutes, then try again.
login-error-another-account = The application asks for another account than the one you signed in to. Sign in to that one, or cancel.
login-error-expired = This page was open for too long. Please sign in again.
login-error-busy = We cannot check passwords right now. Please try again in a moment.
select-title = Choose an account
select-continue = Continue as { $username }
select-other = Use another account
