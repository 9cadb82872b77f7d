### The second factor: codes of an authenticator app, recovery codes, remembered browsers.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

code-title = Introduza o seu código
code-label = Código
code-hint = Os seis algarismos que a sua aplicação de autenticação mostra agora, ou um dos seus códigos de recuperação.
code-remember = { $days ->
    [one] Não voltar a perguntar neste navegador durante um dia
   *[other] Não voltar a perguntar neste navegador durante { $days } dias
    }
code-submit = Continuar
code-person = A iniciar sessão como { $username }.
code-error-wrong = Este código está errado ou já foi usado. Aguarde pelo seguinte e tente novamente.
code-error-too-many-attempts = Demasiadas tentativas. Aguarde alguns minutos e tente novamente.
enrol-title = Configurar o início de sessão em dois passos
enrol-lead = A partir daí, inicia sessão com a sua palavra-passe e um código de uma aplicação de autenticação.
enrol-required = A sua conta precisa de um segundo passo. Configure-o para continuar.
enrol-scan = Leia a imagem com uma aplicação de autenticação no seu telefone, ou escreva nela a chave.
enrol-enter = Introduza os seis algarismos que a aplicação mostra.
enrol-picture = Imagem da chave para uma aplicação de autenticação
enrol-secret = A chave em texto:
enrol-code = Código da aplicação
enrol-submit = Ativar
enrol-error = Este código não corresponde à chave acima. Verifique se o relógio do seu telefone está certo e tente o código seguinte.
recovery-title = Códigos de recuperação
recovery-lead = Guarde estes códigos num local seguro. São mostrados apenas desta vez.
recovery-explain = Cada um substitui uma vez um código da sua aplicação, para o dia em que a tenha perdido.
recovery-continue = Já os guardei
factors-title = Início de sessão em dois passos
factors-app = Aplicação de autenticação
factors-since = Configurada em { $day }.
factors-remove = Desativar o início de sessão em dois passos
factors-recovery = { $count ->
    [0] Não lhe resta nenhum código de recuperação.
    [one] Resta-lhe um código de recuperação.
   *[other] Restam-lhe { $count } códigos de recuperação.
    }
factors-renew = Criar novos códigos de recuperação
factors-browsers = Navegadores memorizados
factors-remembered = { $count ->
    [one] Num navegador não é pedido código.
   *[other] Em { $count } navegadores não é pedido código.
    }
factors-forget = Voltar a perguntar em todos os navegadores
factors-manage = Gerir
logout-one = Terminar a sessão de { $username }
logout-all = Terminar a sessão de todas as contas
