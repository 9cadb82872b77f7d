//! Wires everything and hands out the server.

mod secret_key;
mod start_error;

pub use start_error::StartError;

use crate::clock::Clock;
use crate::config::{DatabaseUrl, Settings, Synchronous};
use crate::crypto::derive::DerivedKeys;
use crate::crypto::password_pool::{PasswordParams, PasswordPool};
use crate::crypto::seal::Sealer;
use crate::crypto::token_seal::TokenSealer;
use crate::directory::{Directory, EnvironmentKeys};
use crate::flow::admin::user::AddUser;
use crate::flow::admin::{Actor, scope, user};
use crate::flow::keys::Keeper;
use crate::flow::refusal::RefusalQueue;
use crate::flow::remote_keys::RemoteKeys;
use crate::flow::{Deps, Services, client_keys, delivery, keys};
use crate::http::context::State;
use crate::http::gate::Gate;
use crate::http::openapi;
use crate::http::serve::{self, ServeLimits, Tls, TlsFiles};
use crate::jobs;
use crate::jose::jwe::DecryptionKey;
use crate::jose::{KeyImportError, SigningKey, parse_private_keys, parse_rsa_private_keys};
use crate::model::{SERVER, SigningAlgorithm};
use crate::outbound::{Options, Outbound, Post};
use crate::random::Random;
use crate::store::{self, Db, DbOptions};
use crate::view::Pages;
use bytes::Bytes;
use metrics_exporter_prometheus::PrometheusBuilder;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, OnceLock};
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};

/// Everything that a command or the server needs.
pub struct App {
    /// The parts of the flows.
    pub services: Arc<Services>,
    /// The clock.
    pub clock: Clock,
}

/// Whether pending migrations are applied at start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Migrations {
    /// Yes.
    Apply,
    /// No; a database that lacks some stops the start.
    Require,
}

/// Seals anew what the secret key before the present one has sealed.
async fn reseal(services: &Services) -> Result<(), StartError> {
    client_keys::reseal(services).await?;
    delivery::reseal_webhooks(services).await?;
    Ok(())
}

/// Opens the database as the settings say.
///
/// # Errors
/// [`StartError::Store`].
pub async fn open_database(settings: &Settings) -> Result<Db, StartError> {
    let url = match &settings.database.url {
        DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
        DatabaseUrl::Postgres(url) => url.expose().clone(),
    };
    let options = DbOptions {
        url,
        synchronous_full: settings.database.synchronous == Synchronous::Full,
        max_connections: settings.database.max_connections,
        connect_timeout: settings.database.connect_timeout,
        statement_timeout: settings.database.statement_timeout,
    };
    Ok(Db::open(&options).await?)
}

impl App {
    /// Starts all parts: database, secrets, keys, caches.
    ///
    /// # Errors
    /// [`StartError`], which names the setting and the mend.
    pub async fn start(
        settings: Settings,
        clock: Clock,
        random: Random,
        migrations: Migrations,
    ) -> Result<Self, StartError> {
        let db = open_database(&settings).await?;
        Box::pin(Self::start_on(db, settings, clock, random, migrations)).await
    }

