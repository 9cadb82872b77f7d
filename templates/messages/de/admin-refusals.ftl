### The console's pages about refused requests.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-nav-refusals = Ablehnungen
admin-refusals-lead = Jede abgelehnte Anfrage hat eine ID, die ihrer Anwendung mitgeteilt wurde. Aufzeichnungen werden sieben Tage lang aufbewahrt.
admin-refusal-title = Ablehnung { $name }
admin-refusal-id = ID
admin-refusal-at = Wann
admin-refusal-rule = Regel
admin-refusal-section = Festgelegt in
admin-refusal-error = Fehlercode
admin-refusal-endpoint = Endpunkt
admin-refusal-client = Client
admin-refusal-no-such = Es gibt keine Ablehnung { $name }. Vielleicht ist sie älter als sieben Tage.
admin-refusal-find = ID einer Ablehnung
admin-refusal-client-filter = Client-ID
admin-refusal-mend = Was zu tun ist
admin-refusal-difference = Der Unterschied
admin-refusal-place = Das erste abweichende Zeichen ist Nummer { $place }.
admin-refusal-received = Empfangen
admin-refusal-nearest = Am ähnlichsten
admin-refusal-registered = Registriert als
admin-refusal-noted = Was festgehalten wurde
admin-refusal-unknown-rule = Diese Ablehnung wurde von einer anderen Version festgehalten, deren Regel hier nicht bekannt ist.
admin-refusal-kind-same = Es gibt keinen Unterschied zum jetzt Registrierten: Es wurde inzwischen registriert, oder etwas anderes ist falsch.
admin-refusal-kind-trailing-slash = Nur eines von beiden endet mit einem Schrägstrich.
admin-refusal-kind-scheme = Die Schemata unterscheiden sich, etwa http und https.
admin-refusal-kind-case = Nur die Großschreibung unterscheidet sich; sie zählt.
admin-refusal-kind-whitespace = Darum herum stehen Leerzeichen oder Zeilenenden.
admin-refusal-kind-encoding = Bis auf die Prozentkodierung sind sie gleich.
admin-refusal-kind-host = Die Hosts unterscheiden sich. localhost und 127.0.0.1 sind zwei Hosts.
admin-refusal-kind-port = Die Ports unterscheiden sich.
admin-refusal-kind-path = Die Pfade unterscheiden sich.
admin-refusal-kind-query = Die Abfrageteile unterscheiden sich.
admin-refusal-kind-fragment = Eines von beiden hat ein Fragment.
admin-refusal-kind-other = Sie unterscheiden sich.
