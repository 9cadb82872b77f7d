### The front page.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

home-title = Un seul compte pour vos applications
home-lead = Les applications vous envoient ici pour vous connecter. Elles apprennent qui vous êtes et ce que vous autorisez, et ne voient jamais votre mot de passe.
home-signed-in = Connecté en tant que { $username }
home-sign-in = Se connecter
home-account = Votre compte
home-sign-out = Se déconnecter
home-developers = Pour les développeurs
home-issuer = Émetteur
home-discovery = Document de découverte
home-jwks = Clés publiques (JWKS)
home-docs = Documentation de l’API
