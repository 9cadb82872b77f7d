### The front page.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

home-title = One account for your applications
home-lead = Applications send you here to sign in. They learn who you are and what you allow, and never see your password.
home-signed-in = Signed in as { $username }
home-sign-in = Sign in
home-account = Your account
home-sign-out = Sign out
home-developers = For developers
home-issuer = Issuer
home-discovery = Discovery document
home-jwks = Public keys (JWKS)
home-docs = API documentation
