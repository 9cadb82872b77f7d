### Refusals.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

error-title-request = Este pedido não pode ser aceite
error-title-not-found = Esta página não existe
error-title-forbidden = Esta página não é para si
error-title-expired = Esta página expirou
error-title-busy = Há demasiada atividade neste momento
error-title-server = Algo correu mal aqui
error-hint-request = Volte à aplicação e comece de novo. Se não resultar, indique a referência abaixo ao apoio da aplicação.
error-hint-not-found = Verifique o endereço ou comece de novo na aplicação que o trouxe aqui.
error-hint-forbidden = Tem sessão iniciada, mas a sua conta não a pode ver. Termine a sessão para usar outra conta.
error-hint-expired = Volte à aplicação e comece de novo. Os cookies têm de estar permitidos.
error-hint-busy = Aguarde um momento e tente novamente.
error-hint-server = Tente novamente dentro de momentos. Se continuar a acontecer, indique a referência abaixo a um administrador.
error-back = Ir para { $product }
error-details = Detalhes
error-code = Erro
error-id = Referência
error-explanation = Para administradores
error-section = Regra
error-mend = Para programadores
