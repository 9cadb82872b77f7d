//! The requests of a trial, in the client's name, and how they are written down.

use super::Wanted;
use crate::crypto::digest::sha256_base64url;
use crate::directory::RegisteredClient;
use crate::flow::authorize::TRIAL_PAGE;
use crate::flow::device;
use crate::flow::token::{self, TokenRequest, Tokens};
use crate::flow::userinfo::{self, Userinfo};
use crate::flow::{Deps, FlowError, FlowResult};
use crate::model::{GrantType, TrialRecord, TrialStepKind, TrialTokens};
use crate::protocol::Fault;
use crate::protocol::params::Params;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

pub(super) fn params_of<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Params, Fault> {
    let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    Params::from_pairs(given.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

pub(super) fn authorization_request(
    deps: &Deps,
    client_id: &str,
    wanted: &Wanted,
    (state, verifier): (&str, &str),
) -> Result<Params, Fault> {
    let page = format!("{}{TRIAL_PAGE}", deps.services.settings.issuer.as_str());
    let (challenge, nonce) = (sha256_base64url(verifier), deps.services.random.token());
    let given = |text: &'_ Option<String>| text.clone().unwrap_or_default();
    let (scope, prompt, acr, hint) =
        (given(&wanted.scope), given(&wanted.prompt), given(&wanted.acr_values), given(&wanted.login_hint));
    let pairs = [
        ("response_type", "code"),
        ("client_id", client_id),
        ("redirect_uri", &page),
        ("scope", &scope),
        ("state", state),
        ("nonce", &nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("prompt", &prompt),
        ("acr_values", &acr),
        ("login_hint", &hint),
    ];
    params_of(pairs.into_iter().chain(wanted.resources.iter().map(|uri| ("resource", uri.as_str()))))
}

/// Each parameter on a line of its own, encoded.
fn lines(params: &Params) -> String {
    let encoded =
        |(name, value): (&str, &str)| form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
    params.pairs().map(encoded).collect::<Vec<_>>().join("\n    &")
}

pub(super) fn shown_get(deps: &Deps, path: &str, params: &Params) -> String {
    format!("GET {}{path}\n    ?{}", deps.services.settings.issuer.as_str(), lines(params))
}

fn shown_post(deps: &Deps, path: &str, form: &Params) -> String {
    let issuer = deps.services.settings.issuer.as_str();
    let head = format!("POST {issuer}{path}\nContent-Type: application/x-www-form-urlencoded");
    format!("{head}\n\n     {}", lines(form))
}

/// What the client would be told.
fn refusal(error: FlowError) -> FlowResult<String> {
    if error.is_ours() {
        return Err(error);
    }
    let rule = error.fault().rule;
    let told = json!({ "error": rule.code().as_str(), "error_description": rule.description() });
    Ok(format!("{told:#}"))
}

/// Asks the token endpoint, and for the claims of the person where there is one, and writes all of it down.
pub(super) async fn ask_for_tokens(
    deps: &Deps,
    client: &RegisteredClient,
    grant: GrantType,
    asked: &Params,
    record: &mut TrialRecord,
) -> FlowResult<()> {
    let issuer = deps.services.settings.issuer.as_str();
    record.push(TrialStepKind::TokenRequest, shown_post(deps, "/token", asked));
    let address = deps.origin.address.map(|address| address.to_string()).unwrap_or_default();
    let request = TokenRequest { authorization: None, params: asked, address: &address };
    let tokens = match token::issue_to(deps, client, grant, request).await {
        Ok(tokens) => tokens,
        Err(error) => {
            record.push(TrialStepKind::TokenResponse, refusal(error)?);
            return Ok(());
        }
    };
    record.push(TrialStepKind::TokenResponse, format!("{:#}", json_of(&tokens)));
    let refresh_token = tokens.refresh_token.or_else(|| record.tokens.take().and_then(|before| before.refresh_token));
    let (access_token, id_token) = (tokens.access_token, tokens.id_token);
    if tokens.scope.contains("openid") {
        record.push(
            TrialStepKind::UserinfoRequest,
            format!("GET {issuer}/userinfo\nAuthorization: Bearer {access_token}"),
        );
        record.push(TrialStepKind::UserinfoResponse, claims(deps, &access_token).await?);
    }
    record.device = None;
    record.tokens = Some(TrialTokens { access_token, refresh_token, id_token });
    Ok(())
}

async fn claims(deps: &Deps, token: &str) -> FlowResult<String> {
    match userinfo::answer(deps, token).await {
        Ok(Userinfo::Json(claims)) => Ok(format!("{:#}", Value::Object(claims))),
        Ok(Userinfo::Jwt(jwt)) => Ok(jwt),
        Err(error) => refusal(error),
    }
}

fn json_of(tokens: &Tokens) -> Value {
    let mut all = Map::new();
    all.insert("access_token".to_owned(), json!(tokens.access_token));
    all.insert("token_type".to_owned(), json!("Bearer"));
    all.insert("expires_in".to_owned(), json!(tokens.expires_in));
    all.insert("scope".to_owned(), json!(tokens.scope.to_string()));
    let others = [("refresh_token", &tokens.refresh_token), ("id_token", &tokens.id_token)];
    all.extend(others.into_iter().filter_map(|(name, token)| Some((name.to_owned(), json!(token.as_ref()?)))));
    Value::Object(all)
}

/// Header and claims of a JWT; nothing for a text that is none, or that only its receiver can read.
pub(super) fn read(token: &str) -> Option<String> {
    let mut parts = token.split('.');
    let part = |text: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(text).ok()?).ok();
    let (header, claims) = (part(parts.next()?)?, part(parts.next()?)?);
    (parts.count() == 1).then(|| format!("{header:#}\n\n{claims:#}"))
}

/// Begins as a device does, and writes that down.
pub(super) async fn ask_for_device_code(
    deps: &Deps,
    client: &RegisteredClient,
    asked: &Params,
    record: &mut TrialRecord,
) -> FlowResult<()> {
    record.push(TrialStepKind::DeviceRequest, shown_post(deps, "/device_authorization", asked));
    let address = deps.origin.address.map(|address| address.to_string()).unwrap_or_default();
    let started = match device::start_for(deps, client, asked, (&address, &address)).await {
        Ok(started) => started,
        Err(error) => {
            record.push(TrialStepKind::DeviceResponse, refusal(error)?);
            return Ok(());
        }
    };
    let user_code = started.user_code.to_string();
    let told = json!({
        "device_code": started.device_code,
        "user_code": user_code,
        "verification_uri": started.verification_uri,
        "verification_uri_complete": started.verification_uri_complete,
        "expires_in": started.expires_in,
        "interval": started.interval,
    });
    record.push(TrialStepKind::DeviceResponse, format!("{told:#}"));
    record.device = Some((started.device_code, user_code));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn only_signed_tokens_are_read() {
        let jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.";
        assert_eq!(read(jwt).unwrap(), "{\n  \"alg\": \"none\"\n}\n\n{\n  \"sub\": \"x\"\n}");
        for other in ["", "opaque", "a.b", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.x.y.z"] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
