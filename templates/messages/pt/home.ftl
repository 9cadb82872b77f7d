### The front page.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

home-title = Uma conta para as suas aplicações
home-lead = As aplicações enviam-no para aqui para iniciar sessão. Ficam a saber quem é e o que permite, e nunca veem a sua palavra-passe.
home-signed-in = Sessão iniciada como { $username }
home-sign-in = Iniciar sessão
home-account = A sua conta
home-sign-out = Terminar sessão
home-developers = Para programadores
home-issuer = Emissor
home-discovery = Documento de descoberta
home-jwks = Chaves públicas (JWKS)
home-docs = Documentação da API
