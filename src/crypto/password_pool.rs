//! argon2id (RFC 9106) for passwords, bounded: each hash takes tens of milliseconds of a core and megabytes of memory,
//! and anybody on the network can ask for one.

use crate::crypto::digest::constant_time_eq;
use crate::crypto::foreign_hash::ForeignHash;
use crate::model::Secret;
use crate::random::Random;
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Passwords longer than this many bytes are refused before anything is computed.
pub const MAX_PASSWORD_LEN: usize = 1024;

const HASH_LEN: usize = 32;
// A stored hash that asks for more than this is treated as malformed: nobody may choose our memory use by an import.
const MAX_STORED_MEMORY_KIB: u32 = 1024 * 1024;
// The same for the time: memory that is filled, over all passes. What libsodium calls sensitive, 1 GiB four times, is read.
const MAX_STORED_WORK_KIB: u64 = 4 * 1024 * 1024;

/// The cost of one hash (RFC 9106 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordParams {
    /// Memory in KiB, at least eight times `parallelism`.
    pub memory_kib: u32,
    /// Passes over the memory, at least 1.
    pub iterations: u32,
    /// Lanes, at least 1; they are computed one after the other.
    pub parallelism: u32,
}

/// Why there is no answer about a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too many hashes are waiting already.
    #[error("too many password checks are waiting")]
    Busy,
    /// The password has more than [`MAX_PASSWORD_LEN`] bytes.
    #[error("the password is longer than {MAX_PASSWORD_LEN} bytes")]
    TooLong,
    /// The costs are outside what argon2 allows.
    #[error("argon2 does not allow these costs: {0}")]
    Params(argon2::Error),
    /// The hash could not be computed, for want of memory or because the process is ending.
    #[error("the password hash could not be computed")]
    Failed,
}

/// The blocks that hashes are computed in, kept for the next one. Allocated and freed for each hash of 19 MiB, one at a
/// time, they left 364 MiB resident with glibc's allocator, which keeps freed pieces of this size; kept, 22 MiB.
#[derive(Debug)]
struct Memory {
    blocks_each: usize,
    unused: Mutex<Vec<Vec<Block>>>,
}

/// Computes password hashes on blocking threads, a fixed number at a time.
#[derive(Clone, Debug)]
pub struct PasswordPool {
    params: Params,
    dummy: Arc<PasswordHash>,
    memory: Arc<Memory>,
    running: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
}

impl PasswordPool {
    /// A pool that computes at most `parallel` hashes at once (at least one) and lets at most `waiting` more wait. Once
    /// used it holds up to `parallel` times the memory of one hash.
    ///
    /// # Errors
    /// [`PasswordError::Params`].
    pub fn new(params: PasswordParams, parallel: usize, waiting: usize) -> Result<Self, PasswordError> {
        let PasswordParams { memory_kib, iterations, parallelism } = params;
        let params = Params::new(memory_kib, iterations, parallelism, None).map_err(PasswordError::Params)?;
        let dummy = phc(&params, &[0; 16], &[0; HASH_LEN]).ok_or(PasswordError::Failed)?;
        let parallel = parallel.clamp(1, Semaphore::MAX_PERMITS / 2);
        let admitted = parallel + waiting.min(Semaphore::MAX_PERMITS / 2);
        Ok(Self {
            memory: Arc::new(Memory { blocks_each: params.block_count(), unused: Mutex::default() }),
            params,
            dummy: Arc::new(dummy),
            running: Arc::new(Semaphore::new(parallel)),
            admitted: Arc::new(Semaphore::new(admitted)),
        })
    }

    /// Hashes `password` with a fresh salt into the PHC string format.
    ///
    /// # Errors
    /// [`PasswordError::TooLong`], [`PasswordError::Busy`], [`PasswordError::Failed`].
    pub async fn hash(&self, random: &Random, password: &Secret<String>) -> Result<String, PasswordError> {
        let (params, salt, memory) = (self.params.clone(), random.bytes::<16>(), Arc::clone(&self.memory));
        let hashed = self.run(password, move |password| {
            let output = memory.compute(&argon2id(params.clone()), password, &salt, HASH_LEN)?;
            phc(&params, &salt, output.expose())
        });
        hashed.await?.map(|hash| hash.to_string()).ok_or(PasswordError::Failed)
    }

