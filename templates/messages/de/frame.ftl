### The frame around every page, and what several pages share.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

page-title-error = Fehler: { $page }
footer-about = Über diesen Dienst
new-tab = (öffnet in einem neuen Tab)
logo-alt = Logo von { $client }
client-policy = Datenschutzerklärung
client-terms = Nutzungsbedingungen
client-links = Über { $client }
client-unverified = { $client } hat sich selbst registriert. Niemand hier hat geprüft, wer dahintersteht. Fahren Sie nur fort, wenn Sie der Anwendung vertrauen.
skip = Zum Inhalt springen
nav-menu = Menü
footer-links = Über diese Seiten
footer-support = Hilfe
footer-privacy = Datenschutz
footer-imprint = Impressum
language-label = Sprache
language-submit = Ändern
