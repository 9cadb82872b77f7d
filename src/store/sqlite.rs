//! SQLite with one writer whose commits are grouped.
//!
//! Every unit of work is a savepoint inside a batch. The first unit that finishes schedules a committer, which queues
//! for the writer behind the units that are waiting already; so one fsync serves all of them, and a lone unit waits for
//! nobody.

use super::db::DbOptions;
use super::error::StoreError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::fs::{DirBuilder, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard, OwnedMutexGuard, oneshot};
use tokio::time::timeout;

/// Readers beyond this only add memory: SQLite reads are short.
const MOST_READERS: u32 = 4;

/// An open SQLite database.
#[derive(Clone, Debug)]
pub struct SqliteDb {
    readers: Arc<Readers>,
    writer: Arc<Mutex<Writer>>,
    wait: Duration,
    path: PathBuf,
}

/// Read-only connections, opened when they are needed. A pool of sqlx's costs nearly as much as the read itself.
#[derive(Debug)]
struct Readers {
    options: SqliteConnectOptions,
    slots: Vec<Mutex<Option<SqliteConnection>>>,
    next: AtomicUsize,
    closed: AtomicBool,
}

impl Readers {
    fn new(count: u32, options: SqliteConnectOptions) -> Self {
        let slots = (0..count).map(|_| Mutex::default()).collect();
        Self { options, slots, next: AtomicUsize::new(0), closed: AtomicBool::new(false) }
    }

    /// The first free connection, or the next in turn.
    async fn acquire(&self) -> Result<MappedMutexGuard<'_, SqliteConnection>, sqlx::Error> {
        let free = self.slots.iter().find_map(|slot| slot.try_lock().ok());
        let mut slot = match free {
            Some(slot) => slot,
            None => self.slots[self.next.fetch_add(1, Ordering::Relaxed) % self.slots.len()].lock().await,
        };
        if self.closed.load(Ordering::Relaxed) {
            return Err(sqlx::Error::PoolClosed);
        }
        if slot.is_none() {
            *slot = Some(self.options.connect().await?);
        }
        MutexGuard::try_map(slot, Option::as_mut).map_err(|_| sqlx::Error::PoolClosed)
    }

    async fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        for slot in &self.slots {
            if let Some(connection) = slot.lock().await.take() {
                // A connection that does not close cleanly is closed by the end of the process.
                let _ = connection.close().await;
            }
        }
    }
}

#[derive(Debug)]
struct Writer {
    connection: SqliteConnection,
    batch_open: bool,
    unit_open: bool,
    committer_scheduled: bool,
    finished: Vec<oneshot::Sender<Result<(), StoreError>>>,
}

/// A unit of work in the current batch; it holds the writer.
#[derive(Debug)]
pub struct SqliteTx {
    guard: OwnedMutexGuard<Writer>,
}

impl SqliteDb {
    /// Opens or creates the file at `path`.
    pub(super) async fn open(path: &str, options: &DbOptions) -> Result<Self, StoreError> {
        if path.is_empty() || path.starts_with(':') {
            return Err(StoreError::Url("needs the path of a file, as in sqlite://data/symbolon.db".to_owned()));
        }
        create_private(Path::new(path)).map_err(|error| StoreError::Url(format!("cannot create {path}: {error}")))?;
        let synchronous = if options.synchronous_full { SqliteSynchronous::Full } else { SqliteSynchronous::Normal };
        let connect = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous)
            .busy_timeout(options.connect_timeout)
            .foreign_keys(true);
        // The switch to the write-ahead log does not wait for others who do the same; a new file has several at once.
        let alone = lock_beside(Path::new(path)).await?;
        let connection = connect.clone().connect().await?;
        drop(alone);
        let read_only = connect.create_if_missing(false).pragma("query_only", "ON");
        let readers = Arc::new(Readers::new(options.max_connections.clamp(1, MOST_READERS), read_only));
        let writer = Writer {
            connection,
            batch_open: false,
            unit_open: false,
            committer_scheduled: false,
            finished: Vec::new(),
        };
        Ok(Self { readers, writer: Arc::new(Mutex::new(writer)), wait: options.connect_timeout, path: path.into() })
    }

    /// A connection to read with, which sees what has been committed.
    pub(super) async fn reader(&self) -> Result<MappedMutexGuard<'_, SqliteConnection>, sqlx::Error> {
        timeout(self.wait, self.readers.acquire()).await.map_err(|_| sqlx::Error::PoolTimedOut)?
    }

    /// Starts a unit. It runs on a task of its own, so that a caller that goes away in the middle leaves the writer in
    /// a known state.
    pub(super) async fn begin(&self) -> Result<SqliteTx, StoreError> {
        let (writer, wait) = (Arc::clone(&self.writer), self.wait);
        let begun = tokio::spawn(async move {
            let guard = timeout(wait, writer.lock_owned()).await.map_err(|_| sqlx::Error::PoolTimedOut)?;
            let mut tx = SqliteTx { guard };
            tx.guard.begin_unit().await?;
            Ok::<_, StoreError>(tx)
        });
        begun.await.map_err(|_| StoreError::Unavailable(sqlx::Error::WorkerCrashed))?
    }

    /// The writer's own connection, for migrations.
    pub(super) async fn lock_writer(&self) -> SqliteTx {
        SqliteTx { guard: Arc::clone(&self.writer).lock_owned().await }
    }

    /// Holds off everybody else who would migrate the same file, until the answer is dropped. Waits on a thread of its
    /// own: another node of this very process may have to run on this one before it lets go.
    pub(super) async fn lock_file(&self) -> Result<File, StoreError> {
        lock_beside(&self.path).await
    }

    pub(super) async fn close(&self) {
        commit_batch(Arc::clone(&self.writer)).await;
        self.readers.close().await;
        let mut writer = self.writer.lock().await;
        let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut writer.connection).await;
    }
}

