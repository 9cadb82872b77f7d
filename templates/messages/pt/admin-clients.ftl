### The console's pages about clients.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-client-added-title = { $name } está registado
admin-client-secret = Segredo do cliente
admin-client-kind = O que é?
admin-client-redirect-uris = URI de redirecionamento
admin-kind-web = Aplicação web
admin-kind-web-hint = É executada num servidor, que guarda um segredo.
admin-key-alg = Algoritmo
admin-snippet-curl = A partir do terminal
admin-snippet-postman-lead = Importe-o no Postman.
