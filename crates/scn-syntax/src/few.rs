//! Lists that most often have one item or none.

/// Adds an item to a list. The first takes only its own memory, where `Vec::push` would reserve
/// memory for four: a pack has hundreds of thousands of such lists, which live as long as its view.
pub(crate) fn push_few<T>(list: &mut Vec<T>, item: T) {
    if list.capacity() == 0 {
        list.reserve_exact(1);
    }
    list.push(item);
}
