//! What was asked, what is seen.
