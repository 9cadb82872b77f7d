### Signing out.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

logout-title = ¿Cerrar sesión?
logout-signed-in = Sesión iniciada como { $username }
logout-client = { $client } pide cerrar su sesión.
logout-explain = Es posible que las aplicaciones que esté usando le pidan iniciar sesión de nuevo.
logout-confirm = Cerrar sesión
logout-cancel = Mantener la sesión
logged-out-title = Ha cerrado la sesión
logged-out-explain = En un ordenador que usan otras personas, cierre también todas las ventanas del navegador.
logged-out-client = Volver a { $client }
logged-out-home = Volver a la página de inicio
logged-out-frame = Cerrando su sesión en otros lugares
