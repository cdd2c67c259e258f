//! Does an import say all of it, and only that?
