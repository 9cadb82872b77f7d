### The console's pages about people.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-user-title = Usuario { $name }
admin-user-username = Nombre de usuario
admin-user-username-hint = La persona inicia sesión con él. No se puede cambiar después.
admin-user-name = Nombre completo
admin-user-email = Correo electrónico
admin-user-admin = Administrador
admin-user-admin-hint = Puede usar esta consola y todo lo que contiene.
admin-user-subject = Sujeto
admin-user-profile = Perfil
admin-user-add = Añadir un usuario
admin-user-add-lead = La cuenta se puede usar enseguida.
admin-user-search = Nombre de usuario o correo
admin-user-remove-title = ¿Eliminar el usuario { $name }?
admin-user-remove-consequence = La cuenta, sus métodos de inicio de sesión y todo lo que permitió desaparecen para siempre. Sus sesiones y tokens terminan de inmediato.
admin-sessions-lead = Cada una es un inicio de sesión en un navegador. Al terminarla, se cierra la sesión de la persona allí.
