### Connecting a device (RFC 8628).
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

device-title = Gerät verbinden
device-lead = Geben Sie den Code ein, den Ihr Gerät anzeigt.
device-filled = Zeigt Ihr Gerät diesen Code? Vergleichen Sie ihn Zeichen für Zeichen, bevor Sie fortfahren.
device-code = Code
device-hint = Acht Buchstaben. Großschreibung, Leerzeichen und Striche spielen keine Rolle.
device-submit = Weiter
device-signed-in = Angemeldet als { $username }
device-error-unknown = Kein Gerät hat diesen Code. Vergleichen Sie ihn mit Ihrem Gerät und versuchen Sie es erneut.
device-error-expired = Dieser Code ist abgelaufen. Beginnen Sie auf Ihrem Gerät von vorn; es zeigt dann einen neuen an.
device-error-answered = Dieser Code wurde bereits verwendet. Falls Ihr Gerät noch wartet, beginnen Sie dort von vorn; es zeigt dann einen neuen an.
device-error-too-many-attempts = Zu viele falsche Codes. Warten Sie einige Minuten und versuchen Sie es dann erneut.
device-consent-title = Dieses Gerät verbinden?
device-consent-lead = { $client } auf einem anderen Gerät möchte Ihr Konto verwenden.
device-warning = Fahren Sie nur fort, wenn Sie dies selbst begonnen haben, auf einem Gerät vor Ihnen.
device-warning-more = Wenn Ihnen jemand den Code oder diesen Link geschickt hat, wählen Sie „Ablehnen“: Sonst käme diese Person in Ihr Konto.
device-fact-code = Code
device-fact-when = Angefragt
device-fact-address = Von der Adresse
device-when-now = Vor weniger als einer Minute
device-when-one = Vor einer Minute
device-when-minutes = Vor { $minutes } Minuten
device-allowed-title = Ihr Gerät ist verbunden
device-allowed-lead = { $client } kann Ihr Konto jetzt verwenden.
device-allowed-explain = Gehen Sie zurück zu Ihrem Gerät; es macht in einigen Sekunden von selbst weiter. Sie können diese Seite schließen.
device-denied-title = Zugriff abgelehnt
device-denied-lead = { $client } hat nichts erhalten.
device-denied-explain = Ihr Gerät erfährt es in einigen Sekunden. Sie können diese Seite schließen.
