### Mails. An empty line within a text begins a new paragraph.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

mail-greeting = Bonjour { $username },
mail-greeting-unnamed = Bonjour,
mail-link-hint = Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur :
mail-advice-unasked = Si vous n’avez rien demandé, vous n’avez rien à faire : sans le lien, rien ne se passe.
mail-advice-not-you = Si ce n’était pas vous, changez immédiatement votre mot de passe et vérifiez les sessions sur la page de votre compte.
mail-sender = Envoyé par { $product }, { $issuer }
mail-fact-time = Heure
mail-fact-address = Adresse réseau
mail-fact-agent = Navigateur
mail-sign-up-subject = Terminez la création de votre compte
mail-sign-up-text = Quelqu’un, vous espérons-le, a créé un compte avec cette adresse e-mail chez { $product }.
    Ouvrez la page derrière ce lien pour terminer. Le lien fonctionne une seule fois, pendant 24 heures au plus.
mail-sign-up-action = Terminer le compte
mail-account-exists-subject = Vous avez déjà un compte
mail-account-exists-text = Quelqu’un, peut-être vous, a saisi cette adresse e-mail chez { $product } pour créer un compte. Il en existe déjà un avec cette adresse ; son nom est { $username }.
    Connectez-vous avec celui-ci. Si vous avez oublié le mot de passe, la page de connexion permet d’en choisir un nouveau.
mail-account-exists-action = Se connecter
mail-verify-email-subject = Confirmez votre adresse e-mail
mail-verify-email-text = Veuillez confirmer que cette adresse e-mail appartient à votre compte chez { $product }. Le lien fonctionne une seule fois.
mail-verify-email-action = Confirmer l’adresse
mail-reset-password-subject = Choisissez un nouveau mot de passe
mail-reset-password-text = Quelqu’un, vous espérons-le, a indiqué que vous aviez oublié votre mot de passe chez { $product }.
    La page derrière ce lien vous permet d’en choisir un nouveau. Le lien fonctionne une seule fois et pendant peu de temps. Un nouveau mot de passe vous déconnecte partout.
mail-reset-password-action = Choisir un nouveau mot de passe
mail-change-email-subject = Confirmez votre nouvelle adresse e-mail
mail-change-email-text = Votre compte chez { $product } doit recevoir cette adresse e-mail. Confirmez-la dans le navigateur où vous êtes connecté. Le lien fonctionne une seule fois et pendant peu de temps.
mail-change-email-action = Confirmer l’adresse
mail-new-sign-in-subject = Nouvelle connexion à votre compte
mail-new-sign-in-text = Une connexion à votre compte chez { $product } a eu lieu dans un navigateur que nous n’avions jamais vu.
mail-password-changed-subject = Votre mot de passe a été modifié
mail-password-changed-text = Le mot de passe de votre compte chez { $product } a été modifié.
mail-email-changed-subject = Votre adresse e-mail a été modifiée
mail-email-changed-text = Votre compte chez { $product } a désormais une autre adresse e-mail. Les messages y seront envoyés.
mail-factor-added-subject = Un second facteur a été ajouté
mail-factor-added-text = Votre compte chez { $product } demande désormais un second facteur à la connexion.
mail-factor-removed-subject = Un second facteur a été supprimé
mail-factor-removed-text = Un second facteur a été supprimé de votre compte chez { $product }.
mail-passkey-added-subject = Une clé d’accès a été ajoutée
mail-passkey-added-text = La clé d’accès « { $name } » a été ajoutée à votre compte chez { $product }. Elle permet de se connecter.
mail-passkey-removed-subject = Une clé d’accès a été supprimée
mail-passkey-removed-text = La clé d’accès « { $name } » a été supprimée de votre compte chez { $product }.
mail-recovery-code-used-subject = Un code de récupération a été utilisé
mail-recovery-code-used-text = Une connexion à votre compte chez { $product } a été faite avec un code de récupération. Il ne fonctionnera plus.
