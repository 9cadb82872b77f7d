### Signing in, and choosing an account.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

login-title = Iniciar sesión
login-client = para continuar a { $client }
login-device = para conectar un dispositivo
login-again = Para esto debe demostrar de nuevo que es usted.
login-username = Nombre de usuario
login-password = Contraseña
login-submit = Iniciar sesión
login-cancel = Cancelar
login-error-wrong-credentials = El nombre de usuario y la contraseña no coinciden. Compruebe ambos e inténtelo de nuevo.
login-error-too-many-attempts = Demasiados intentos. Espere unos minutos e inténtelo de nuevo.
login-error-another-account = La aplicación pide otra cuenta distinta de aquella con la que ha iniciado sesión. Inicie sesión con esa o cancele.
login-error-expired = Esta página ha estado abierta demasiado tiempo. Inicie sesión de nuevo.
login-error-busy = Ahora mismo no podemos comprobar contraseñas. Inténtelo de nuevo en un momento.
select-title = Elegir una cuenta
select-continue = Continuar como { $username }
select-other = Usar otra cuenta
