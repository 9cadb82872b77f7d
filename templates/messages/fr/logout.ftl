### Signing out.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

logout-title = Se déconnecter ?
logout-signed-in = Connecté en tant que { $username }
logout-client = { $client } demande à vous déconnecter.
logout-explain = Les applications que vous utilisez pourront vous demander de vous reconnecter.
logout-confirm = Se déconnecter
logout-cancel = Rester connecté
logged-out-title = Vous êtes déconnecté
logged-out-explain = Sur un ordinateur partagé, fermez également toutes les fenêtres du navigateur.
logged-out-client = Revenir à { $client }
logged-out-home = Retour à la page d’accueil
logged-out-frame = Déconnexion des autres applications
