use super::{model::Model as _, text::Json, tf::prose, *};
use crate::framework::{
    diagnostics::{Diagnostic, Diagnostics},
    schema::{Life, Shape, spec::optional},
    value::{Value, path::Path, types::Type},
};

model! {
    /// A part.
    struct Part {
        /// What it is.
        mutable spec: Tf<Json> = optional();
        /// What it is called.
        mutable name: Tf<String> = optional();
    }
}

fn part(spec: &str, name: &str) -> Part {
    Part {
        spec: Tf::Known(Json(spec.to_owned())),
        name: Tf::Known(name.to_owned()),
    }
}

/// What a cell reads, and what it complains of.
fn read<C: Cell>(value: Value) -> (C, Vec<String>) {
    let mut found = Diagnostics::new();
    let cell = C::decode(value, &Path::from("it"), &mut found);
    let said = |it: &Diagnostic| format!("{}. {}", it.summary, it.detail);
    (cell, found.iter().map(said).collect())
}

/// What is written is read again.
fn check<C: Cell + PartialEq>(cell: &C, value: &Value) {
    assert_eq!(cell.encode(), *value);
    assert_eq!(read(value.clone()), (cell.clone(), Vec::new()));
}

fn list(items: &[&str]) -> List<Json> {
    List(Tf::Known(
        items.iter().map(|&it| Json(it.to_owned())).collect(),
    ))
}

fn map(entries: &[(&str, &str)]) -> Map<Json> {
    let entry = |&(key, it): &(&str, &str)| (key.to_owned(), Json(it.to_owned()));
    Map(Tf::Known(entries.iter().map(entry).collect()))
}

fn blocks(items: &[Part]) -> SetBlock<Part> {
    SetBlock(Tf::Known(items.to_vec()))
}

#[test]
fn a_cell_writes_what_it_reads() {
    check(&Tf::Known(true), &true.into());
    check(&Tf::Known(7_i64), &7.into());
    check(&Tf::Known("x".to_owned()), &"x".into());
    check(&Tf::<i64>::Null, &Value::Null);
    check(&Tf::<i64>::Unknown, &Value::UNKNOWN);

    check(
        &list(&["1", "2"]),
        &Value::List(vec!["1".into(), "2".into()]),
    );
    check(&List::<String>(Tf::Null), &Value::Null);
    check(&List::<String>(Tf::Unknown), &Value::UNKNOWN);

    let value = Value::Map([("k".to_owned(), "1".into())].into());
    check(&map(&[("k", "1")]), &value);
    check(&Map::<String>(Tf::Null), &Value::Null);
    check(&Map::<String>(Tf::Unknown), &Value::UNKNOWN);

    let one = part("1", "a");
    check(&SingleBlock(Tf::Known(one.clone())), &one.encode());
    check(&SingleBlock::<Part>(Tf::Null), &Value::Null);
    check(&SingleBlock::<Part>(Tf::Unknown), &Value::UNKNOWN);
    check(
        &OneBlock(Tf::Known(one.clone())),
        &Value::List(vec![one.encode()]),
    );
    check(&OneBlock::<Part>(Tf::Null), &Value::List(Vec::new()));
    check(&OneBlock::<Part>(Tf::Unknown), &Value::UNKNOWN);
    check(
        &blocks(std::slice::from_ref(&one)),
        &Value::Set(vec![one.encode()]),
    );
    check(&blocks(&[]), &Value::Set(Vec::new()));
    check(&SetBlock::<Part>(Tf::Unknown), &Value::UNKNOWN);
    assert_eq!(SetBlock::<Part>(Tf::Null).encode(), Value::Set(Vec::new()));
}

#[test]
fn what_does_not_fit_is_read_as_null_and_said_in_words() {
    fn refused<C: Cell + PartialEq>(value: Value, must: &str) {
        let (cell, said) = read::<C>(value);
        assert_eq!(cell, C::default());
        let expected = format!("Wrong type of value for \"it\". It must be {must}.");
        assert_eq!(said, [expected]);
    }
    refused::<Tf<bool>>("x".into(), "true or false");
    refused::<Tf<i64>>("x".into(), "a whole number of at most 63 bits");
    refused::<Tf<String>>(true.into(), "a string");
    refused::<List<String>>("x".into(), "a list");
    refused::<List<String>>(Value::List(vec![Value::Null]), "a string");
    refused::<Map<String>>("x".into(), "a map");
    refused::<Map<String>>(
        Value::Map([("k".to_owned(), true.into())].into()),
        "a string",
    );
    refused::<SetBlock<Part>>("x".into(), "a set of blocks");
}

#[test]
fn what_does_not_fit_inside_a_block_is_said_with_its_place() {
    let odd = Value::object([("spec", Value::Null), ("name", true.into())]);
    let (_, said) = read::<OneBlock<Part>>(Value::List(vec![odd.clone()]));
    assert!(said[0].contains("\"it[0].name\""), "{said:?}");
    let (_, said) = read::<SingleBlock<Part>>(odd);
    assert!(said[0].contains("\"it.name\""), "{said:?}");
}

