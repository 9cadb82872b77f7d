//! Limits on attempts, shared by all nodes.

use super::{add_user, assert_throttled, attempt, is_signed_in, is_wrong};
use crate::support::network::Network;
use crate::support::{Reply, TestApp, encode};
use http::Method;
use poem::Request;
use std::net::{IpAddr, Ipv4Addr};
use symbolon::config::Settings;

fn account_limit(limit: u32) -> impl FnOnce(&mut Settings) {
    move |settings| settings.login.attempts_per_account = limit
}

fn address_limit(limit: u32) -> impl FnOnce(&mut Settings) {
    move |settings| settings.login.attempts_per_address = limit
}

#[tokio::test]
async fn account_has_its_limit_on_all_nodes_together_and_attempts_come_back() {
    let app = TestApp::with(account_limit(3)).await;
    let other = app.second_node().await;
    for node in [&app, &other, &app] {
        assert!(is_wrong(&attempt(node, "alice", "wrong").await));
    }
    for node in [&app, &other] {
        assert_throttled(&attempt(node, "alice", "wrong").await);
        // The right password does not tell itself from a wrong one then.
        assert_throttled(&attempt(node, "alice", "alice123").await);
    }
    assert!(is_signed_in(&attempt(&app, "admin", "admin123").await));
    app.advance(99);
    assert_throttled(&attempt(&app, "alice", "alice123").await);
    app.advance(1);
    assert!(is_signed_in(&attempt(&other, "alice", "alice123").await));
}

#[tokio::test]
async fn unknown_account_has_the_same_limit() {
    let app = TestApp::with(account_limit(2)).await;
    for _ in 0..2 {
        assert!(is_wrong(&attempt(&app, "nobody", "wrong").await));
    }
    assert_throttled(&attempt(&app, "nobody", "wrong").await);
}

#[tokio::test]
async fn spellings_of_one_name_share_its_limit() {
    let app = TestApp::with(account_limit(6)).await;
    for name in ["alice", "ALICE", " alice", "alice\u{a0}", "\u{ff21}lice", "\u{1d4d0}lice"] {
        assert!(is_wrong(&attempt(&app, name, "wrong").await), "{name:?}");
    }
    for name in ["alice", "AlIcE", "alice ", "\t\u{ff41}\u{ff4c}\u{ff49}\u{ff43}\u{ff45}"] {
        assert_throttled(&attempt(&app, name, "alice123").await);
    }
    // Composed and decomposed letters are one.
    let app = TestApp::with(account_limit(2)).await;
    assert!(is_wrong(&attempt(&app, "zo\u{eb}", "wrong").await));
    assert!(is_wrong(&attempt(&app, "zoe\u{308}", "wrong").await));
    assert_throttled(&attempt(&app, "ZO\u{cb}", "wrong").await);
}

#[tokio::test]
async fn right_password_gives_its_own_attempt_back() {
    let app = TestApp::with(account_limit(3)).await;
    for _ in 0..2 {
        assert!(is_wrong(&attempt(&app, "alice", "wrong").await));
    }
    for _ in 0..5 {
        assert!(is_signed_in(&attempt(&app, "alice", "alice123").await));
    }
    assert!(is_wrong(&attempt(&app, "alice", "wrong").await));
    assert_throttled(&attempt(&app, "alice", "wrong").await);
}

#[tokio::test]
async fn too_long_password_counts_as_an_attempt() {
    let app = TestApp::with(account_limit(2)).await;
    for _ in 0..2 {
        assert!(is_wrong(&attempt(&app, "alice", &"x".repeat(1025)).await));
    }
    assert_throttled(&attempt(&app, "alice", "alice123").await);
}

#[tokio::test]
async fn address_has_its_limit_over_many_accounts_on_all_nodes_together() {
    let app = TestApp::with(address_limit(4)).await;
    let other = app.second_node().await;
    for (index, node) in [&app, &other, &app, &other].into_iter().enumerate() {
        assert!(is_wrong(&attempt(node, &format!("guess-{index}"), "wrong").await));
    }
    for node in [&app, &other] {
        assert_throttled(&attempt(node, "alice", "alice123").await);
    }
    // An attempt that was refused for its address did not count for the account.
    app.advance(300);
    add_user(&app, "guess-9", Some("right")).await;
    assert!(is_signed_in(&attempt(&app, "guess-9", "right").await));
}

/// A browser behind a socket, with or without a proxy's header.
async fn attempt_from(network: &Network, peer: IpAddr, forwarded: &str, username: &str, password: &str) -> Reply {
    let request = |method: Method| {
        let request = Request::builder().method(method).uri("/login".parse().unwrap());
        if forwarded.is_empty() {
            request
        } else {
            request.header("x-forwarded-for", forwarded).header("x-forwarded-proto", "https")
        }
    };
    let login = network.send(peer, request(Method::GET).finish()).await;
    let csrf = login.form_value("login", "csrf");
    let cookies = login.headers.get_all("set-cookie").iter();
    let cookies: Vec<_> = cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap()).collect();
    let form = encode(&[("csrf", &csrf), ("username", username), ("password", password)]);
    let request = request(Method::POST).header("cookie", cookies.join("; "));
    network.send(peer, request.content_type("application/x-www-form-urlencoded").body(form)).await
}

