### The second factor: codes of an authenticator app, recovery codes, remembered browsers.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

code-title = Code eingeben
code-label = Code
code-hint = Die sechs Ziffern, die Ihre Authenticator-App jetzt anzeigt, oder einer Ihrer Wiederherstellungscodes.
code-remember = { $days ->
    [one] In diesem Browser einen Tag lang nicht mehr fragen
   *[other] In diesem Browser { $days } Tage lang nicht mehr fragen
    }
code-submit = Weiter
code-person = Anmeldung als { $username }.
code-error-wrong = Dieser Code ist falsch oder wurde bereits verwendet. Warten Sie auf den nächsten und versuchen Sie es erneut.
code-error-too-many-attempts = Zu viele Versuche. Warten Sie einige Minuten und versuchen Sie es dann erneut.
enrol-title = Anmeldung in zwei Schritten einrichten
enrol-lead = Danach melden Sie sich mit Ihrem Passwort und einem Code einer Authenticator-App an.
enrol-required = Ihr Konto braucht einen zweiten Schritt. Richten Sie ihn ein, um fortzufahren.
enrol-scan = Lesen Sie das Bild mit einer Authenticator-App auf Ihrem Telefon ein, oder tippen Sie den Schlüssel dort ein.
enrol-enter = Geben Sie die sechs Ziffern ein, die die App anzeigt.
enrol-picture = Bild des Schlüssels für eine Authenticator-App
enrol-secret = Der Schlüssel als Text:
enrol-code = Code der App
enrol-submit = Einschalten
enrol-error = Dieser Code gehört nicht zu dem Schlüssel oben. Prüfen Sie, ob die Uhr Ihres Telefons richtig geht, und versuchen Sie den nächsten Code.
recovery-title = Wiederherstellungscodes
recovery-lead = Bewahren Sie diese Codes an einem sicheren Ort auf. Sie werden nur dieses eine Mal gezeigt.
recovery-explain = Jeder von ihnen ersetzt einmal einen Code Ihrer App, falls Sie diese verloren haben.
recovery-continue = Ich habe sie aufbewahrt
factors-title = Anmeldung in zwei Schritten
factors-app = Authenticator-App
factors-since = Eingerichtet am { $day }.
factors-remove = Anmeldung in zwei Schritten ausschalten
factors-recovery = { $count ->
    [0] Sie haben keinen Wiederherstellungscode mehr.
    [one] Sie haben noch einen Wiederherstellungscode.
   *[other] Sie haben noch { $count } Wiederherstellungscodes.
    }
factors-renew = Neue Wiederherstellungscodes erzeugen
factors-browsers = Gemerkte Browser
factors-remembered = { $count ->
    [one] Ein Browser wird nicht nach einem Code gefragt.
   *[other] { $count } Browser werden nicht nach einem Code gefragt.
    }
factors-forget = In jedem Browser wieder fragen
factors-manage = Verwalten
logout-one = { $username } abmelden
logout-all = Alle Konten abmelden
