//! An assertion of another issuer as a grant (RFC 7523 §2.1): the operator names the issuers, their keys, and the clients
//! that may bring their assertions. Each assertion counts once.

use super::Tokens;
use super::client_credentials::impersonal_scope;
use super::mint::{Giving, give};
use crate::crypto::digest::sha256_base64url;
use crate::directory::Trusted;
use crate::flow::target::{aim_requested, permitted};
use crate::flow::{Deps, FlowError, FlowResult, Holder, NewGrant};
use crate::jose::{signed_by, unverified_issuer};
use crate::model::{AssertionSubject, ClaimsRequest, Client, GrantKind, Subject, User};
use crate::protocol::assertion::AssertionClaims;
use crate::protocol::login_key::login_key;
use crate::protocol::params::Params;
use crate::protocol::{Fault, Rule};
use crate::store::{self, Verdict};

/// Kind of the identifiers that are used up.
const ONCE: &str = "assertion";
/// `typ` of its header.
const TYPES: [&str; 2] = ["JWT", ""];

pub(super) async fn issue(deps: &Deps, client: &Client, params: &Params) -> FlowResult<Tokens> {
    let assertion = params.get("assertion").ok_or(Fault::new(Rule::AssertionMissing))?;
    let scope = impersonal_scope(deps, client, params.get("scope"))?;
    aim_requested(deps, client, &scope, params)?;
    let (trusted, claims) = verify(deps, client, assertion).await?;
    let user = find_user(deps, trusted, &claims).await?;
    let scope = permitted(&user, &scope)?;
    let (target, resources) = aim_requested(deps, client, &scope, params)?;
    let grant = NewGrant {
        kind: GrantKind::JwtBearer,
        client,
        holder: Holder::Named(&user),
        scope: target.scope.clone(),
        resources,
        claims: ClaimsRequest::default(),
        expires_at: deps.unix().plus(target.lifetime),
    };
    let grant = grant.begin(deps).await?;
    let giving = Giving { client, grant: &grant, user: &user, target: &target, generation: 0, nonce: None };
    let tokens = give(deps, giving, None).await?;
    // An assertion without an identifier is its own.
    let once = sha256_base64url(format!("{}\n{}", claims.iss, claims.jti.as_deref().unwrap_or(assertion)));
    let mut tx = deps.services.db.write().await?;
    if !store::used_once::insert(&mut tx, ONCE, &once, claims.exp).await? {
        return tx.settle(Verdict::Refuse(FlowError::from(Rule::AssertionReplayed))).await?;
    }
    store::grant::insert(&mut tx, &grant, None).await?;
    tx.commit().await?;
    Ok(tokens)
}

async fn verify<'a>(deps: &'a Deps, client: &Client, assertion: &str) -> Result<(&'a Trusted, AssertionClaims), Fault> {
    let issuer = unverified_issuer(assertion).ok_or(Fault::new(Rule::AssertionInvalid))?;
    let trusted = deps.snapshot.issuers.get(&issuer);
    let trusted = trusted.ok_or_else(|| Fault::new(Rule::AssertionIssuerUnknown).received(&issuer))?;
    if !trusted.definition.clients.contains(&client.id) {
        return Err(Fault::new(Rule::AssertionIssuerUnknown).received(&issuer).expected("a client that may bring it"));
    }
    let verified = match &trusted.definition.jwks_uri {
        Some(uri) => verify_remote(deps, uri, assertion).await,
        None => trusted.keys.verify(assertion, &TYPES).map_err(|error| error.to_string()),
    };
    let claims: AssertionClaims = verified.map_err(|why| Fault::new(Rule::AssertionInvalid).received(why))?;
    let issuer = deps.services.settings.issuer.as_str();
    claims.check(&[issuer, &format!("{issuer}/token")], trusted.definition.max_lifetime, deps.unix())?;
    Ok((trusted, claims))
}

/// The claims, signed by a key of the set at `uri`.
async fn verify_remote(deps: &Deps, uri: &str, assertion: &str) -> Result<AssertionClaims, String> {
    let signed = signed_by(assertion).map_err(|error| error.to_string())?;
    let keys = deps.services.remote_keys.find(deps, uri, signed.kid.as_deref()).await;
    let keys = keys.ok_or("the keys of the issuer could not be had")?;
    keys.verify(assertion, &TYPES, &[signed.alg]).map_err(|error| error.to_string())
}

async fn find_user(deps: &Deps, trusted: &Trusted, claims: &AssertionClaims) -> FlowResult<User> {
    let db = &deps.services.db;
    let found = match trusted.definition.subject {
        AssertionSubject::Subject => store::user::find_by_subject(db, &Subject::new(&claims.sub)).await?,
        AssertionSubject::Username => {
            let key = login_key(&claims.sub);
            let found = store::user::find_by_login(db, &key).await?.map(|(user, _)| user);
            // An address is found by the same key, and is not what this issuer's assertions name.
            found.filter(|user| login_key(&user.username) == key)
        }
        AssertionSubject::Email => match claims.email.as_deref().filter(|_| claims.email_verified) {
            Some(address) => find_by_email(deps, address).await?,
            None => None,
        },
    };
    let living = found.filter(|user| user.disabled_at.is_none());
    Ok(living.ok_or(Fault::new(Rule::AssertionSubjectUnknown))?)
}

/// An address that the account has verified: anybody could have entered another's.
async fn find_by_email(deps: &Deps, address: &str) -> FlowResult<Option<User>> {
    let key = login_key(address);
    let found = store::user::find_by_login(&deps.services.db, &key).await?.map(|(user, _)| user);
    let same = |user: &User| user.profile.email.as_deref().is_some_and(|own| login_key(own) == key);
    Ok(found.filter(|user| same(user) && user.profile.email_verified))
}
