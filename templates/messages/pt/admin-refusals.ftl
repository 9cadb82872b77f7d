### The console's pages about refused requests.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-nav-refusals = Recusas
admin-refusals-lead = Cada pedido recusado tem um identificador, comunicado à sua aplicação. Os registos são guardados durante sete dias.
admin-refusal-title = Recusa { $name }
admin-refusal-id = Identificador
admin-refusal-at = Quando
admin-refusal-rule = Regra
admin-refusal-section = Escrita em
admin-refusal-error = Código de erro
admin-refusal-endpoint = Ponto de acesso
admin-refusal-client = Cliente
admin-refusal-no-such = Não existe a recusa { $name }. Talvez tenha mais de sete dias.
admin-refusal-find = Identificador de uma recusa
admin-refusal-client-filter = Identificador do cliente
admin-refusal-mend = O que fazer
admin-refusal-difference = A diferença
admin-refusal-place = O primeiro carácter que difere é o número { $place }.
admin-refusal-received = Recebido
admin-refusal-nearest = O mais parecido
admin-refusal-registered = Registado como
admin-refusal-noted = O que foi anotado
admin-refusal-unknown-rule = Esta recusa foi anotada por outra versão, cuja regra não é conhecida aqui.
admin-refusal-kind-same = Não há diferença com o que está registado agora: foi registado entretanto, ou o problema é outro.
admin-refusal-kind-trailing-slash = Só um dos dois termina com uma barra.
admin-refusal-kind-scheme = Os esquemas diferem, como http e https.
admin-refusal-kind-case = Só as maiúsculas diferem; contam.
admin-refusal-kind-whitespace = Há espaços ou fins de linha à volta.
admin-refusal-kind-encoding = São iguais exceto na codificação percentual.
admin-refusal-kind-host = Os anfitriões diferem. localhost e 127.0.0.1 são dois anfitriões.
admin-refusal-kind-port = As portas diferem.
admin-refusal-kind-path = Os caminhos diferem.
admin-refusal-kind-query = As consultas (query) diferem.
admin-refusal-kind-fragment = Um dos dois tem um fragmento.
admin-refusal-kind-other = Diferem.
