### Mails. An empty line within a text begins a new paragraph.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

mail-greeting = Guten Tag { $username },
mail-greeting-unnamed = Guten Tag,
mail-link-hint = Wenn die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:
mail-advice-unasked = Wenn Sie nicht darum gebeten haben, müssen Sie nichts tun: Ohne den Link geschieht nichts.
mail-advice-not-you = Wenn Sie das nicht waren, ändern Sie sofort Ihr Passwort und sehen Sie die Sitzungen auf Ihrer Kontoseite durch.
mail-sender = Gesendet von { $product }, { $issuer }
mail-fact-time = Zeit
mail-fact-address = Netzwerkadresse
mail-fact-agent = Browser
mail-sign-up-subject = Schließen Sie Ihr Konto ab
mail-sign-up-text = Jemand, hoffentlich Sie, hat mit dieser E-Mail-Adresse ein Konto bei { $product } angelegt.
    Öffnen Sie die Seite hinter diesem Link, um es abzuschließen. Der Link gilt einmal, höchstens 24 Stunden lang.
mail-sign-up-action = Konto abschließen
mail-account-exists-subject = Sie haben bereits ein Konto
mail-account-exists-text = Jemand, vielleicht Sie, hat diese E-Mail-Adresse bei { $product } für ein Konto eingegeben. Mit dieser Adresse gibt es bereits eines; sein Name ist { $username }.
    Melden Sie sich damit an. Wenn Sie das Passwort vergessen haben, führt die Anmeldeseite zu einem neuen.
mail-account-exists-action = Anmelden
mail-verify-email-subject = Bestätigen Sie Ihre E-Mail-Adresse
mail-verify-email-text = Bitte bestätigen Sie, dass diese E-Mail-Adresse zu Ihrem Konto bei { $product } gehört. Der Link gilt einmal.
mail-verify-email-action = Adresse bestätigen
mail-reset-password-subject = Wählen Sie ein neues Passwort
mail-reset-password-text = Jemand, hoffentlich Sie, hat bei { $product } angegeben, dass Sie Ihr Passwort vergessen haben.
    Auf der Seite hinter diesem Link können Sie ein neues wählen. Der Link gilt einmal und nur kurze Zeit. Ein neues Passwort meldet Sie überall ab.
mail-reset-password-action = Neues Passwort wählen
mail-change-email-subject = Bestätigen Sie Ihre neue E-Mail-Adresse
mail-change-email-text = Ihr Konto bei { $product } soll diese E-Mail-Adresse bekommen. Bestätigen Sie sie in dem Browser, in dem Sie angemeldet sind. Der Link gilt einmal und nur kurze Zeit.
mail-change-email-action = Adresse bestätigen
mail-new-sign-in-subject = Neue Anmeldung bei Ihrem Konto
mail-new-sign-in-text = Bei Ihrem Konto bei { $product } hat sich jemand in einem Browser angemeldet, den wir noch nicht kannten.
mail-password-changed-subject = Ihr Passwort wurde geändert
mail-password-changed-text = Das Passwort Ihres Kontos bei { $product } wurde geändert.
mail-email-changed-subject = Ihre E-Mail-Adresse wurde geändert
mail-email-changed-text = Ihr Konto bei { $product } hat jetzt eine andere E-Mail-Adresse. Ab jetzt gehen E-Mails dorthin.
mail-factor-added-subject = Ein zweiter Faktor wurde hinzugefügt
mail-factor-added-text = Ihr Konto bei { $product } fragt bei der Anmeldung jetzt nach einem zweiten Faktor.
mail-factor-removed-subject = Ein zweiter Faktor wurde entfernt
mail-factor-removed-text = Von Ihrem Konto bei { $product } wurde ein zweiter Faktor entfernt.
mail-passkey-added-subject = Ein Passkey wurde hinzugefügt
mail-passkey-added-text = Der Passkey „{ $name }“ wurde Ihrem Konto bei { $product } hinzugefügt. Mit ihm kann man sich anmelden.
mail-passkey-removed-subject = Ein Passkey wurde entfernt
mail-passkey-removed-text = Der Passkey „{ $name }“ wurde von Ihrem Konto bei { $product } entfernt.
mail-recovery-code-used-subject = Ein Wiederherstellungscode wurde verwendet
mail-recovery-code-used-text = Bei Ihrem Konto bei { $product } wurde mit einem Wiederherstellungscode angemeldet. Er gilt kein zweites Mal.
