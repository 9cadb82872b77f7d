### Signing out.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

logout-title = Sign out?
logout-signed-in = Signed in as { $username }
logout-client = { $client } asks to sign you out.
logout-explain = Applications that you are using may ask you to sign in again.
logout-confirm = Sign out
logout-cancel = Stay signed in
logged-out-title = You are signed out
logged-out-explain = On a computer that others use, close all browser windows as well.
logged-out-client = Return to { $client }
logged-out-home = Back to the start page
logged-out-frame = Signing you out elsewhere
