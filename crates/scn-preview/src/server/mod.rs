//! The server: connections, and the content to show.

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

/// The maximum number of simultaneous requests; each has a thread, including those that wait for
/// news.
const AT_ONCE: usize = 256;

/// How often a message is sent to clients that wait for news, so that closed connections are
/// noticed.
const STILL_HERE: Duration = Duration::from_secs(15);

/// Reads a media file of the pack, by its path in the story.
pub type MediaReader = Box<dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync>;

/// The settings of the server.
pub struct Settings {
    /// The port; 0 for any free one.
    pub port: u16,
    /// The token that a request must contain: letters and digits that nobody can guess.
    pub token: String,
    /// Reads media files. It is only called for those that the story names.
    pub media: MediaReader,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings").field("port", &self.port).finish_non_exhaustive()
    }
}

/// The server. It stops when this is dropped.
///
/// # Examples
///
/// ```
/// use std::io::{Read, Write};
/// use std::net::TcpStream;
///
/// use scn_preview::{Preview, Settings};
///
/// // The token is drawn at random for every start, so that no other page can guess it.
/// let token = "0123456789abcdef".to_owned();
/// let preview = Preview::start(Settings { port: 0, token, media: Box::new(|_| None) })?;
/// preview.show_trouble("the folder is being moved");
///
/// // What a browser does with the address.
/// let address = preview.address();
/// let address = address.trim_start_matches("http://");
/// let (host, path) = address.split_once('/').expect("it has a path");
/// let mut client = TcpStream::connect(host)?;
/// write!(client, "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
/// let mut page = String::new();
/// client.read_to_string(&mut page)?;
/// assert!(page.starts_with("HTTP/1.1 200 "));
/// # Ok::<(), std::io::Error>(())
/// ```
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
    /// Starts the server on the loopback address, which no other machine can reach.
    ///
    /// # Errors
    ///
    /// If the port is in use, or may not be used.
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
        std::thread::Builder::new().name("preview".to_owned()).spawn(move || of_thread.accept_clients(&listener))?;
        Ok(Self { shared, address, token: settings.token })
    }

    /// Returns the URL of the page.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://{}/{}/", self.address, self.token)
    }

    /// Shows the result of a check, and notifies open pages at once.
    pub fn update(&self, update: Update<'_>) {
        self.shared.change_content(|content| content.apply_update(update));
    }

    /// Shows why the files cannot be read. The previous content stays.
    pub fn show_trouble(&self, message: &str) {
        self.shared.change_content(|content| {
            content.version += 1;
            content.saves += 1;
            content.trouble = Some(message.to_owned());
        });
    }

    /// Draws the graphs of the shown story that have changed. This takes as long as a proof may,
    /// and ends early if the watcher in the limits says so.
    pub fn draw_graphs(&self, limits: &Limits<'_>) {
        let Content { story, graphs, .. } = self.shared.current_content();
        let Some(story) = story else { return };
        graphs::draw_changed(&story, &graphs, limits, |id, drawn| {
            self.shared.change_content(|content| {
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
        // Connects once, so that the thread that waits for a client wakes up.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_millis(200));
    }
}

impl Shared {
    fn lock_content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the current content. Copies small parts and shares the rest.
    fn current_content(&self) -> Content {
        self.lock_content().clone()
    }

    fn change_content(&self, change: impl FnOnce(&mut Content)) {
        change(&mut self.lock_content());
        self.news.notify_all();
    }

    fn accept_clients(self: &Arc<Self>, listener: &TcpListener) {
        for stream in listener.incoming() {
            if self.over.load(Ordering::SeqCst) {
                return;
            }
            // A client that has already gone away is ignored.
            let Ok(client) = stream.and_then(Client::new) else { continue };
            if AT_ONCE <= self.busy.fetch_add(1, Ordering::SeqCst) {
                // Sending an answer would keep all others waiting.
                self.busy.fetch_sub(1, Ordering::SeqCst);
                continue;
            }
            let shared = BusyGuard(Arc::clone(self));
            // If no thread can be started, the client is dropped with the closure and sees a closed
            // connection.
            let _ = std::thread::Builder::new()
                .name("preview client".to_owned())
                .spawn(move || shared.0.serve_client(client));
        }
    }

    fn serve_client(&self, mut client: Client) {
        let answer = match client.read_head() {
            Ok(None) => return,
            Ok(Some(mut head)) => match self.guard.check_request(&head).map(str::to_owned) {
                Ok(path) if head.method == "GET" && path == "news" => {
                    // It ends when the reader has gone away.
                    let _ = client.into_event_stream().and_then(|stream| self.send_news(stream));
                    return;
                }
                Ok(path) if head.method == "GET" => self.answer_get(&path),
                Ok(path) => client.read_body(&mut head).and_then(|body| self.answer_post(&path, &body)),
                Err(refusal) => Err(refusal),
            },
            Err(refusal) => Err(refusal),
        };
        client.send_answer(&answer.unwrap_or_else(Answer::from_refusal));
    }

    /// Announces every new version, as server-sent events.
    fn send_news(&self, mut stream: TcpStream) -> io::Result<()> {
        let mut last_sent = None;
        let mut content = self.lock_content();
        while !self.over.load(Ordering::SeqCst) {
            let version = content.version;
            drop(content);
            if last_sent == Some(version) {
                stream.write_all(b": still here\n\n")?;
            } else {
                stream.write_all(format!("data: {version}\n\n").as_bytes())?;
            }
            last_sent = Some(version);
            content = self.lock_content();
            let has_no_news = |content: &mut Content| content.version == version && !self.over.load(Ordering::SeqCst);
            content = self
                .news
                .wait_timeout_while(content, STILL_HERE, has_no_news)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        Ok(())
    }
}

/// A request that is being answered.
struct BusyGuard(Arc<Shared>);

impl Drop for BusyGuard {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, Ordering::SeqCst);
    }
}
