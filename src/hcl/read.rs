//! Reads a file: its blocks, its references, and where in the text each of them stands.

use std::ops::Range;

use hcl_edit::{
    Span,
    expr::{self, ObjectKey, Traversal, TraversalOperator},
    structure::{self, BlockLabel, Body},
    template::ForTemplateExpr,
    visit::{self, Visit},
};

/// A place in a text, in bytes.
pub type Place = Range<usize>;

/// The parts of a file that are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Its blocks, in order.
    pub blocks: Vec<Block>,
    /// All references, also those inside of strings, in order.
    pub references: Vec<Reference>,
}

/// A block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its type, such as `resource`.
    pub kind: String,
    /// Its labels.
    pub labels: Vec<Label>,
    /// Its attributes, in order.
    pub attributes: Vec<Attribute>,
    /// The blocks inside of it, in order.
    pub blocks: Vec<Self>,
    /// Where it stands, from its type to its closing brace.
    pub place: Place,
}

/// A label of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The label without quotes.
    pub text: String,
    /// Where it stands, with its quotes if it has some.
    pub place: Place,
}

/// An attribute of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Where it stands, from its name to the end of its value.
    pub place: Place,
    /// Its value.
    pub value: Expression,
}

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// Where it stands.
    pub place: Place,
    /// The part of it that is understood.
    pub form: Form,
}

/// The forms of expressions that are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// A string without references.
    Text(String),
    /// Names with dots between them: `aws.west`.
    Names(Vec<String>),
    /// A list.
    List(Vec<Expression>),
    /// An object: keys and values.
    Object(Vec<(Expression, Expression)>),
    /// Anything else.
    Other,
}

/// A reference: a name and what is accessed of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The names at its start, up to the first index: `aws_sqs_queue`, `orders`, `arn`.
    pub names: Vec<String>,
    /// Where its first name stands.
    pub root: Place,
    /// Where all of it stands.
    pub place: Place,
}

/// Why a text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct Error {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// The text that the parser expected.
    pub message: String,
}

/// Reads a text.
///
/// # Errors
/// When it is not HCL.
pub fn read(text: &str) -> Result<Document, Error> {
    let body = hcl_edit::parser::parse_body(text).map_err(|error| Error {
        line: error.location().line(),
        column: error.location().column(),
        message: error.message().replace('\n', ", "),
    })?;
    let mut references = References::default();
    references.visit_body(&body);
    references.0.sort_by_key(|it| it.root.start);
    Ok(Document {
        blocks: body.blocks().map(block).collect(),
        references: references.0,
    })
}

fn place(of: &impl Span) -> Place {
    // All that the parser makes has a place.
    of.span().unwrap_or_default()
}

fn block(block: &structure::Block) -> Block {
    Block {
        kind: block.ident.as_str().to_owned(),
        labels: block.labels.iter().map(label).collect(),
        attributes: block.body.attributes().map(attribute).collect(),
        blocks: blocks(&block.body),
        place: place(block),
    }
}

fn blocks(body: &Body) -> Vec<Block> {
    body.blocks().map(block).collect()
}

fn label(label: &BlockLabel) -> Label {
    Label {
        text: label.as_str().to_owned(),
        place: match label {
            BlockLabel::String(it) => place(it),
            BlockLabel::Ident(it) => place(it),
        },
    }
}

fn attribute(attribute: &structure::Attribute) -> Attribute {
    Attribute {
        name: attribute.key.as_str().to_owned(),
        place: place(attribute),
        value: expression(&attribute.value),
    }
}

fn expression(expression: &expr::Expression) -> Expression {
    let form = match expression {
        expr::Expression::String(text) => Form::Text(text.as_str().to_owned()),
        expr::Expression::Variable(name) => Form::Names(vec![name.as_str().to_owned()]),
        expr::Expression::Traversal(traversal) => {
            let (names, whole) = names(traversal);
            if whole {
                Form::Names(names)
            } else {
                Form::Other
            }
        }
        expr::Expression::Array(items) => Form::List(items.iter().map(self::expression).collect()),
        expr::Expression::Object(items) => {
            let item = |(key, value): (&ObjectKey, &expr::ObjectValue)| {
                let key = match key {
                    ObjectKey::Ident(name) => Expression {
                        place: place(name),
                        form: Form::Names(vec![name.as_str().to_owned()]),
                    },
                    ObjectKey::Expression(key) => self::expression(key),
                };
                (key, self::expression(value.expr()))
            };
            Form::Object(items.iter().map(item).collect())
        }
        _ => Form::Other,
    };
    Expression {
        place: place(expression),
        form,
    }
}

/// The names at the start of a traversal, and whether there is nothing else in it.
fn names(traversal: &Traversal) -> (Vec<String>, bool) {
    let expr::Expression::Variable(root) = &traversal.expr else {
        return (Vec::new(), false);
    };
    let mut names = vec![root.as_str().to_owned()];
    for operator in &traversal.operators {
        let TraversalOperator::GetAttr(name) = operator.value() else {
            return (names, false);
        };
        names.push(name.as_str().to_owned());
    }
    (names, true)
}

/// Gathers references.
#[derive(Default)]
struct References(Vec<Reference>);

