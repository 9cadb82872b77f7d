//! Consent that is taken back while a response is being made: nothing is given for it afterwards.

use super::{RP, answer, provider, request};
use crate::support::{Browser, TestApp, encode};
use symbolon::crypto::digest::sha256_base64url;
use symbolon::flow::FlowError;
use symbolon::flow::authorize::{Asker, check};
use symbolon::flow::interaction::{Facts, Granted, finish};
use symbolon::model::{BrowserHash, ClientId, Consent, Progress, Scope};
use symbolon::protocol::Rule;
use symbolon::protocol::params::Params;
use symbolon::store;

/// Takes back what alice has given the client.
async fn disconnect(browser: &mut Browser<'_>) {
    let csrf = browser.get("/account").await.form_value(&format!("disconnect-{RP}"), "csrf");
    let reply = browser.post("/account/disconnect", &[("csrf", &csrf), ("client_id", RP)]).await;
    assert_eq!(reply.location(), "/account");
}

/// What is known of a request at the moment at which nothing is missing for it.
async fn facts(app: &TestApp, browser: &Browser<'_>, kind: &str) -> Facts {
    let params = request(kind, &[]);
    let pairs: Vec<_> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let params = Params::parse(encode(&pairs).as_bytes()).unwrap();
    let checked = check(&app.deps(), &params, Asker::Client).unwrap();
    let hash = BrowserHash::new(sha256_base64url(browser.cookies.values().next().unwrap()));
    Facts::gather(&app.deps(), &checked, &hash, None, Progress::default()).await.unwrap()
}

async fn living_grants(app: &TestApp) -> i64 {
    use sqlx::{Connection, Row};
    let sql = "SELECT COUNT(*) FROM token_grant WHERE client_id = 'rp' AND revoked_at IS NULL";
    match &app.app.services.settings.database.url {
        symbolon::config::DatabaseUrl::Sqlite(path) => {
            let mut connection =
                sqlx::SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
            sqlx::query(sql).fetch_one(&mut connection).await.unwrap().get(0)
        }
        symbolon::config::DatabaseUrl::Postgres(url) => {
            let mut connection = sqlx::PgConnection::connect(url.expose()).await.unwrap();
            sqlx::query(sql).fetch_one(&mut connection).await.unwrap().get(0)
        }
    }
}

#[tokio::test]
async fn response_whose_consent_is_taken_back_before_it_is_written_gives_nothing() {
    let (app, _) = provider().await;
    let mut browser = app.browser();
    for kind in ["code", "id_token token"] {
        answer(&mut browser, &request(kind, &[])).await;
        let facts = facts(&app, &browser, kind).await;
        let granted = Granted::from_facts(&facts).unwrap();
        finish(&app.deps(), &granted, None).await.unwrap();
        disconnect(&mut browser).await;
        assert_eq!(living_grants(&app).await, 0);
        let refused = finish(&app.deps(), &granted, None).await;
        let Err(FlowError::Refused(fault)) = refused else { panic!("{refused:?}") };
        assert_eq!(fault.rule, Rule::ConsentDenied);
        assert_eq!(living_grants(&app).await, 0, "{kind}");
    }
}

#[tokio::test]
async fn narrower_consent_that_was_given_anew_does_not_count_and_a_wider_one_does() {
    let (app, _) = provider().await;
    let mut browser = app.browser();
    answer(&mut browser, &request("code", &[])).await;
    let facts = facts(&app, &browser, "code").await;
    let granted = Granted::from_facts(&facts).unwrap();
    disconnect(&mut browser).await;
    let user_id = facts.signed_in.as_ref().unwrap().1.id.clone();
    for (scope, works) in [("profile", false), ("openid profile", true)] {
        let consent = Consent {
            user_id: user_id.clone(),
            client_id: ClientId::new(RP),
            scope: Scope::from_text(scope),
            resources: Vec::new(),
            claims: Vec::new(),
            granted_at: app.deps().unix(),
        };
        let mut tx = app.db().write().await.unwrap();
        store::consent::upsert(&mut tx, &consent).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(finish(&app.deps(), &granted, None).await.is_ok(), works, "{scope}");
    }
}

#[tokio::test]
async fn client_of_the_operator_needs_no_consent_that_could_be_taken_back() {
    let (app, _) = provider().await;
    app.change_client(RP, |metadata| metadata.first_party = true).await;
    let mut browser = app.browser();
    answer(&mut browser, &request("code", &[])).await;
    let facts = facts(&app, &browser, "code").await;
    finish(&app.deps(), &Granted::from_facts(&facts).unwrap(), None).await.unwrap();
}

#[tokio::test]
async fn consent_that_was_taken_back_in_another_tab_is_asked_for_again() {
    let (app, _) = provider().await;
    let mut browser = app.browser();
    answer(&mut browser, &request("code", &[])).await;
    let waiting = browser.authorize(&request("code", &[("prompt", "consent")])).await;
    let handle = waiting.form_value("consent", "request");
    let user = symbolon::flow::admin::user::find(&app.deps(), "alice").await.unwrap();
    app.sql(&format!("UPDATE authorization_request SET progress = '{{\"consented_by\":\"{}\"}}'", user.id)).await;
    disconnect(&mut browser).await;
    let again = browser.get(&format!("/consent?request={handle}")).await;
    assert!(again.text.contains("id=\"consent\""), "{again:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_grant_outlives_a_disconnect_that_runs_at_the_same_moment() {
    let (app, _) = provider().await;
    for round in 0..12 {
        let mut browser = app.browser();
        answer(&mut browser, &request("code", &[])).await;
        let params = request(if round % 2 == 0 { "code" } else { "id_token token" }, &[]);
        let mut tabs: Vec<_> = (0..6).map(|_| browser.clone()).collect();
        let asking = futures_util::future::join_all(tabs.iter_mut().map(|tab| tab.ask(&params)));
        let (replies, ()) = tokio::join!(asking, disconnect(&mut browser));
        for reply in replies {
            let location = reply.location();
            let known = location.starts_with("/consent?") || location.starts_with("https://rp.example/");
            assert!(known, "{location}");
        }
        assert_eq!(living_grants(&app).await, 0, "round {round}");
        browser.sign_out().await;
    }
}
