//! What the reader gets.
