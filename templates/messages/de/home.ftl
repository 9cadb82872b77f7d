### The front page.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

home-title = Ein Konto für Ihre Anwendungen
home-lead = Anwendungen schicken Sie zum Anmelden hierher. Sie erfahren, wer Sie sind und was Sie erlauben, und sehen nie Ihr Passwort.
home-signed-in = Angemeldet als { $username }
home-sign-in = Anmelden
home-account = Ihr Konto
home-sign-out = Abmelden
home-developers = Für Entwickler
home-issuer = Aussteller
home-discovery = Discovery-Dokument
home-jwks = Öffentliche Schlüssel (JWKS)
home-docs = API-Dokumentation
