### The second factor: codes of an authenticator app, recovery codes, remembered browsers.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

code-title = Enter your code
code-label = Code
code-hint = The six digits that your authenticator app shows now, or one of your recovery codes.
code-remember = { $days ->
        [one] Do not ask in this browser again for a day
       *[other] Do not ask in this browser again for { $days } days
    }
code-submit = Continue
code-person = Signing in as { $username }.
code-error-wrong = This code is wrong or was used already. Wait for the next one and try again.
code-error-too-many-attempts = Too many attempts. Wait a few minutes, then try again.
enrol-title = Set up two-step sign-in
enrol-lead = From then on you sign in with your password and a code of an authenticator app.
enrol-required = Your account needs a second step. Set it up to go on.
enrol-scan = Read the picture with an authenticator app on your phone, or type the key into it.
enrol-enter = Enter the six digits that the app shows.
enrol-picture = Picture of the key for an authenticator app
enrol-secret = The key as text:
enrol-code = Code of the app
enrol-submit = Turn on
enrol-error = This code does not belong to the key above. Check that the clock of your phone is right, and try the next code.
recovery-title = Recovery codes
recovery-lead = Keep these codes in a safe place. They are shown this once.
recovery-explain = Each of them stands for a code of your app once, on the day on which you have lost it.
recovery-continue = I have kept them
factors-title = Two-step sign-in
factors-app = Authenticator app
factors-since = Set up on { $day }.
factors-remove = Turn two-step sign-in off
factors-recovery = { $count ->
        [0] You have no recovery code left.
        [one] You have one recovery code left.
       *[other] You have { $count } recovery codes left.
    }
factors-renew = Make new recovery codes
factors-browsers = Remembered browsers
factors-remembered = { $count ->
        [one] One browser is not asked for a code.
       *[other] { $count } browsers are not asked for a code.
    }
factors-forget = Ask in every browser again
factors-manage = Manage
logout-one = Sign out { $username }
logout-all = Sign out of all accounts
