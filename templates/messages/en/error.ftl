### Refusals.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

error-title-request = This request cannot be accepted
error-title-not-found = There is no such page
error-title-forbidden = This page is not for you
error-title-expired = This page has expired
error-title-busy = Too much is going on
error-title-server = Something went wrong here
error-hint-request = Go back to the application and start again. If that does not help, give its support the reference below.
error-hint-not-found = Check the address, or start again from the application that brought you here.
error-hint-forbidden = You are signed in, but your account may not see it. Sign out to use another account.
error-hint-expired = Go back to the application and start again. Cookies must be allowed.
error-hint-busy = Wait a moment, then try again.
error-hint-server = Try again in a moment. If it keeps happening, give an administrator the reference below.
error-back = Go to { $product }
error-details = Details
error-code = Error
error-id = Reference
error-explanation = For administrators
error-section = Rule
error-mend = For developers
