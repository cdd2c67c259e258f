//! Do several variants share an endpoint as AWS has them share it: traffic by weight, one lock, alarms across?

#![expect(clippy::unwrap_used, reason = "a test may fail so")]

#[path = "../binary/mod.rs"]
#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

mod alarms;
mod lock;
mod shop;
mod traffic;
mod whole;
