### Refusals.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

error-title-request = Cette demande ne peut pas être acceptée
error-title-not-found = Cette page n’existe pas
error-title-forbidden = Cette page ne vous est pas destinée
error-title-expired = Cette page a expiré
error-title-busy = Le service est trop sollicité
error-title-server = Un problème est survenu de notre côté
error-hint-request = Revenez à l’application et recommencez. Si cela ne suffit pas, communiquez la référence ci-dessous à son assistance.
error-hint-not-found = Vérifiez l’adresse, ou recommencez depuis l’application qui vous a amené ici.
error-hint-forbidden = Vous êtes connecté, mais votre compte n’y a pas accès. Déconnectez-vous pour utiliser un autre compte.
error-hint-expired = Revenez à l’application et recommencez. Les cookies doivent être autorisés.
error-hint-busy = Patientez un instant, puis réessayez.
error-hint-server = Réessayez dans un instant. Si cela persiste, communiquez la référence ci-dessous à un administrateur.
error-back = Aller à { $product }
error-details = Détails
error-code = Erreur
error-id = Référence
error-explanation = Pour les administrateurs
error-section = Règle
error-mend = Pour les développeurs
