//! Tokens that the guard asks the issuer about.

use super::issuer::{Issuer, NAME, claims};
use super::{check, refusal};
use serde_json::{Value, json};
use symbolon::clock::Clock;
use symbolon::guard::{Guard, Reason};

fn active(change: &Value) -> Value {
    let mut answer = claims(&json!({"jti": null, "token_type": "Bearer", "active": true}));
    answer.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    answer
}

fn asking(issuer: &Issuer) -> (Guard, Clock) {
    issuer.guard(|builder| builder.introspect_as("api", "secret"))
}

#[tokio::test]
async fn opaque_token_works_and_its_answer_is_kept_for_ten_seconds() {
    let issuer = Issuer::new();
    issuer.change(|state| state.introspection = active(&json!({})));
    let (guard, clock) = asking(&issuer);
    assert_eq!(check(&guard, "opaque", "read").await.unwrap().subject.as_str(), "alice");
    issuer.change(|state| state.introspection = json!({"active": false}));
    clock.advance(9);
    assert!(check(&guard, "opaque", "read").await.is_ok());
    assert_eq!(issuer.asked(), 1);
    clock.advance(1);
    assert_eq!(refusal(&guard, "opaque").await, Reason::Inactive);
}

#[tokio::test]
async fn answer_is_not_kept_past_the_tokens_end() {
    let issuer = Issuer::new();
    let (guard, clock) = asking(&issuer);
    let end = clock.now().unix().get() + 3;
    issuer.change(|state| state.introspection = active(&json!({"exp": end})));
    assert!(check(&guard, "opaque", "read").await.is_ok());
    clock.advance(3);
    issuer.change(|state| state.introspection = json!({"active": false}));
    assert_eq!(refusal(&guard, "opaque").await, Reason::Inactive);
    assert_eq!(issuer.asked(), 2);
}

#[tokio::test]
async fn inactive_answer_is_not_kept() {
    let issuer = Issuer::new();
    let (guard, _) = asking(&issuer);
    assert_eq!(refusal(&guard, "opaque").await, Reason::Inactive);
    issuer.change(|state| state.introspection = active(&json!({})));
    assert!(check(&guard, "opaque", "read").await.is_ok());
}

#[tokio::test]
async fn kept_answer_is_for_the_same_token_only() {
    let issuer = Issuer::new();
    issuer.change(|state| state.introspection = active(&json!({})));
    let (guard, _) = asking(&issuer);
    assert!(check(&guard, "opaque", "read").await.is_ok());
    issuer.change(|state| state.introspection = json!({"active": false}));
    assert_eq!(refusal(&guard, "opaqueX").await, Reason::Inactive);
    assert_eq!(check(&guard, "opaque", "write").await.unwrap_err().status(), 403, "kept, but without the scope");
}

#[tokio::test]
async fn active_tokens_that_are_not_for_us_are_refused() {
    let issuer = Issuer::new();
    let (guard, _) = asking(&issuer);
    for (change, reason) in [
        (json!({"aud": "https://other.example"}), Reason::Audience),
        (json!({"aud": null}), Reason::Audience),
        (json!({"iss": format!("{NAME}/")}), Reason::Issuer),
        (json!({"token_type": "DPoP"}), Reason::Bound),
        (json!({"cnf": {"x5t#S256": "x"}}), Reason::Bound),
        (json!({"active": "yes"}), Reason::Claims),
    ] {
        issuer.change(|state| state.introspection = active(&change));
        assert_eq!(refusal(&guard, "opaque").await, reason, "{change}");
    }
}

#[tokio::test]
async fn issuer_that_is_down_makes_503_but_kept_answers_serve() {
    let issuer = Issuer::new();
    issuer.change(|state| state.introspection = active(&json!({})));
    let (guard, _) = asking(&issuer);
    assert!(check(&guard, "opaque", "read").await.is_ok());
    issuer.change(|state| state.down = true);
    assert!(check(&guard, "opaque", "read").await.is_ok());
    assert_eq!(refusal(&guard, "another").await, Reason::Unavailable);
}
