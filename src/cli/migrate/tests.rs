//! What becomes of whole folders.

use std::{collections::BTreeMap, fs};

use tempfile::TempDir;

use super::*;

const SOURCE: &str = "example.com/x/awslambda";

/// A folder with files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// All files of a folder.
fn files(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                found.insert(shown(root, &path), text);
            }
        }
    }
    found
}

/// Migrates a folder once; tells what was left alone.
fn migrate(root: &Path, way: Direction, by: By, state: &[Managed]) -> Vec<String> {
    let configuration = folder::load(root).unwrap();
    let task = Task {
        way,
        by,
        source: SOURCE,
    };
    let rewritten = task.rewritten(&configuration, root, || Ok(state.to_vec()));
    let rewritten = rewritten.unwrap();
    files::write_all(&changes(&configuration, &rewritten)).unwrap();
    rewritten.left
}

/// What a folder becomes on the way here. A second run must change nothing.
fn here(root: &Path) -> (BTreeMap<String, String>, Vec<String>) {
    let left = migrate(root, Direction::Here, By::Moved, &[]);
    let first = files(root);
    migrate(root, Direction::Here, By::Moved, &[]);
    assert_eq!(files(root), first, "a second run changes something");
    (first, left)
}

fn managed(module: &str, kind: &str, name: &str, index: &str, uuid: &str) -> Managed {
    Managed {
        module: module.to_owned(),
        kind: kind.to_owned(),
        name: name.to_owned(),
        index: index.to_owned(),
        uuid: uuid.to_owned(),
    }
}

#[test]
fn types_references_and_comments_of_a_file() {
    let folder = folder(&[(
        "main.tf",
        "# The mapping aws_lambda_event_source_mapping.a.\n\
         resource \"aws_lambda_event_source_mapping\" \"a\" { # here\n  function_name = aws_lambda_function.f.arn\n\
         \x20 /* kept */ batch_size = 5\n}\n\n\
         resource aws_lambda_event_source_mapping b {\n  depends_on = [aws_lambda_event_source_mapping.a, \"aws_lambda_event_source_mapping.a\"]\n}\n\n\
         output \"x\" {\n  value = \"${aws_lambda_event_source_mapping.a.uuid}-${aws_lambda_event_source_mapping.b[0].id}\"\n}\n\n\
         resource \"aws_lambda_event_source_mapping_like\" \"c\" {}\n",
    )]);
    let (files, left) = here(folder.path());
    assert_eq!(
        files["main.tf"],
        "# The mapping aws_lambda_event_source_mapping.a.\n\
         resource \"awslambda_event_source_mapping\" \"a\" { # here\n  function_name = aws_lambda_function.f.arn\n\
         \x20 /* kept */ batch_size = 5\n}\n\n\
         resource awslambda_event_source_mapping b {\n  depends_on = [awslambda_event_source_mapping.a, \"awslambda_event_source_mapping.a\"]\n}\n\n\
         output \"x\" {\n  value = \"${awslambda_event_source_mapping.a.uuid}-${awslambda_event_source_mapping.b[0].id}\"\n}\n\n\
         resource \"aws_lambda_event_source_mapping_like\" \"c\" {}\n"
    );
    assert_eq!(
        files["versions.tf"],
        "terraform {\n  required_providers {\n    awslambda = {\n      source = \"example.com/x/awslambda\"\n    }\n  }\n}\n"
    );
    assert_eq!(
        files["moved.tf"],
        "# Made by terraform-provider-awslambda migrate.\n\
         # Remove this file when every state of this configuration has been applied.\n\n\
         moved {\n  from = aws_lambda_event_source_mapping.a\n  to   = awslambda_event_source_mapping.a\n}\n\n\
         moved {\n  from = aws_lambda_event_source_mapping.b\n  to   = awslambda_event_source_mapping.b\n}\n"
    );
    assert_eq!(left, [] as [&str; 0]);
}

