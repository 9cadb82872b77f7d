### Connecting a device (RFC 8628).
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

device-title = Connect a device
device-lead = Enter the code that your device shows.
device-filled = Does your device show this code? Compare it letter by letter before you go on.
device-code = Code
device-hint = Eight letters. Capitals, spaces and dashes do not matter.
device-submit = Continue
device-signed-in = Signed in as { $username }
device-error-unknown = No device has this code. Compare it with your device and try again.
device-error-expired = This code has expired. Start again on your device; it will show a new one.
device-error-answered = This code was used already. If your device still waits, start again there; it will show a new one.
device-error-too-many-attempts = Too many wrong codes. Wait a few minutes, then try again.
device-consent-title = Connect this device?
device-consent-lead = { $client } on another device wants to use your account.
device-warning = Only continue if you started this yourself, on a device in front of you.
device-warning-more = If somebody sent you the code or this link, choose Deny: they would get into your account.
device-fact-code = Code
device-fact-when = Asked for
device-fact-address = From address
device-when-now = Less than a minute ago
device-when-one = A minute ago
device-when-minutes = { $minutes } minutes ago
device-allowed-title = Your device is connected
device-allowed-lead = { $client } can use your account now.
device-allowed-explain = Go back to your device; it goes on by itself in a few seconds. You can close this page.
device-denied-title = Access denied
device-denied-lead = { $client } got nothing.
device-denied-explain = Your device is told in a few seconds. You can close this page.