    /// The same on a database that is open.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start_on(
        db: Db,
        settings: Settings,
        clock: Clock,
        random: Random,
        migrations: Migrations,
    ) -> Result<Self, StartError> {
        migrate(&db, migrations).await?;
        let settings = Arc::new(settings);
        let now = clock.now().unix();
        let environment_keys =
            EnvironmentKeys { signing: signing_keys(&settings)?, decryption: decryption_keys(&settings)? };
        let secret = secret_key::load(&settings, &random)?;
        let derived = DerivedKeys::from_secret(&secret);
        let derived_previous = settings.keys.secret_key_previous.as_ref().map(DerivedKeys::from_secret);
        let sealer = Sealer::new(&derived, derived_previous.as_ref());
        keys::check_secret_key(&db, &sealer, &random).await?;
        let keeper = Keeper {
            db: &db,
            sealer: &sealer,
            random: &random,
            settings: &settings,
            environment: &environment_keys.signing,
            now,
            actor: SERVER,
            address: None,
        };
        keys::ensure(keeper).await?;
        keys::ensure_decryption(keeper, &environment_keys.decryption).await?;
        let pairwise = keys::pairwise_subjects(&db, &sealer, &random).await?;
        let own_sealer = Sealer::new(&derived, derived_previous.as_ref());
        let directory = Directory::load(db.clone(), Arc::clone(&settings), own_sealer, environment_keys, now).await?;
        let token_sealer = TokenSealer::new(&derived, derived_previous.as_ref());
        let passwords = password_pool(&settings)?;
        let (outbound, post) = outbound(&settings)?;
        let services = Services {
            db,
            settings,
            directory,
            derived,
            derived_previous,
            sealer,
            token_sealer,
            passwords,
            pairwise,
            random,
            refusals: RefusalQueue::default(),
            outbound,
            remote_keys: RemoteKeys::default(),
            deliveries: Notify::new(),
            post,
            pages: OnceLock::new(),
        };
        let app = Self { services: Arc::new(services), clock };
        reseal(&app.services).await?;
        scope::ensure_standard(&app.deps()).await?;
        app.refresh().await?;
        app.ensure_administrator().await?;
        Ok(app)
    }

    /// The view for something that is done now.
    #[must_use]
    pub fn deps(&self) -> Deps {
        Deps::new(Arc::clone(&self.services), self.clock.now())
    }

    /// Sees changes at once instead of at the next poll.
    ///
    /// # Errors
    /// [`StartError::Directory`].
    pub async fn refresh(&self) -> Result<(), StartError> {
        self.services.directory.refresh(self.clock.now().unix()).await?;
        Ok(())
    }

    /// The first administrator from the settings, only while there is none.
    async fn ensure_administrator(&self) -> Result<(), StartError> {
        let bootstrap = &self.services.settings.bootstrap;
        let (Some(username), Some(password)) = (&bootstrap.admin, &bootstrap.password) else { return Ok(()) };
        if store::user::count_admins(&self.services.db).await? > 0 {
            return Ok(());
        }
        let command =
            AddUser { username: username.clone(), admin: true, password: Some(password.clone()), ..AddUser::default() };
        match user::add(&self.deps(), &Actor::Server, command).await {
            Ok(_) => tracing::info!(username, "first administrator made"),
            Err(crate::flow::admin::AdminError::Exists { .. }) => {
                tracing::warn!(username, "bootstrap.admin names an account that is there already");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// What answers requests, and the state that it shares.
    ///
    /// # Errors
    /// [`StartError::Pages`] for a template that cannot be used, [`StartError::Metrics`].
    pub fn gate(&self) -> Result<(Gate, Arc<State>), StartError> {
        let settings = &self.services.settings;
        let scopes = self.services.directory.snapshot().scopes.clone();
        let scopes: Vec<_> = scopes.into_iter().map(|scope| (scope.name, scope.description)).collect();
        let issuer = settings.issuer.clone();
        let pages = Arc::new(Pages::with_branding(settings.templates_dir.as_deref(), &settings.branding)?);
        // A second gate of the same services has the same pages.
        let _ = self.services.pages.set(Arc::clone(&pages));
        let state = Arc::new(State {
            services: Arc::clone(&self.services),
            clock: self.clock.clone(),
            pages,
            openapi: LazyLock::new(Box::new(move || {
                Bytes::from(openapi::description(issuer.as_str(), &scopes).to_string())
            })),
            draining: AtomicBool::new(false),
            request_prefix: self.services.random.token()[..8].to_owned(),
            request_count: AtomicU64::new(0),
            metrics: metrics(settings.metrics.enabled)?,
        });
        Ok((Gate::new(Arc::clone(&state)), state))
    }

    /// What speaks TLS, where the settings say so.
    ///
    /// # Errors
    /// [`StartError::Tls`].
    pub fn tls(&self) -> Result<Option<Tls>, StartError> {
        let tls = &self.services.settings.tls;
        let (Some(certificate), Some(key)) = (&tls.cert_file, &tls.key_file) else { return Ok(None) };
        Ok(Some(Tls::load(TlsFiles { certificate: certificate.clone(), key: key.clone() })?))
    }

    /// Listens where the settings say.
    ///
    /// # Errors
    /// [`StartError::Listen`].
    pub fn listen(&self) -> Result<TcpListener, StartError> {
        let address: SocketAddr = self.services.settings.listen;
        serve::listener(address).map_err(|cause| StartError::Listen { address, cause })
    }

    /// The listener of administrators, where the settings name one.
    fn administrators_door(&self, state: &Arc<State>) -> Result<Option<Door>, StartError> {
        let Some(address) = self.services.settings.admin.listen else { return Ok(None) };
        let listener = serve::listener(address).map_err(|cause| StartError::ListenAdmin { address, cause })?;
        Ok(Some(Door { listener, tls: self.tls()?, gate: Gate::for_administrators(Arc::clone(state)) }))
    }

    fn limits(&self) -> ServeLimits {
        let http = &self.services.settings.http;
        let proxies = self.services.settings.trusted_proxies.clone();
        let limits = ServeLimits {
            max_connections: http.max_connections,
            max_connections_per_address: http.max_connections_per_address,
            drain: http.drain,
            exempt: Arc::new(move |address| address.is_loopback() || proxies.iter().any(|net| net.contains(&address))),
            ..ServeLimits::default()
        };
        limits.within_open_files()
    }

    /// Serves until `shutdown`; then says not ready, finishes what is under way, and closes the database.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn serve(self, listener: TcpListener, shutdown: impl Future<Output = ()>) -> Result<(), StartError> {
        let (gate, state) = self.gate()?;
        let tls = self.tls()?;
        let administrators = self.administrators_door(&state)?;
        let jobs = jobs::start(&self.services, &self.clock);
        let (told, mut stopping) = watch::channel(false);
        let stop = async {
            shutdown.await;
            state.draining.store(true, Ordering::Relaxed);
            tracing::info!("stopping: no new connections, finishing what is under way");
            told.send_replace(true);
        };
        let public = serve::serve_over(listener, tls, serve::app(gate), self.limits(), stop);
        let own = async {
            let Some(door) = administrators else { return Ok(()) };
            // That nobody is left to tell means the same.
            let stop = async { drop(stopping.wait_for(|stopping| *stopping).await) };
            serve::serve_over(door.listener, door.tls, serve::app(door.gate), self.limits(), stop).await
        };
        let served = tokio::try_join!(public, own).map(drop);
        drop(jobs);
        if let Err(error) = self.services.refusals.flush(&self.services.db).await {
            tracing::warn!(cause = %error, "refusal records were lost");
        }
        self.services.db.close().await;
        served.map_err(StartError::Serve)
    }
}

/// A listener with what stands behind it.
struct Door {
    listener: TcpListener,
    tls: Option<Tls>,
    gate: Gate,
}

async fn migrate(db: &Db, migrations: Migrations) -> Result<(), StartError> {
    if store::migrate::is_newer(db).await? {
        return Err(StartError::NewerDatabase);
    }
    match migrations {
        Migrations::Apply => store::migrate::apply(db).await?,
        Migrations::Require => {
            if store::migrate::list(db).await?.iter().any(|migration| !migration.applied) {
                return Err(StartError::PendingMigrations);
            }
        }
    }
    Ok(())
}

/// The signing keys of the settings; of each algorithm the first signs.
fn signing_keys(settings: &Settings) -> Result<Vec<Arc<SigningKey>>, StartError> {
    let mut keys = Vec::new();
    if let Some(text) = &settings.keys.rsa_private_key {
        for material in parse_rsa_private_keys(text.expose())? {
            keys.push(Arc::new(SigningKey::from_rsa(&material).map_err(StartError::SigningKey)?));
        }
    }
    if let Some(text) = &settings.keys.signing_keys {
        for material in parse_private_keys(text.expose()).map_err(StartError::SigningKeys)? {
            let alg = material.default_algorithm();
            if alg == SigningAlgorithm::Rs256 {
                return Err(StartError::MisplacedRsa);
            }
            keys.push(Arc::new(SigningKey::new(&material, alg).map_err(StartError::SigningKey)?));
        }
    }
    Ok(keys)
}

/// The keys of the settings that others encrypt to.
fn decryption_keys(settings: &Settings) -> Result<Vec<Arc<DecryptionKey>>, StartError> {
    let Some(text) = &settings.keys.decryption_keys else { return Ok(Vec::new()) };
    let materials = parse_private_keys(text.expose()).map_err(StartError::DecryptionKeys)?;
    let keys = materials.iter().map(|material| DecryptionKey::new(material).map(Arc::new));
    keys.collect::<Result<_, _>>().map_err(|_| StartError::DecryptionKeys(KeyImportError::Unsupported))
}

fn password_pool(settings: &Settings) -> Result<PasswordPool, StartError> {
    let passwords = &settings.passwords;
    let params = PasswordParams {
        memory_kib: passwords.memory_kib,
        iterations: passwords.iterations,
        parallelism: passwords.parallelism,
    };
    Ok(PasswordPool::new(params, passwords.parallel, passwords.waiting)?)
}

/// What leaves by https, and what leaves by mail.
fn outbound(settings: &Settings) -> Result<(Outbound, Option<Post>), StartError> {
    let outbound = &settings.outbound;
    let options = Options { ca_file: outbound.ca_file.clone(), allow: outbound.allow.clone(), ..Options::default() };
    let post = Post::new(&settings.mail, &settings.branding.product_name).map_err(StartError::Mail)?;
    Ok((Outbound::new(options)?, post))
}

type Render = Box<dyn Fn() -> String + Send + Sync>;

fn metrics(enabled: bool) -> Result<Option<Render>, StartError> {
    if !enabled {
        return Ok(None);
    }
    let handle = PrometheusBuilder::new().install_recorder().map_err(|error| StartError::Metrics(error.to_string()))?;
    Ok(Some(Box::new(move || handle.render())))
}
