//! The requests that came, to be read back.

use std::{
    collections::VecDeque,
    time::{Duration, SystemTime},
};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::model::{
    answer::{self, Answer, Body},
    request::Operation,
};

/// The bytes of recorded bodies that are kept; older requests are forgotten first.
const KEPT_BYTES: usize = 32 << 20;
/// The approximate size of a request besides its body.
const OVERHEAD: usize = 512;

/// A request, and what became of it.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// When it came.
    pub at: SystemTime,
    /// For example `PUT`.
    pub method: String,
    /// Path and query, as they were sent.
    pub path: String,
    /// The body, as text.
    pub body: String,
    /// The call that it is, when it is one of Lambda's.
    pub operation: Option<Operation>,
    /// The UUID of the mapping that it is about, from the path or the answer; may be empty.
    pub uuid: String,
    /// The account that the signature stands for; empty without one.
    pub account: String,
    /// The Region of the signature; empty without one.
    pub region: String,
    /// The access key of the signature; empty without one.
    pub access_key: String,
    /// The status that was answered; none before the answer, and when there was none.
    pub status: Option<u16>,
    /// The code and the text of an error that was answered.
    pub error: Option<String>,
    /// Whether a fault on order had a part in it.
    pub fault: bool,
    /// From the end of the request to the answer.
    pub took: Duration,
}

/// Requests in order of arrival, the newest that fit in memory.
#[derive(Debug, Default)]
pub(crate) struct Record {
    kept: VecDeque<Recorded>,
    /// How many were forgotten.
    forgotten: usize,
    bytes: usize,
    followers: Vec<UnboundedSender<Recorded>>,
}

// === impl Record ===

impl Record {
    /// Notes a request that came; the number is for [`Record::finish`].
    pub(crate) fn begin(&mut self, request: Recorded) -> usize {
        self.bytes += request.size();
        self.kept.push_back(request);
        while self.bytes > KEPT_BYTES && self.kept.len() > 1 {
            if let Some(oldest) = self.kept.pop_front() {
                self.bytes -= oldest.size();
                self.forgotten += 1;
            }
        }
        self.forgotten + self.kept.len() - 1
    }

    /// Stores the outcome of a call and sends it to the followers.
    pub(crate) fn finish(&mut self, number: usize, fate: impl FnOnce(&mut Recorded)) {
        let Some(index) = number.checked_sub(self.forgotten) else {
            return;
        };
        if let Some(request) = self.kept.get_mut(index) {
            fate(request);
            let request = &*request;
            self.followers
                .retain(|follower| follower.send(request.clone()).is_ok());
        }
    }

    pub(crate) fn all(&self) -> Vec<Recorded> {
        self.kept.iter().cloned().collect()
    }

    /// How many came in all, and those that are kept of what came after the first `number`.
    pub(crate) fn after(&self, number: usize) -> (usize, Vec<Recorded>) {
        let skipped = number.saturating_sub(self.forgotten);
        let kept = self.kept.iter().skip(skipped).cloned().collect();
        (self.forgotten + self.kept.len(), kept)
    }

    /// The request of that number, counted from 0, if it is kept.
    pub(crate) fn at(&self, number: usize) -> Option<&Recorded> {
        self.kept.get(number.checked_sub(self.forgotten)?)
    }

    /// Forgets all that came.
    pub(crate) fn clear(&mut self) {
        self.forgotten += self.kept.len();
        self.kept.clear();
        self.bytes = 0;
    }

    pub(crate) fn follow(&mut self) -> UnboundedReceiver<Recorded> {
        let (sender, receiver) = unbounded_channel();
        self.followers.push(sender);
        receiver
    }
}

// === impl Recorded ===

impl Recorded {
    /// Notes what was answered.
    pub(crate) fn note(&mut self, answer: &Answer) {
        self.status = Some(answer.status);
        let Body::Json(body) = &answer.body else {
            return;
        };
        if let Some(code) = &answer.code {
            self.error = Some(format!("{code}: {}", answer::text_of(body)));
        }
        if self.uuid.is_empty() {
            let uuid = body["UUID"].as_str().unwrap_or_default();
            uuid.clone_into(&mut self.uuid);
        }
    }

    fn size(&self) -> usize {
        OVERHEAD + self.path.len() + self.body.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(path: &str, body: String) -> Recorded {
        Recorded {
            at: SystemTime::UNIX_EPOCH,
            method: "GET".into(),
            path: path.into(),
            body,
            operation: None,
            uuid: String::new(),
            account: String::new(),
            region: String::new(),
            access_key: String::new(),
            status: None,
            error: None,
            fault: false,
            took: Duration::ZERO,
        }
    }

    #[test]
    fn the_oldest_requests_are_forgotten_when_memory_is_full() {
        let mut record = Record::default();
        let first = record.begin(request("/first", String::new()));
        for _ in 0..100 {
            record.begin(request("/large", "x".repeat(1 << 20)));
        }
        let last = record.begin(request("/last", String::new()));
        record.finish(first, |request| request.status = Some(200));
        record.finish(last, |request| request.status = Some(404));
        let kept = record.all();
        assert!(kept.len() < 70, "{}", kept.len());
        assert!(kept.iter().all(|request| request.status != Some(200)));
        assert_eq!(kept.last().unwrap().status, Some(404));
    }

    #[test]
    fn who_follows_is_told_of_each_answer() {
        let mut record = Record::default();
        let mut follower = record.follow();
        let number = record.begin(request("/a", String::new()));
        assert!(follower.try_recv().is_err());
        record.finish(number, |request| request.status = Some(202));
        assert_eq!(follower.try_recv().unwrap().status, Some(202));
    }
}
