### Passkeys, on the sign-in page and among the pages of one's account.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

passkeys-title = Chaves de acesso
passkeys-lead = Inicie sessão com impressão digital, rosto, PIN ou chave de segurança em vez de palavra-passe.
passkeys-none = Ainda não tem nenhuma chave de acesso.
passkeys-created = Adicionada
passkeys-used = Última utilização
passkeys-unused = Ainda não usada
passkeys-name = Nome
passkeys-rename = Mudar o nome
passkeys-remove = Remover
passkeys-add = Adicionar uma chave de acesso
passkeys-add-submit = Adicionar uma chave de acesso
passkeys-script = Adicionar uma chave de acesso requer JavaScript.
passkeys-problem = O navegador não criou nenhuma chave de acesso. Tente novamente ou use outro dispositivo.
passkeys-sign-in = Inicie sessão novamente para adicionar uma chave de acesso
passkeys-error-not-added = A chave de acesso não foi adicionada. Talvez a página tenha estado aberta demasiado tempo. Tente novamente.
passkeys-error-not-removed = Esta chave de acesso já não existe ou é a sua única forma de iniciar sessão. Defina primeiro uma palavra-passe.
passkeys-error-not-renamed = O nome da chave de acesso não foi mudado. Dê-lhe um nome.
login-passkey = Usar uma chave de acesso
login-passkey-problem = O navegador não forneceu nenhuma chave de acesso. Tente novamente ou use a sua palavra-passe.
login-error-passkey = Esta chave de acesso não foi aceite. Tente novamente ou use a sua palavra-passe.
