//! Names: resolved by us, and refused whole when one of their addresses is not public.

use super::{OutboundError, is_public};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::fmt::Debug;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

/// Pending addresses of a name.
pub type Looking = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// How names become addresses. [`SystemLookup`] does; tests have their own.
pub trait Lookup: Debug + Send + Sync {
    /// Every address of `host`.
    fn lookup(&self, host: &str) -> Looking;
}

/// The system's resolver.
#[derive(Clone, Copy, Debug)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup(&self, host: &str) -> Looking {
        let host = host.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((host.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// A resolver that the HTTP client asks for each connection, and connects to nothing else: a name that answers otherwise a
/// moment later (DNS rebinding) is not asked again in between.
#[derive(Clone, Debug)]
pub(super) struct GuardedResolver {
    pub lookup: Arc<dyn Lookup>,
    /// For the places that the operator has exempted.
    pub exempt: bool,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (looking, exempt) = (self.lookup.lookup(name.as_str()), self.exempt);
        Box::pin(async move {
            let found = looking.await?;
            if !exempt && !found.iter().copied().all(is_public) {
                return Err(OutboundError::NotPublic.into());
            }
            // The client puts the URL's port in the place of 0.
            let addresses: Addrs = Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Public at the first question, this machine from the second on.
    #[derive(Debug, Default)]
    struct Rebinding(AtomicUsize);

    impl Lookup for Rebinding {
        fn lookup(&self, _host: &str) -> Looking {
            let first = self.0.fetch_add(1, Ordering::SeqCst) == 0;
            let address = if first { "1.1.1.1" } else { "127.0.0.1" };
            Box::pin(async move { Ok(vec![address.parse().unwrap()]) })
        }
    }

    #[tokio::test]
    async fn rebound_name_leads_where_it_was_checked_or_nowhere() {
        let lookup = Arc::new(Rebinding::default());
        let resolver = GuardedResolver { lookup: Arc::clone(&lookup) as Arc<dyn Lookup>, exempt: false };
        let name = || "attacker.example".parse::<Name>().unwrap();
        let checked: Vec<_> = resolver.resolve(name()).await.unwrap().collect();
        assert_eq!(checked, ["1.1.1.1:0".parse().unwrap()]);
        assert_eq!(lookup.0.load(Ordering::SeqCst), 1, "what was checked is what is connected to");
        assert!(resolver.resolve(name()).await.is_err());
        let exempt = GuardedResolver { exempt: true, ..resolver };
        assert!(exempt.resolve(name()).await.is_ok());
    }
}
