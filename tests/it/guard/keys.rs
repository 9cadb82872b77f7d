//! Tokens that the guard checks by itself, and the keys that it keeps.

use super::issuer::{Issuer, NAME, forged, key, token};
use super::{check, refusal};
use aws_lc_rs::hmac;
use serde_json::json;
use symbolon::guard::Reason;
use symbolon::jose::JwtError;

#[tokio::test]
async fn good_token_is_let_in_with_what_it_says() {
    let (guard, _) = Issuer::new().guard(|builder| builder);
    let token = check(&guard, &token(&json!({"scope": "read write"})), "write").await.unwrap();
    assert_eq!((token.subject.as_str(), token.client_id.as_str()), ("alice", "web"));
    assert_eq!(token.scope.to_string(), "read write");
}

#[tokio::test]
async fn tokens_without_the_issuers_signature_are_refused() {
    let (guard, _) = Issuer::new().guard(|builder| builder);
    let kid = key(1).kid().as_str().to_owned();
    let none = forged(&json!({"alg": "none", "typ": "at+jwt", "kid": kid}), |_| Vec::new());
    assert_eq!(refusal(&guard, &none).await, Reason::Jwt(JwtError::Algorithm));
    let public = key(1).public_jwk().to_string();
    let mac = forged(&json!({"alg": "HS256", "typ": "at+jwt", "kid": kid}), |message| {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, public.as_bytes()), message).as_ref().to_vec()
    });
    assert_eq!(refusal(&guard, &mac).await, Reason::Jwt(JwtError::Algorithm));
    let (good, other) = (token(&json!({})), token(&json!({"sub": "admin"})));
    let mixed = format!("{}.{}", good.rsplit_once('.').unwrap().0, other.rsplit_once('.').unwrap().1);
    assert_eq!(refusal(&guard, &mixed).await, Reason::Jwt(JwtError::Signature));
    let no_kid = forged(&json!({"alg": "RS256", "typ": "at+jwt"}), |_| vec![0; 256]);
    assert_eq!(refusal(&guard, &no_kid).await, Reason::Jwt(JwtError::MissingKid));
    assert_eq!(refusal(&guard, "opaque").await, Reason::Jwt(JwtError::Malformed));
}

#[tokio::test]
async fn id_token_is_no_access_token() {
    let (guard, _) = Issuer::new().guard(|builder| builder);
    for typ in ["JWT", "logout+jwt"] {
        let other = key(1).sign_compact(typ, &super::issuer::claims(&json!({}))).unwrap();
        assert_eq!(refusal(&guard, &other).await, Reason::Jwt(JwtError::Type), "{typ}");
    }
}

#[tokio::test]
async fn claims_that_are_not_for_us_are_refused() {
    let (guard, clock) = Issuer::new().guard(|builder| builder.leeway(10));
    let now = clock.now().unix().get();
    for (change, reason) in [
        (json!({"iss": "https://id.example/"}), Reason::Issuer),
        (json!({"aud": "https://other.example"}), Reason::Audience),
        (json!({"exp": now - 10}), Reason::Expired),
        (json!({"nbf": now + 11}), Reason::NotYetValid),
        (json!({"iat": now + 11}), Reason::NotYetValid),
        (json!({"client_id": null}), Reason::Claims),
        (json!({"cnf": {"jkt": "x"}}), Reason::Bound),
    ] {
        assert_eq!(refusal(&guard, &token(&change)).await, reason, "{change}");
    }
}

#[tokio::test]
async fn token_dies_at_its_end_while_the_guard_runs() {
    let (guard, clock) = Issuer::new().guard(|builder| builder.leeway(0));
    let token = token(&json!({}));
    clock.advance(599);
    assert!(check(&guard, &token, "read").await.is_ok());
    clock.advance(1);
    assert_eq!(refusal(&guard, &token).await, Reason::Expired);
}

#[tokio::test]
async fn lacking_scope_is_told_by_name() {
    let (guard, _) = Issuer::new().guard(|builder| builder);
    let denied = check(&guard, &token(&json!({})), "read write").await.unwrap_err();
    assert_eq!(denied.status(), 403);
    assert!(denied.challenge().unwrap().ends_with(", scope=\"read write\""));
}

#[tokio::test]
async fn sign_in_that_is_too_old_or_too_weak_is_told() {
    let (guard, clock) = Issuer::new().guard(|builder| builder);
    let now = clock.now().unix().get();
    let strict = guard.require("read").max_age(60).acr_values(&["2"]);
    let mut headers = http::HeaderMap::new();
    for (change, taken) in [
        (json!({"acr": "2", "auth_time": now - 60}), true),
        (json!({"acr": "2", "auth_time": now - 61}), false),
        (json!({"acr": "1", "auth_time": now}), false),
        (json!({"acr": "2"}), false),
    ] {
        headers.insert("authorization", format!("Bearer {}", token(&change)).parse().unwrap());
        let checked = strict.check(&headers, &http::Uri::from_static("/")).await;
        assert_eq!(checked.is_ok(), taken, "{change}");
        let challenge = checked.err().and_then(|denied| denied.challenge()).unwrap_or_default();
        assert_eq!(challenge.contains("error=\"insufficient_user_authentication\""), !taken, "{challenge}");
    }
}

