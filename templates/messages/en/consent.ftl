### The consent page.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

consent-title = Allow access?
consent-lead = { $client } wants to use your account.
consent-signed-in = Signed in as { $username }
consent-switch = Not you?
consent-scopes = It will be able to:
consent-claims = It will learn of you:
consent-resources = At:
consent-no-scopes = It asks for nothing but your agreement.
consent-allow = Allow
consent-deny = Deny
consent-destination-site = Whatever you choose, you will return to { $place }.
consent-destination-device = Whatever you choose, you will return to a program on this device ({ $place }). Continue only if you started it yourself.
consent-destination-app = Whatever you choose, you will return to an app on this device ({ $place }). Continue only if you started it yourself.
consent-scope-claims = It says:
