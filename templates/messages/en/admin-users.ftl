### The console's pages about people.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-user-title = User { $name }
admin-user-username = Username
admin-user-username-hint = The person signs in with it. It cannot be changed later.
admin-user-name = Full name
admin-user-email = E-mail
admin-user-admin = Administrator
admin-user-admin-hint = May use this console and everything in it.
admin-user-subject = Subject
admin-user-profile = Profile
admin-user-add = Add a user
admin-user-add-lead = The account can be used at once.
admin-user-search = Username or e-mail

admin-user-remove-title = Remove the user { $name }?
admin-user-remove-consequence = The account, its sign-in methods and everything that it allowed are gone for good. Its sessions and tokens die at once.
admin-sessions-lead = Each is one sign-in in one browser. Ending it signs the person out there.
