### The consent page.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

consent-title = Autoriser l’accès ?
consent-lead = { $client } souhaite utiliser votre compte.
consent-signed-in = Connecté en tant que { $username }
consent-switch = Ce n’est pas vous ?
consent-scopes = Elle pourra :
consent-claims = Elle apprendra à votre sujet :
consent-resources = Auprès de :
consent-no-scopes = Elle ne demande que votre accord.
consent-allow = Autoriser
consent-deny = Refuser
consent-destination-site = Quel que soit votre choix, vous reviendrez à { $place }.
consent-destination-device = Quel que soit votre choix, vous reviendrez à un programme sur cet appareil ({ $place }). Ne continuez que si vous l’avez lancé vous-même.
consent-destination-app = Quel que soit votre choix, vous reviendrez à une application sur cet appareil ({ $place }). Ne continuez que si vous l’avez lancée vous-même.
consent-scope-claims = Contient :
