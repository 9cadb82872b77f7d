### The page that carries a response by POST.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

form-post-title = One moment
form-post-lead = You are on your way back to { $place }. If nothing happens, choose Continue.
form-post-submit = Continue
