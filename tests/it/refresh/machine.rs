//! Random histories of one family over two nodes, compared with the state machine of docs/refresh.md after each step.
//!
//! Requests of one step run at the same time; their answers must be those of some order of the machine.

use super::nodes::{Nodes, nodes};
use crate::support::reply::claims;
use crate::support::{Reply, TestApp};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use symbolon::flow::admin::{Actor, user};
use symbolon::flow::revocation::withdraw_consent;
use symbolon::model::refresh_family::Decision;
use symbolon::model::{ClientId, RefreshFamily, RefreshRotation, RevocationReason, Secret, UnixTime};
use symbolon::store;
use tokio::task::JoinSet;

const CLIENT: &str = "postman";
pub const WINDOW: i64 = 60;
pub const IDLE: i64 = 300;
pub const ABSOLUTE: i64 = 900;
pub const ACCESS: i64 = 120;

/// A deed, as a history names it: generations are counted back from the newest that was given out.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Refresh(usize),
    Userinfo(usize),
    Introspect(usize),
    Revoke(usize),
    Disable,
    Password,
    Logout,
    Disconnect,
}

/// The same with the generation and the time of issue of the token that is used.
#[derive(Clone, Copy, Debug)]
enum Act {
    Refresh(i64),
    Use(i64, UnixTime),
    Revoke,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Refused,
    Successor(i64),
    Active,
    Done,
}

#[derive(Clone, Debug)]
enum Step {
    AtOnce(Vec<Deed>),
    Advance(i64),
    Rotation(RefreshRotation),
}

/// The machine, with what the events say of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    family: RefreshFamily,
    now: UnixTime,
    rotates: bool,
    events: i64,
}

impl World {
    fn new(now: UnixTime) -> Self {
        let family = RefreshFamily {
            generation: 0,
            rotated_at: None,
            successor_seen_at: None,
            idle_expires_at: now.plus(IDLE),
            absolute_expires_at: now.plus(ABSOLUTE),
            ended: false,
        };
        Self { family, now, rotates: true, events: 0 }
    }

    fn act(&mut self, act: Act) -> Outcome {
        match act {
            Act::Refresh(generation) => self.refresh(generation),
            Act::Use(generation, issued_at) => self.use_access(generation, issued_at),
            Act::Revoke => {
                self.events += i64::from(!self.family.ended);
                self.family.ended = true;
                Outcome::Done
            }
            Act::End => {
                self.family.ended = true;
                Outcome::Done
            }
        }
    }

    fn refresh(&mut self, generation: i64) -> Outcome {
        let (family, now) = (&mut self.family, self.now);
        match family.present(generation, now, WINDOW, self.rotates) {
            Decision::Rotate => {
                family.generation += 1;
                family.rotated_at = Some(now);
                family.successor_seen_at = None;
            }
            Decision::Keep => family.successor_seen_at = Some(family.successor_seen_at.map_or(now, |at| at.min(now))),
            Decision::Reissue => {}
            Decision::Replayed => {
                family.ended = true;
                self.events += 1;
                return Outcome::Refused;
            }
            Decision::Ended | Decision::Expired | Decision::Unknown => return Outcome::Refused,
        }
        family.idle_expires_at = now.plus(IDLE).min(family.absolute_expires_at);
        Outcome::Successor(family.generation)
    }

    fn use_access(&mut self, generation: i64, issued_at: UnixTime) -> Outcome {
        if self.family.ended || issued_at.plus(ACCESS) <= self.now {
            return Outcome::Refused;
        }
        if generation > 0 && generation == self.family.generation && self.family.successor_seen_at.is_none() {
            self.family.successor_seen_at = Some(issued_at.plus(10).max(self.now));
        }
        Outcome::Active
    }
}

/// Makes histories. It follows one order of each step, so that generations and times are worth trying.
#[derive(Clone, Debug)]
struct Histories;

impl ReferenceStateMachine for Histories {
    type State = World;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<World> {
        Just(World::new(UnixTime(0))).boxed()
    }

    fn transitions(world: &World) -> BoxedStrategy<Step> {
        let back = prop_oneof![6 => Just(0_usize), 5 => Just(1), 1 => Just(2), 1 => Just(3)];
        let deed = prop_oneof![
            60 => back.clone().prop_map(Deed::Refresh),
            12 => back.clone().prop_map(Deed::Userinfo),
            8 => back.clone().prop_map(Deed::Introspect),
            2 => back.prop_map(Deed::Revoke),
            1 => Just(Deed::Disable),
            1 => Just(Deed::Password),
            1 => Just(Deed::Logout),
            1 => Just(Deed::Disconnect),
        ];
        let seconds = prop_oneof![
            8 => prop::sample::select(vec![1, 5, 9, 10, 11, 30, 50, 59, 60, 61]),
            1 => prop::sample::select(vec![119, 120, 299, 300]),
        ];
        let rotation = if world.rotates { RefreshRotation::Never } else { RefreshRotation::Always };
        prop_oneof![
            12 => prop::collection::vec(deed.clone(), 1..=1).prop_map(Step::AtOnce),
            6 => prop::collection::vec(deed, 2..=4).prop_map(Step::AtOnce),
            8 => seconds.prop_map(Step::Advance),
            1 => Just(Step::Rotation(rotation)),
        ]
        .boxed()
    }

