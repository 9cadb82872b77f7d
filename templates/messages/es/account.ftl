### The account pages.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

account-nav = Su cuenta
account-nav-overview = Resumen
account-nav-profile = Perfil
account-nav-passkeys = Llaves de acceso
account-nav-authenticator = Aplicación de autenticación
account-nav-recovery-codes = Códigos de recuperación
account-nav-password = Contraseña
account-nav-email = Correo electrónico
account-nav-devices = Dispositivos
account-nav-applications = Aplicaciones
account-nav-events = Eventos de seguridad
account-nav-data = Sus datos
account-title = Su cuenta
account-lead = Ha iniciado sesión como { $username }.
account-profile = Perfil
account-username = Nombre de usuario
account-name = Nombre
account-email = Correo electrónico
account-email-verified = confirmado
account-email-unverified = sin confirmar
account-sessions = Sesiones activas
account-apps = Aplicaciones conectadas
account-no-apps = Ninguna aplicación tiene acceso a su cuenta.
account-open = Ir a { $client }
account-disconnect = Desconectar
account-disconnect-explain = Una aplicación desconectada cierra su sesión y deberá volver a pedirle permiso.
account-sign-out = Cerrar sesión