    /// Whether `password` belongs to the stored hash `phc`.
    ///
    /// With no hash, or one that cannot be read, the same work is done and the answer is no: the time does not tell
    /// whether a user exists.
    ///
    /// # Errors
    /// [`PasswordError::TooLong`], [`PasswordError::Busy`], [`PasswordError::Failed`].
    pub async fn verify(&self, password: &Secret<String>, phc: Option<&str>) -> Result<bool, PasswordError> {
        if let Some(foreign) = phc.and_then(ForeignHash::parse) {
            return self.run(password, move |password| foreign.matches(password)).await;
        }
        let stored = phc.and_then(parse);
        let known = stored.is_some();
        let (argon2, hash) = stored.unwrap_or_else(|| (argon2id(self.params.clone()), (*self.dummy).clone()));
        let memory = Arc::clone(&self.memory);
        let matches = self.run(password, move |password| {
            let (salt, expected) = (hash.salt?, hash.hash?);
            let output = memory.compute(&argon2, password, &salt, expected.len())?;
            Some(constant_time_eq(output.expose(), expected.as_bytes()))
        });
        Ok(matches.await?.ok_or(PasswordError::Failed)? && known)
    }

    /// Whether a password can be checked against `hash`: our own, or one that another system made.
    #[must_use]
    pub fn can_verify(hash: &str) -> bool {
        parse(hash).is_some() || ForeignHash::parse(hash).is_some()
    }

    /// Whether `phc` was made with this pool's costs; if not, hash anew when the password is at hand.
    #[must_use]
    pub fn is_current(&self, phc: &str) -> bool {
        let Ok(stored) = PasswordHash::new(phc) else { return false };
        let own = &self.dummy;
        (stored.algorithm, stored.version, &stored.params) == (own.algorithm, own.version, &own.params)
    }

    async fn run<T: Send + 'static>(
        &self,
        password: &Secret<String>,
        work: impl FnOnce(&[u8]) -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        if password.expose().len() > MAX_PASSWORD_LEN {
            return Err(PasswordError::TooLong);
        }
        let admitted = Arc::clone(&self.admitted).try_acquire_owned().map_err(|_| PasswordError::Busy)?;
        let running = Arc::clone(&self.running).acquire_owned().await.map_err(|_| PasswordError::Failed)?;
        let password = password.clone();
        let task = tokio::task::spawn_blocking(move || {
            // The thread holds the permits: a caller that gives up does not stop the computation.
            let _permits = (admitted, running);
            work(password.expose().as_bytes())
        });
        task.await.map_err(|_| PasswordError::Failed)
    }
}

impl Memory {
    /// `None` when the system has no memory to give.
    fn compute(&self, argon2: &Argon2<'_>, password: &[u8], salt: &[u8], len: usize) -> Option<Secret<Vec<u8>>> {
        let mut output = vec![0; len];
        if argon2.params().block_count() > self.blocks_each {
            // Made with dearer costs than ours are now; not worth keeping the memory.
            argon2.hash_password_into(password, salt, &mut output).ok()?;
        } else {
            let mut blocks = self.take()?;
            argon2.hash_password_into_with_memory(password, salt, &mut output, &mut blocks).ok()?;
            self.unused.lock().unwrap_or_else(PoisonError::into_inner).push(blocks);
        }
        Some(Secret::new(output))
    }

    fn take(&self) -> Option<Vec<Block>> {
        let unused = self.unused.lock().unwrap_or_else(PoisonError::into_inner).pop();
        unused.or_else(|| {
            let mut blocks = Vec::new();
            blocks.try_reserve_exact(self.blocks_each).ok()?;
            blocks.resize(self.blocks_each, Block::new());
            Some(blocks)
        })
    }
}

