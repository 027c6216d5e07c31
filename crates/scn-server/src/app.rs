//! What all requests share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use scn_records::Database;
use tokio::sync::Semaphore;

use crate::batch::Batch;
use crate::course::{Course, File};
use crate::layout::STYLE;
use crate::openid::Provider;
use crate::outbox::Outbox;
use crate::pool::Pool;
use crate::refusal::Refusal;
use crate::start_error::StartError;
use crate::steps::{self, NextStep};
use crate::tables::accounts::Account;
use crate::tables::sessions;
use crate::{Certificates, Settings};

/// How many threads store steps of learners on PostgreSQL, so that a row for which one waits does
/// not hold up all.
const LANES: usize = 2;

/// What all requests share.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) pool: Arc<Pool>,
    pub(crate) courses: Arc<[Course]>,
    /// The address under which the server is known, such as `https://learn.example.org`.
    pub(crate) base_url: Option<String>,
    /// Whether anybody may create an account.
    pub(crate) sign_up: bool,
    pub(crate) certificates: Option<Certificates>,
    /// Whether the last address in `X-Forwarded-For` is the visitor's.
    pub(crate) behind_proxy: bool,
    /// Accounts of those who are signed in, by the keys of their visits. Only for PostgreSQL.
    pub(crate) sessions: Option<Batch<String, Option<Account>>>,
    /// Stores steps of learners, and returns whether each was stored. Only for PostgreSQL.
    pub(crate) steps: Option<Batch<NextStep, bool>>,
    /// The provider by which people of the organisation sign in.
    pub(crate) provider: Option<Arc<Provider>>,
    /// Statements for a learning record store.
    pub(crate) outbox: Option<Outbox>,
    pub(crate) style: File,
    /// Computing the digest of a passphrase takes 19 MiB, so only a few are computed at a time.
    hashing: Semaphore,
    pub(crate) counts: Counts,
}

/// What is counted for `/metrics`.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) requests: AtomicU64,
    pub(crate) failed: AtomicU64,
    pub(crate) refused: AtomicU64,
    pub(crate) events: AtomicU64,
    pub(crate) sign_ins: AtomicU64,
}

impl Counts {
    /// Adds to a count.
    pub(crate) fn add(count: &AtomicU64, number: usize) {
        count.fetch_add(number as u64, Ordering::Relaxed);
    }
}

impl App {
    /// Opens the database.
    pub(crate) fn open(settings: Settings) -> Result<Self, StartError> {
        let base_url = settings.base_url.map(|it| it.trim_end_matches('/').to_owned());
        let base = || base_url.as_deref().ok_or_else(|| "it needs the address of this server".to_owned());
        let provider = settings.openid.map(|it| Provider::new(it, base()?)).transpose();
        let outbox = settings.lrs.map(|it| Outbox::new(it, base()?)).transpose();
        let provider = provider.map_err(StartError::Provider)?.map(Arc::new);
        let outbox = outbox.map_err(StartError::Lrs)?;
        let pool = Arc::new(Pool::open(&settings.database, &settings.courses)?);
        let mut courses = settings.courses;
        let known = Arc::default();
        for course in &mut courses {
            course.has_outbox = outbox.is_some();
            course.known = Arc::clone(&known);
        }
        let (mut sessions, mut steps) = (None, None);
        if Database::is_url(&settings.database) {
            let accounts = |database: &mut Database, keys: &[String]| sessions::accounts(database, keys, now());
            sessions = Some(Batch::start(&pool, 1, accounts)?);
            steps = Some(Batch::start(&pool, LANES, steps::store_all)?);
        }
        Ok(Self {
            pool,
            sessions,
            steps,
            courses: courses.into(),
            base_url,
            sign_up: settings.sign_up,
            certificates: settings.certificates,
            behind_proxy: settings.behind_proxy,
            provider,
            outbox,
            style: File::new("text/css; charset=utf-8", STYLE.as_bytes().to_vec()),
            hashing: Semaphore::new(2),
            counts: Counts::default(),
        })
    }

    /// Does some work with the database.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Database) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.pool.run(work).await
    }

    /// Does some work that only reads.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.pool.read(work).await
    }

    /// Does some work that only reads what is stored of a course.
    pub(crate) async fn read_course<T: Send + 'static>(
        &self,
        path: &str,
        work: impl FnOnce(&Database, &Course) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let index = self.course_index(path)?;
        let courses = Arc::clone(&self.courses);
        let with_course = move |database: &Database| {
            courses.get(index).map_or(Err(Refusal::NotFound), |course| work(database, course))
        };
        self.read(with_course).await
    }

    /// Does some work that changes what is stored of a course.
    pub(crate) async fn change_course<T: Send + 'static>(
        &self,
        path: &str,
        work: impl FnOnce(&mut Database, &Course) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.pool.change(self.with_course(path, work)?).await
    }

    /// Does some work with the database and a course.
    pub(crate) async fn run_course<T: Send + 'static>(
        &self,
        path: &str,
        work: impl FnOnce(&mut Database, &Course) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.run(self.with_course(path, work)?).await
    }

    /// Returns work with the database that finds its course.
    fn with_course<T, W: FnOnce(&mut Database, &Course) -> Result<T, Refusal>>(
        &self,
        path: &str,
        work: W,
    ) -> Result<impl FnOnce(&mut Database) -> Result<T, Refusal> + use<T, W>, Refusal> {
        let index = self.course_index(path)?;
        let courses = Arc::clone(&self.courses);
        Ok(move |database: &mut Database| {
            courses.get(index).map_or(Err(Refusal::NotFound), |course| work(database, course))
        })
    }

    fn course_index(&self, path: &str) -> Result<usize, Refusal> {
        self.courses.iter().position(|course| course.path() == path).ok_or(Refusal::NotFound)
    }

    /// Returns a course by its segment in addresses.
    pub(crate) fn course(&self, path: &str) -> Result<&Course, Refusal> {
        self.courses.iter().find(|course| course.path() == path).ok_or(Refusal::NotFound)
    }

    /// Computes something about a passphrase, on a thread that may take long.
    pub(crate) async fn hash<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let stopped = |_| Refusal::Failed("the server stops".to_owned());
        let _permit = self.hashing.acquire().await.map_err(stopped)?;
        tokio::task::spawn_blocking(work).await.map_err(|_| Refusal::Failed("a request panicked".to_owned()))
    }

    /// Whether visitors come by https.
    pub(crate) fn is_secure(&self) -> bool {
        self.base_url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// Returns the time, in milliseconds since the start of 1970 in UTC.
pub(crate) fn now() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "records and sessions have times, which requests do not bring along")]
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
