//! Where calls of AWS are repeated: in the driver and in the waiter. Other loops read pages.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::sources;

/// The loops that wait for something, by file and function.
const LOOPS: [(&str, &str); 8] = [
    // Pages of a list.
    ("src/aws/api/calls.rs", "find"),
    // A place in the queue of the budget: no call.
    ("src/aws/api/pace/gate.rs", "pass"),
    // The shared looks of changes in flight.
    ("src/aws/api/shared/poll.rs", "look"),
    ("src/aws/api/shared/poll.rs", "foresee"),
    // Pages of tags.
    ("src/aws/api/shared/tag_sets/bulk.rs", "shown"),
    // Pages of a list.
    ("src/aws/discover.rs", "pages"),
    // The driver.
    (
        "src/aws/event_source_mapping/operate/next/persist.rs",
        "work_off",
    ),
    // What a change waits for.
    ("src/aws/event_source_mapping/operate/settle.rs", "settle"),
];

/// The functions in whose loops something is awaited, once for each such loop. A loop inside a loop counts
/// with it.
fn awaiting(tokens: TokenStream, function: &str, found: &mut Vec<String>) {
    let mut function = function.to_owned();
    // After `for`, only a loop has `in` before its braces; an `impl` has not.
    let mut begun = None;
    let mut before = String::new();
    for token in tokens {
        match &token {
            TokenTree::Ident(word) => match word.to_string().as_str() {
                "loop" | "while" => begun = Some(true),
                "for" => begun = Some(false),
                "in" if begun.is_some() => begun = Some(true),
                name if before == "fn" => name.clone_into(&mut function),
                _ => {}
            },
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                if begun.take() == Some(true) && waits(group.stream()) {
                    found.push(function.clone());
                } else {
                    awaiting(group.stream(), &function, found);
                }
            }
            TokenTree::Group(group) => awaiting(group.stream(), &function, found),
            TokenTree::Punct(it) if it.as_char() == ';' => begun = None,
            _ => {}
        }
        before = token.to_string();
    }
}

fn waits(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "await",
        TokenTree::Group(group) => waits(group.stream()),
        _ => false,
    })
}

#[test]
fn only_the_driver_and_the_waiter_repeat_a_call() {
    let mut loops = Vec::new();
    for source in sources("src/aws") {
        let mut found = Vec::new();
        let tokens = source.code.join("\n").parse();
        let tokens = tokens.unwrap_or_else(|error| panic!("{}: {error}", source.path));
        awaiting(tokens, "", &mut found);
        loops.extend(found.into_iter().map(|it| (source.path.clone(), it)));
    }
    let allowed = LOOPS.map(|(path, function)| (path.to_owned(), function.to_owned()));
    assert_eq!(loops, allowed);
}

#[test]
fn a_loop_that_awaits_is_found_with_its_function() {
    let code = "
        impl Work for Update { async fn send(&self) { self.once().await } }
        async fn first() { for it in all() { go(async { it.call().await }).await; } }
        fn second() { for it in all() { it.count(); } }
        async fn third() { if x { while let Some(it) = next() { it.await } } loop { one().await } }
        async fn fourth() { call(|it| it.get()).await }
    ";
    let mut found = Vec::new();
    awaiting(code.parse().unwrap(), "", &mut found);
    assert_eq!(found, ["first", "third", "third"]);
}
