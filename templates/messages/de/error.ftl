### Refusals.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

error-title-request = Diese Anfrage kann nicht angenommen werden
error-title-not-found = Diese Seite gibt es nicht
error-title-forbidden = Diese Seite ist nicht für Sie
error-title-expired = Diese Seite ist abgelaufen
error-title-busy = Gerade ist zu viel los
error-title-server = Hier ist etwas schiefgegangen
error-hint-request = Gehen Sie zurück zur Anwendung und beginnen Sie von vorn. Hilft das nicht, nennen Sie dem Support der Anwendung die Referenz unten.
error-hint-not-found = Prüfen Sie die Adresse, oder beginnen Sie noch einmal in der Anwendung, die Sie hierher geführt hat.
error-hint-forbidden = Sie sind angemeldet, aber Ihr Konto darf sie nicht sehen. Melden Sie sich ab, um ein anderes Konto zu benutzen.
error-hint-expired = Gehen Sie zurück zur Anwendung und beginnen Sie von vorn. Cookies müssen erlaubt sein.
error-hint-busy = Warten Sie einen Moment und versuchen Sie es dann erneut.
error-hint-server = Versuchen Sie es gleich noch einmal. Wenn es immer wieder geschieht, nennen Sie einem Administrator die Referenz unten.
error-back = Zu { $product }
error-details = Einzelheiten
error-code = Fehler
error-id = Referenz
error-explanation = Für Administratoren
error-section = Regel
error-mend = Für Entwickler