async fn lock_beside(database: &Path) -> Result<File, StoreError> {
    let path = database.with_extension("lock");
    let shown = path.display().to_string();
    let lock = move || File::create(&path).and_then(|file| file.lock().map(|()| file));
    let locked = tokio::task::spawn_blocking(lock).await.unwrap_or_else(|error| Err(error.into()));
    locked.map_err(|error| StoreError::Migration(format!("cannot lock {shown}: {error}")))
}

/// Makes the file and its folder for their owner only; what exists stays as it is.
fn create_private(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    OpenOptions::new().create(true).append(true).mode(0o600).open(path).map(drop)
}

impl Writer {
    async fn execute(&mut self, sql: &'static str) -> Result<(), StoreError> {
        sqlx::query(sql).execute(&mut self.connection).await?;
        Ok(())
    }

    async fn begin_unit(&mut self) -> Result<(), StoreError> {
        self.drop_abandoned_unit().await;
        if !self.batch_open {
            self.execute("BEGIN IMMEDIATE").await?;
            self.batch_open = true;
        }
        self.unit_open = true;
        self.execute("SAVEPOINT unit").await
    }

    /// Undoes a unit whose owner went away. A savepoint that does not exist has changed nothing.
    async fn drop_abandoned_unit(&mut self) {
        if self.unit_open {
            let _ = self.execute("ROLLBACK TO unit").await;
            let _ = self.execute("RELEASE unit").await;
            self.unit_open = false;
        }
    }
}

impl SqliteTx {
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.guard.connection
    }

    /// Ends the unit well and waits until the batch that has it is on disk.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        self.guard.execute("RELEASE unit").await?;
        self.guard.unit_open = false;
        let (sender, receiver) = oneshot::channel();
        self.guard.finished.push(sender);
        drop(self);
        receiver.await.map_err(|_| StoreError::Unavailable(sqlx::Error::WorkerCrashed))?
    }
}

impl Drop for SqliteTx {
    /// Whoever leaves the writer with something to end makes sure that a committer comes.
    fn drop(&mut self) {
        if self.guard.batch_open
            && !self.guard.committer_scheduled
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            self.guard.committer_scheduled = true;
            let writer = Arc::clone(OwnedMutexGuard::mutex(&self.guard));
            runtime.spawn(commit_batch(writer));
        }
    }
}

async fn commit_batch(writer: Arc<Mutex<Writer>>) {
    let mut writer = writer.lock().await;
    writer.committer_scheduled = false;
    writer.drop_abandoned_unit().await;
    if !writer.batch_open {
        return;
    }
    let outcome = writer.execute("COMMIT").await;
    if outcome.is_err() {
        let _ = writer.execute("ROLLBACK").await;
    }
    writer.batch_open = false;
    for finished in std::mem::take(&mut writer.finished) {
        let told = match &outcome {
            Ok(()) => Ok(()),
            Err(error) => Err(StoreError::Unavailable(sqlx::Error::Protocol(error.to_string()))),
        };
        let _ = finished.send(told);
    }
}
