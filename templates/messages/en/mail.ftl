### Mails. An empty line within a text begins a new paragraph.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

mail-greeting = Hello { $username },
mail-greeting-unnamed = Hello,
mail-link-hint = If the button does not work, copy this address into your browser:
mail-advice-unasked = If you did not ask for this, you need not do anything: without the link nothing happens.
mail-advice-not-you = If this was not you, change your password at once and look through the sessions on your account page.
mail-sender = Sent by { $product }, { $issuer }
mail-fact-time = Time
mail-fact-address = Network address
mail-fact-agent = Browser

mail-sign-up-subject = Finish your account
mail-sign-up-text = Somebody, you we hope, has made an account with this e-mail address at { $product }.

    Open the page behind this link to finish it. The link works once, for 24 hours at most.
mail-sign-up-action = Finish the account
mail-account-exists-subject = You have an account already
mail-account-exists-text = Somebody, perhaps you, has entered this e-mail address at { $product } for an account. There is one with this address already; its name is { $username }.

    Sign in with it. If you forgot the password, the sign-in page leads to a new one.
mail-account-exists-action = Sign in
mail-verify-email-subject = Confirm your e-mail address
mail-verify-email-text = Please confirm that this e-mail address belongs to your account at { $product }. The link works once.
mail-verify-email-action = Confirm the address
mail-reset-password-subject = Choose a new password
mail-reset-password-text = Somebody, you we hope, has said that you forgot your password at { $product }.

    The page behind this link lets you choose a new one. The link works once and for a short time. A new password signs you out everywhere.
mail-reset-password-action = Choose a new password
mail-change-email-subject = Confirm your new e-mail address
mail-change-email-text = Your account at { $product } is to have this e-mail address. Confirm it in the browser in which you are signed in. The link works once and for a short time.
mail-change-email-action = Confirm the address
mail-new-sign-in-subject = New sign-in to your account
mail-new-sign-in-text = Your account at { $product } was signed in to in a browser that we have not seen before.
mail-password-changed-subject = Your password was changed
mail-password-changed-text = The password of your account at { $product } was changed.
mail-email-changed-subject = Your e-mail address was changed
mail-email-changed-text = Your account at { $product } now has another e-mail address. From now on mails go there.
mail-factor-added-subject = A second factor was added
mail-factor-added-text = Your account at { $product } now asks for a second factor at sign-in.
mail-factor-removed-subject = A second factor was removed
mail-factor-removed-text = A second factor was removed from your account at { $product }.
mail-passkey-added-subject = A passkey was added
mail-passkey-added-text = The passkey “{ $name }” was added to your account at { $product }. It can be used to sign in.
mail-passkey-removed-subject = A passkey was removed
mail-passkey-removed-text = The passkey “{ $name }” was removed from your account at { $product }.
mail-recovery-code-used-subject = A recovery code was used
mail-recovery-code-used-text = Your account at { $product } was signed in to with a recovery code. It does not work again.
