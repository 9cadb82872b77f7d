### The page that carries a response by POST.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

form-post-title = Einen Moment
form-post-lead = Sie sind auf dem Weg zurück zu { $place }. Wenn nichts geschieht, wählen Sie „Weiter“.
form-post-submit = Weiter
