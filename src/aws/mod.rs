//! Each AWS document once: plain data in AWS's names.

pub mod activity;
