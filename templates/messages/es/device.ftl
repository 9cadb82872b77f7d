### Connecting a device (RFC 8628).
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

device-title = Conectar un dispositivo
device-lead = Introduzca el código que muestra su dispositivo.
device-filled = ¿Muestra su dispositivo este código? Compárelo letra por letra antes de continuar.
device-code = Código
device-hint = Ocho letras. Las mayúsculas, los espacios y los guiones no importan.
device-submit = Continuar
device-signed-in = Sesión iniciada como { $username }
device-error-unknown = Ningún dispositivo tiene este código. Compárelo con su dispositivo e inténtelo de nuevo.
device-error-expired = Este código ha caducado. Empiece de nuevo en su dispositivo; mostrará otro.
device-error-answered = Este código ya se ha usado. Si su dispositivo sigue esperando, empiece de nuevo en él; mostrará otro.
device-error-too-many-attempts = Demasiados códigos incorrectos. Espere unos minutos e inténtelo de nuevo.
device-consent-title = ¿Conectar este dispositivo?
device-consent-lead = { $client }, en otro dispositivo, quiere usar su cuenta.
device-warning = Continúe solo si lo ha iniciado usted, en un dispositivo que tiene delante.
device-warning-more = Si alguien le ha enviado el código o este enlace, elija «Denegar»: esa persona entraría en su cuenta.
device-fact-code = Código
device-fact-when = Solicitado
device-fact-address = Desde la dirección
device-when-now = Hace menos de un minuto
device-when-one = Hace un minuto
device-when-minutes = Hace { $minutes } minutos
device-allowed-title = Su dispositivo está conectado
device-allowed-lead = { $client } ya puede usar su cuenta.
device-allowed-explain = Vuelva a su dispositivo; continuará solo en unos segundos. Puede cerrar esta página.
device-denied-title = Acceso denegado
device-denied-lead = { $client } no ha recibido nada.
device-denied-explain = Su dispositivo lo sabrá en unos segundos. Puede cerrar esta página.
