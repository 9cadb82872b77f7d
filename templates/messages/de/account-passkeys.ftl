### Passkeys, on the sign-in page and among the pages of one's account.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

passkeys-title = Passkeys
passkeys-lead = Melden Sie sich mit Fingerabdruck, Gesicht, PIN oder Sicherheitsschlüssel statt mit einem Passwort an.
passkeys-none = Sie haben noch keinen Passkey.
passkeys-created = Hinzugefügt
passkeys-used = Zuletzt verwendet
passkeys-unused = Noch nicht verwendet
passkeys-name = Name
passkeys-rename = Umbenennen
passkeys-remove = Entfernen
passkeys-add = Passkey hinzufügen
passkeys-add-submit = Passkey hinzufügen
passkeys-script = Zum Hinzufügen eines Passkeys ist JavaScript nötig.
passkeys-problem = Der Browser hat keinen Passkey erzeugt. Versuchen Sie es erneut oder benutzen Sie ein anderes Gerät.
passkeys-sign-in = Melden Sie sich erneut an, um einen Passkey hinzuzufügen
passkeys-error-not-added = Der Passkey wurde nicht hinzugefügt. Vielleicht war die Seite zu lange geöffnet. Bitte versuchen Sie es erneut.
passkeys-error-not-removed = Diesen Passkey gibt es nicht mehr, oder er ist Ihre einzige Anmeldemöglichkeit. Setzen Sie zuerst ein Passwort.
passkeys-error-not-renamed = Der Passkey wurde nicht umbenannt. Geben Sie ihm einen Namen.
login-passkey = Passkey verwenden
login-passkey-problem = Der Browser hat keinen Passkey geliefert. Versuchen Sie es erneut oder benutzen Sie Ihr Passwort.
login-error-passkey = Dieser Passkey wurde nicht angenommen. Versuchen Sie es erneut oder benutzen Sie Ihr Passwort.
