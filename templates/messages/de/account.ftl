### The account pages.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

account-nav = Ihr Konto
account-nav-overview = Übersicht
account-nav-profile = Profil
account-nav-passkeys = Passkeys
account-nav-authenticator = Authenticator-App
account-nav-recovery-codes = Wiederherstellungscodes
account-nav-password = Passwort
account-nav-email = E-Mail
account-nav-devices = Geräte
account-nav-applications = Anwendungen
account-nav-events = Sicherheitsereignisse
account-nav-data = Ihre Daten
account-title = Ihr Konto
account-lead = Sie sind angemeldet als { $username }.
account-profile = Profil
account-username = Benutzername
account-name = Name
account-email = E-Mail
account-email-verified = bestätigt
account-email-unverified = nicht bestätigt
account-sessions = Aktive Sitzungen
account-apps = Verbundene Anwendungen
account-no-apps = Keine Anwendung hat Zugriff auf Ihr Konto.
account-open = Zu { $client }
account-disconnect = Trennen
account-disconnect-explain = Eine getrennte Anwendung wird abgemeldet und muss Sie erneut fragen.
account-sign-out = Abmelden