#[test]
fn a_requirement_goes_into_the_block_that_is_there() {
    let resource = "resource \"aws_lambda_event_source_mapping\" \"a\" {}\n";
    let entry = "    awslambda = {\n      source = \"example.com/x/awslambda\"\n    }\n";
    for (before, after) in [
        (
            "terraform {\n  required_providers {\n    aws = \"~> 5\" # old\n  }\n}\n".to_owned(),
            format!(
                "terraform {{\n  required_providers {{\n    aws = \"~> 5\" # old\n{entry}  }}\n}}\n"
            ),
        ),
        (
            "terraform {\n  required_providers { aws = \"~> 5\" }\n}\n".to_owned(),
            format!("terraform {{\n  required_providers {{\n    aws = \"~> 5\"\n{entry}  }}\n}}\n"),
        ),
        (
            "terraform {\n  required_providers {}\n}\n".to_owned(),
            format!("terraform {{\n  required_providers {{\n{entry}  }}\n}}\n"),
        ),
        (
            "terraform {\r\n  required_providers {\r\n    aws = {}\r\n  }\r\n}\r\n".to_owned(),
            format!("terraform {{\n  required_providers {{\n    aws = {{}}\n{entry}  }}\n}}\n")
                .replace('\n', "\r\n"),
        ),
        (
            format!("terraform {{\n  required_providers {{\n{entry}  }}\n}}\n"),
            format!("terraform {{\n  required_providers {{\n{entry}  }}\n}}\n"),
        ),
        (
            "terraform {\n  required_version = \">= 1.0\"\n}".to_owned(),
            format!(
                "terraform {{\n  required_version = \">= 1.0\"\n}}\n\nterraform {{\n  required_providers {{\n{entry}  }}\n}}\n"
            ),
        ),
    ] {
        let folder = folder(&[("main.tf", resource), ("versions.tf", &before)]);
        assert_eq!(here(folder.path()).0["versions.tf"], after);
    }
}

#[test]
fn providers_go_the_way_that_those_of_aws_go() {
    let child = "terraform {\n  required_providers {\n    aws = {\n      source                = \"hashicorp/aws\"\n      \
        configuration_aliases = [aws.src, aws.other]\n    }\n  }\n}\n\n\
        resource \"aws_lambda_event_source_mapping\" \"m\" {\n  provider = aws.src\n}\n";
    let folder = folder(&[
        (
            "main.tf",
            "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n\nprovider \"aws\" {\n  alias  = \"west\" # far\n  region = \"us-west-2\"\n}\n\n\
             resource \"aws_lambda_event_source_mapping\" \"r\" {}\n\n\
             module \"one\" {\n  source = \"./child\"\n  providers = {\n    aws.other = aws\n    aws.src   = aws.west\n  }\n}\n\n\
             module \"two\" {\n  source    = \"./child\"\n  providers = { aws.src = aws.west, aws.other = aws }\n}\n\n\
             module \"three\" {\n  source = \"./plain\"\n}\n",
        ),
        ("child/main.tf", child),
        (
            "plain/main.tf",
            "resource \"aws_lambda_event_source_mapping\" \"p\" {}\n",
        ),
        (
            "unused/main.tf",
            "resource \"aws_lambda_event_source_mapping\" \"p\" {}\n",
        ),
    ]);
    let (files, _) = here(folder.path());
    assert_eq!(
        files["main.tf"],
        "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n\nprovider \"awslambda\" {\n  region = \"eu-west-1\"\n}\n\n\
         provider \"aws\" {\n  alias  = \"west\" # far\n  region = \"us-west-2\"\n}\n\n\
         provider \"awslambda\" {\n  alias  = \"west\" # far\n  region = \"us-west-2\"\n}\n\n\
         resource \"awslambda_event_source_mapping\" \"r\" {}\n\n\
         module \"one\" {\n  source = \"./child\"\n  providers = {\n    aws.other     = aws\n    aws.src       = aws.west\n    \
         awslambda.src = awslambda.west\n  }\n}\n\n\
         module \"two\" {\n  source    = \"./child\"\n  providers = { aws.src = aws.west, aws.other = aws, awslambda.src = awslambda.west }\n}\n\n\
         module \"three\" {\n  source = \"./plain\"\n}\n"
    );
    let child = &files["child/main.tf"];
    assert!(
        child.contains(
            "    awslambda = {\n      source                = \"example.com/x/awslambda\"\n      \
             configuration_aliases = [awslambda.src]\n    }\n"
        ),
        "{child}"
    );
    assert!(child.contains("  provider = awslambda.src\n"), "{child}");
    for made in [
        "versions.tf",
        "moved.tf",
        "plain/versions.tf",
        "plain/moved.tf",
        "child/moved.tf",
    ] {
        assert!(files.contains_key(made), "{made}");
    }
    assert!(!files.contains_key("unused/moved.tf"), "nobody calls it");
}

