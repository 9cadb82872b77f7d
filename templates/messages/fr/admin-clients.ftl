### The console's pages about clients.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-client-added-title = { $name } est enregistré
admin-client-secret = Secret du client
admin-client-kind = Qu’est-ce que c’est ?
admin-client-redirect-uris = URI de redirection
admin-kind-web = Application web
admin-kind-web-hint = S’exécute sur un serveur, qui garde un secret.
admin-key-alg = Algorithme
admin-snippet-curl = Depuis un terminal
admin-snippet-postman-lead = À importer dans Postman.
