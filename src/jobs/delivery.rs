//! Sending what is queued for others. Each receiver has at most one worker here, so that one whose server hangs delays
//! nobody else.

use crate::clock::Clock;
use crate::flow::delivery::send_due;
use crate::flow::{Deps, FlowResult, Services};
use crate::model::Receiver;
use crate::store;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{Id, JoinSet};

/// How often the queue is looked at without being woken: other nodes and the command line fill it too.
const POLL: Duration = Duration::from_secs(1);
/// Receivers that are served at once.
const MOST_WORKERS: usize = 16;
/// Receivers that are looked for at once; some may be served already.
const LOOKED_FOR: u32 = 64;

/// Serves the queue for ever.
pub(super) async fn serve(services: Arc<Services>, clock: Clock) {
    let mut ticks = super::ticks(POLL);
    let mut workers = JoinSet::new();
    let mut served: HashMap<Id, Receiver> = HashMap::new();
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = services.deliveries.notified() => {}
            Some(ended) = workers.join_next_with_id() => {
                let id = match ended {
                    Ok((id, ())) => id,
                    Err(error) => error.id(),
                };
                served.remove(&id);
            }
        }
        if served.len() >= MOST_WORKERS {
            continue;
        }
        let now = clock.now().unix();
        match store::delivery::list_receivers(&services.db, now, LOOKED_FOR).await {
            Ok(receivers) => {
                let waiting = receivers.into_iter().filter(|receiver| !served.values().any(|busy| busy == receiver));
                let free = MOST_WORKERS - served.len();
                for receiver in waiting.take(free).collect::<Vec<_>>() {
                    let worker = work(Arc::clone(&services), clock.clone(), receiver.clone());
                    served.insert(workers.spawn(worker).id(), receiver);
                }
            }
            Err(error) => tracing::warn!(cause = %error, "cannot look for deliveries; trying again"),
        }
    }
}

/// Serves one receiver until nothing is due.
async fn work(services: Arc<Services>, clock: Clock, receiver: Receiver) {
    if let Err(error) = serve_receiver(&services, &clock, &receiver).await {
        let Receiver { kind, name } = receiver;
        tracing::warn!(%kind, receiver = name, cause = %error, "deliveries failed; trying again");
    }
}

async fn serve_receiver(services: &Arc<Services>, clock: &Clock, receiver: &Receiver) -> FlowResult<()> {
    while send_due(&Deps::new(Arc::clone(services), clock.now()), receiver).await? > 0 {}
    Ok(())
}