#[tokio::test]
async fn keys_are_fetched_once_for_all_requests_and_again_when_their_time_is_over() {
    let issuer = Issuer::new();
    let (guard, clock) = issuer.guard(|builder| builder);
    assert_eq!(issuer.asked(), 0);
    let token = token(&json!({"exp": clock.now().unix().get() + 9000}));
    let many = (0..50).map(|_| {
        let (guard, token) = (guard.clone(), token.clone());
        tokio::spawn(async move { check(&guard, &token, "read").await.is_ok() })
    });
    for one in many.collect::<Vec<_>>() {
        assert!(one.await.unwrap());
    }
    assert_eq!(issuer.asked(), 1);
    clock.advance(299);
    assert!(check(&guard, &token, "read").await.is_ok());
    assert_eq!(issuer.asked(), 1);
    clock.advance(1);
    assert!(check(&guard, &token, "read").await.is_ok());
    assert_eq!(issuer.asked(), 2);
}

#[tokio::test]
async fn new_key_is_found_when_a_token_names_it() {
    let issuer = Issuer::new();
    let (guard, clock) = issuer.guard(|builder| builder);
    assert!(check(&guard, &token(&json!({})), "read").await.is_ok());
    issuer.change(|state| state.jwks = json!({"keys": [key(1).public_jwk(), key(2).public_jwk()]}));
    clock.advance(10);
    let new = key(2).sign_compact("at+jwt", &super::issuer::claims(&json!({}))).unwrap();
    assert!(check(&guard, &new, "read").await.is_ok());
    assert_eq!(issuer.asked(), 2);
}

#[tokio::test]
async fn key_that_is_no_longer_published_is_refused_after_the_keys_time() {
    let issuer = Issuer::new();
    let (guard, clock) = issuer.guard(|builder| builder);
    assert!(check(&guard, &token(&json!({})), "read").await.is_ok());
    issuer.change(|state| state.jwks = json!({"keys": []}));
    clock.advance(300);
    assert_eq!(refusal(&guard, &token(&json!({}))).await, Reason::Jwt(JwtError::UnknownKid));
}

#[tokio::test]
async fn storm_of_unknown_keys_fetches_at_most_once_in_an_interval() {
    let issuer = Issuer::new();
    let (guard, clock) = issuer.guard(|builder| builder.refresh_interval(10));
    assert!(check(&guard, &token(&json!({})), "read").await.is_ok());
    for seconds in 1..=30 {
        clock.advance(1);
        let storm = (0..20).map(|number| {
            let guard = guard.clone();
            let header = json!({"alg": "RS256", "typ": "at+jwt", "kid": format!("{seconds}-{number}")});
            tokio::spawn(async move { refusal(&guard, &forged(&header, |_| vec![0; 256])).await })
        });
        for one in storm.collect::<Vec<_>>() {
            assert_eq!(one.await.unwrap(), Reason::Jwt(JwtError::UnknownKid));
        }
    }
    assert_eq!(issuer.asked(), 1 + 3);
}

#[tokio::test]
async fn last_good_keys_serve_while_the_issuer_is_down_and_no_longer_than_allowed() {
    let issuer = Issuer::new();
    let (guard, clock) = issuer.guard(|builder| builder.keep_keys(1000));
    let long = token(&json!({"exp": clock.now().unix().get() + 9000}));
    assert!(check(&guard, &long, "read").await.is_ok());
    issuer.change(|state| state.down = true);
    clock.advance(1299);
    assert!(check(&guard, &long, "read").await.is_ok());
    let unknown = forged(&json!({"alg": "RS256", "typ": "at+jwt", "kid": "new"}), |_| vec![0; 256]);
    assert_eq!(refusal(&guard, &unknown).await, Reason::Unavailable, "it may be a key that we could not fetch");
    clock.advance(1);
    let denied = check(&guard, &long, "read").await.unwrap_err();
    assert_eq!((denied.status().as_u16(), denied.challenge()), (503, None));
    issuer.change(|state| state.down = false);
    clock.advance(1);
    assert!(check(&guard, &long, "read").await.is_ok());
}

#[tokio::test]
async fn issuer_that_is_down_is_tried_once_a_second() {
    let issuer = Issuer::new();
    issuer.change(|state| state.down = true);
    let (guard, clock) = issuer.guard(|builder| builder);
    for _ in 0..20 {
        assert_eq!(refusal(&guard, &token(&json!({}))).await, Reason::Unavailable);
    }
    issuer.change(|state| state.down = false);
    assert_eq!(refusal(&guard, &token(&json!({}))).await, Reason::Unavailable);
    clock.advance(1);
    assert!(check(&guard, &token(&json!({})), "read").await.is_ok());
}

#[tokio::test]
async fn discovery_of_another_issuer_is_not_believed() {
    for named in ["https://id.example/", "https://evil.example", "HTTPS://id.example"] {
        let issuer = Issuer::new();
        issuer.change(|state| named.clone_into(&mut state.named));
        let (guard, _) = issuer.guard(|builder| builder);
        assert_eq!(refusal(&guard, &token(&json!({}))).await, Reason::Unavailable, "{named}");
        assert_eq!(issuer.asked(), 0, "{NAME}");
    }
}

#[tokio::test]
async fn keys_that_are_not_for_signatures_or_private_are_left_out() {
    let issuer = Issuer::new();
    let mut encryption = key(1).public_jwk().clone();
    encryption["use"] = json!("enc");
    let secret = json!({"kty": "oct", "alg": "HS256", "kid": key(1).kid(), "k": "AAAA"});
    issuer.change(|state| state.jwks = json!({"keys": [encryption, secret, {"kty": "EC"}, 5]}));
    let (guard, _) = issuer.guard(|builder| builder);
    assert_eq!(refusal(&guard, &token(&json!({}))).await, Reason::Jwt(JwtError::UnknownKid));
}
