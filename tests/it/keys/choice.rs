//! Algorithms of a client's choice.

use crate::support::TestApp;
use crate::support::reply::{claims, jose_header};
use symbolon::flow::admin::{Actor, AdminError, client};
use symbolon::jose::left_half_hash;
use symbolon::model::SigningAlgorithm;

async fn tokens(app: &TestApp) -> (String, String) {
    let code = app.browser().code("postman", "openid").await;
    let reply = app.client("postman").redeem(&code).await;
    (reply.field("access_token"), reply.field("id_token"))
}

#[tokio::test]
async fn each_client_gets_the_algorithms_that_it_chose_and_at_hash_follows_the_id_token() {
    let app = TestApp::with(|settings| settings.keys.algorithms = SigningAlgorithm::ALL.to_vec()).await;
    let (access_token, id_token) = tokens(&app).await;
    assert_eq!(
        (&jose_header(&access_token)["alg"], &jose_header(&id_token)["alg"]),
        (&"RS256".into(), &"RS256".into())
    );
    for alg in SigningAlgorithm::ALL {
        for access_alg in [alg, SigningAlgorithm::Rs256] {
            app.change_client("postman", |metadata| {
                metadata.responses.id_token_signed_response_alg = alg.into();
                metadata.access_token_signed_response_alg = access_alg;
            })
            .await;
            let (access_token, id_token) = tokens(&app).await;
            assert_eq!(jose_header(&id_token)["alg"], alg.as_str());
            assert_eq!(jose_header(&access_token)["alg"], access_alg.as_str());
            assert_eq!(claims(&id_token)["at_hash"], left_half_hash(alg, &access_token), "{alg}");
            assert_eq!(app.userinfo(&access_token).await.status, 200, "{alg}: our own endpoints take it");
            let keys = app.get("/jwks").await.json();
            let named = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == jose_header(&id_token)["kid"]);
            assert_eq!(named.unwrap()["alg"], alg.as_str());
        }
    }
}

#[tokio::test]
async fn algorithm_without_a_key_is_not_offered_and_cannot_be_chosen() {
    let app = TestApp::new().await;
    let offered = app.get("/.well-known/openid-configuration").await.json();
    let expected = serde_json::json!(["RS256", "ES256", "Ed25519", "HS256", "none"]);
    assert_eq!(offered["id_token_signing_alg_values_supported"], expected);
    let choose = |client: &mut symbolon::model::Client| {
        client.metadata.responses.id_token_signed_response_alg = SigningAlgorithm::Ps256.into();
    };
    let refused = client::set(&app.deps(), &Actor::Cli, "postman", choose).await;
    let Err(AdminError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(problems[0].contains("id_token_signed_response_alg") && problems[0].contains("keys.algorithms"));

    let app = app.restarted(|settings| settings.keys.algorithms.push(SigningAlgorithm::Ps256)).await;
    client::set(&app.deps(), &Actor::Cli, "postman", choose).await.unwrap();
    let offered = app.get("/.well-known/openid-configuration").await.json();
    let all = serde_json::json!(["RS256", "PS256", "ES256", "Ed25519", "HS256", "none"]);
    assert_eq!(offered["id_token_signing_alg_values_supported"], all);
}