impl Visit for References {
    fn visit_traversal(&mut self, node: &Traversal) {
        if let expr::Expression::Variable(root) = &node.expr {
            self.0.push(Reference {
                names: names(node).0,
                root: place(root),
                place: place(node),
            });
        }
        visit::visit_traversal(self, node);
    }

    /// The visitor of the crate passes over what a `%{ for }` goes through.
    fn visit_for_template_expr(&mut self, node: &ForTemplateExpr) {
        self.visit_expr(&node.collection_expr);
        visit::visit_for_template_expr(self, node);
    }
}

// === impl Block ===

impl Block {
    /// The text of a label; empty if there is none.
    pub fn label(&self, index: usize) -> &str {
        self.labels.get(index).map_or("", |it| it.text.as_str())
    }

    /// Whether it is such a block with such a first label.
    pub fn is(&self, kind: &str, label: &str) -> bool {
        self.kind == kind && self.label(0) == label
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&Expression> {
        let found = self.attributes.iter().find(|it| it.name == name);
        found.map(|it| &it.value)
    }
}

// === impl Expression ===

impl Expression {
    /// The text of a string, or of names with dots between them.
    pub fn text(&self) -> Option<String> {
        match &self.form {
            Form::Text(text) => Some(text.clone()),
            Form::Names(names) => Some(names.join(".")),
            _ => None,
        }
    }

    /// The entries of an object.
    pub fn entries(&self) -> &[(Self, Self)] {
        match &self.form {
            Form::Object(entries) => entries,
            _ => &[],
        }
    }

    /// The value of an entry of an object.
    pub fn entry(&self, key: &str) -> Option<&Self> {
        let found = self.entries().iter();
        let mut found = found.filter(|(it, _)| it.text().as_deref() == Some(key));
        found.next().map(|(_, value)| value)
    }

    /// The items of a list.
    pub fn items(&self) -> &[Self] {
        match &self.form {
            Form::List(items) => items,
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The references of a text that begin with `root`, as they stand there.
    fn references<'a>(text: &'a str, root: &str) -> Vec<&'a str> {
        let document = read(text).unwrap();
        let found = document.references.into_iter();
        found
            .filter(|it| it.names[0] == root)
            .inspect(|it| assert_eq!(&text[it.root.clone()], root))
            .map(|it| &text[it.place])
            .collect()
    }

    #[test]
    fn references_are_found_wherever_an_expression_may_stand() {
        let text = "a = q.x\n\
            b = [for k in q.list : k.v if q.y[k]]\n\
            c = \"é ${q.z[\"k\"].uuid} %{ if q.yes }1%{ else }${q.no}%{ endif }\"\n\
            d = <<-EOT\n    é ${q.heredoc}\n    %{ for i in q.each ~}\n    ${i}\n    %{ endfor ~}\n  EOT\n\
            e = provider::x::f(q.argument, q.splat[*].id, q.old.*.id, q.count.0.id)\n\
            f = { (q.key) = 1, q = 2, \"${q.quoted}\" = q.value }\n\
            g = q.a == null ? -q.b : (q.c)\n\
            \"x\" \"y\" { depends_on = [q.d] }\n";
        let text = text.replace("\"x\" \"y\"", "x \"y\"");
        let expected = [
            "q.x",
            "q.list",
            "q.y[k]",
            "q.z[\"k\"].uuid",
            "q.yes",
            "q.no",
            "q.heredoc",
            "q.each",
            "q.argument",
            "q.splat[*].id",
            "q.old.*.id",
            "q.count.0.id",
            "q.key",
            "q.quoted",
            "q.value",
            "q.a",
            "q.b",
            "q.c",
            "q.d",
        ];
        assert_eq!(references(&text, "q"), expected);
    }

    #[test]
    fn a_name_in_a_comment_a_string_or_a_longer_name_is_no_reference() {
        let text = "# q.x\na = \"q.x $${q.y}\" // q.z\nb = v.q.x\nc = qq.x\n/* q.x */\n";
        assert_eq!(references(text, "q"), [] as [&str; 0]);
    }

    #[test]
    fn places_are_right_with_carriage_returns() {
        let text = "# é\r\nr \"t\" \"n\" {\r\n  a = <<EOT\r\n${q.x}\r\nEOT\r\n}\r\n";
        assert_eq!(references(text, "q"), ["q.x"]);
        let document = read(text).unwrap();
        assert_eq!(&text[document.blocks[0].labels[0].place.clone()], "\"t\"");
        assert!(text[document.blocks[0].place.clone()].ends_with('}'));
    }

    #[test]
    fn the_forms_of_values_are_told_apart() {
        let text =
            "m {\n  providers = { aws = aws.west, aws.src = aws.east }\n  source = \"./m\"\n}";
        let document = read(text).unwrap();
        let block = &document.blocks[0];
        let providers = block.attribute("providers").unwrap();
        let entry = providers.entry("aws.src").unwrap();
        assert_eq!(entry.text().as_deref(), Some("aws.east"));
        assert_eq!(&text[entry.place.clone()], "aws.east");
        let source = block.attribute("source").unwrap();
        assert_eq!(source.form, Form::Text("./m".to_owned()));
        assert_eq!(providers.entry("none"), None);
    }

    #[test]
    fn what_is_no_hcl_is_told_with_its_line() {
        let error = read("a = 1\nb = {\n").unwrap_err();
        assert!(error.line >= 2, "{error}");
        assert!(!error.message.contains('\n'), "{error}");
    }
}
