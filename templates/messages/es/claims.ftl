### Names of claims (OpenID Connect Core §5.1).
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

claim-name = Nombre completo
claim-given-name = Nombre de pila
claim-family-name = Apellidos
claim-middle-name = Segundo nombre
claim-nickname = Apodo
claim-preferred-username = Nombre de usuario
claim-profile = Dirección de su página de perfil
claim-picture = Imagen
claim-website = Sitio web
claim-gender = Género
claim-birthdate = Fecha de nacimiento
claim-zoneinfo = Zona horaria
claim-locale = Idioma
claim-updated-at = Cuándo cambió su perfil por última vez
claim-email = Dirección de correo electrónico
claim-email-verified = Si su dirección de correo está confirmada
claim-address = Dirección postal
claim-phone-number = Número de teléfono
claim-phone-number-verified = Si su número de teléfono está confirmado
scope-openid = Saber que es usted
scope-profile = Ver su nombre, su imagen y otros datos del perfil
scope-email = Ver su dirección de correo electrónico
scope-address = Ver su dirección postal
scope-phone = Ver su número de teléfono
scope-offline-access = Conservar el acceso cuando usted no está presente
scope-groups = Ver sus grupos y roles
claim-groups = Grupos a los que pertenece
claim-roles = Roles que tiene
