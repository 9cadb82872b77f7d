### Connecting a device (RFC 8628).
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

device-title = Connecter un appareil
device-lead = Saisissez le code affiché par votre appareil.
device-filled = Votre appareil affiche-t-il ce code ? Comparez-le lettre par lettre avant de continuer.
device-code = Code
device-hint = Huit lettres. Majuscules, espaces et tirets sont sans importance.
device-submit = Continuer
device-signed-in = Connecté en tant que { $username }
device-error-unknown = Aucun appareil n’a ce code. Comparez-le avec votre appareil et réessayez.
device-error-expired = Ce code a expiré. Recommencez sur votre appareil ; il en affichera un nouveau.
device-error-answered = Ce code a déjà été utilisé. Si votre appareil attend encore, recommencez-y ; il en affichera un nouveau.
device-error-too-many-attempts = Trop de codes erronés. Patientez quelques minutes, puis réessayez.
device-consent-title = Connecter cet appareil ?
device-consent-lead = { $client } sur un autre appareil souhaite utiliser votre compte.
device-warning = Ne continuez que si vous avez lancé cela vous-même, sur un appareil devant vous.
device-warning-more = Si quelqu’un vous a envoyé le code ou ce lien, choisissez « Refuser » : cette personne accéderait à votre compte.
device-fact-code = Code
device-fact-when = Demandé
device-fact-address = Depuis l’adresse
device-when-now = Il y a moins d’une minute
device-when-one = Il y a une minute
device-when-minutes = Il y a { $minutes } minutes
device-allowed-title = Votre appareil est connecté
device-allowed-lead = { $client } peut désormais utiliser votre compte.
device-allowed-explain = Revenez à votre appareil ; il continue de lui-même dans quelques secondes. Vous pouvez fermer cette page.
device-denied-title = Accès refusé
device-denied-lead = { $client } n’a rien reçu.
device-denied-explain = Votre appareil en est informé dans quelques secondes. Vous pouvez fermer cette page.
