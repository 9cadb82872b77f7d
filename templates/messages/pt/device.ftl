### Connecting a device (RFC 8628).
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

device-title = Ligar um dispositivo
device-lead = Introduza o código que o seu dispositivo mostra.
device-filled = O seu dispositivo mostra este código? Compare-o letra a letra antes de continuar.
device-code = Código
device-hint = Oito letras. Maiúsculas, espaços e hífenes não importam.
device-submit = Continuar
device-signed-in = Sessão iniciada como { $username }
device-error-unknown = Nenhum dispositivo tem este código. Compare-o com o seu dispositivo e tente novamente.
device-error-expired = Este código expirou. Comece de novo no seu dispositivo; será mostrado um novo.
device-error-answered = Este código já foi usado. Se o seu dispositivo ainda estiver à espera, comece lá de novo; será mostrado um novo.
device-error-too-many-attempts = Demasiados códigos errados. Aguarde alguns minutos e tente novamente.
device-consent-title = Ligar este dispositivo?
device-consent-lead = { $client }, noutro dispositivo, pretende usar a sua conta.
device-warning = Continue apenas se foi você que iniciou isto, num dispositivo à sua frente.
device-warning-more = Se alguém lhe enviou o código ou esta ligação, escolha «Recusar»: essa pessoa entraria na sua conta.
device-fact-code = Código
device-fact-when = Pedido
device-fact-address = Do endereço
device-when-now = Há menos de um minuto
device-when-one = Há um minuto
device-when-minutes = Há { $minutes } minutos
device-allowed-title = O seu dispositivo está ligado
device-allowed-lead = { $client } já pode usar a sua conta.
device-allowed-explain = Volte ao seu dispositivo; ele continua sozinho dentro de alguns segundos. Pode fechar esta página.
device-denied-title = Acesso recusado
device-denied-lead = { $client } não recebeu nada.
device-denied-explain = O seu dispositivo é informado dentro de alguns segundos. Pode fechar esta página.
