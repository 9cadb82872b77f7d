//! Many at once, over two nodes on one database.

use crate::support::device::Codes;
use crate::support::{Reply, TestApp};
use futures_util::future::join_all;
use symbolon::protocol::Rule;
use symbolon::store;

async fn two_nodes() -> [TestApp; 2] {
    let first = TestApp::new().await;
    let second = first.second_node().await;
    [first, second]
}

/// Polls `count` times at once, in turn at both nodes.
async fn poll_at_once(nodes: &[TestApp; 2], codes: &Codes, count: usize) -> Vec<Reply> {
    let polls = (0..count).map(|index| async move {
        let node = &nodes[index % 2];
        node.client("cli").poll(&codes.device_code).await
    });
    join_all(polls).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_polls_of_an_allowed_device_have_one_winner() {
    let nodes = two_nodes().await;
    for _ in 0..3 {
        let codes = nodes[0].client("cli").device("openid").await;
        nodes[1].browser().allow_device(&codes.user_code).await;
        let replies = poll_at_once(&nodes, &codes, 50).await;
        let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
        assert_eq!(won.len(), 1, "{replies:?}");
        for reply in &lost {
            reply.assert_error(400, "invalid_grant");
            assert_eq!(reply.field("error_description"), Rule::DeviceCodeUsed.description());
        }
        assert_eq!(nodes[0].userinfo(&won[0].field("access_token")).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_polls_of_a_pending_device_are_one_poll_and_many_too_fast() {
    let nodes = two_nodes().await;
    let codes = nodes[0].client("cli").device("openid").await;
    let replies = poll_at_once(&nodes, &codes, 50).await;
    let with = |error: &str| replies.iter().filter(|reply| reply.field("error") == error).count();
    assert_eq!((with("authorization_pending"), with("slow_down")), (1, 49));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_browsers_that_answer_at_once_have_one_winner() {
    let nodes = two_nodes().await;
    for (first, second) in [("allow", "allow"), ("allow", "deny"), ("deny", "allow"), ("deny", "deny")] {
        let codes = nodes[0].client("cli").device("openid").await;
        let (mut one, mut other) = (nodes[0].browser(), nodes[1].browser());
        let (shown, shown_other) = (one.enter(&codes.user_code).await, other.enter(&codes.user_code).await);
        let (answer, answer_other) =
            tokio::join!(one.answer_device(&shown, first), other.answer_device(&shown_other, second));
        let done = |reply: &Reply| reply.text.contains("id=\"device-done\"");
        assert!(done(&answer) != done(&answer_other), "{answer:?} {answer_other:?}");
        let (winner, loser) = if done(&answer) { (first, &answer_other) } else { (second, &answer) };
        assert!(loser.text.contains("used already"), "{loser:?}");
        let poll = nodes[1].client("cli").poll(&codes.device_code).await;
        if winner == "allow" {
            assert_eq!(poll.status, 200, "{poll:?}");
        } else {
            poll.assert_error(400, "access_denied");
        }
    }
    let count = async |action| store::event::count(nodes[0].db(), action).await.unwrap();
    assert_eq!(count("device.approve").await + count("device.deny").await, 4);
}
