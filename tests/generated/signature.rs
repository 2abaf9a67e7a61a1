//! The page of a function, in the layout of the Terraform registry.

use terraform_provider_awslambda::framework::schema::{Attribute, Nesting, Schema, Shape};

use super::{
    page::{Example, example_of},
    rows::words_of,
};

/// What the page of a function is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FunctionPage<'a> {
    /// Name of the provider, as in a configuration.
    pub(crate) provider: &'a str,
    /// Name of the function.
    pub(crate) name: &'a str,
    /// What it does, in one line.
    pub(crate) summary: &'a str,
    /// Its parameters, and what it does.
    pub(crate) parameters: &'a Schema,
    /// What it returns.
    pub(crate) result: &'a Attribute,
    /// Configurations to copy.
    pub(crate) examples: &'a [Example<'a>],
    /// How the page was made, for those who want to edit it.
    pub(crate) origin: &'a str,
}

// === impl FunctionPage ===

impl FunctionPage<'_> {
    /// The page, in Markdown.
    pub(crate) fn to_markdown(self) -> String {
        let Self {
            provider,
            name,
            summary,
            origin,
            ..
        } = self;
        let doc = &self.parameters.doc;
        let examples: String = self.examples.iter().map(example_of).collect();
        let rows = self.parameters.attributes.iter();
        let parameters: Vec<String> = rows
            .clone()
            .map(|it| format!("{} {}", it.name, word(it)))
            .collect();
        let arguments: Vec<String> = rows
            .enumerate()
            .map(|(index, it)| {
                let null = if it.spec.required {
                    ""
                } else {
                    ", may be null"
                };
                let (word, said) = (word(it), it.description());
                format!("{}. `{}` ({word}{null}) {said}\n", index + 1, it.name)
            })
            .collect();
        format!(
            "---\n# {origin}\npage_title: \"{name} Function - {provider}\"\nsubcategory: \"\"\n\
             description: |-\n  {summary}\n---\n\n# Function: {name}\n\n{doc}\n\n\
             It needs Terraform 1.8 or OpenTofu 1.7, and no configuration of the provider. If an argument is \
             unknown, the result is unknown.\n\n\
             ## Example Usage\n{examples}\n\
             ## Signature\n\n```text\n{name}({}) {}\n```\n\n\
             ## Arguments\n\n{}\n\
             ## Return Type\n\n{}",
            parameters.join(", "),
            word(self.result),
            arguments.concat(),
            returned(self.result),
        )
    }
}

/// What a row holds, in one or two words.
fn word(row: &Attribute) -> String {
    match &row.shape {
        Shape::Nested(Nesting::Single, _) => "object".to_owned(),
        Shape::Nested(..) => "list of objects".to_owned(),
        _ => words_of(&row.ty()),
    }
}

fn returned(result: &Attribute) -> String {
    let Some(rows) = result.inner() else {
        return format!("The result is a {}.\n", word(result));
    };
    let each = match &result.shape {
        Shape::Nested(Nesting::Single, _) => "The result is an object",
        _ => "The result is a list. Each element is an object",
    };
    let line = |it: &Attribute| format!("* `{}` - ({}) {}\n", it.name, word(it), it.description());
    let rows: Vec<String> = rows.iter().map(line).collect();
    format!("{each} with these attributes:\n\n{}", rows.concat())
}
