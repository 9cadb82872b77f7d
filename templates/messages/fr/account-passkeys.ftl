### Passkeys, on the sign-in page and among the pages of one's account.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

passkeys-title = Clés d’accès
passkeys-lead = Connectez-vous par empreinte, visage, code PIN ou clé de sécurité au lieu d’un mot de passe.
passkeys-none = Vous n’avez pas encore de clé d’accès.
passkeys-created = Ajoutée
passkeys-used = Dernière utilisation
passkeys-unused = Pas encore utilisée
passkeys-name = Nom
passkeys-rename = Renommer
passkeys-remove = Supprimer
passkeys-add = Ajouter une clé d’accès
passkeys-add-submit = Ajouter une clé d’accès
passkeys-script = L’ajout d’une clé d’accès nécessite JavaScript.
passkeys-problem = Le navigateur n’a pas créé de clé d’accès. Réessayez, ou utilisez un autre appareil.
passkeys-sign-in = Reconnectez-vous pour ajouter une clé d’accès
passkeys-error-not-added = La clé d’accès n’a pas été ajoutée. La page est peut-être restée ouverte trop longtemps. Veuillez réessayer.
passkeys-error-not-removed = Cette clé d’accès n’existe plus, ou c’est votre seul moyen de connexion. Définissez d’abord un mot de passe.
passkeys-error-not-renamed = La clé d’accès n’a pas été renommée. Donnez-lui un nom.
login-passkey = Utiliser une clé d’accès
login-passkey-problem = Le navigateur n’a fourni aucune clé d’accès. Réessayez, ou utilisez votre mot de passe.
login-error-passkey = Cette clé d’accès n’a pas été acceptée. Réessayez, ou utilisez votre mot de passe.
