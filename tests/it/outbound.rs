//! Requests that the server sends, over real sockets (security check 94).

use crate::support::web::{Page, Web};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use symbolon::outbound::{Looking, Lookup, Options, Outbound, OutboundError};

/// Names that lead where the test says, one answer after the other; the last one stays.
#[derive(Debug, Default)]
struct Names {
    answers: Vec<Vec<IpAddr>>,
    asked: AtomicUsize,
}

impl Lookup for Names {
    fn lookup(&self, _host: &str) -> Looking {
        let turn = self.asked.fetch_add(1, Ordering::SeqCst).min(self.answers.len() - 1);
        let answer = self.answers[turn].clone();
        Box::pin(async move { Ok(answer) })
    }
}

fn names(answers: &[&[&str]]) -> Arc<Names> {
    let answers = answers.iter().map(|answer| answer.iter().map(|text| text.parse().unwrap()).collect()).collect();
    Arc::new(Names { answers, asked: AtomicUsize::new(0) })
}

async fn web_and_client(change: impl FnOnce(&mut Options)) -> (Web, Outbound) {
    let web = Web::start().await;
    let mut options = Options { allow: vec![web.place()], ..Options::default() };
    change(&mut options);
    (web, Outbound::new(options).unwrap())
}

async fn get(outbound: &Outbound, url: &str) -> Result<String, OutboundError> {
    let document = outbound.get(url, "application/json").await?;
    Ok(String::from_utf8(document.body.to_vec()).unwrap())
}

#[tokio::test]
async fn exempt_place_is_read_with_what_it_says_of_its_age() {
    let (web, outbound) = web_and_client(|_| {}).await;
    web.put("/jwks", Page { headers: "Cache-Control: max-age=120\r\n".to_owned(), ..Page::ok("{}") });
    let document = outbound.get(&web.url("/jwks#part"), "application/json").await.unwrap();
    assert_eq!((&document.body[..], document.max_age), (&b"{}"[..], Some(120)));
    let asked = web.take_asked().join("");
    assert!(asked.starts_with("GET /jwks HTTP/1.1") && asked.contains("accept: application/json"), "{asked}");
    assert!(!asked.to_lowercase().contains("referer") && !asked.to_lowercase().contains("cookie"), "{asked}");
}

#[tokio::test]
async fn redirects_and_other_statuses_are_refused() {
    let (web, outbound) = web_and_client(|_| {}).await;
    web.put("/target", Page::ok("secret"));
    for to in [web.url("/target"), "http://169.254.169.254/".to_owned(), "file:///etc/passwd".to_owned()] {
        web.put("/jwks", Page::redirect(&to));
        assert_eq!(get(&outbound, &web.url("/jwks")).await, Err(OutboundError::Status(302)));
        assert_eq!(web.take_asked().len(), 1, "{to}");
    }
    assert_eq!(get(&outbound, &web.url("/nothing")).await, Err(OutboundError::Status(404)));
}

#[tokio::test]
async fn answer_that_is_too_long_is_not_read_to_its_end() {
    let (web, outbound) = web_and_client(|options| options.max_answer = 1000).await;
    web.put("/fits", Page::ok("x".repeat(1000)));
    web.put("/long", Page::ok("x".repeat(1001)));
    assert_eq!(get(&outbound, &web.url("/fits")).await.unwrap().len(), 1000);
    assert_eq!(get(&outbound, &web.url("/long")).await, Err(OutboundError::TooLong));
}

#[tokio::test]
async fn slow_answer_is_given_up() {
    let (web, outbound) = web_and_client(|options| options.deadline = Duration::from_millis(300)).await;
    web.put("/slow", Page { pause: Duration::from_secs(20), ..Page::ok("{}") });
    let before = Instant::now();
    assert_eq!(get(&outbound, &web.url("/slow")).await, Err(OutboundError::Timeout));
    assert!(before.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn name_that_leads_inside_is_refused_before_a_connection() {
    for answer in [&["127.0.0.1"][..], &["1.1.1.1", "127.0.0.1"], &["::1"], &["::ffff:127.0.0.1"], &["169.254.169.254"]]
    {
        let names = names(&[answer]);
        let (web, outbound) = web_and_client(|options| options.lookup = Arc::clone(&names) as Arc<dyn Lookup>).await;
        let url = format!("https://attacker.example:{}/", web.port());
        assert_eq!(get(&outbound, &url).await, Err(OutboundError::NotPublic), "{answer:?}");
        assert_eq!((web.take_asked().len(), names.asked.load(Ordering::SeqCst)), (0, 1));
    }
}

#[tokio::test]
async fn exemption_is_for_the_place_and_not_for_what_its_name_may_lead_to() {
    let names = names(&[&["127.0.0.1"]]);
    let (web, outbound) = web_and_client(|options| options.lookup = names).await;
    web.put("/", Page::ok("{}"));
    // The exempt place is a number with a port; a name for it is another place.
    let url = format!("https://inside.example:{}/", web.port());
    assert_eq!(get(&outbound, &url).await, Err(OutboundError::NotPublic));
    assert_eq!(get(&outbound, &web.url("/")).await.unwrap(), "{}");
}

#[tokio::test]
async fn plain_http_and_other_ports_of_this_machine_are_refused() {
    let (web, outbound) = web_and_client(|options| options.allow.clear()).await;
    assert!(matches!(get(&outbound, &web.url("/")).await, Err(OutboundError::Address(_))));
    let tls = format!("https://127.0.0.1:{}/", web.port());
    assert_eq!(get(&outbound, &tls).await, Err(OutboundError::NotPublic));
    let localhost = format!("https://localhost:{}/", web.port());
    assert_eq!(get(&outbound, &localhost).await, Err(OutboundError::NotPublic));
    assert!(web.take_asked().is_empty());
}

#[tokio::test]
async fn form_is_posted_and_only_success_counts() {
    let (web, outbound) = web_and_client(|_| {}).await;
    web.put("/logout", Page { status: 204, ..Page::ok("") });
    outbound.post_form(&web.url("/logout"), &[("logout_token", "a.b.c"), ("x", "ä &")]).await.unwrap();
    let asked = web.take_asked().join("");
    assert!(asked.starts_with("POST /logout ") && asked.ends_with("logout_token=a.b.c&x=%C3%A4+%26"), "{asked}");
    assert!(asked.contains("content-type: application/x-www-form-urlencoded"), "{asked}");
    web.put("/logout", Page { status: 400, ..Page::ok("") });
    assert_eq!(outbound.post_form(&web.url("/logout"), &[]).await, Err(OutboundError::Status(400)));
    web.put("/logout", Page::redirect(&web.url("/other")));
    assert_eq!(outbound.post_form(&web.url("/logout"), &[]).await, Err(OutboundError::Status(302)));
}

#[tokio::test]
async fn many_at_once_all_get_their_turn() {
    let (web, outbound) = web_and_client(|_| {}).await;
    web.put("/", Page { pause: Duration::from_millis(50), ..Page::ok("{}") });
    let url = web.url("/");
    let answers = futures_util::future::join_all((0..200).map(|_| get(&outbound, &url))).await;
    assert!(answers.iter().all(Result::is_ok), "{:?}", answers.iter().find(|answer| answer.is_err()));
}
