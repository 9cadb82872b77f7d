### The page that carries a response by POST.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

form-post-title = Un momento
form-post-lead = Está volviendo a { $place }. Si no ocurre nada, elija «Continuar».
form-post-submit = Continuar
