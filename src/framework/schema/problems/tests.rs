use super::*;
use crate::framework::{
    cell::{SetBlock, SingleBlock, Tf, attribute},
    schema::spec::{Spec, computed, optional, required},
};

crate::model! {
    /// A part.
    struct Part {
        /// What it is.
        mutable name: Tf<String> = required();
    }
}

fn schema(attributes: Vec<Attribute>) -> Schema {
    Schema {
        version: 0,
        doc: "A thing.".to_owned(),
        attributes,
    }
}

fn row(life: Life, spec: Spec) -> Attribute {
    attribute::<Tf<String>>("it", "What it is.", life, spec)
}

fn shaped(shape: Shape, spec: Spec) -> Attribute {
    Attribute {
        shape,
        ..row(Life::Mutable, spec)
    }
}

fn parts() -> Vec<Attribute> {
    <Part as crate::framework::cell::model::Model>::attributes()
}

/// The one problem of a schema with the row `it`, without the name of the row.
#[track_caller]
fn problem(row: Attribute) -> String {
    let found = schema(vec![row]).problems();
    assert_eq!(found.len(), 1, "{found:#?}");
    let said = found[0].strip_prefix("\"it\": ");
    said.unwrap_or_else(|| panic!("{found:?}")).to_owned()
}

#[test]
fn a_sound_schema_has_no_problems() {
    let sound = schema(vec![
        attribute::<Tf<String>>(
            "a",
            "A.",
            Life::Fixed,
            required().because("it is").only_if_known(),
        ),
        attribute::<Tf<i64>>("b_2", "B.", Life::Mutable, optional().default_to(1)),
        attribute::<Tf<String>>(
            "c",
            "C.",
            Life::Mutable,
            optional().write_only().sensitive(),
        ),
        attribute::<Tf<String>>(
            "d",
            "D.",
            Life::Reported,
            computed().never_null().follows(&["a"]),
        ),
        attribute::<Tf<String>>("e", "E.", Life::Assigned, optional().or_computed()),
        attribute::<SetBlock<Part>>("f", "F.", Life::Mutable, optional().at_least(1).at_most(1)),
        attribute::<SingleBlock<Part>>("g", "G.", Life::Beside, optional()),
        attribute::<Tf<String>>("h", "H.", Life::Beside, optional().deprecated("Use a.")),
    ]);
    assert_eq!(sound.problems(), [] as [String; 0]);
    assert_eq!(sound.problems_as_provider(), [] as [String; 0]);
}

#[test]
fn a_negative_version_is_a_problem() {
    let mut schema = schema(Vec::new());
    schema.version = -1;
    assert_eq!(schema.problems(), ["its version -1 is negative"]);
}

#[test]
fn an_impossible_presence_is_a_problem() {
    let neither = Spec::default();
    assert!(problem(row(Life::Mutable, neither)).contains("neither required"));
    let both = Spec {
        optional: true,
        ..required()
    };
    assert!(problem(row(Life::Mutable, both)).contains("both required and optional"));
    let both = required().or_computed();
    assert!(problem(row(Life::Mutable, both)).contains("both required and computed"));
    let both = optional().or_computed().write_only();
    assert!(problem(row(Life::Mutable, both)).contains("both write-only and computed"));
}

#[test]
fn a_default_that_is_never_used_is_a_problem() {
    let nobody = computed().default_to(1);
    assert!(problem(row(Life::Assigned, nobody)).contains("it has a default"));
    let core = Spec {
        computed: false,
        ..optional().default_to(1)
    };
    assert!(problem(row(Life::Mutable, core)).contains("it has a default"));
}

#[test]
fn a_life_that_does_not_fit_the_presence_is_a_problem() {
    assert!(problem(row(Life::Mutable, computed())).contains("the user sets it"));
    assert!(problem(row(Life::Reported, optional())).contains("the provider sets it"));
    let promised = optional().never_null();
    assert!(problem(row(Life::Mutable, promised)).contains("promised not to be null"));
}

#[test]
fn a_name_that_is_none_is_a_problem() {
    for name in ["", "Camel", "kebab-case", "2nd", "straße"] {
        let row = Attribute {
            name,
            ..row(Life::Mutable, optional())
        };
        let found = schema(vec![row]).problems();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("a name has a-z"), "{found:?}");
    }
}

#[test]
fn a_name_of_the_language_is_a_problem_at_the_top_only() {
    let named = |name| Attribute {
        name,
        ..row(Life::Mutable, optional())
    };
    let reserved = |it: Vec<String>| it.len() == 1 && it[0].contains("for itself");
    for name in RESERVED {
        assert!(reserved(schema(vec![named(name)]).problems()), "{name}");
    }
    for name in RESERVED_BY_PROVIDERS {
        let schema = schema(vec![named(name)]);
        assert!(reserved(schema.problems_as_provider()), "{name}");
    }
    assert_eq!(schema(vec![named("alias")]).problems(), [] as [String; 0]);
    let inside = Shape::Block(Nesting::List, vec![named("count")]);
    let inside = schema(vec![shaped(inside, optional())]);
    assert_eq!(inside.problems(), [] as [String; 0]);
}

#[test]
fn two_rows_of_one_name_are_a_problem() {
    let block = Shape::Block(Nesting::List, parts());
    let two = vec![row(Life::Mutable, optional()), shaped(block, optional())];
    assert_eq!(
        schema(two).problems(),
        ["\"it\": there are two of this name"]
    );
}

#[test]
fn a_row_that_says_nothing_is_a_problem() {
    let silent = Attribute {
        doc: String::new(),
        ..row(Life::Mutable, optional())
    };
    assert!(problem(silent).contains("says nothing"));
    let silent = row(Life::Mutable, optional().deprecated(""));
    assert!(problem(silent).contains("what to use instead"));
}

