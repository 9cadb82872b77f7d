### The page that carries a response by POST.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

form-post-title = Um momento
form-post-lead = Está a voltar a { $place }. Se nada acontecer, escolha «Continuar».
form-post-submit = Continuar
