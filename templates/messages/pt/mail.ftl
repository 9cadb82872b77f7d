### Mails. An empty line within a text begins a new paragraph.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

mail-greeting = Olá { $username },
mail-greeting-unnamed = Olá,
mail-link-hint = Se o botão não funcionar, copie este endereço para o seu navegador:
mail-advice-unasked = Se não pediu isto, não precisa de fazer nada: sem a ligação nada acontece.
mail-advice-not-you = Se não foi você, altere já a sua palavra-passe e reveja as sessões na página da sua conta.
mail-sender = Enviado por { $product }, { $issuer }
mail-fact-time = Hora
mail-fact-address = Endereço de rede
mail-fact-agent = Navegador
mail-sign-up-subject = Conclua a sua conta
mail-sign-up-text = Alguém, esperamos que você, criou uma conta com este endereço de e-mail em { $product }.
    Abra a página desta ligação para a concluir. A ligação funciona uma vez, durante 24 horas no máximo.
mail-sign-up-action = Concluir a conta
mail-account-exists-subject = Já tem uma conta
mail-account-exists-text = Alguém, talvez você, introduziu este endereço de e-mail em { $product } para criar uma conta. Já existe uma com este endereço; o nome é { $username }.
    Inicie sessão com ela. Se esqueceu a palavra-passe, a página de início de sessão permite escolher uma nova.
mail-account-exists-action = Iniciar sessão
mail-verify-email-subject = Confirme o seu endereço de e-mail
mail-verify-email-text = Confirme que este endereço de e-mail pertence à sua conta em { $product }. A ligação funciona uma vez.
mail-verify-email-action = Confirmar o endereço
mail-reset-password-subject = Escolha uma nova palavra-passe
mail-reset-password-text = Alguém, esperamos que você, indicou que se esqueceu da sua palavra-passe em { $product }.
    A página desta ligação permite-lhe escolher uma nova. A ligação funciona uma vez e por pouco tempo. Uma nova palavra-passe termina a sua sessão em todo o lado.
mail-reset-password-action = Escolher uma nova palavra-passe
mail-change-email-subject = Confirme o seu novo endereço de e-mail
mail-change-email-text = A sua conta em { $product } vai passar a ter este endereço de e-mail. Confirme-o no navegador em que tem sessão iniciada. A ligação funciona uma vez e por pouco tempo.
mail-change-email-action = Confirmar o endereço
mail-new-sign-in-subject = Novo início de sessão na sua conta
mail-new-sign-in-text = Foi iniciada sessão na sua conta em { $product } num navegador que ainda não tínhamos visto.
mail-password-changed-subject = A sua palavra-passe foi alterada
mail-password-changed-text = A palavra-passe da sua conta em { $product } foi alterada.
mail-email-changed-subject = O seu endereço de e-mail foi alterado
mail-email-changed-text = A sua conta em { $product } tem agora outro endereço de e-mail. A partir de agora as mensagens são enviadas para lá.
mail-factor-added-subject = Foi adicionado um segundo fator
mail-factor-added-text = A sua conta em { $product } pede agora um segundo fator ao iniciar sessão.
mail-factor-removed-subject = Foi removido um segundo fator
mail-factor-removed-text = Foi removido um segundo fator da sua conta em { $product }.
mail-passkey-added-subject = Foi adicionada uma chave de acesso
mail-passkey-added-text = A chave de acesso «{ $name }» foi adicionada à sua conta em { $product }. Serve para iniciar sessão.
mail-passkey-removed-subject = Foi removida uma chave de acesso
mail-passkey-removed-text = A chave de acesso «{ $name }» foi removida da sua conta em { $product }.
mail-recovery-code-used-subject = Foi usado um código de recuperação
mail-recovery-code-used-text = Foi iniciada sessão na sua conta em { $product } com um código de recuperação. Não voltará a funcionar.
