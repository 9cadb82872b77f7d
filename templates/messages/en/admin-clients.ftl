### The console's pages about clients.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-client-added-title = { $name } is registered
admin-client-secret = Client secret
admin-client-kind = What is it?
admin-client-redirect-uris = Redirect URIs
admin-kind-web = Web application
admin-kind-web-hint = Runs on a server, which keeps a secret.
admin-key-alg = Algorithm
admin-snippet-curl = From a shell
admin-snippet-postman-lead = Import it in Postman.
