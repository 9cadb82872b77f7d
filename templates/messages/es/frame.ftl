### The frame around every page, and what several pages share.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

page-title-error = Error: { $page }
footer-about = Acerca de este servicio
new-tab = (se abre en una pestaña nueva)
logo-alt = Logotipo de { $client }
client-policy = Política de privacidad
client-terms = Condiciones de uso
client-links = Acerca de { $client }
client-unverified = { $client } se ha registrado por sí misma. Nadie aquí ha comprobado quién está detrás. Continúe solo si confía en ella.
skip = Ir al contenido
nav-menu = Menú
footer-links = Acerca de estas páginas
footer-support = Ayuda
footer-privacy = Privacidad
footer-imprint = Aviso legal
language-label = Idioma
language-submit = Cambiar
