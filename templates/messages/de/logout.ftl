### Signing out.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

logout-title = Abmelden?
logout-signed-in = Angemeldet als { $username }
logout-client = { $client } bittet darum, Sie abzumelden.
logout-explain = Anwendungen, die Sie gerade benutzen, werden Sie vielleicht erneut um die Anmeldung bitten.
logout-confirm = Abmelden
logout-cancel = Angemeldet bleiben
logged-out-title = Sie sind abgemeldet
logged-out-explain = Schließen Sie an einem Computer, den auch andere benutzen, zusätzlich alle Browserfenster.
logged-out-client = Zurück zu { $client }
logged-out-home = Zurück zur Startseite
logged-out-frame = Sie werden anderswo abgemeldet
