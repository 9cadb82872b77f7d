### Names of claims (OpenID Connect Core §5.1).
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

claim-name = Full name
claim-given-name = First name
claim-family-name = Last name
claim-middle-name = Middle name
claim-nickname = Nickname
claim-preferred-username = Username
claim-profile = Address of your profile page
claim-picture = Picture
claim-website = Web site
claim-gender = Gender
claim-birthdate = Date of birth
claim-zoneinfo = Time zone
claim-locale = Language
claim-updated-at = When your profile last changed
claim-email = E-mail address
claim-email-verified = Whether your e-mail address is confirmed
claim-address = Postal address
claim-phone-number = Phone number
claim-phone-number-verified = Whether your phone number is confirmed

# What the scopes of OpenID Connect allow (Core §5.4 and §11).
scope-openid = Know that it is you
scope-profile = See your name, picture and other profile data
scope-email = See your e-mail address
scope-address = See your postal address
scope-phone = See your phone number
scope-offline-access = Keep access while you are not present
scope-groups = See your groups and roles

claim-groups = Groups that you are in
claim-roles = Roles that you have

# What the scopes of the administration allow.
scope-admin-users-read = See everybody's account, sessions and grants
scope-admin-users-write = Change everybody's account, and end sessions and grants
scope-admin-clients-read = See clients, scopes, resources and trusted issuers
scope-admin-clients-write = Change clients, scopes, resources and trusted issuers
scope-admin-keys-read = See the signing keys
scope-admin-keys-write = Rotate and retire the signing keys
scope-admin-audit-read = See the audit log and refused requests
scope-admin-webhooks-read = See the webhooks
scope-admin-webhooks-write = Change the webhooks, which tell others of events
scope-admin-settings-read = See the settings and the state of the server
scope-admin-settings-write = Change what is set while the server runs