#[test]
fn statements_about_the_past_stay_and_those_about_the_present_change() {
    let past = "moved {\n  from = aws_lambda_event_source_mapping.old\n  to   = aws_lambda_event_source_mapping.a\n}\n\n\
        removed {\n  from = aws_lambda_event_source_mapping.gone\n}\n";
    let folder = folder(&[
        (
            "main.tf",
            "resource \"aws_lambda_event_source_mapping\" \"a\" {}\n\n\
            import {\n  to       = aws_lambda_event_source_mapping.a\n  id       = \"u\"\n  provider = aws.west\n}\n\n\
            import {\n  to = module.m.aws_lambda_event_source_mapping.x[\"k\"]\n  id = \"v\"\n}\n",
        ),
        ("moved.tf", past),
        (
            "tests/a.tftest.hcl",
            "run \"x\" {\n  assert {\n    condition = aws_lambda_event_source_mapping.a.uuid != \"\"\n  }\n}\n",
        ),
    ]);
    let (files, left) = here(folder.path());
    assert_eq!(
        files["moved.tf"],
        format!(
            "{past}\nmoved {{\n  from = aws_lambda_event_source_mapping.a\n  to   = awslambda_event_source_mapping.a\n}}\n"
        )
    );
    assert_eq!(
        files["main.tf"],
        "resource \"awslambda_event_source_mapping\" \"a\" {}\n\n\
         import {\n  to       = awslambda_event_source_mapping.a\n  id       = \"u\"\n  provider = awslambda.west\n}\n\n\
         import {\n  to = module.m.awslambda_event_source_mapping.x[\"k\"]\n  id = \"v\"\n}\n"
    );
    assert!(
        files["tests/a.tftest.hcl"].contains("condition = awslambda_event_source_mapping.a.uuid")
    );
    assert_eq!(left, [] as [&str; 0]);
}

#[test]
fn what_is_left_alone_is_named_with_its_line_and_why() {
    let folder = folder(&[
        (
            "main.tf",
            "locals {\n  kind = \"aws_lambda_event_source_mapping\"\n}\n\nmodule \"far\" {\n  source = \"x/y/aws\"\n}\n\n\
             module \"farther\" {\n  source = \"x/z/aws\"\n}\n\nmodule \"idle\" {\n  source = \"x/i/aws\"\n}\n",
        ),
        (
            "b.tf.json",
            "{\"resource\":\n{\"aws_lambda_event_source_mapping\": {}}}",
        ),
        (
            "c.tftpl",
            "resource \"aws_lambda_event_source_mapping\" \"${name}\" {}\n",
        ),
        (
            "t.tftest.hcl",
            "mock_provider \"aws\" {\n  mock_resource \"aws_lambda_event_source_mapping\" {}\n}\n",
        ),
        (
            ".terraform/modules/modules.json",
            r#"{"Modules":[{"Key":"far","Source":"registry.terraform.io/x/y/aws","Dir":"far"},{"Key":"idle","Source":"x/i/aws","Dir":"idle"}]}"#,
        ),
        (
            "far/main.tf",
            "resource \"aws_lambda_event_source_mapping\" \"m\" {}\n",
        ),
        ("idle/main.tf", ""),
    ]);
    let before = files(folder.path());
    let (files, left) = here(folder.path());
    assert_eq!(files, before);
    let begins = [
        "main.tf:2: is text",
        "t.tftest.hcl:2: mocks",
        "b.tf.json:2: is JSON",
        "c.tftpl:1: may be a template",
        "module.far: it comes from x/y/aws, and the next",
        "module.farther: it comes from x/z/aws and is not fetched",
    ];
    assert_eq!(left.len(), begins.len(), "{left:#?}");
    for (left, begin) in left.iter().zip(begins) {
        assert!(left.starts_with(begin), "{left}");
    }
}

#[test]
fn a_way_that_was_not_applied_is_undone_to_the_byte() {
    let folder = folder(&[
        (
            "main.tf",
            "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n\nresource \"aws_lambda_event_source_mapping\" \"r\" {\n  provider = amazon.x\n}\n\n\
             module \"one\" {\n  source = \"./child\"\n  providers = {\n    aws     = aws\n    aws.src = aws\n  }\n}\n\n\
             module \"two\" {\n  source    = \"./child\"\n  providers = { aws.src = aws }\n}\n",
        ),
        (
            "child/main.tf",
            "resource \"aws_lambda_event_source_mapping\" \"m\" {\n  provider = aws.src\n}\n",
        ),
        (
            "child/versions.tf",
            "terraform {\n  required_providers {\n    aws = {\n      source = \"hashicorp/aws\"\n    }\n  }\n}\n",
        ),
    ]);
    let before = files(folder.path());
    let (there, _) = here(folder.path());
    assert_ne!(there, before);
    let state = [managed("", state::AWS, "r", "", "u")];
    migrate(folder.path(), Direction::Back, By::Import, &state);
    let mut back = files(folder.path());
    // The padding of a list is all that stays, since `fmt` wants it where the added line stood.
    let main = back.get_mut("main.tf").unwrap();
    *main = main
        .replace("aws           = aws\n", "aws     = aws\n")
        .replace("aws.src       = aws\n", "aws.src = aws\n");
    assert_eq!(back, before);
}

#[test]
fn the_way_back_imports_what_the_state_holds_and_then_cleans_up() {
    let folder = folder(&[
        (
            "main.tf",
            "resource \"aws_lambda_event_source_mapping\" \"r\" {\n  for_each = {}\n}\n\nmodule \"m\" {\n  source = \"./child\"\n}\n\n\
            module \"far\" {\n  source = \"x/y/aws\"\n}\n",
        ),
        (
            "child/main.tf",
            "resource \"aws_lambda_event_source_mapping\" \"r\" {}\n",
        ),
    ]);
    let before = files(folder.path());
    here(folder.path());
    let state = [
        managed("", state::OURS, "r", "[\"a\"]", "u1"),
        managed("", state::OURS, "r", "[\"b\"]", "u2"),
        managed("module.m[\"x.y\"]", state::OURS, "r", "", "u3"),
        managed("module.far", state::OURS, "r", "", "u4"),
    ];
    migrate(folder.path(), Direction::Back, By::Import, &state);
    let pending = files(folder.path());
    assert_eq!(
        pending["imports.tf"],
        "# Made by terraform-provider-awslambda migrate.\n# Remove this file when it has been applied.\n\n\
         removed {\n  from = awslambda_event_source_mapping.r\n\n  lifecycle {\n    destroy = false\n  }\n}\n\n\
         removed {\n  from = module.m.awslambda_event_source_mapping.r\n\n  lifecycle {\n    destroy = false\n  }\n}\n\n\
         import {\n  to = aws_lambda_event_source_mapping.r[\"a\"]\n  id = \"u1\"\n}\n\n\
         import {\n  to = aws_lambda_event_source_mapping.r[\"b\"]\n  id = \"u2\"\n}\n\n\
         import {\n  to = module.m[\"x.y\"].aws_lambda_event_source_mapping.r\n  id = \"u3\"\n}\n"
    );
    assert_eq!(pending["main.tf"], before["main.tf"]);
    assert!(
        pending.contains_key("versions.tf"),
        "the state needs the provider until then"
    );
    assert!(!pending.contains_key("moved.tf"));
    // Not applied yet: nothing changes.
    migrate(folder.path(), Direction::Back, By::Import, &state);
    assert_eq!(files(folder.path()), pending);
    // Applied: all is as it was.
    let state = [managed("", state::AWS, "r", "[\"a\"]", "u1")];
    migrate(folder.path(), Direction::Back, By::Import, &state);
    assert_eq!(files(folder.path()), before);
}

#[test]
fn what_else_uses_the_provider_keeps_it() {
    let folder = folder(&[
        (
            "main.tf",
            "resource \"aws_lambda_event_source_mapping\" \"r\" {}\n",
        ),
        (
            "data.tf",
            "data \"awslambda_event_source_mappings\" \"all\" {}\n",
        ),
    ]);
    here(folder.path());
    migrate(folder.path(), Direction::Back, By::Import, &[]);
    let files = files(folder.path());
    assert!(files["versions.tf"].contains("awslambda = {"), "{files:#?}");
    assert!(!files.contains_key("moved.tf"), "{files:#?}");
}

#[test]
fn a_core_that_cannot_move_imports() {
    let folder = folder(&[(
        "main.tf",
        "resource \"aws_lambda_event_source_mapping\" \"r\" {}\n",
    )]);
    let state = [managed("", state::AWS, "r", "", "u")];
    migrate(folder.path(), Direction::Here, By::Import, &state);
    let files = files(folder.path());
    assert!(files["imports.tf"].contains("from = aws_lambda_event_source_mapping.r\n"));
    assert!(files["imports.tf"].contains("to = awslambda_event_source_mapping.r\n  id = \"u\"\n"));
    assert!(!files.contains_key("moved.tf"));
}
