### The second factor: codes of an authenticator app, recovery codes, remembered browsers.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

code-title = Saisissez votre code
code-label = Code
code-hint = Les six chiffres affichés par votre application d’authentification, ou l’un de vos codes de récupération.
code-remember = { $days ->
    [one] Ne plus demander dans ce navigateur pendant un jour
   *[other] Ne plus demander dans ce navigateur pendant { $days } jours
    }
code-submit = Continuer
code-person = Connexion en tant que { $username }.
code-error-wrong = Ce code est erroné ou a déjà été utilisé. Attendez le suivant et réessayez.
code-error-too-many-attempts = Trop de tentatives. Patientez quelques minutes, puis réessayez.
enrol-title = Configurer la connexion en deux étapes
enrol-lead = Vous vous connecterez ensuite avec votre mot de passe et un code d’une application d’authentification.
enrol-required = Votre compte exige une seconde étape. Configurez-la pour continuer.
enrol-scan = Scannez l’image avec une application d’authentification sur votre téléphone, ou saisissez-y la clé.
enrol-enter = Saisissez les six chiffres affichés par l’application.
enrol-picture = Image de la clé pour une application d’authentification
enrol-secret = La clé sous forme de texte :
enrol-code = Code de l’application
enrol-submit = Activer
enrol-error = Ce code ne correspond pas à la clé ci-dessus. Vérifiez l’heure de votre téléphone et essayez le code suivant.
recovery-title = Codes de récupération
recovery-lead = Conservez ces codes en lieu sûr. Ils ne sont affichés qu’une seule fois.
recovery-explain = Chacun remplace une fois un code de votre application, le jour où vous l’aurez perdue.
recovery-continue = Je les ai conservés
factors-title = Connexion en deux étapes
factors-app = Application d’authentification
factors-since = Configurée le { $day }.
factors-remove = Désactiver la connexion en deux étapes
factors-recovery = { $count ->
    [0] Il ne vous reste aucun code de récupération.
    [one] Il vous reste un code de récupération.
   *[other] Il vous reste { $count } codes de récupération.
    }
factors-renew = Créer de nouveaux codes de récupération
factors-browsers = Navigateurs mémorisés
factors-remembered = { $count ->
    [one] Aucun code n’est demandé dans un navigateur.
   *[other] Aucun code n’est demandé dans { $count } navigateurs.
    }
factors-forget = Redemander dans tous les navigateurs
factors-manage = Gérer
logout-one = Déconnecter { $username }
logout-all = Se déconnecter de tous les comptes
