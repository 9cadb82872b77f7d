### Refusals.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

error-title-request = No se puede aceptar esta solicitud
error-title-not-found = Esta página no existe
error-title-forbidden = Esta página no es para usted
error-title-expired = Esta página ha caducado
error-title-busy = Hay demasiada actividad
error-title-server = Algo ha fallado aquí
error-hint-request = Vuelva a la aplicación y empiece de nuevo. Si no funciona, facilite a su servicio de ayuda la referencia de abajo.
error-hint-not-found = Compruebe la dirección o empiece de nuevo desde la aplicación que le trajo aquí.
error-hint-forbidden = Ha iniciado sesión, pero su cuenta no puede verla. Cierre la sesión para usar otra cuenta.
error-hint-expired = Vuelva a la aplicación y empiece de nuevo. Las cookies deben estar permitidas.
error-hint-busy = Espere un momento e inténtelo de nuevo.
error-hint-server = Inténtelo de nuevo en un momento. Si sigue ocurriendo, facilite a un administrador la referencia de abajo.
error-back = Ir a { $product }
error-details = Detalles
error-code = Error
error-id = Referencia
error-explanation = Para administradores
error-section = Regla
error-mend = Para desarrolladores
