### The consent page.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

consent-title = Permitir o acesso?
consent-lead = { $client } pretende usar a sua conta.
consent-signed-in = Sessão iniciada como { $username }
consent-switch = Não é você?
consent-scopes = Poderá:
consent-claims = Ficará a saber sobre si:
consent-resources = Em:
consent-no-scopes = Pede apenas a sua concordância.
consent-allow = Permitir
consent-deny = Recusar
consent-destination-site = Seja qual for a sua escolha, voltará a { $place }.
consent-destination-device = Seja qual for a sua escolha, voltará a um programa neste dispositivo ({ $place }). Continue apenas se o iniciou.
consent-destination-app = Seja qual for a sua escolha, voltará a uma aplicação neste dispositivo ({ $place }). Continue apenas se a iniciou.
consent-scope-claims = Contém:
