### The account pages.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

account-nav = A sua conta
account-nav-overview = Visão geral
account-nav-profile = Perfil
account-nav-passkeys = Chaves de acesso
account-nav-authenticator = Aplicação de autenticação
account-nav-recovery-codes = Códigos de recuperação
account-nav-password = Palavra-passe
account-nav-email = E-mail
account-nav-devices = Dispositivos
account-nav-applications = Aplicações
account-nav-events = Eventos de segurança
account-nav-data = Os seus dados
account-title = A sua conta
account-lead = Iniciou sessão como { $username }.
account-profile = Perfil
account-username = Nome de utilizador
account-name = Nome
account-email = E-mail
account-email-verified = confirmado
account-email-unverified = não confirmado
account-sessions = Sessões ativas
account-apps = Aplicações ligadas
account-no-apps = Nenhuma aplicação tem acesso à sua conta.
account-open = Ir para { $client }
account-disconnect = Desligar
account-disconnect-explain = Uma aplicação desligada perde a sessão e terá de lhe pedir acesso novamente.
account-sign-out = Terminar sessão
