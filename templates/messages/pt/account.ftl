### The account pages.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

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