fn argon2id(params: Params) -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn phc(params: &Params, salt: &[u8], output: &[u8]) -> Option<PasswordHash> {
    Some(PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).ok()?,
        salt: Some(Salt::new(salt).ok()?),
        hash: Some(Output::new(output).ok()?),
    })
}

/// The stored hash and the argon2 that made it; `None` when it is malformed, incomplete or too costly.
fn parse(phc: &str) -> Option<(Argon2<'static>, PasswordHash)> {
    // Django writes the name of its own class before it.
    let hash = PasswordHash::new(phc.strip_prefix("argon2").unwrap_or(phc)).ok()?;
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    let version = hash.version.map_or(Ok(Version::V0x10), Version::try_from).ok()?;
    let params = Params::try_from(&hash).ok()?;
    let work = u64::from(params.m_cost()) * u64::from(params.t_cost());
    let affordable = params.m_cost() <= MAX_STORED_MEMORY_KIB && work <= MAX_STORED_WORK_KIB;
    let complete = hash.salt.is_some_and(|salt| salt.len() >= argon2::MIN_SALT_LEN) && hash.hash.is_some();
    (affordable && complete).then(|| (Argon2::new(algorithm, version, params), hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: PasswordParams = PasswordParams { memory_kib: 8, iterations: 1, parallelism: 1 };

    fn pool() -> PasswordPool {
        PasswordPool::new(SMALL, 2, 2).unwrap()
    }

    fn secret(text: &str) -> Secret<String> {
        Secret::new(text.to_owned())
    }

    #[tokio::test]
    async fn hashed_password_verifies_and_another_does_not() {
        let pool = pool();
        for password in ["correct horse", "", "päss\u{0}wörd", &"x".repeat(MAX_PASSWORD_LEN)] {
            let phc = pool.hash(&Random::seeded(1), &secret(password)).await.unwrap();
            assert!(phc.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{phc}");
            assert_eq!(pool.verify(&secret(password), Some(&phc)).await, Ok(true));
            assert_eq!(pool.verify(&secret("wrong"), Some(&phc)).await, Ok(false));
        }
    }

    #[tokio::test]
    async fn same_password_gets_another_hash() {
        let (pool, random) = (pool(), Random::seeded(1));
        let first = pool.hash(&random, &secret("x")).await.unwrap();
        assert_ne!(first, pool.hash(&random, &secret("x")).await.unwrap());
    }

    #[tokio::test]
    async fn imported_hash_verifies_and_wants_to_be_renewed() {
        let argon2 =
            "argon2$argon2id$v=19$m=64,t=1,p=1$c2Vhc2FsdDJzZWFzYWx0Mg$4WTLsBGdBmOiBzG0xsbyc/lLvm2mQOjGkR3bteMu698";
        let pbkdf2 = "pbkdf2_sha256$1000$seasalt2$oksQ9Bdi8Bce0okH61Cis7qICJfP+cYfDOnMdNPMzK8=";
        for hash in [argon2, pbkdf2] {
            assert!(PasswordPool::can_verify(hash));
            assert_eq!(pool().verify(&secret("correct horse"), Some(hash)).await, Ok(true), "{hash}");
            assert_eq!(pool().verify(&secret("correct"), Some(hash)).await, Ok(false), "{hash}");
            assert!(!pool().is_current(hash));
        }
        assert!(!PasswordPool::can_verify("!unusable"));
    }

    #[tokio::test]
    async fn hash_of_the_reference_implementation_verifies() {
        // From the test suite of the reference implementation of argon2 (version 0x13, argon2id and argon2i).
        let id = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        let i = "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA";
        for phc in [id, i] {
            assert_eq!(pool().verify(&secret("password"), Some(phc)).await, Ok(true), "{phc}");
            assert_eq!(pool().verify(&secret("Password"), Some(phc)).await, Ok(false), "{phc}");
        }
    }

    #[tokio::test]
    async fn unknown_user_and_unreadable_hash_are_no_matches() {
        let huge = "$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        let long = "$argon2id$v=19$m=8,t=4000000000,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        let no_hash = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ";
        let bcrypt = "$2b$12$WApznUPhDubN0oeveSXHp.Rk0rMQK0dL0PHrBjYVgQkCfwMoTHNUu";
        let lanes = "$argon2id$v=19$m=8,t=1,p=16777215$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assert_eq!(pool().verify(&secret("x"), None).await, Ok(false));
        for phc in ["", "x", "$argon2id$", huge, long, no_hash, bcrypt, lanes] {
            assert_eq!(pool().verify(&secret("x"), Some(phc)).await, Ok(false), "{phc}");
        }
    }

    #[tokio::test]
    async fn too_long_password_is_refused_before_hashing() {
        let pool = PasswordPool::new(SMALL, 1, 0).unwrap();
        let _all = Arc::clone(&pool.admitted).try_acquire_owned().unwrap();
        let long = secret(&"x".repeat(MAX_PASSWORD_LEN + 1));
        assert_eq!(pool.verify(&long, None).await, Err(PasswordError::TooLong));
        assert_eq!(pool.hash(&Random::seeded(1), &long).await, Err(PasswordError::TooLong));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn more_than_the_waiting_room_holds_are_turned_away() {
        let pool = PasswordPool::new(SMALL, 1, 2).unwrap();
        let running = Arc::clone(&pool.running).acquire_owned().await.unwrap();
        let waiting: Vec<_> = (0..3)
            .map(|_| {
                let pool = pool.clone();
                tokio::spawn(async move { pool.verify(&secret("x"), None).await })
            })
            .collect();
        while pool.admitted.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(pool.verify(&secret("x"), None).await, Err(PasswordError::Busy));
        drop(running);
        for task in waiting {
            assert_eq!(task.await.unwrap(), Ok(false));
        }
        assert_eq!(pool.verify(&secret("x"), None).await, Ok(false));
    }

    #[tokio::test]
    async fn caller_that_gives_up_while_waiting_leaves_its_place() {
        let pool = PasswordPool::new(SMALL, 1, 0).unwrap();
        let running = Arc::clone(&pool.running).acquire_owned().await.unwrap();
        let password = secret("x");
        let mut waiting = Box::pin(pool.verify(&password, None));
        assert!(futures_util::poll!(&mut waiting).is_pending());
        assert_eq!(pool.verify(&password, None).await, Err(PasswordError::Busy));
        drop(waiting);
        drop(running);
        assert_eq!(pool.verify(&password, None).await, Ok(false));
    }

    #[tokio::test]
    async fn hash_with_other_costs_still_verifies_but_is_not_current() {
        let dearer = PasswordPool::new(PasswordParams { memory_kib: 16, ..SMALL }, 1, 1).unwrap();
        let phc = pool().hash(&Random::seeded(1), &secret("x")).await.unwrap();
        assert_eq!(dearer.verify(&secret("x"), Some(&phc)).await, Ok(true));
        assert!(pool().is_current(&phc));
        assert!(!dearer.is_current(&phc));
        assert!(!dearer.is_current("x"));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn memory_is_kept_for_as_many_hashes_as_run_at_once() {
        let pool = PasswordPool::new(SMALL, 2, 100).unwrap();
        let phc = pool.hash(&Random::seeded(1), &secret("x")).await.unwrap();
        let checks = (0..50).map(|_| {
            let (pool, phc) = (pool.clone(), phc.clone());
            tokio::spawn(async move { pool.verify(&secret("x"), Some(&phc)).await })
        });
        for check in checks.collect::<Vec<_>>() {
            assert_eq!(check.await.unwrap(), Ok(true));
        }
        assert!((1..=2).contains(&pool.memory.unused.lock().unwrap().len()));
    }

    #[test]
    fn impossible_costs_are_refused() {
        for params in [
            PasswordParams { memory_kib: 0, ..SMALL },
            PasswordParams { iterations: 0, ..SMALL },
            PasswordParams { parallelism: 0, ..SMALL },
            PasswordParams { parallelism: 2, ..SMALL },
        ] {
            assert!(matches!(PasswordPool::new(params, 1, 1), Err(PasswordError::Params(_))), "{params:?}");
        }
    }
}
