### The console's pages about refused requests.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-nav-refusals = Refus
admin-refusals-lead = Chaque demande refusée a un identifiant, communiqué à son application. Les enregistrements sont conservés sept jours.
admin-refusal-title = Refus { $name }
admin-refusal-id = Identifiant
admin-refusal-at = Quand
admin-refusal-rule = Règle
admin-refusal-section = Écrite dans
admin-refusal-error = Code d’erreur
admin-refusal-endpoint = Point d’accès
admin-refusal-client = Client
admin-refusal-no-such = Il n’y a pas de refus { $name }. Il date peut-être de plus de sept jours.
admin-refusal-find = Identifiant d’un refus
admin-refusal-client-filter = Identifiant du client
admin-refusal-mend = Que faire
admin-refusal-difference = La différence
admin-refusal-place = Le premier caractère qui diffère est le numéro { $place }.
admin-refusal-received = Reçu
admin-refusal-nearest = Le plus proche
admin-refusal-registered = Enregistré comme
admin-refusal-noted = Ce qui a été noté
admin-refusal-unknown-rule = Ce refus a été noté par une autre version, dont la règle n’est pas connue ici.
admin-refusal-kind-same = Il n’y en a pas avec ce qui est enregistré maintenant : l’enregistrement est postérieur, ou le problème est ailleurs.
admin-refusal-kind-trailing-slash = Un seul des deux se termine par une barre oblique.
admin-refusal-kind-scheme = Les schémas diffèrent, comme http et https.
admin-refusal-kind-case = Seules les majuscules diffèrent ; elles comptent.
admin-refusal-kind-whitespace = Il y a des espaces ou des fins de ligne autour.
admin-refusal-kind-encoding = Ils sont identiques à l’encodage pour cent près.
admin-refusal-kind-host = Les hôtes diffèrent. localhost et 127.0.0.1 sont deux hôtes.
admin-refusal-kind-port = Les ports diffèrent.
admin-refusal-kind-path = Les chemins diffèrent.
admin-refusal-kind-query = Les requêtes (query) diffèrent.
admin-refusal-kind-fragment = L’un des deux a un fragment.
admin-refusal-kind-other = Ils diffèrent.