#[test]
fn a_number_that_does_not_fit_the_nesting_is_a_problem() {
    let of = |shape: fn(Nesting, Vec<Attribute>) -> Shape, nesting, min, max| {
        let numbered = optional().at_least(min).at_most(max);
        schema(vec![shaped(shape(nesting, parts()), numbered)]).problems()
    };
    let none: [String; 0] = [];
    for nesting in [Nesting::List, Nesting::Set] {
        assert_eq!(of(Shape::Block, nesting, 2, 2), none);
        assert_eq!(of(Shape::Block, nesting, 2, 0), none);
        assert_eq!(of(Shape::Nested, nesting, 1, 2), none);
        assert!(of(Shape::Block, nesting, 2, 1)[0].contains("over its most"));
        assert!(of(Shape::Nested, nesting, 2, 1)[0].contains("over its most"));
    }
    assert_eq!(of(Shape::Block, Nesting::Single, 1, 1), none);
    for (min, max) in [(0, 1), (1, 0), (2, 2)] {
        let found = of(Shape::Block, Nesting::Single, min, max);
        assert!(found[0].contains("both 0 or both 1"), "{min} {max}");
    }
    for (min, max) in [(0, 1), (1, 0), (1, 1)] {
        assert!(of(Shape::Block, Nesting::Map, min, max)[0].contains("by name"));
        assert!(of(Shape::Nested, Nesting::Single, min, max)[0].contains("no least"));
    }
    assert!(problem(row(Life::Mutable, optional().at_most(1))).contains("only blocks"));
    assert!(problem(row(Life::Mutable, optional().at_least(1))).contains("only blocks"));
}

#[test]
fn a_block_with_the_presence_of_an_attribute_is_a_problem() {
    let block = |spec| shaped(Shape::Block(Nesting::List, parts()), spec);
    assert!(problem(block(required())).contains("at_least(1)"));
    for spec in [
        optional().or_computed(),
        optional().default_to(1),
        optional().sensitive(),
        optional().write_only(),
        optional().never_null(),
    ] {
        assert!(problem(block(spec)).contains("its attributes are"));
    }
    let given = Attribute {
        life: Life::Assigned,
        ..block(optional())
    };
    assert!(problem(given).contains("cannot set a block"));
}

#[test]
fn a_block_inside_a_nested_attribute_is_a_problem() {
    let inner = attribute::<SetBlock<Part>>("part", "Parts.", Life::Mutable, optional());
    let outer = shaped(Shape::Nested(Nesting::List, vec![inner]), optional());
    let found = schema(vec![outer]).problems();
    assert_eq!(
        found,
        ["\"it.part\": a block cannot stand inside a nested attribute"]
    );
}

#[test]
fn a_set_of_what_cannot_be_compared_is_a_problem() {
    let deep = |spec, ty| {
        let leaf = Attribute {
            name: "leaf",
            ..shaped(Shape::Plain(ty), spec)
        };
        vec![shaped(Shape::Block(Nesting::List, vec![leaf]), optional())]
    };
    let dynamic = || deep(optional(), Type::Map(Box::new(Type::Dynamic)));
    let secret = || deep(optional().write_only(), Type::String);
    for shape in [Shape::Block, Shape::Nested] {
        let problems = |nesting, inner| {
            let found = schema(vec![shaped(shape(nesting, inner), optional())]).problems();
            // A block inside a nested attribute is another problem, of another test.
            let mut found = found;
            found.retain(|it| !it.contains("cannot stand inside"));
            found
        };
        assert_eq!(problems(Nesting::List, dynamic()), [] as [String; 0]);
        assert_eq!(problems(Nesting::List, secret()), [] as [String; 0]);
        let found = problems(Nesting::Set, dynamic());
        assert_eq!(found, ["\"it\": a set cannot hold values of dynamic type"]);
        let found = problems(Nesting::Set, secret());
        assert_eq!(found, ["\"it\": a set cannot hold write-only values"]);
    }
}

#[test]
fn a_replacement_without_a_reason_is_a_problem() {
    assert!(problem(row(Life::Fixed, optional())).contains("does not say why"));
    let idle = optional().because("of it");
    assert!(problem(row(Life::Mutable, idle)).contains("but none does"));
    let beside = row(Life::Beside, optional().because("of it"));
    assert!(schema(vec![beside]).problems().is_empty());
    let idle = optional().only_if_known();
    assert!(problem(row(Life::Mutable, idle)).contains("what cannot change"));
}

#[test]
fn following_what_is_not_there_is_a_problem() {
    let lost = computed().follows(&["nothing"]);
    assert!(problem(row(Life::Reported, lost)).contains("\"nothing\", which is not there"));
    let idle = attribute::<Tf<String>>("idle", "Idle.", Life::Beside, optional());
    let follower = row(Life::Reported, computed().follows(&["idle"]));
    let found = schema(vec![idle, follower]).problems();
    assert_eq!(
        found,
        ["\"it\": it follows \"idle\", whose change touches nothing else"]
    );
    let other = attribute::<Tf<String>>("other", "Other.", Life::Mutable, optional());
    let follower = row(Life::Mutable, optional().follows(&["other"]));
    let found = schema(vec![other, follower]).problems();
    assert_eq!(found, ["\"it\": follows() is for what is reported"]);
}

#[test]
fn a_problem_inside_a_block_has_its_path() {
    let inner = row(Life::Mutable, Spec::default());
    let outer = Attribute {
        name: "outer",
        ..shaped(Shape::Block(Nesting::List, vec![inner]), optional())
    };
    let found = schema(vec![outer]).problems();
    assert_eq!(
        found,
        ["\"outer.it\": it is neither required, nor optional, nor computed"]
    );
}
