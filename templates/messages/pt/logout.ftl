### Signing out.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

logout-title = Terminar sessão?
logout-signed-in = Sessão iniciada como { $username }
logout-client = { $client } pede para terminar a sua sessão.
logout-explain = As aplicações que está a usar poderão pedir-lhe que inicie sessão novamente.
logout-confirm = Terminar sessão
logout-cancel = Manter a sessão
logged-out-title = Terminou a sessão
logged-out-explain = Num computador usado por outras pessoas, feche também todas as janelas do navegador.
logged-out-client = Voltar a { $client }
logged-out-home = Voltar à página inicial
logged-out-frame = A terminar a sua sessão noutros locais
