### Passkeys, on the sign-in page and among the pages of one's account.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

passkeys-title = Llaves de acceso
passkeys-lead = Inicie sesión con su huella, su cara, un PIN o una llave de seguridad en lugar de una contraseña.
passkeys-none = Todavía no tiene ninguna llave de acceso.
passkeys-created = Añadida
passkeys-used = Último uso
passkeys-unused = Sin usar todavía
passkeys-name = Nombre
passkeys-rename = Cambiar nombre
passkeys-remove = Eliminar
passkeys-add = Añadir una llave de acceso
passkeys-add-submit = Añadir una llave de acceso
passkeys-script = Para añadir una llave de acceso hace falta JavaScript.
passkeys-problem = El navegador no ha creado ninguna llave de acceso. Inténtelo de nuevo o use otro dispositivo.
passkeys-sign-in = Inicie sesión de nuevo para añadir una llave de acceso
passkeys-error-not-added = La llave de acceso no se ha añadido. Quizá la página estuvo abierta demasiado tiempo. Inténtelo de nuevo.
passkeys-error-not-removed = Esta llave de acceso ya no existe o es su única forma de iniciar sesión. Establezca antes una contraseña.
passkeys-error-not-renamed = La llave de acceso no ha cambiado de nombre. Dele un nombre.
login-passkey = Usar una llave de acceso
login-passkey-problem = El navegador no ha dado ninguna llave de acceso. Inténtelo de nuevo o use su contraseña.
login-error-passkey = Esta llave de acceso no se ha aceptado. Inténtelo de nuevo o use su contraseña.
