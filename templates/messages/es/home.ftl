### The front page.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

home-title = Una cuenta para sus aplicaciones
home-lead = Las aplicaciones le envían aquí para iniciar sesión. Saben quién es usted y qué permite, y nunca ven su contraseña.
home-signed-in = Sesión iniciada como { $username }
home-sign-in = Iniciar sesión
home-account = Su cuenta
home-sign-out = Cerrar sesión
home-developers = Para desarrolladores
home-issuer = Emisor
home-discovery = Documento de descubrimiento
home-jwks = Claves públicas (JWKS)
home-docs = Documentación de la API