#[test]
fn a_collection_with_an_unknown_element_reads_as_unknown() {
    let items = Value::List(vec!["x".into(), Value::UNKNOWN]);
    assert_eq!(read(items), (List::<String>(Tf::Unknown), Vec::new()));
    let entries = Value::Map([("k".to_owned(), Value::UNKNOWN)].into());
    assert_eq!(read(entries), (Map::<String>(Tf::Unknown), Vec::new()));
}

#[test]
fn an_entry_of_a_map_that_is_null_is_none() {
    let entries = Value::Map([("a".to_owned(), "1".into()), ("b".to_owned(), Value::Null)].into());
    assert_eq!(read(entries), (map(&[("a", "1")]), Vec::new()));
}

#[test]
fn only_a_known_cell_has_a_value() {
    assert_eq!(
        (Tf::Known(1).known(), Tf::Known(1).into_known()),
        (Some(&1), Some(1))
    );
    for it in [Tf::<i64>::Null, Tf::Unknown] {
        assert_eq!((it.known(), it.clone().into_known()), (None, None));
    }
    assert!(Tf::<i64>::Unknown.is_unknown() && !Tf::Known(1).is_unknown());
    assert_eq!(
        (Tf::from(Some(1)), Tf::<i64>::from(None)),
        (Tf::Known(1), Tf::Null)
    );
}

/// Whether two cells mean the same, asked both ways, as cells and as values.
fn same<C: Cell>(one: &C, other: &C) -> bool {
    let answers = [
        one.same(other),
        other.same(one),
        super::same::<C>(&one.encode(), &other.encode()),
    ];
    assert!(
        answers.iter().all(|it| *it == answers[0]),
        "{one:?} {other:?}"
    );
    answers[0]
}

#[test]
fn cells_are_compared_by_what_their_parts_mean() {
    assert!(same(&list(&["1", "[2]"]), &list(&[" 1", "[ 2 ]"])));
    assert!(!same(&list(&["1", "2"]), &list(&["2", "1"])));
    assert!(!same(&list(&["1"]), &list(&["1", "2"])));

    assert!(same(&map(&[("a", "1")]), &map(&[("a", " 1")])));
    assert!(!same(&map(&[("a", "1")]), &map(&[("a", "2")])));
    assert!(!same(&map(&[("a", "1")]), &map(&[("b", "1")])));
    assert!(!same(&map(&[("a", "1")]), &map(&[("a", "1"), ("b", "1")])));

    let (a, a_too, b) = (part("1", "a"), part(" 1", "a"), part("1", "b"));
    let all = [a.clone(), b.clone()];
    assert!(same(&blocks(&all), &blocks(&[b.clone(), a_too.clone()])));
    assert!(!same(&blocks(&all), &blocks(std::slice::from_ref(&a))));
    assert!(!same(
        &blocks(std::slice::from_ref(&a)),
        &blocks(std::slice::from_ref(&b))
    ));
    assert!(same(&SetBlock::<Part>(Tf::Null), &blocks(&[])));
    assert!(!same(&SetBlock(Tf::Unknown), &blocks(&[])));
    assert!(same(&SetBlock::<Part>(Tf::Unknown), &SetBlock(Tf::Unknown)));

    let block = |it: &Part| OneBlock(Tf::Known(it.clone()));
    assert!(same(&block(&a), &block(&a_too)));
    assert!(!same(&block(&a), &block(&b)));
    assert!(!same(&block(&a), &OneBlock(Tf::Null)));
    assert!(!same(&OneBlock(Tf::Unknown), &OneBlock::<Part>(Tf::Null)));
    assert!(OneBlock::<Part>(Tf::Unknown).same(&OneBlock(Tf::Unknown)));
    assert!(OneBlock::<Part>(Tf::Null).same(&OneBlock(Tf::Null)));
    let single = |it: &Part| SingleBlock(Tf::Known(it.clone()));
    assert!(same(&single(&a), &single(&a_too)));
    assert!(!same(&single(&a), &single(&b)));
    // What does not fit means nothing, and so not the same as anything else.
    assert!(!super::same::<Tf<i64>>(&"x".into(), &"y".into()));
    assert!(super::same::<Tf<i64>>(&"x".into(), &"x".into()));
}

