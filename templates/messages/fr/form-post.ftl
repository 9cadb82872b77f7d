### The page that carries a response by POST.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

form-post-title = Un instant
form-post-lead = Vous retournez vers { $place }. Si rien ne se passe, choisissez « Continuer ».
form-post-submit = Continuer
