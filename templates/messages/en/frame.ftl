### The frame around every page, and what several pages share.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

page-title-error = Error: { $page }
footer-about = About this service
new-tab = (opens in a new tab)
logo-alt = Logo of { $client }
client-policy = Privacy policy
client-terms = Terms of service
client-links = About { $client }
client-unverified = { $client } registered itself. Nobody here has checked who is behind it. Continue only if you trust it.
skip = Skip to the content
nav-menu = Menu
footer-links = About these pages
footer-support = Help
footer-privacy = Privacy
footer-imprint = Legal notice
language-label = Language
language-submit = Change
