### Signing in, and choosing an account.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

login-title = Connexion
login-client = pour continuer vers { $client }
login-device = pour connecter un appareil
login-again = Cette action demande de prouver à nouveau que c’est bien vous.
login-username = Nom d’utilisateur
login-password = Mot de passe
login-submit = Se connecter
login-cancel = Annuler
login-error-wrong-credentials = Le nom d’utilisateur et le mot de passe ne correspondent pas. Vérifiez-les et réessayez.
login-error-too-many-attempts = Trop de tentatives. Patientez quelques minutes, puis réessayez.
login-error-another-account = L’application demande un autre compte que celui auquel vous vous êtes connecté. Connectez-vous à celui-là, ou annulez.
login-error-expired = Cette page est restée ouverte trop longtemps. Veuillez vous reconnecter.
login-error-busy = Nous ne pouvons pas vérifier les mots de passe pour le moment. Veuillez réessayer dans un instant.
select-title = Choisir un compte
select-continue = Continuer en tant que { $username }
select-other = Utiliser un autre compte
