//! What the state machine is for: honest clients that lose answers stay in, and thieves are found.

use super::machine::WINDOW;
use super::nodes::{Nodes, config};
use crate::support::TestApp;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::sync::Arc;
use symbolon::store;
use tokio::task::JoinSet;

const CLIENT: &str = "spa";

/// One refresh of an honest client: how long it rests before, and after how many seconds each lost answer is asked for
/// again.
#[derive(Clone, Debug)]
struct Refresh {
    rest: i64,
    lost: Vec<i64>,
    tabs: usize,
    uses_access_token: bool,
}

fn refresh() -> impl Strategy<Value = Refresh> {
    let lost = prop::collection::vec(0..WINDOW, 0..4).prop_map(|mut moments| {
        moments.sort_unstable();
        moments
    });
    (0..200_i64, lost, 1..4_usize, any::<bool>()).prop_map(|(rest, lost, tabs, uses_access_token)| Refresh {
        rest,
        lost,
        tabs,
        uses_access_token,
    })
}

async fn start(nodes: &Nodes) -> String {
    let app = &nodes.pair[0];
    let code = app.browser().code(CLIENT, "openid offline_access").await;
    app.client(CLIENT).redeem(&code).await.field("refresh_token")
}

/// All tabs ask at once, in turn at both nodes; each is let in, with the same successor.
async fn ask(nodes: &Nodes, token: &str, tabs: usize) -> (String, String) {
    let mut asking = JoinSet::new();
    for tab in 0..tabs {
        let (app, token): (Arc<TestApp>, _) = (Arc::clone(&nodes.pair[tab % 2]), token.to_owned());
        asking.spawn(async move { app.client(CLIENT).refresh(&token).await });
    }
    let replies = asking.join_all().await;
    assert!(replies.iter().all(|reply| reply.status == 200), "logged out by accident: {replies:?}");
    let answer = (replies[0].field("refresh_token"), replies[0].field("access_token"));
    assert!(replies.iter().all(|reply| reply.field("refresh_token") == answer.0), "{replies:?}");
    answer
}

/// Lives through the steps; gives every refresh token that it had.
async fn live(nodes: &Nodes, steps: &[Refresh]) -> Vec<String> {
    let mut tokens = vec![start(nodes).await];
    for step in steps {
        nodes.pair[0].advance(step.rest);
        let token = tokens.last().unwrap();
        let mut answer = ask(nodes, token, step.tabs).await;
        let mut waited = 0;
        for moment in &step.lost {
            nodes.pair[0].advance(moment - waited);
            waited = *moment;
            let again = ask(nodes, token, step.tabs).await;
            assert_eq!(again.0, answer.0, "one successor");
            answer = again;
        }
        if step.uses_access_token {
            assert_eq!(nodes.pair[1].userinfo(&answer.1).await.status, 200);
        }
        tokens.push(answer.0);
    }
    tokens
}

/// Tries a rule on many lives.
fn try_lives(rule: impl Fn(&Nodes, Vec<Refresh>, prop::sample::Index)) {
    let nodes = Nodes::start();
    let lives = (prop::collection::vec(refresh(), 1..4), any::<prop::sample::Index>());
    let result = TestRunner::new(config(12)).run(&lives, |(steps, index)| {
        rule(&nodes, steps, index);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn honest_client_that_loses_answers_within_the_window_is_never_logged_out() {
    try_lives(|nodes, steps, _| {
        nodes.runtime.block_on(async {
            let before = store::event::count(nodes.pair[0].db(), "grant.revoke").await.unwrap();
            let tokens = live(nodes, &steps).await;
            ask(nodes, tokens.last().unwrap(), 3).await;
            let after = store::event::count(nodes.pair[0].db(), "grant.revoke").await.unwrap();
            assert_eq!(before, after, "nobody was taken for a thief");
        });
    });
}

#[test]
fn thief_who_comes_after_the_window_is_always_found() {
    try_lives(|nodes, steps, index| {
        nodes.runtime.block_on(async {
            let app = &nodes.pair[1];
            let tokens = live(nodes, &steps).await;
            let (living, old) = tokens.split_last().unwrap();
            let before = store::event::count(app.db(), "grant.revoke").await.unwrap();
            nodes.pair[0].advance(WINDOW);
            let thief = app.client(CLIENT).refresh(&old[index.index(old.len())]).await;
            thief.assert_error(400, "invalid_grant");
            app.client(CLIENT).refresh(living).await.assert_error(400, "invalid_grant");
            let after = store::event::count(app.db(), "grant.revoke").await.unwrap();
            assert_eq!(after, before + 1, "the family was ended and an event was written");
        });
    });
}

/// The thief has the victim's present token. Whoever of the two uses what it has later than the window ends the family.
#[test]
fn thief_and_victim_who_both_go_on_are_found() {
    try_lives(|nodes, steps, index| {
        nodes.runtime.block_on(async {
            let app = &nodes.pair[0];
            let tokens = live(nodes, &steps).await;
            let stolen = tokens.last().unwrap();
            let (first, _) = ask(nodes, stolen, 1).await;
            app.advance(index.index(2 * usize::try_from(WINDOW).unwrap()).try_into().unwrap());
            let second = app.client(CLIENT).refresh(stolen).await;
            if second.status == 200 {
                // Within the window both hold the same token, and the question comes up again.
                assert_eq!(second.field("refresh_token"), first);
                ask(nodes, &first, 1).await;
                app.advance(WINDOW);
                app.client(CLIENT).refresh(&first).await.assert_error(400, "invalid_grant");
            }
            let alive = app.client(CLIENT).refresh(&first).await;
            alive.assert_error(400, "invalid_grant");
        });
    });
}
