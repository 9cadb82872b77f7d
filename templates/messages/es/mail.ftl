### Mails. An empty line within a text begins a new paragraph.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

mail-greeting = Hola, { $username }:
mail-greeting-unnamed = Hola:
mail-link-hint = Si el botón no funciona, copie esta dirección en su navegador:
mail-advice-unasked = Si no lo ha pedido, no tiene que hacer nada: sin el enlace no ocurre nada.
mail-advice-not-you = Si no fue usted, cambie su contraseña de inmediato y revise las sesiones en la página de su cuenta.
mail-sender = Enviado por { $product }, { $issuer }
mail-fact-time = Hora
mail-fact-address = Dirección de red
mail-fact-agent = Navegador
mail-sign-up-subject = Termine de crear su cuenta
mail-sign-up-text = Alguien, esperamos que usted, ha creado una cuenta con esta dirección de correo en { $product }.
    Abra la página de este enlace para terminarla. El enlace funciona una sola vez, durante 24 horas como máximo.
mail-sign-up-action = Terminar la cuenta
mail-account-exists-subject = Ya tiene una cuenta
mail-account-exists-text = Alguien, quizá usted, ha introducido esta dirección de correo en { $product } para crear una cuenta. Ya existe una con esta dirección; su nombre es { $username }.
    Inicie sesión con ella. Si ha olvidado la contraseña, la página de inicio de sesión le permite elegir otra.
mail-account-exists-action = Iniciar sesión
mail-verify-email-subject = Confirme su dirección de correo
mail-verify-email-text = Confirme que esta dirección de correo pertenece a su cuenta en { $product }. El enlace funciona una sola vez.
mail-verify-email-action = Confirmar la dirección
mail-reset-password-subject = Elija una contraseña nueva
mail-reset-password-text = Alguien, esperamos que usted, ha indicado que olvidó su contraseña en { $product }.
    La página de este enlace le permite elegir otra. El enlace funciona una sola vez y por poco tiempo. Una contraseña nueva cierra su sesión en todas partes.
mail-reset-password-action = Elegir una contraseña nueva
mail-change-email-subject = Confirme su nueva dirección de correo
mail-change-email-text = Su cuenta en { $product } va a tener esta dirección de correo. Confírmela en el navegador en el que ha iniciado sesión. El enlace funciona una sola vez y por poco tiempo.
mail-change-email-action = Confirmar la dirección
mail-new-sign-in-subject = Nuevo inicio de sesión en su cuenta
mail-new-sign-in-text = Se ha iniciado sesión en su cuenta de { $product } en un navegador que no habíamos visto antes.
mail-password-changed-subject = Su contraseña ha cambiado
mail-password-changed-text = La contraseña de su cuenta en { $product } ha cambiado.
mail-email-changed-subject = Su dirección de correo ha cambiado
mail-email-changed-text = Su cuenta en { $product } tiene ahora otra dirección de correo. A partir de ahora los mensajes se envían allí.
mail-factor-added-subject = Se ha añadido un segundo factor
mail-factor-added-text = Su cuenta en { $product } pide ahora un segundo factor al iniciar sesión.
mail-factor-removed-subject = Se ha eliminado un segundo factor
mail-factor-removed-text = Se ha eliminado un segundo factor de su cuenta en { $product }.
mail-passkey-added-subject = Se ha añadido una llave de acceso
mail-passkey-added-text = La llave de acceso «{ $name }» se ha añadido a su cuenta en { $product }. Sirve para iniciar sesión.
mail-passkey-removed-subject = Se ha eliminado una llave de acceso
mail-passkey-removed-text = La llave de acceso «{ $name }» se ha eliminado de su cuenta en { $product }.
mail-recovery-code-used-subject = Se ha usado un código de recuperación
mail-recovery-code-used-text = Se ha iniciado sesión en su cuenta de { $product } con un código de recuperación. No volverá a funcionar.
