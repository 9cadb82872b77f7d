### The console's pages about people.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-user-title = Benutzer { $name }
admin-user-username = Benutzername
admin-user-username-hint = Damit meldet sich die Person an. Er kann später nicht geändert werden.
admin-user-name = Vollständiger Name
admin-user-email = E-Mail
admin-user-admin = Administrator
admin-user-admin-hint = Darf diese Konsole und alles darin benutzen.
admin-user-subject = Subject
admin-user-profile = Profil
admin-user-add = Benutzer hinzufügen
admin-user-add-lead = Das Konto kann sofort benutzt werden.
admin-user-search = Benutzername oder E-Mail
admin-user-remove-title = Benutzer { $name } entfernen?
admin-user-remove-consequence = Das Konto, seine Anmeldemethoden und alles, was es erlaubt hat, sind endgültig weg. Seine Sitzungen und Tokens enden sofort.
admin-sessions-lead = Jede ist eine Anmeldung in einem Browser. Sie zu beenden meldet die Person dort ab.
