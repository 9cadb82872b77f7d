### Names of claims (OpenID Connect Core §5.1).
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

claim-name = Nome completo
claim-given-name = Nome próprio
claim-family-name = Apelido
claim-middle-name = Nome do meio
claim-nickname = Alcunha
claim-preferred-username = Nome de utilizador
claim-profile = Endereço da sua página de perfil
claim-picture = Imagem
claim-website = Sítio web
claim-gender = Género
claim-birthdate = Data de nascimento
claim-zoneinfo = Fuso horário
claim-locale = Idioma
claim-updated-at = Quando o seu perfil foi alterado pela última vez
claim-email = Endereço de e-mail
claim-email-verified = Se o seu endereço de e-mail está confirmado
claim-address = Morada
claim-phone-number = Número de telefone
claim-phone-number-verified = Se o seu número de telefone está confirmado
scope-openid = Saber que é você
scope-profile = Ver o seu nome, a sua imagem e outros dados do perfil
scope-email = Ver o seu endereço de e-mail
scope-address = Ver a sua morada
scope-phone = Ver o seu número de telefone
scope-offline-access = Manter o acesso quando não está presente
scope-groups = Ver os seus grupos e funções
claim-groups = Grupos a que pertence
claim-roles = Funções que tem
