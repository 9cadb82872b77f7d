### Signing in, and choosing an account.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

login-title = Iniciar sessão
login-client = para continuar para { $client }
login-device = para ligar um dispositivo
login-again = Para isto, tem de provar novamente que é você.
login-username = Nome de utilizador
login-password = Palavra-passe
login-submit = Iniciar sessão
login-cancel = Cancelar
login-error-wrong-credentials = O nome de utilizador e a palavra-passe não correspondem. Verifique ambos e tente novamente.
login-error-too-many-attempts = Demasiadas tentativas. Aguarde alguns minutos e tente novamente.
login-error-another-account = A aplicação pede uma conta diferente daquela com que iniciou sessão. Inicie sessão com essa ou cancele.
login-error-expired = Esta página esteve aberta demasiado tempo. Inicie sessão novamente.
login-error-busy = Não conseguimos verificar palavras-passe neste momento. Tente novamente dentro de momentos.
select-title = Escolher uma conta
select-continue = Continuar como { $username }
select-other = Usar outra conta
