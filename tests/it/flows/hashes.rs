//! `at_hash` and `c_hash` (OpenID Connect Core §3.2.2.9 and §3.3.2.11; security check 56).

use super::{RP, id_claims, provider_with, redeem, request, told};
use crate::support::reply::{claims, jose_header};
use symbolon::jose::left_half_hash;
use symbolon::model::SigningAlgorithm;

#[tokio::test]
async fn hashes_are_right_for_every_algorithm_and_there_exactly_where_they_bind_something() {
    let (app, secret) = provider_with(|settings| settings.keys.algorithms = SigningAlgorithm::ALL.to_vec()).await;
    let mut browser = app.browser();
    for alg in SigningAlgorithm::ALL {
        app.change_client(RP, |metadata| metadata.responses.id_token_signed_response_alg = alg.into()).await;
        for kind in ["id_token", "id_token token", "code id_token", "code id_token token", "code token"] {
            let response = told(&mut browser, &request(kind, &[])).await;
            let hash = |name: &str| response.get(name).map(|value| left_half_hash(alg, value));
            if kind == "code token" {
                assert_eq!(response.get("id_token"), None, "{response:?}");
            } else {
                let id_token = id_claims(&response);
                assert_eq!(jose_header(response.field("id_token"))["alg"], alg.as_str());
                assert_eq!(id_token["at_hash"].as_str(), hash("access_token").as_deref(), "{kind} {alg}");
                assert_eq!(id_token["c_hash"].as_str(), hash("code").as_deref(), "{kind} {alg}");
            }
            if let Some(code) = response.get("code") {
                let tokens = redeem(&app, &secret, code).await;
                let late = claims(&tokens.field("id_token"));
                assert_eq!(late["at_hash"], left_half_hash(alg, &tokens.field("access_token")), "{kind} {alg}");
            }
        }
    }
}

#[tokio::test]
async fn opaque_access_token_of_the_front_channel_has_its_hash_too() {
    let (app, _) = provider_with(|_| {}).await;
    let opaque = symbolon::model::AccessTokenFormat::Opaque;
    app.change_client(RP, |metadata| metadata.access_token_format = Some(opaque)).await;
    let response = told(&mut app.browser(), &request("id_token token", &[])).await;
    assert!(!response.field("access_token").contains('.'), "{response:?}");
    let expected = left_half_hash(SigningAlgorithm::Rs256, response.field("access_token"));
    assert_eq!(id_claims(&response)["at_hash"], expected);
    assert_eq!(app.userinfo(response.field("access_token")).await.status, 200);
}
