//! Rows that something else has written.

use crate::support::TestApp;
use symbolon::protocol::Rule;

#[tokio::test]
async fn damaged_row_gives_a_server_error_that_tells_nothing_of_it() {
    let app = TestApp::new().await;
    let code = app.browser().code("spa", "openid").await;
    let token = app.client("spa").redeem(&code).await.field("access_token");
    app.sql("UPDATE user_account SET profile = 'canary' WHERE username = 'alice'").await;
    let reply = app.userinfo(&token).await;
    reply.assert_error(500, "server_error");
    assert!(!reply.text.contains("canary") && !reply.text.contains("profile"), "{reply:?}");
    app.assert_rule(&reply, Rule::Internal).await;
    assert_eq!(app.get("/health/ready").await.status, 200, "one row is not the database");
}
