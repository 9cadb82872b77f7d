### The console's pages about clients.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-client-added-title = { $name } ist registriert
admin-client-secret = Client-Secret
admin-client-kind = Was ist es?
admin-client-redirect-uris = Redirect-URIs
admin-kind-web = Webanwendung
admin-kind-web-hint = Läuft auf einem Server, der ein Geheimnis bewahrt.
admin-key-alg = Algorithmus
admin-snippet-curl = Aus der Shell
admin-snippet-postman-lead = In Postman importieren.
