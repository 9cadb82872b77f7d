### Names of claims (OpenID Connect Core §5.1).
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

claim-name = Nom complet
claim-given-name = Prénom
claim-family-name = Nom de famille
claim-middle-name = Deuxième prénom
claim-nickname = Surnom
claim-preferred-username = Nom d’utilisateur
claim-profile = Adresse de votre page de profil
claim-picture = Photo
claim-website = Site web
claim-gender = Genre
claim-birthdate = Date de naissance
claim-zoneinfo = Fuseau horaire
claim-locale = Langue
claim-updated-at = Date de la dernière modification de votre profil
claim-email = Adresse e-mail
claim-email-verified = Si votre adresse e-mail est confirmée
claim-address = Adresse postale
claim-phone-number = Numéro de téléphone
claim-phone-number-verified = Si votre numéro de téléphone est confirmé
scope-openid = Savoir que c’est bien vous
scope-profile = Voir votre nom, votre photo et d’autres données de profil
scope-email = Voir votre adresse e-mail
scope-address = Voir votre adresse postale
scope-phone = Voir votre numéro de téléphone
scope-offline-access = Conserver l’accès en votre absence
scope-groups = Voir vos groupes et vos rôles
claim-groups = Groupes dont vous faites partie
claim-roles = Rôles que vous avez
