### The console's pages about people.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-user-title = Utilisateur { $name }
admin-user-username = Nom d’utilisateur
admin-user-username-hint = La personne se connecte avec ce nom. Il ne peut pas être modifié par la suite.
admin-user-name = Nom complet
admin-user-email = E-mail
admin-user-admin = Administrateur
admin-user-admin-hint = Peut utiliser cette console et tout ce qu’elle contient.
admin-user-subject = Sujet
admin-user-profile = Profil
admin-user-add = Ajouter un utilisateur
admin-user-add-lead = Le compte est utilisable immédiatement.
admin-user-search = Nom d’utilisateur ou e-mail
admin-user-remove-title = Supprimer l’utilisateur { $name } ?
admin-user-remove-consequence = Le compte, ses moyens de connexion et tout ce qu’il a autorisé disparaissent définitivement. Ses sessions et ses jetons prennent fin aussitôt.
admin-sessions-lead = Chacune est une connexion dans un navigateur. La terminer y déconnecte la personne.
