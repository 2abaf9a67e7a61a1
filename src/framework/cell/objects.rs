//! Objects with rows of their own: nested blocks.

use super::{
    model::Model,
    tf::{Cell, Tf},
};
use crate::framework::{
    diagnostics::Diagnostics,
    schema::{Nesting, Shape},
    value::{Value, path::Path},
};

/// At most one block; to Terraform a list of blocks, which has at most one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OneBlock<B>(pub Tf<B>);

/// At most one block; to Terraform a single one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SingleBlock<B>(pub Tf<B>);

/// Any number of blocks; to Terraform a set of blocks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SetBlock<B>(pub Tf<Vec<B>>);

/// Any number of blocks; to Terraform a list of blocks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListBlock<B>(pub Tf<Vec<B>>);

/// An object, an attribute that is written with `=`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Object<B>(pub Tf<B>);

/// A list of objects, an attribute that is written with `=`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Objects<B>(pub Tf<Vec<B>>);

// === impl Cell ===

impl<B: Model> Cell for Object<B> {
    fn shape() -> Shape {
        Shape::Nested(Nesting::Single, B::attributes())
    }
    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self {
        Self(SingleBlock::decode(value, path, found).0)
    }
    fn encode(&self) -> Value {
        self.0.write(B::encode)
    }
    fn same(&self, other: &Self) -> bool {
        self.0.same_by(&other.0, B::same)
    }
}

impl<B: Model> Cell for Objects<B> {
    fn shape() -> Shape {
        Shape::Nested(Nesting::List, B::attributes())
    }
    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self {
        Self(ListBlock::decode(value, path, found).0)
    }
    fn encode(&self) -> Value {
        self.0
            .write(|all| Value::List(all.iter().map(B::encode).collect()))
    }
    fn same(&self, other: &Self) -> bool {
        self.0.same_by(&other.0, |a, b| same_in_order(a, b))
    }
}

impl<B: Model> Cell for OneBlock<B> {
    const MOST: usize = 1;
    fn shape() -> Shape {
        Shape::Block(Nesting::List, B::attributes())
    }
    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self {
        let value = match value {
            Value::List(mut items) => items.pop().unwrap_or(Value::Null),
            other => other,
        };
        let path = path.index(0);
        Self(Tf::read(value, &path, found, |value, found| {
            Ok(B::decode(value, &path, found))
        }))
    }
    fn encode(&self) -> Value {
        match &self.0 {
            Tf::Unknown => Value::UNKNOWN,
            block => Value::List(block.known().map(B::encode).into_iter().collect()),
        }
    }
    fn same(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            // A block without values means the same as no block.
            (Tf::Null, Tf::Known(block)) | (Tf::Known(block), Tf::Null) => block.is_shell(),
            (a, b) => a.same_by(b, B::same),
        }
    }
    fn in_the_words_of(self, prior: &Self) -> Self {
        match (self.0, &prior.0) {
            (Tf::Known(block), Tf::Known(prior)) => Self(Tf::Known(block.in_the_words_of(prior))),
            (Tf::Null, Tf::Known(shell)) if shell.is_shell() => prior.clone(),
            (block, _) => Self(block),
        }
    }
}

impl<B: Model> Cell for SingleBlock<B> {
    fn shape() -> Shape {
        Shape::Block(Nesting::Single, B::attributes())
    }
    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self {
        Self(Tf::read(value, path, found, |value, found| {
            Ok(B::decode(value, path, found))
        }))
    }
    fn encode(&self) -> Value {
        self.0.write(B::encode)
    }
    fn same(&self, other: &Self) -> bool {
        self.0.same_by(&other.0, B::same)
    }
}

impl<B: Model> Cell for SetBlock<B> {
    fn shape() -> Shape {
        Shape::Block(Nesting::Set, B::attributes())
    }
    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self {
        Self(Tf::read(value, path, found, |value, found| match value {
            Value::Set(items) => Ok(items
                .into_iter()
                .map(|it| B::decode(it, path, found))
                .collect()),
            _ => Err("a set of blocks"),
        }))
    }
    fn encode(&self) -> Value {
        blocks(&self.0, Value::set)
    }
    fn same(&self, other: &Self) -> bool {
        same_elements(&self.0, &other.0)
    }
    fn in_the_words_of(self, prior: &Self) -> Self {
        if self.same(prior) {
            return prior.clone();
        }
        let words = prior.0.known().map_or(&[][..], Vec::as_slice);
        let in_words = |block: B| {
            let prior = words.iter().find(|it| block.same(it));
            prior.cloned().unwrap_or(block)
        };
        Self(match self.0 {
            Tf::Known(blocks) => Tf::Known(blocks.into_iter().map(in_words).collect()),
            other => other,
        })
    }
}

impl<B: Model> Cell for ListBlock<B> {
    fn shape() -> Shape {
        Shape::Block(Nesting::List, B::attributes())
    }
    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self {
        Self(Tf::read(value, path, found, |value, found| match value {
            Value::List(items) => Ok(items
                .into_iter()
                .enumerate()
                .map(|(index, it)| B::decode(it, &path.index(index), found))
                .collect()),
            _ => Err("a list of blocks"),
        }))
    }
    fn encode(&self) -> Value {
        blocks(&self.0, Value::List)
    }
    fn same(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Tf::Null, Tf::Known(it)) | (Tf::Known(it), Tf::Null) => it.is_empty(),
            (a, b) => a.same_by(b, |a, b| same_in_order(a, b)),
        }
    }
}

/// Blocks as a value: no block is an empty collection.
fn blocks<B: Model>(blocks: &Tf<Vec<B>>, collect: fn(Vec<Value>) -> Value) -> Value {
    match blocks {
        Tf::Unknown => Value::UNKNOWN,
        blocks => {
            let blocks = blocks.known().into_iter().flatten();
            collect(blocks.map(B::encode).collect())
        }
    }
}

fn same_in_order<B: Model>(a: &[B], b: &[B]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b))
}

/// Whether two sets of objects mean the same. An empty set means the same as no set.
fn same_elements<B: Model>(a: &Tf<Vec<B>>, b: &Tf<Vec<B>>) -> bool {
    let each_in = |a: &[B], b: &[B]| a.iter().all(|a| b.iter().any(|b| a.same(b)));
    match (a, b) {
        (Tf::Unknown, Tf::Unknown) => true,
        (Tf::Unknown, _) | (_, Tf::Unknown) => false,
        (a, b) => {
            let empty = Vec::new();
            let (a, b) = (a.known().unwrap_or(&empty), b.known().unwrap_or(&empty));
            each_in(a, b) && each_in(b, a)
        }
    }
}