#[test]
fn words_of_the_prior_value_stay_where_they_mean_the_same() {
    let (a, a_too, b) = (part("1", "a"), part(" 1", "a"), part("1", "b"));
    let other = part(" 1", "c");

    assert_eq!(list(&[" 1"]).in_the_words_of(&list(&["1"])), list(&["1"]));
    assert_eq!(list(&["2"]).in_the_words_of(&list(&["1"])), list(&["2"]));

    let block = |it: &Part| OneBlock(Tf::Known(it.clone()));
    assert_eq!(block(&a_too).in_the_words_of(&block(&a)), block(&a));
    // Attribute by attribute: only the name differs.
    assert_eq!(
        block(&other).in_the_words_of(&block(&a)),
        block(&part("1", "c"))
    );
    assert_eq!(block(&a).in_the_words_of(&OneBlock(Tf::Null)), block(&a));
    assert_eq!(
        OneBlock(Tf::Null).in_the_words_of(&block(&a)),
        OneBlock(Tf::Null)
    );

    // All the same: the prior value, in its order. Else block by block.
    let before = blocks(&[a.clone(), b.clone()]);
    let now = blocks(&[b.clone(), a_too.clone()]);
    assert_eq!(now.in_the_words_of(&before), before);
    assert_eq!(
        blocks(&[other.clone(), a_too.clone()]).in_the_words_of(&before),
        blocks(&[other, a.clone()])
    );
    assert_eq!(
        blocks(std::slice::from_ref(&a_too)).in_the_words_of(&SetBlock(Tf::Unknown)),
        blocks(&[a_too])
    );
    assert_eq!(
        SetBlock(Tf::Unknown).in_the_words_of(&before),
        SetBlock(Tf::Unknown)
    );
}

#[test]
fn the_row_of_a_single_block_allows_one() {
    let life = Life::Mutable;
    let max = |spec| attribute::<OneBlock<Part>>("part", "", life, spec).spec.max;
    assert_eq!((max(optional()), max(optional().at_most(2))), (1, 2));
    let many = attribute::<SetBlock<Part>>("parts", " Parts. \n", life, optional());
    assert_eq!((many.spec.max, many.doc.as_str()), (0, "Parts."));
}

#[test]
fn the_lines_of_a_doc_comment_join_to_paragraphs() {
    assert_eq!(prose(" One\n line.\n"), "One line.");
    assert_eq!(prose(" One.\n\n Two\n lines.\n"), "One.\n\nTwo lines.");
    assert_eq!(
        prose(" Some:\n * one\n   thing\n * two\n"),
        "Some:\n* one thing\n* two"
    );
    assert_eq!(prose("\n"), "");
}

#[test]
fn a_set_is_compared_without_order_and_an_empty_one_is_none() {
    let set = |items: &[&str]| Set(Tf::Known(items.iter().map(|&it| it.to_owned()).collect()));
    assert!(set(&["a", "b"]).same(&set(&["b", "a"])));
    assert!(!set(&["a", "b"]).same(&set(&["a"])));
    assert!(!set(&["a"]).same(&set(&["a", "b"])));
    let none = Set::<String>::default();
    assert!(none.same(&set(&[])) && set(&[]).same(&none));
    assert!(!none.same(&set(&["a"])) && !set(&["a"]).same(&none));
    assert!(matches!(Set::<String>::shape(), Shape::Plain(Type::Set(of)) if *of == Type::String));
    check(&set(&["a"]), &Value::set(vec!["a".into()]));
    let (cell, _) = read::<Set<String>>(Value::Set(vec!["a".into(), Value::UNKNOWN]));
    assert_eq!(cell, Set(Tf::Unknown), "as a whole it is not known");
    let (_, said) = read::<Set<String>>(Value::Bool(true));
    assert_eq!(said, ["Wrong type of value for \"it\". It must be a set."]);
}

#[test]
fn an_empty_text_is_none() {
    let text = |it: &str| Text(Tf::Known(it.to_owned()));
    let none = Text::default();
    assert!(none.same(&text("")) && text("").same(&none));
    assert!(!none.same(&text("a")) && !text("a").same(&none) && !text("a").same(&text("b")));
    assert!(!none.same(&Text(Tf::Unknown)));
    check(&text("a"), &"a".into());
}

#[test]
fn blocks_in_order_are_no_set() {
    let pair = |a, b| ListBlock(Tf::Known(vec![part("{}", a), part("{}", b)]));
    check(
        &pair("a", "b"),
        &Value::List(vec![part("{}", "a").encode(), part("{}", "b").encode()]),
    );
    check(&ListBlock::<Part>(Tf::Unknown), &Value::UNKNOWN);
    assert!(pair("a", "b").same(&pair("a", "b")) && !pair("a", "b").same(&pair("b", "a")));
    assert!(ListBlock::<Part>::default().same(&ListBlock(Tf::Known(Vec::new()))));
    let (_, said) = read::<ListBlock<Part>>(Value::Bool(true));
    assert_eq!(
        said,
        ["Wrong type of value for \"it\". It must be a list of blocks."]
    );
    let max = attribute::<ListBlock<Part>>("part", "", Life::Mutable, optional())
        .spec
        .max;
    assert_eq!(max, 0, "there may be any number");
}
