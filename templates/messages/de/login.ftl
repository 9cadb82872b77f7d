### Signing in, and choosing an account.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

login-title = Anmelden
login-client = um zu { $client } weiterzugehen
login-device = um ein Gerät zu verbinden
login-again = Hierfür müssen Sie noch einmal zeigen, dass Sie es sind.
login-username = Benutzername
login-password = Passwort
login-submit = Anmelden
login-cancel = Abbrechen
login-error-wrong-credentials = Benutzername und Passwort passen nicht zusammen. Prüfen Sie beide und versuchen Sie es erneut.
login-error-too-many-attempts = Zu viele Versuche. Warten Sie einige Minuten und versuchen Sie es dann erneut.
login-error-another-account = Die Anwendung verlangt ein anderes Konto als das, mit dem Sie sich angemeldet haben. Melden Sie sich mit jenem an, oder brechen Sie ab.
login-error-expired = Diese Seite war zu lange geöffnet. Bitte melden Sie sich erneut an.
login-error-busy = Passwörter können gerade nicht geprüft werden. Bitte versuchen Sie es gleich noch einmal.
select-title = Konto wählen
select-continue = Weiter als { $username }
select-other = Anderes Konto verwenden
