//! How the cloud behaves: no files, no agenda, no threads, no serde, no documents.

pub mod alarms;
pub mod hosting;
pub mod launch;
pub mod metrics;
pub mod scaling;
pub mod serving;
pub mod traffic;
