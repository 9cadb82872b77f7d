//! The two ends of the chain, and retention.

use super::{deeds, problems, seal, sealed, verify};
use crate::support::TestApp;
use symbolon::flow::audit::{self, AuditError};
use symbolon::model::Secret;
use symbolon::store::audit_head::End;

/// The log's last event becomes the one before it, as somebody without the secret would do it.
const CUT: &str = "UPDATE audit_head SET seq = seq - 1, hash = (SELECT prev FROM event WHERE seq = audit_head.seq)
    WHERE name = 'last'";

#[tokio::test]
async fn cut_tail_is_noticed_although_the_end_was_moved() {
    let app = sealed().await;
    app.sql(CUT).await;
    app.sql("DELETE FROM event WHERE seq = (SELECT MAX(seq) FROM event)").await;
    assert_eq!(problems(&app).await, ["an end of the log was not written by this installation"]);
}

#[tokio::test]
async fn nothing_is_sealed_behind_an_end_that_was_moved_or_removed() {
    for statement in [CUT, "DELETE FROM audit_head"] {
        let app = sealed().await;
        app.sql(statement).await;
        deeds(&app, 1).await;
        let refused = audit::seal(&app.deps()).await;
        assert!(matches!(refused, Err(AuditError::Forged(End::Last))), "{refused:?}");
        let report = verify(&app).await;
        assert!(!report.intact && report.unsealed == 1, "{report:?}");
    }
}

#[tokio::test]
async fn retention_deletes_from_the_front_and_the_rest_still_verifies() {
    let app = TestApp::with(|settings| settings.audit.retention = 86_400).await;
    deeds(&app, 5).await;
    seal(&app).await;
    let before = verify(&app).await;
    app.advance(80_000);
    deeds(&app, 3).await;
    seal(&app).await;
    assert_eq!(audit::trim(&app.deps()).await.unwrap(), 0, "nothing is old enough");
    app.advance(10_000);
    assert_eq!(audit::trim(&app.deps()).await.unwrap(), before.events);
    assert_eq!(audit::trim(&app.deps()).await.unwrap(), 0);
    seal(&app).await;
    let report = verify(&app).await;
    assert!(report.intact, "{report:?}");
    assert_eq!((report.first, report.events), (before.last.map(|last| last + 1), 4), "three deeds and the deletion");
}

#[tokio::test]
async fn without_retention_nothing_is_deleted() {
    let app = sealed().await;
    app.advance(10 * 31_536_000);
    assert_eq!(audit::trim(&app.deps()).await.unwrap(), 0);
}

#[tokio::test]
async fn front_cannot_be_cut_by_moving_the_first_end() {
    let app = TestApp::with(|settings| settings.audit.retention = 86_400).await;
    deeds(&app, 5).await;
    seal(&app).await;
    app.sql("INSERT INTO audit_head (name, seq, hash, mac) SELECT 'first', seq, hash, '' FROM event WHERE seq = 2")
        .await;
    app.sql("DELETE FROM event WHERE seq <= 2").await;
    assert_eq!(problems(&app).await, ["an end of the log was not written by this installation"]);
    app.advance(100_000);
    let refused = audit::trim(&app.deps()).await;
    assert!(matches!(refused, Err(AuditError::Forged(End::First))), "{refused:?}");
}

#[tokio::test]
async fn ends_outlive_the_secret_key_that_made_them() {
    let first = sealed().await;
    let key = |text: &str| Some(Secret::new(text.to_owned()));
    let old = first.app.services.settings.keys.secret_key.clone();
    let second = first
        .restarted(|settings| {
            settings.keys.secret_key = key("the second secret key, 32 bytes or more");
            settings.keys.secret_key_previous = old;
        })
        .await;
    assert!(verify(&second).await.intact);
    audit::renew_ends(&second.deps()).await.unwrap();
    let third = second
        .restarted(|settings| {
            settings.keys.secret_key_previous = settings.keys.secret_key.take();
            settings.keys.secret_key = key("the third secret key, 32 bytes or more!");
        })
        .await;
    deeds(&third, 1).await;
    seal(&third).await;
    assert!(verify(&third).await.intact);
}
