### The frame around every page, and what several pages share.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

page-title-error = Erreur : { $page }
footer-about = À propos de ce service
new-tab = (s’ouvre dans un nouvel onglet)
logo-alt = Logo de { $client }
client-policy = Politique de confidentialité
client-terms = Conditions d’utilisation
client-links = À propos de { $client }
client-unverified = { $client } s’est enregistrée elle-même. Personne ici n’a vérifié qui est derrière. Ne continuez que si vous lui faites confiance.
skip = Aller au contenu
nav-menu = Menu
footer-links = À propos de ces pages
footer-support = Aide
footer-privacy = Confidentialité
footer-imprint = Mentions légales
language-label = Langue
language-submit = Changer
