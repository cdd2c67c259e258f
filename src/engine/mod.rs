//! What happens next, at what time, and with which random number. Knows nothing of AWS.

pub mod law;
pub mod math;
pub mod random;
pub mod time;
pub mod zone;

pub use law::Law;
pub use random::{Purpose, RunSeed, Stream};
pub use time::{Span, Time};
pub use zone::Zone;