    fn apply(mut world: World, step: &Step) -> World {
        match step {
            Step::Advance(seconds) => world.now = world.now.plus(*seconds),
            Step::Rotation(rotation) => world.rotates = *rotation == RefreshRotation::Always,
            Step::AtOnce(_) => {}
        }
        world
    }
}

/// What a party may hold of a generation: the refresh token, and the last access token with its time of issue.
#[derive(Clone, Debug)]
struct Held {
    refresh: String,
    access: Arc<str>,
    issued_at: UnixTime,
}

struct Family {
    nodes: &'static Nodes,
    possible: HashSet<World>,
    held: BTreeMap<i64, Held>,
    cookies: BTreeMap<String, String>,
    events: i64,
    turn: usize,
}

impl StateMachineTest for Family {
    type SystemUnderTest = Self;
    type Reference = Histories;

    fn init_test(_: &World) -> Self {
        let nodes = nodes();
        nodes.runtime.block_on(Self::begin(nodes))
    }

    fn apply(mut family: Self, _: &World, step: Step) -> Self {
        family.nodes.runtime.block_on(family.step(step));
        family
    }
}

impl Family {
    async fn begin(nodes: &'static Nodes) -> Self {
        let app = &nodes.pair[0];
        user::disable(&app.deps(), &Actor::Cli, "alice", false).await.unwrap();
        disconnect(app).await;
        set_rotation(nodes, RefreshRotation::Always).await;
        let mut browser = app.browser();
        let reply = app.client(CLIENT).redeem(&browser.code(CLIENT, "openid read").await).await;
        let mut family = Self {
            nodes,
            possible: HashSet::from([World::new(app.deps().unix())]),
            held: BTreeMap::new(),
            cookies: browser.cookies,
            events: count_events(app).await,
            turn: 0,
        };
        family.learn(&reply);
        family
    }

    async fn step(&mut self, step: Step) {
        match step {
            Step::AtOnce(deeds) => self.at_once(&deeds).await,
            Step::Advance(seconds) => {
                self.nodes.pair[0].advance(seconds);
                self.possible =
                    self.possible.drain().map(|world| World { now: world.now.plus(seconds), ..world }).collect();
            }
            Step::Rotation(rotation) => {
                set_rotation(self.nodes, rotation).await;
                let rotates = rotation == RefreshRotation::Always;
                self.possible = self.possible.drain().map(|world| World { rotates, ..world }).collect();
            }
        }
    }

    /// Does all at the same time and keeps those worlds in which some order explains the answers.
    async fn at_once(&mut self, deeds: &[Deed]) {
        let mut tasks = JoinSet::new();
        let mut acts = Vec::new();
        // An administrator's second deed at the same moment may be told to try again.
        let mut administered = false;
        for deed in deeds {
            let administers = matches!(deed, Deed::Disable | Deed::Password);
            if administers && std::mem::replace(&mut administered, true) {
                continue;
            }
            let (act, held) = self.resolve(*deed);
            let (index, deed, cookies) = (acts.len(), *deed, self.cookies.clone());
            let app = Arc::clone(&self.nodes.pair[self.turn % 2]);
            self.turn += 1;
            acts.push(act);
            tasks.spawn(async move { (index, send(&app, deed, &held, cookies).await) });
        }
        let mut replies = tasks.join_all().await;
        replies.sort_by_key(|(index, _)| *index);
        let outcomes: Vec<_> =
            replies.iter().map(|(index, reply)| self.outcome(acts[*index], reply.as_ref())).collect();
        let before = self.possible.clone();
        self.possible = before.iter().flat_map(|world| explained(world, &acts, &outcomes)).collect();
        assert!(!self.possible.is_empty(), "no order of {acts:?} gives {outcomes:?} from {before:?}");
        self.check().await;
    }

    fn resolve(&self, deed: Deed) -> (Act, Held) {
        let newest = *self.held.keys().last().unwrap();
        let at = |back: usize| (newest - i64::try_from(back).unwrap()).max(0);
        let held = |back: usize| self.held[&at(back)].clone();
        match deed {
            Deed::Refresh(back) => (Act::Refresh(at(back)), held(back)),
            Deed::Userinfo(back) | Deed::Introspect(back) => (Act::Use(at(back), held(back).issued_at), held(back)),
            Deed::Revoke(back) => (Act::Revoke, held(back)),
            Deed::Disable | Deed::Password | Deed::Logout | Deed::Disconnect => (Act::End, held(0)),
        }
    }

