//! The service: who asks for what, and what there is to show.

mod assets;
mod guard;
mod http;
mod routes;

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use scn_prover::Limits;

use crate::content::{Content, Update};
use crate::graphs;
use guard::Guard;
use http::{Answer, Client};

/// How many requests are answered at once; each has a thread, and waits for news count too.
const AT_ONCE: usize = 256;

/// How often somebody who waits for news is written to, so that one who went away is noticed.
const STILL_HERE: Duration = Duration::from_secs(15);

/// Reads a media file of the pack, by the path that the story has for it.
pub type MediaReader = Box<dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync>;

/// How the service is started.
pub struct Settings {
    /// The port; 0 is any free one.
    pub port: u16,
    /// What whoever asks must know: letters and digits that nobody can guess.
    pub token: String,
    /// Reads media files. Only those that the story names are asked for.
    pub media: MediaReader,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings").field("port", &self.port).finish_non_exhaustive()
    }
}

/// The service. It ends when this is dropped.
#[derive(Debug)]
pub struct Preview {
    shared: Arc<Shared>,
    address: SocketAddr,
    token: String,
}

struct Shared {
    guard: Guard,
    media: MediaReader,
    content: Mutex<Content>,
    news: Condvar,
    busy: AtomicUsize,
    over: AtomicBool,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("busy", &self.busy).finish_non_exhaustive()
    }
}

impl Preview {
    /// Starts the service on this machine's own address, which no other machine reaches.
    ///
    /// # Errors
    /// When the port is taken, or may not be used.
    pub fn start(settings: Settings) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, settings.port))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            guard: Guard::new(&settings.token, address.port()),
            media: settings.media,
            content: Mutex::default(),
            news: Condvar::new(),
            busy: AtomicUsize::new(0),
            over: AtomicBool::new(false),
        });
        let of_thread = Arc::clone(&shared);
        std::thread::Builder::new().name("preview".to_owned()).spawn(move || of_thread.accept(&listener))?;
        Ok(Self { shared, address, token: settings.token })
    }

    /// Where the page is.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://{}/{}/", self.address, self.token)
    }

    /// Shows what a check came to; pages that are open are told at once.
    pub fn update(&self, update: Update<'_>) {
        self.shared.change(|content| content.take(update));
    }

    /// Says that the files cannot be read, and why. What was shown stays.
    pub fn trouble(&self, message: &str) {
        self.shared.change(|content| {
            content.version += 1;
            content.saves += 1;
            content.trouble = Some(message.to_owned());
        });
    }

    /// Draws the graphs of the story that is shown, those that have changed. It takes as long as a
    /// proof may, and ends early where the watch of the limits says so.
    pub fn draw(&self, limits: &Limits<'_>) {
        let Content { story, graphs, .. } = self.shared.now();
        let Some(story) = story else { return };
        graphs::draw(&story, &graphs, limits, |id, drawn| {
            self.shared.change(|content| {
                content.version += 1;
                content.graphs.insert(id.to_owned(), Arc::new(drawn));
            });
        });
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        self.shared.news.notify_all();
        // Whoever waits for a client gets one.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_millis(200));
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What there is to show. Copies what is small, and shares the rest.
    fn now(&self) -> Content {
        self.lock().clone()
    }

    fn change(&self, change: impl FnOnce(&mut Content)) {
        change(&mut self.lock());
        self.news.notify_all();
    }

    fn accept(self: &Arc<Self>, listener: &TcpListener) {
        for stream in listener.incoming() {
            if self.over.load(Ordering::SeqCst) {
                return;
            }
            // A client that is gone before it is met is no trouble.
            let Ok(client) = stream.and_then(Client::new) else { continue };
            if AT_ONCE <= self.busy.fetch_add(1, Ordering::SeqCst) {
                // To answer would keep everybody else waiting.
                self.busy.fetch_sub(1, Ordering::SeqCst);
                continue;
            }
            let shared = Busy(Arc::clone(self));
            // Without a thread the client is dropped with the closure, and sees a closed
            // connection.
            let _ = std::thread::Builder::new().name("preview client".to_owned()).spawn(move || shared.0.meet(client));
        }
    }

    fn meet(&self, mut client: Client) {
        let answer = match client.head() {
            Ok(None) => return,
            Ok(Some(mut head)) => match self.guard.admit(&head).map(str::to_owned) {
                Ok(path) if head.method == "GET" && path == "news" => {
                    // It ends when the reader has gone away.
                    let _ = client.stream().and_then(|stream| self.tell_news(stream));
                    return;
                }
                Ok(path) if head.method == "GET" => self.get(&path),
                Ok(path) => client.body(&mut head).and_then(|body| self.post(&path, &body)),
                Err(refusal) => Err(refusal),
            },
            Err(refusal) => Err(refusal),
        };
        client.answer(&answer.unwrap_or_else(Answer::refusal));
    }

    /// Tells of every new version, as server-sent events.
    fn tell_news(&self, mut stream: TcpStream) -> io::Result<()> {
        let mut told = None;
        let mut content = self.lock();
        while !self.over.load(Ordering::SeqCst) {
            let version = content.version;
            drop(content);
            if told == Some(version) {
                stream.write_all(b": still here\n\n")?;
            } else {
                stream.write_all(format!("data: {version}\n\n").as_bytes())?;
            }
            told = Some(version);
            content = self.lock();
            let nothing = |content: &mut Content| content.version == version && !self.over.load(Ordering::SeqCst);
            content =
                self.news.wait_timeout_while(content, STILL_HERE, nothing).unwrap_or_else(PoisonError::into_inner).0;
        }
        Ok(())
    }
}

/// A request that is being answered.
struct Busy(Arc<Shared>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, Ordering::SeqCst);
    }
}
