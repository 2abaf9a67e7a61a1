//! The manual pages in `release/man`, made of the command line; a release packs them.

use clap::CommandFactory as _;
use terraform_provider_awslambda::cli::Line;

use crate::support::committed::assert_committed;

#[test]
fn the_manual_pages_are_committed() {
    let mut command = Line::command();
    command.build();
    let name = command.get_name().to_owned();
    let mut pages = vec![(name.clone(), command.clone())];
    for inner in command.get_subcommands() {
        let page = format!("{name}-{}", inner.get_name());
        // The name of the page, so that `man` finds it under that.
        pages.push((page.clone(), inner.clone().display_name(page)));
    }
    assert!(pages.len() > 5, "{} pages", pages.len());
    for (name, command) in pages {
        let mut text = Vec::new();
        clap_mangen::Man::new(command)
            .title(&name)
            .date("")
            .render(&mut text)
            .unwrap();
        let text = String::from_utf8(text).unwrap();
        assert_committed(&format!("release/man/{name}.1"), &text);
    }
}
