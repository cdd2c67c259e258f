//! Who is next: the requests of all processes and records of a run, merged by time, then source.

use super::batches::Batches;
use super::curve::Curve;
use super::hawkes::Hawkes;
use super::modulation::Modulation;
use super::renewal::Renewal;
use super::replay::ExactCounts;
use super::stamps::Stamps;
use super::time_change::TimeChange;
use super::{Process, Shape, Source, Traffic};
use crate::engine::random::mix;
use crate::engine::{Law, Purpose, RunSeed, Stream, Time, law};

/// The arrivals of one run, in order of time, then source, then file order.
///
/// A request of sources that share a process carries the first of them: whose it is is drawn only where someone asks.
#[derive(Clone, Debug)]
pub struct Arrivals {
    next: Time,
    source: u32,
    feeds: Feeds,
}

/// The one renewal process that most scenarios have, or anything else.
#[derive(Clone, Debug)]
enum Feeds {
    One(Box<Renewal>),
    Merged(Box<Merged>),
}

#[derive(Clone, Debug)]
enum Feed {
    Renewal(Renewal),
    Batches(Batches),
    Hawkes(Hawkes),
    Counts(Box<ExactCounts>),
    Stamps(Stamps),
}

impl Arrivals {
    /// The next arrival, [`Time::NEVER`] when there is none.
    #[inline]
    pub fn next(&self) -> Time {
        self.next
    }

    /// The source of the next arrival: its index, or the first of those that share its process.
    #[inline]
    pub fn source(&self) -> u32 {
        self.source
    }

    /// Takes the next arrival.
    #[inline]
    pub fn advance(&mut self) {
        match &mut self.feeds {
            Feeds::One(renewal) => self.next = renewal.advance(),
            Feeds::Merged(merged) => (self.next, self.source) = merged.advance(),
        }
    }

    pub(super) fn new(traffic: &Traffic, seed: RunSeed, from: Time, until: Time) -> Self {
        let run = Run { traffic, seed, from, until };
        let mut feeds = run.feeds();
        let alone = feeds.len() == 1 && matches!(feeds[0].1, Feed::Renewal(_));
        let mut arrivals = match feeds.pop() {
            Some((source, Feed::Renewal(renewal))) if alone => {
                Self { next: Time::NEVER, source, feeds: Feeds::One(Box::new(renewal)) }
            }
            last => {
                feeds.extend(last);
                let merged = Box::new(Merged::new(feeds));
                return Self { next: merged.next(), source: merged.source(), feeds: Feeds::Merged(merged) };
            }
        };
        arrivals.advance();
        arrivals
    }
}

impl Feed {
    fn advance(&mut self) -> Time {
        match self {
            Self::Renewal(feed) => feed.advance(),
            Self::Batches(feed) => feed.advance(),
            Self::Hawkes(feed) => feed.advance(),
            Self::Counts(feed) => feed.advance(),
            Self::Stamps(feed) => feed.advance(),
        }
    }
}

/// Several feeds, the next request of each at hand.
#[derive(Clone, Debug)]
struct Merged {
    heads: Vec<(Time, u32)>,
    feeds: Vec<Feed>,
    first: usize,
}

impl Merged {
    /// `feeds` in order of their sources.
    fn new(feeds: Vec<(u32, Feed)>) -> Self {
        let (sources, mut feeds): (Vec<u32>, Vec<Feed>) = feeds.into_iter().unzip();
        let heads = sources.into_iter().zip(&mut feeds).map(|(source, feed)| (feed.advance(), source)).collect();
        let mut merged = Self { heads, feeds, first: 0 };
        merged.find_first();
        merged
    }

    fn next(&self) -> Time {
        self.heads.get(self.first).map_or(Time::NEVER, |head| head.0)
    }

    fn source(&self) -> u32 {
        self.heads.get(self.first).map_or(0, |head| head.1)
    }

    fn advance(&mut self) -> (Time, u32) {
        if let Some(feed) = self.feeds.get_mut(self.first) {
            self.heads[self.first].0 = feed.advance();
            self.find_first();
        }
        (self.next(), self.source())
    }