fn loopback(last: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(127, 0, 0, last))
}

#[tokio::test]
async fn forwarded_for_of_nobody_trusted_does_not_change_the_address() {
    let app = TestApp::with(address_limit(3)).await;
    let network = app.listen();
    for (index, spoof) in ["192.0.2.1", "192.0.2.2, 192.0.2.3", ""].into_iter().enumerate() {
        let reply = attempt_from(&network, loopback(1), spoof, &format!("guess-{index}"), "wrong").await;
        assert!(is_wrong(&reply), "{reply:?}");
    }
    for spoof in ["192.0.2.9", "127.0.0.9", ""] {
        assert_throttled(&attempt_from(&network, loopback(1), spoof, "alice", "alice123").await);
    }
    // Another address has its own.
    let other = attempt_from(&network, loopback(2), "", "alice", "alice123").await;
    assert!(is_signed_in(&other), "{other:?}");
}

#[tokio::test]
async fn behind_a_trusted_proxy_the_address_that_the_proxy_saw_counts() {
    let app = TestApp::with(|settings| {
        settings.login.attempts_per_address = 3;
        settings.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    });
    let app = app.await;
    let network = app.listen();
    // What the sender had put there itself stands to the left of what the proxies add.
    let spoofed = ["192.0.2.7", "198.51.100.1, 192.0.2.7", "198.51.100.2, 192.0.2.7, 127.0.0.3"];
    for (index, forwarded) in spoofed.into_iter().enumerate() {
        let reply = attempt_from(&network, loopback(1), forwarded, &format!("guess-{index}"), "wrong").await;
        assert!(is_wrong(&reply), "{reply:?}");
    }
    for forwarded in ["192.0.2.7", "198.51.100.3, 192.0.2.7:4711", "127.0.0.1, 192.0.2.7"] {
        assert_throttled(&attempt_from(&network, loopback(1), forwarded, "alice", "alice123").await);
    }
    let other = attempt_from(&network, loopback(1), "192.0.2.7, 192.0.2.8", "alice", "alice123").await;
    assert!(is_signed_in(&other), "{other:?}");
}

#[tokio::test]
async fn what_stands_left_of_an_unreadable_entry_is_not_believed() {
    let app = TestApp::with(|settings| {
        settings.login.attempts_per_address = 3;
        settings.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    });
    let app = app.await;
    let network = app.listen();
    for index in 0..3_u8 {
        let forwarded = format!("192.0.2.{index}, unknown");
        let reply = attempt_from(&network, loopback(1), &forwarded, &format!("guess-{index}"), "wrong").await;
        assert!(is_wrong(&reply), "{reply:?}");
    }
    assert_throttled(&attempt_from(&network, loopback(1), "192.0.2.9, unknown", "alice", "alice123").await);
}

#[tokio::test]
async fn ipv6_network_of_one_customer_is_one_address() {
    let app = TestApp::with(|settings| {
        settings.login.attempts_per_address = 2;
        settings.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    });
    let app = app.await;
    let network = app.listen();
    for (index, address) in ["2001:db8:1:2::1", "[2001:db8:1:2:ffff::7]:443"].into_iter().enumerate() {
        let reply = attempt_from(&network, loopback(1), address, &format!("guess-{index}"), "wrong").await;
        assert!(is_wrong(&reply), "{reply:?}");
    }
    assert_throttled(&attempt_from(&network, loopback(1), "2001:db8:1:2:3::1", "alice", "alice123").await);
    let neighbour = attempt_from(&network, loopback(1), "2001:db8:1:3::1", "alice", "alice123").await;
    assert!(is_signed_in(&neighbour), "{neighbour:?}");
}

#[tokio::test]
async fn more_sign_ins_than_can_be_hashed_are_told_to_come_back() {
    let app = TestApp::with(|settings| {
        settings.passwords.memory_kib = 19_456;
        settings.passwords.parallel = 1;
        settings.passwords.waiting = 1;
    });
    let app = app.await;
    let all = futures_util::future::join_all((0..10).map(|_| attempt(&app, "alice", "wrong"))).await;
    let busy: Vec<_> = all.iter().filter(|reply| reply.status == 503).collect();
    assert!(!busy.is_empty() && all.iter().any(is_wrong), "{all:?}");
    for reply in &busy {
        assert_eq!(reply.header("retry-after"), "30");
        assert!(reply.text.contains("id=\"login-error\""), "{reply:?}");
    }
    assert_eq!(busy.len() + all.iter().filter(|reply| is_wrong(reply)).count(), 10, "{all:?}");
    assert!(is_signed_in(&attempt(&app, "admin", "admin123").await));
}
