### Names of claims (OpenID Connect Core §5.1).
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

claim-name = Vollständiger Name
claim-given-name = Vorname
claim-family-name = Nachname
claim-middle-name = Zweiter Vorname
claim-nickname = Spitzname
claim-preferred-username = Benutzername
claim-profile = Adresse Ihrer Profilseite
claim-picture = Bild
claim-website = Website
claim-gender = Geschlecht
claim-birthdate = Geburtsdatum
claim-zoneinfo = Zeitzone
claim-locale = Sprache
claim-updated-at = Wann Ihr Profil zuletzt geändert wurde
claim-email = E-Mail-Adresse
claim-email-verified = Ob Ihre E-Mail-Adresse bestätigt ist
claim-address = Postanschrift
claim-phone-number = Telefonnummer
claim-phone-number-verified = Ob Ihre Telefonnummer bestätigt ist
scope-openid = Erkennen, dass Sie es sind
scope-profile = Ihren Namen, Ihr Bild und andere Profildaten sehen
scope-email = Ihre E-Mail-Adresse sehen
scope-address = Ihre Postanschrift sehen
scope-phone = Ihre Telefonnummer sehen
scope-offline-access = Den Zugriff behalten, während Sie nicht anwesend sind
scope-groups = Ihre Gruppen und Rollen sehen
claim-groups = Gruppen, in denen Sie sind
claim-roles = Rollen, die Sie haben
