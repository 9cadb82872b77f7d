### The account pages.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

account-nav = Votre compte
account-nav-overview = Vue d’ensemble
account-nav-profile = Profil
account-nav-passkeys = Clés d’accès
account-nav-authenticator = Application d’authentification
account-nav-recovery-codes = Codes de récupération
account-nav-password = Mot de passe
account-nav-email = E-mail
account-nav-devices = Appareils
account-nav-applications = Applications
account-nav-events = Événements de sécurité
account-nav-data = Vos données
account-title = Votre compte
account-lead = Vous êtes connecté en tant que { $username }.
account-profile = Profil
account-username = Nom d’utilisateur
account-name = Nom
account-email = E-mail
account-email-verified = confirmée
account-email-unverified = non confirmée
account-sessions = Sessions actives
account-apps = Applications connectées
account-no-apps = Aucune application n’a accès à votre compte.
account-open = Ouvrir { $client }
account-disconnect = Déconnecter
account-disconnect-explain = Une application déconnectée perd sa session et devra vous redemander l’accès.
account-sign-out = Se déconnecter
