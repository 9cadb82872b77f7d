### The console's pages about refused requests.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-nav-refusals = Rechazos
admin-refusals-lead = Cada solicitud rechazada tiene un identificador que se comunicó a su aplicación. Los registros se guardan siete días.
admin-refusal-title = Rechazo { $name }
admin-refusal-id = Identificador
admin-refusal-at = Cuándo
admin-refusal-rule = Regla
admin-refusal-section = Escrita en
admin-refusal-error = Código de error
admin-refusal-endpoint = Punto de acceso
admin-refusal-client = Cliente
admin-refusal-no-such = No existe el rechazo { $name }. Quizá tenga más de siete días.
admin-refusal-find = Identificador de un rechazo
admin-refusal-client-filter = Identificador del cliente
admin-refusal-mend = Qué hacer
admin-refusal-difference = La diferencia
admin-refusal-place = El primer carácter que difiere es el número { $place }.
admin-refusal-received = Recibido
admin-refusal-nearest = Lo más parecido
admin-refusal-registered = Registrado como
admin-refusal-noted = Lo que se anotó
admin-refusal-unknown-rule = Este rechazo lo anotó otra versión cuya regla no se conoce aquí.
admin-refusal-kind-same = No la hay con lo registrado ahora: se registró después, o falla otra cosa.
admin-refusal-kind-trailing-slash = Solo uno de los dos termina con una barra.
admin-refusal-kind-scheme = Los esquemas difieren, como http y https.
admin-refusal-kind-case = Solo difieren las mayúsculas; cuentan.
admin-refusal-kind-whitespace = Hay espacios o finales de línea alrededor.
admin-refusal-kind-encoding = Son iguales salvo por la codificación porcentual.
admin-refusal-kind-host = Los hosts difieren. localhost y 127.0.0.1 son dos hosts.
admin-refusal-kind-port = Los puertos difieren.
admin-refusal-kind-path = Las rutas difieren.
admin-refusal-kind-query = Las consultas (query) difieren.
admin-refusal-kind-fragment = Uno de los dos tiene un fragmento.
admin-refusal-kind-other = Difieren.
