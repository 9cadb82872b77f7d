### The console's pages about clients.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-client-added-title = { $name } está registrado
admin-client-secret = Secreto del cliente
admin-client-kind = ¿Qué es?
admin-client-redirect-uris = URI de redirección
admin-kind-web = Aplicación web
admin-kind-web-hint = Se ejecuta en un servidor, que guarda un secreto.
admin-key-alg = Algoritmo
admin-snippet-curl = Desde la terminal
admin-snippet-postman-lead = Impórtelo en Postman.
