//! What becomes of a whole account, by a lister that needs none.

use std::fs;

use clap::Parser as _;

use super::*;
use crate::{
    framework::cell::{Tf, model::Model as _},
    framework::schema::spec::required,
};

model! {
    /// A row is enough.
    pub(super) struct Row {
        /// The function.
        mutable function_name: Tf<String> = required();
    }
}

/// An account with these mappings.
struct Account(Vec<Found>);

impl Lister for Account {
    fn rows(&self) -> Vec<Attribute> {
        Row::attributes()
    }

    async fn find(&self, query: &Query, seen: &(dyn Fn(usize) + Sync)) -> Result<Findings, String> {
        seen(self.0.len());
        let names = if query.regions.is_empty() {
            vec!["eu-west-1".to_owned()]
        } else {
            query.regions.clone()
        };
        let regions = names.iter().map(|name| Regional {
            region: name.clone(),
            found: if name == "closed" {
                Err("it is closed".to_owned())
            } else {
                Ok(self
                    .0
                    .iter()
                    .filter(|it| it.region == *name)
                    .cloned()
                    .collect())
            },
            failed: Vec::new(),
        });
        Ok(Findings {
            home: names[0].clone(),
            regions: regions.collect(),
        })
    }
}

#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    arguments: Arguments,
}

fn arguments(line: &[&str]) -> Arguments {
    Line::parse_from([&["discover"], line].concat()).arguments
}

fn found(uuid: &str, region: &str, function: &str) -> Found {
    let row = Row {
        function_name: Tf::Known(function.to_owned()),
    };
    Found {
        uuid: uuid.to_owned(),
        region: region.to_owned(),
        account: "123456789012".to_owned(),
        function: function.to_owned(),
        kind: "SQS".to_owned(),
        source: format!("arn:aws:sqs:{region}:123456789012:q"),
        state: "Enabled".to_owned(),
        config: row.encode(),
        ..Found::default()
    }
}

/// Runs in a folder; the exit code and the files.
fn run_in(
    folder: &Path,
    line: &[&str],
    account: Vec<Found>,
) -> (ExitCode, BTreeMap<String, String>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let out = folder.join("out");
    let line = [&["--out", out.to_str().unwrap()], line].concat();
    let code = runtime
        .block_on(run(&arguments(&line), &Account(account)))
        .unwrap();
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(&out).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        files.insert(name, fs::read_to_string(path).unwrap());
    }
    (code, files)
}

#[test]
fn all_that_is_there_is_written_and_twice_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let names = folder.path().join("names.csv");
    let line = [
        "--region",
        "eu-west-1,us-east-1",
        "--names",
        names.to_str().unwrap(),
    ];
    let mut account = vec![found("u2", "us-east-1", "g"), found("u1", "eu-west-1", "f")];
    let (code, files) = run_in(folder.path(), &line, account.clone());
    assert_eq!(code, ExitCode::from(FOUND));
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        ["imports.tf", "mappings.tf", "providers.tf"]
    );
    assert_eq!(
        files["mappings.tf"],
        format!(
            "{HEAD}\n\nresource \"awslambda_event_source_mapping\" \"f_q\" {{\n  function_name = \"f\"\n}}\n\n\
             resource \"awslambda_event_source_mapping\" \"g_q\" {{\n  function_name = \"g\"\n}}\n"
        )
    );
    assert!(
        files["imports.tf"].contains("id = \"u2@us-east-1\""),
        "{}",
        files["imports.tf"]
    );
    account.reverse();
    assert_eq!(run_in(folder.path(), &line, account.clone()).1, files);
    // An edited name comes back.
    let text = fs::read_to_string(&names).unwrap();
    assert_eq!(text, "uuid,name\nu1,f_q\nu2,g_q\n");
    fs::write(&names, text.replace("f_q", "orders")).unwrap();
    let (_, files) = run_in(folder.path(), &line, account);
    assert!(
        files["mappings.tf"].contains("\"orders\""),
        "{}",
        files["mappings.tf"]
    );
    assert_eq!(
        fs::read_to_string(&names).unwrap(),
        "uuid,name\nu2,g_q\nu1,orders\n"
    );
}

#[test]
fn what_a_state_has_is_left_out_or_moved() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.json");
    fs::write(
        &state,
        r#"{"resources":[
            {"mode":"managed","type":"awslambda_event_source_mapping","name":"a","instances":[{"attributes":{"uuid":"u1"}}]},
            {"mode":"managed","type":"aws_lambda_event_source_mapping","name":"b","instances":[{"attributes":{"uuid":"u2"}}]}]}"#,
    )
    .unwrap();
    let account = vec![found("u1", "eu-west-1", "f"), found("u2", "eu-west-1", "g")];
    let line = ["--state", state.to_str().unwrap()];
    let (code, files) = run_in(folder.path(), &line, account.clone());
    assert_eq!(code, ExitCode::SUCCESS);
    assert!(files.is_empty(), "{files:#?}");
    let (code, files) = run_in(
        folder.path(),
        &[&line[..], &["--moved"]].concat(),
        account.clone(),
    );
    assert_eq!(code, ExitCode::from(FOUND));
    assert!(files["moved.tf"].contains("from = aws_lambda_event_source_mapping.b\n"));
    assert!(!files.contains_key("imports.tf"));
    let more = ["--moved", "--by", "import"];
    let (_, files) = run_in(folder.path(), &[&line[..], &more].concat(), account);
    assert!(
        files["imports.tf"].contains("removed {\n  from = aws_lambda_event_source_mapping.b\n")
    );
    assert!(
        !files.contains_key("moved.tf"),
        "the file of the last run goes"
    );
}

#[test]
fn a_region_that_cannot_be_read_fails_and_the_others_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let account = vec![found("u1", "eu-west-1", "f")];
    let line = ["--region", "eu-west-1", "--region", "closed"];
    let (code, files) = run_in(folder.path(), &line, account);
    assert_eq!(code, ExitCode::FAILURE);
    assert!(files.contains_key("mappings.tf"));
}

#[test]
fn nobody_elses_file_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("out")).unwrap();
    fs::write(folder.path().join("out/mappings.tf"), "# mine\n").unwrap();
    let out = folder.path().join("out");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let account = Account(vec![found("u1", "eu-west-1", "f")]);
    let arguments = arguments(&["--out", out.to_str().unwrap()]);
    let error = runtime.block_on(run(&arguments, &account)).unwrap_err();
    assert!(
        error.to_string().contains("mappings.tf is not a file"),
        "{error}"
    );
    assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
}

#[test]
fn filters_and_what_is_being_deleted_are_counted() {
    let deleting = Found {
        state: "Deleting".to_owned(),
        ..found("u3", "eu-west-1", "f3")
    };
    let findings = Findings {
        home: "eu-west-1".to_owned(),
        regions: vec![Regional {
            region: "eu-west-1".to_owned(),
            found: Ok(vec![
                found("u1", "eu-west-1", "f1"),
                found("u2", "eu-west-1", "g"),
                deleting,
            ]),
            failed: vec![("u4".to_owned(), "no".to_owned())],
        }],
    };
    let sorted = sorted(&arguments(&["--function", "f*"]), &findings, &[]);
    assert_eq!(sorted.wanted.len(), 1);
    let report = report(&findings, &sorted, &[]);
    assert_eq!(
        report,
        "3 mappings in 1 Region, 1 to bring in.\n  1 left out: being deleted\n  1 left out: outside of the filters\n  \
         could not be read: u4 in eu-west-1: no\n"
    );
}
