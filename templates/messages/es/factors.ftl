### The second factor: codes of an authenticator app, recovery codes, remembered browsers.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

code-title = Introduzca su código
code-label = Código
code-hint = Los seis dígitos que muestra ahora su aplicación de autenticación, o uno de sus códigos de recuperación.
code-remember = { $days ->
    [one] No volver a preguntar en este navegador durante un día
   *[other] No volver a preguntar en este navegador durante { $days } días
    }
code-submit = Continuar
code-person = Inicio de sesión como { $username }.
code-error-wrong = Este código es incorrecto o ya se ha usado. Espere al siguiente e inténtelo de nuevo.
code-error-too-many-attempts = Demasiados intentos. Espere unos minutos e inténtelo de nuevo.
enrol-title = Configurar el inicio de sesión en dos pasos
enrol-lead = A partir de entonces iniciará sesión con su contraseña y un código de una aplicación de autenticación.
enrol-required = Su cuenta necesita un segundo paso. Configúrelo para continuar.
enrol-scan = Lea la imagen con una aplicación de autenticación de su teléfono, o escriba en ella la clave.
enrol-enter = Introduzca los seis dígitos que muestra la aplicación.
enrol-picture = Imagen de la clave para una aplicación de autenticación
enrol-secret = La clave como texto:
enrol-code = Código de la aplicación
enrol-submit = Activar
enrol-error = Este código no corresponde a la clave de arriba. Compruebe que el reloj de su teléfono es correcto y pruebe con el código siguiente.
recovery-title = Códigos de recuperación
recovery-lead = Guarde estos códigos en un lugar seguro. Solo se muestran esta vez.
recovery-explain = Cada uno sustituye una vez a un código de su aplicación, para el día en que la haya perdido.
recovery-continue = Los he guardado
factors-title = Inicio de sesión en dos pasos
factors-app = Aplicación de autenticación
factors-since = Configurada el { $day }.
factors-remove = Desactivar el inicio de sesión en dos pasos
factors-recovery = { $count ->
    [0] No le queda ningún código de recuperación.
    [one] Le queda un código de recuperación.
   *[other] Le quedan { $count } códigos de recuperación.
    }
factors-renew = Crear códigos de recuperación nuevos
factors-browsers = Navegadores recordados
factors-remembered = { $count ->
    [one] En un navegador no se pide código.
   *[other] En { $count } navegadores no se pide código.
    }
factors-forget = Volver a preguntar en todos los navegadores
factors-manage = Administrar
logout-one = Cerrar la sesión de { $username }
logout-all = Cerrar la sesión de todas las cuentas
