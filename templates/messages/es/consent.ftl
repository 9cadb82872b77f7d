### The consent page.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

consent-title = ¿Permitir el acceso?
consent-lead = { $client } quiere usar su cuenta.
consent-signed-in = Sesión iniciada como { $username }
consent-switch = ¿No es usted?
consent-scopes = Podrá:
consent-claims = Sabrá de usted:
consent-resources = En:
consent-no-scopes = Solo pide su conformidad.
consent-allow = Permitir
consent-deny = Denegar
consent-destination-site = Elija lo que elija, volverá a { $place }.
consent-destination-device = Elija lo que elija, volverá a un programa de este dispositivo ({ $place }). Continúe solo si lo ha iniciado usted.
consent-destination-app = Elija lo que elija, volverá a una aplicación de este dispositivo ({ $place }). Continúe solo si la ha iniciado usted.
consent-scope-claims = Contiene:
