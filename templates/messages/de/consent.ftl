### The consent page.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

consent-title = Zugriff erlauben?
consent-lead = { $client } möchte Ihr Konto verwenden.
consent-signed-in = Angemeldet als { $username }
consent-switch = Nicht Sie?
consent-scopes = Sie wird Folgendes können:
consent-claims = Sie wird über Sie erfahren:
consent-resources = Bei:
consent-no-scopes = Sie bittet nur um Ihre Zustimmung.
consent-allow = Erlauben
consent-deny = Ablehnen
consent-destination-site = Wie auch immer Sie sich entscheiden, Sie kehren zu { $place } zurück.
consent-destination-device = Wie auch immer Sie sich entscheiden, Sie kehren zu einem Programm auf diesem Gerät ({ $place }) zurück. Fahren Sie nur fort, wenn Sie es selbst gestartet haben.
consent-destination-app = Wie auch immer Sie sich entscheiden, Sie kehren zu einer App auf diesem Gerät ({ $place }) zurück. Fahren Sie nur fort, wenn Sie sie selbst gestartet haben.
consent-scope-claims = Enthält:
