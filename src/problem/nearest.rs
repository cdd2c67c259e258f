//! What the user may have meant: the known word nearest to an unknown one.

/// The candidate nearest to `word` by edit distance without regard to case, if it is near enough to be a slip.
pub fn nearest<'a>(_word: &str, _candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    todo!()
}
