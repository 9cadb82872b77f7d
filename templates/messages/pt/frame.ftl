### The frame around every page, and what several pages share.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

page-title-error = Erro: { $page }
footer-about = Sobre este serviço
new-tab = (abre em um novo separador)
logo-alt = Logótipo de { $client }
client-policy = Política de privacidade
client-terms = Termos de utilização
client-links = Sobre { $client }
client-unverified = { $client } registou-se a si própria. Ninguém aqui verificou quem está por trás. Continue apenas se confiar nela.
skip = Ir para o conteúdo
nav-menu = Menu
footer-links = Sobre estas páginas
footer-support = Ajuda
footer-privacy = Privacidade
footer-imprint = Aviso legal
language-label = Idioma
language-submit = Alterar
