### The console's pages about people.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-user-title = Utilizador { $name }
admin-user-username = Nome de utilizador
admin-user-username-hint = A pessoa inicia sessão com ele. Não pode ser alterado mais tarde.
admin-user-name = Nome completo
admin-user-email = E-mail
admin-user-admin = Administrador
admin-user-admin-hint = Pode usar esta consola e tudo o que ela contém.
admin-user-subject = Sujeito
admin-user-profile = Perfil
admin-user-add = Adicionar um utilizador
admin-user-add-lead = A conta pode ser usada de imediato.
admin-user-search = Nome de utilizador ou e-mail
admin-user-remove-title = Remover o utilizador { $name }?
admin-user-remove-consequence = A conta, os seus métodos de início de sessão e tudo o que permitiu desaparecem para sempre. As suas sessões e tokens terminam de imediato.
admin-sessions-lead = Cada uma é um início de sessão num navegador. Terminá-la encerra a sessão da pessoa nesse local.
