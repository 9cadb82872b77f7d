//! Refused sign-ins of several kinds, one after the other in turn, and whether their times can be told apart.

use crate::client::{Connection, form};
use crate::server::{Running, cookie, hidden};
use std::time::{Duration, Instant};

/// Sign-ins of each kind.
const SAMPLES: usize = 1_000;
/// Sign-ins before anything is measured.
const WARM_UP: usize = 20;

/// Why a sign-in is refused, and what is entered. The names are equally long, so that the pages are.
const KINDS: [(&str, &str, &str); 5] = [
    ("wrong password", "alice", "alice999"),
    ("unknown name", "aloce", "alice999"),
    ("account switched off", "david", "david123"),
    ("account without password", "petra", "petra123"),
    ("empty password", "alice", ""),
];

/// Prints for each kind its median and the distance of its distribution from that of a wrong password: the two-sample
/// Kolmogorov–Smirnov statistic, beside the value that chance exceeds once in a thousand times.
pub fn compare() {
    let server = Running::start();
    let mut browser = Browser::open(&server);
    let mut times = vec![Vec::with_capacity(SAMPLES); KINDS.len()];
    let mut pages = vec![String::new(); KINDS.len()];
    for round in 0..WARM_UP + SAMPLES {
        // Each kind comes after each other one equally often.
        for index in 0..KINDS.len() {
            let kind = (index * (1 + round % (KINDS.len() - 1)) + round) % KINDS.len();
            let (_, username, password) = KINDS[kind];
            let (time, page) = browser.attempt(username, password);
            pages[kind] = page;
            if round >= WARM_UP {
                times[kind].push(time);
            }
        }
    }
    server.stop();
    let same = pages.iter().all(|page| *page == pages[0]);
    println!("the pages of all kinds are {}", if same { "the same bytes" } else { "DIFFERENT" });
    for kind in &mut times {
        kind.sort_unstable();
    }
    for ((name, ..), own) in KINDS.iter().zip(&times) {
        let [p10, p50, p90] = [10, 50, 90].map(|percent| own[own.len() * percent / 100].as_secs_f64() * 1e3);
        println!("{name:<26} p10 {p10:.3}  p50 {p50:.3}  p90 {p90:.3} ms  D {:.3}", distance(&times[0], own));
    }
    let samples = u32::try_from(SAMPLES).unwrap();
    println!("chance alone gives a D over {:.3} once in a thousand times", 1.95 * (2.0 / f64::from(samples)).sqrt());
}

/// The greatest distance of two empirical distributions; both are sorted and equally long.
fn distance(one: &[Duration], other: &[Duration]) -> f64 {
    let below = |all: &[Duration], time: Duration| all.partition_point(|each| *each <= time);
    let differences = one.iter().chain(other).map(|time| below(one, *time).abs_diff(below(other, *time)));
    let greatest = u32::try_from(differences.max().unwrap_or_default()).unwrap();
    f64::from(greatest) / f64::from(u32::try_from(one.len()).unwrap())
}

/// A browser at the sign-in page.
struct Browser {
    connection: Connection,
    cookie: String,
    csrf: String,
}

impl Browser {
    fn open(server: &Running) -> Self {
        let mut connection = Connection::open(server.address);
        let shown = connection.get("/login", "");
        Self { connection, cookie: cookie(&shown), csrf: hidden(&shown, "csrf") }
    }

    /// Sends the form; gives how long it took and the page without what was entered and what is fresh each time.
    fn attempt(&mut self, username: &str, password: &str) -> (Duration, String) {
        let fields = form(&[("csrf", &self.csrf), ("username", username), ("password", password)]);
        let header = format!("Cookie: {}\r\n", self.cookie);
        let started = Instant::now();
        let answer = self.connection.post("/login", &header, &fields);
        let time = started.elapsed();
        assert_eq!(answer.status, 200, "{}", answer.text);
        let text = answer.text.replace(username, "").replace(&hidden(&answer, "csrf"), "");
        (time, without_state(&text))
    }
}

/// The page without the challenge for passkeys, which is another each time.
fn without_state(page: &str) -> String {
    page.lines().filter(|line| !line.contains("passkey")).collect()
}