    fn outcome(&mut self, act: Act, reply: Option<&Reply>) -> Outcome {
        let Some(reply) = reply else { return Outcome::Done };
        match act {
            Act::Refresh(_) if reply.status == 200 => Outcome::Successor(self.learn(reply)),
            Act::Refresh(_) => {
                reply.assert_error(400, "invalid_grant");
                Outcome::Refused
            }
            Act::Use(..) => {
                let active = reply.status == 200 && reply.json().get("active").is_none_or(|active| active == true);
                if active { Outcome::Active } else { Outcome::Refused }
            }
            Act::Revoke | Act::End => {
                assert_eq!(reply.status, 200, "{reply:?}");
                Outcome::Done
            }
        }
    }

    /// Takes the tokens of an answer; there is one refresh token to a generation.
    fn learn(&mut self, reply: &Reply) -> i64 {
        assert_eq!(reply.status, 200, "{reply:?}");
        let refresh = reply.field("refresh_token");
        let generation = generation(&refresh);
        let known = self.held.get(&generation).map_or(&refresh, |held| &held.refresh);
        assert_eq!(known, &refresh, "two tokens of generation {generation}");
        let access: Arc<str> = reply.field("access_token").into();
        // Not always now: it is later than what ended the person's tokens a moment before.
        let issued_at = UnixTime(claims(&access)["iat"].as_i64().unwrap());
        self.held.insert(generation, Held { refresh, access, issued_at });
        generation
    }

    /// What must hold whatever happened: one family, and an event for each end that somebody asked for or deserved.
    async fn check(&mut self) {
        let app = &self.nodes.pair[0];
        let events = count_events(app).await - self.events;
        self.possible.retain(|world| world.events == events);
        assert!(!self.possible.is_empty(), "{events} events");
        let (user, client) = (&self.nodes.alice, ClientId::new(CLIENT));
        let alive = store::grant::count_alive(app.db(), user, &client, app.deps().unix()).await.unwrap();
        assert!(alive <= 1, "{alive} families");
    }
}

async fn send(app: &TestApp, deed: Deed, held: &Held, cookies: BTreeMap<String, String>) -> Option<Reply> {
    let client = app.client(CLIENT);
    match deed {
        Deed::Refresh(_) => Some(client.refresh(&held.refresh).await),
        Deed::Userinfo(_) => Some(app.userinfo(&held.access).await),
        Deed::Introspect(_) => Some(app.client("service").introspect(&held.access).await),
        Deed::Revoke(_) => Some(client.revoke(&held.refresh).await),
        Deed::Disable => {
            user::disable(&app.deps(), &Actor::Cli, "alice", true).await.unwrap();
            None
        }
        Deed::Password => {
            let password = Secret::new("alice123".to_owned());
            user::set_password(&app.deps(), &Actor::Cli, "alice", &password).await.unwrap();
            None
        }
        Deed::Logout => {
            let mut browser = app.browser();
            browser.cookies = cookies;
            let shown = browser.get("/logout").await;
            if shown.text.contains("logout-confirm") {
                let csrf = shown.form_value("logout", "csrf");
                browser.post("/logout", &[("csrf", &csrf)]).await;
            }
            None
        }
        Deed::Disconnect => {
            disconnect(app).await;
            None
        }
    }
}

async fn disconnect(app: &TestApp) {
    let alice = user::find(&app.deps(), "alice").await.unwrap();
    let reason = RevocationReason::ConsentWithdrawn;
    withdraw_consent(&app.deps(), "cli", &alice.id, &ClientId::new(CLIENT), reason).await.unwrap();
}

async fn set_rotation(nodes: &Nodes, rotation: RefreshRotation) {
    nodes.pair[0].change_client(CLIENT, |metadata| metadata.refresh_rotation = rotation).await;
    nodes.pair[1].app.refresh().await.unwrap();
}

async fn count_events(app: &TestApp) -> i64 {
    store::event::count(app.db(), "grant.revoke").await.unwrap()
}

/// The generation that a refresh token names.
pub fn generation(refresh_token: &str) -> i64 {
    i64::from_be_bytes(named(refresh_token)[16..24].try_into().unwrap())
}

/// The family that a refresh token names.
pub fn family(refresh_token: &str) -> Vec<u8> {
    named(refresh_token)[..16].to_vec()
}

fn named(refresh_token: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(&refresh_token["syr_".len()..]).unwrap()
}

/// The worlds in which some order of the acts, begun in `world`, ends with these outcomes.
fn explained(world: &World, acts: &[Act], outcomes: &[Outcome]) -> Vec<World> {
    let mut found = Vec::new();
    explain(world, acts, outcomes, &mut vec![false; acts.len()], &mut found);
    found
}

fn explain(world: &World, acts: &[Act], outcomes: &[Outcome], done: &mut Vec<bool>, found: &mut Vec<World>) {
    if done.iter().all(|done| *done) {
        found.push(world.clone());
    }
    for index in 0..acts.len() {
        if !done[index] {
            let mut next = world.clone();
            if next.act(acts[index]) == outcomes[index] {
                done[index] = true;
                explain(&next, acts, outcomes, done, found);
                done[index] = false;
            }
        }
    }
}

prop_state_machine! {
    #![proptest_config(super::nodes::config(40))]
    #[test]
    fn every_history_is_one_of_the_state_machine(sequential 1..25 => Family);
}