    /// A scan: a scenario has few processes, and the heads lie in one cache line or two.
    fn find_first(&mut self) {
        for (index, head) in self.heads.iter().enumerate() {
            if *head < self.heads[self.first] {
                self.first = index;
            }
        }
    }
}

/// What every feed of a run is made from.
struct Run<'a> {
    traffic: &'a Traffic,
    seed: RunSeed,
    from: Time,
    until: Time,
}

impl Run<'_> {
    /// The feeds, in order of their (first) sources.
    fn feeds(&self) -> Vec<(u32, Feed)> {
        let sources = &self.traffic.sources;
        let shared = |to: Option<u16>| {
            sources.iter().enumerate().filter(move |(_, other)| shares_process(other) && other.to == to)
        };
        let mut feeds = Vec::new();
        for (index, source) in sources.iter().enumerate() {
            let own = (self.seed, entity(sources, index));
            let feed = match (&source.shape, &source.process) {
                (Shape::Counts(counts), _) if !source.shape.is_rate() => {
                    let bounds = (self.from, self.until);
                    Feed::Counts(Box::new(ExactCounts::new(self.traffic, (source, counts), own, bounds)))
                }
                (Shape::Stamps(stamps), _) => {
                    Feed::Stamps(Stamps::new(self.traffic, (source, stamps), own, (self.from, self.until)))
                }
                (_, Some(process)) => self.process(process, vec![source.clone()], own.1),
                (_, None) if shared(source.to).next().is_some_and(|(first, _)| first == index) => {
                    let members = shared(source.to).map(|(_, member)| member.clone()).collect();
                    // Each place has a process of its own, so that whose a request is needs no draw.
                    let entity = source.to.map_or(SHARED, |place| mix(u64::from(place) + 1));
                    self.process(&self.traffic.process, members, entity)
                }
                (_, None) => continue,
            };
            feeds.push((index as u32, feed));
        }
        feeds
    }

    fn process(&self, process: &Process, members: Vec<Source>, entity: u64) -> Feed {
        let curve = Curve::new(self.traffic, members, Some(self.seed));
        let modulation = if let Process::Mmpp { factors, stay_secs } = process {
            Some(Modulation::new(factors, stay_secs, self.stream(Purpose::Modulation, entity), self.from))
        } else {
            None
        };
        let time = TimeChange::new(curve, modulation, self.from, self.until);
        let gaps = self.stream(Purpose::Gap, entity);
        match process {
            Process::Batches(size) => {
                Feed::Batches(Batches::new(time, *size, gaps, self.stream(Purpose::Cluster, entity)))
            }
            Process::Hawkes { branching, decay_per_sec } => {
                let streams = (gaps, self.stream(Purpose::Cluster, entity));
                Feed::Hawkes(Hawkes::new(time, (*branching, *decay_per_sec), streams, (self.from, self.until)))
            }
            _ => Feed::Renewal(Renewal::new(time, gap_law(process), gaps)),
        }
    }

    fn stream(&self, purpose: Purpose, entity: u64) -> Stream {
        Stream::from_key(self.seed.key(purpose, entity))
    }
}

/// Gaps of mean 1 in operational time.
fn gap_law(process: &Process) -> Law {
    match process {
        Process::Regular => Law::Constant(crate::engine::Span::SECOND),
        Process::Gamma { cv } => Law::Gamma { shape: 1.0 / (cv * cv), scale_secs: cv * cv },
        Process::Hyperexponential { cv } => law::hyperexponential(1.0, *cv),
        _ => Law::Exponential { mean_secs: 1.0 },
    }
}

/// Whether a source is a rate that goes into the process that sources without their own share.
pub(super) fn shares_process(source: &Source) -> bool {
    source.process.is_none() && source.shape.is_rate()
}

/// Stands for all sources that share a process.
const SHARED: u64 = 0;

/// What the random numbers of a source hang on: its name, so that a source more, before or after it, moves none of its
/// arrivals; of equal names also the number of those before.
fn entity(sources: &[Source], index: usize) -> u64 {
    let name = &sources[index].name;
    let twins = sources[..index].iter().filter(|other| other.name == *name).count();
    name.bytes().fold(mix(twins as u64 + 1), |hash, byte| mix(hash ^ u64::from(byte)).wrapping_add(1))
}
