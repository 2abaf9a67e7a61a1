//! From MessagePack to values.

use std::collections::BTreeMap;

use super::{
    read::{Reader, Token},
    refinement,
};
use crate::framework::value::{
    Value,
    encoding::{Budget, Error, MAX_DEPTH, attributes_differ, collect, quoted},
    normal::normalized,
    number::Number,
    path::Step,
    types::Type,
};

struct Decoder<'a> {
    reader: Reader<'a>,
    budget: Budget,
}

/// Reads a value of type `ty`.
pub fn decode(document: &[u8], ty: &Type) -> Result<Value, Error> {
    within(Budget::new(), document, ty)
}

/// Reads a value of type `ty` that holds no more values than `budget` allows.
pub(super) fn within(budget: Budget, document: &[u8], ty: &Type) -> Result<Value, Error> {
    let mut decoder = Decoder {
        reader: Reader::new(document),
        budget,
    };
    let value = decoder.value(ty, 0)?;
    decoder.reader.finish()?;
    Ok(value)
}

// === impl Decoder ===

impl Decoder<'_> {
    fn value(&mut self, ty: &Type, depth: usize) -> Result<Value, Error> {
        if depth > MAX_DEPTH {
            return Err(Error::new(format!(
                "the document is nested deeper than {MAX_DEPTH} levels, which is the limit"
            )));
        }
        match (ty, self.reader.next()?) {
            (_, Token::Nil) => Ok(Value::Null),
            (_, Token::Extension(code, payload)) => {
                refinement::decode(code, payload, ty).map(Value::Unknown)
            }
            (Type::Bool, Token::Bool(it)) => Ok(Value::Bool(it)),
            (Type::Number, Token::Number(it)) => Ok(Value::Number(it)),
            (Type::Number, Token::Text(text)) => Number::parse(text)
                .map(Value::Number)
                .map_err(|it| Error::new(it.to_string())),
            (Type::String, Token::Text(text)) => Ok(Value::String(normalized(text))),
            (Type::List(of), Token::Array(length)) => {
                self.list(length, |_| of, depth).map(Value::List)
            }
            (Type::Set(of), Token::Array(length)) => self.set(length, of, depth),
            (Type::Tuple(types), Token::Array(length)) if length == types.len() => self
                .list(length, |index| &types[index], depth)
                .map(Value::List),
            (Type::Tuple(_), Token::Array(length)) => Err(Error::wrong_length(ty, length)),
            (Type::Map(of), Token::Map(length)) => self.map(length, of, depth),
            (Type::Object(types), Token::Map(length)) => self.object(length, types, depth),
            (Type::Dynamic, Token::Array(2)) => self.dynamic(depth),
            (Type::Dynamic, _) => Err(Error::new("expected a pair of a type and a value")),
            (_, other) => Err(Error::mismatch(ty, other.kind())),
        }
    }

    fn list<'t>(
        &mut self,
        length: usize,
        ty: impl Fn(usize) -> &'t Type,
        depth: usize,
    ) -> Result<Vec<Value>, Error> {
        self.budget.spend(length)?;
        let mut items = Vec::with_capacity(length);
        for index in 0..length {
            let item = self.value(ty(index), depth + 1);
            items.push(item.map_err(|it| it.below_nth(index))?);
        }
        Ok(items)
    }

    fn set(&mut self, length: usize, of: &Type, depth: usize) -> Result<Value, Error> {
        self.budget.spend(length)?;
        let mut items = Vec::with_capacity(length);
        for _ in 0..length {
            items.push(self.value(of, depth + 1)?);
        }
        Ok(Value::set(items))
    }

    fn map(&mut self, length: usize, of: &Type, depth: usize) -> Result<Value, Error> {
        self.budget.spend(2 * length)?;
        let mut entries = Vec::with_capacity(length);
        for _ in 0..length {
            let key = self.key()?;
            match self.value(of, depth + 1) {
                Ok(value) => entries.push((key, value)),
                Err(error) => return Err(error.below(Step::Key(key))),
            }
        }
        collect(entries).map(Value::Map)
    }

    fn object(
        &mut self,
        length: usize,
        types: &BTreeMap<String, Type>,
        depth: usize,
    ) -> Result<Value, Error> {
        self.budget.spend(2 * length)?;
        let mut attributes = Vec::with_capacity(length);
        let mut in_order = types.iter();
        for _ in 0..length {
            let name = self.key()?;
            let ty = match in_order.next() {
                Some((next, ty)) if *next == name => ty,
                _ => types.get(&name).ok_or_else(|| {
                    Error::new(format!("{} is no attribute of the object", quoted(&name)))
                })?,
            };
            match self.value(ty, depth + 1) {
                Ok(value) => attributes.push((name, value)),
                Err(error) => return Err(error.below(Step::Attribute(name))),
            }
        }
        let attributes = collect(attributes)?;
        if attributes.len() != types.len() {
            return Err(attributes_differ(types, &attributes));
        }
        Ok(Value::Object(attributes))
    }

    fn key(&mut self) -> Result<String, Error> {
        match self.reader.next()? {
            Token::Text(key) => Ok(normalized(key)),
            other => Err(Error::new(format!(
                "expected a string as key, found {}",
                other.kind()
            ))),
        }
    }

    fn dynamic(&mut self, depth: usize) -> Result<Value, Error> {
        let ty = match self.reader.next()? {
            Token::Binary(json) => Type::from_json_within(json, &mut self.budget)?,
            Token::Text(json) => Type::from_json_within(json.as_bytes(), &mut self.budget)?,
            other => {
                return Err(Error::new(format!(
                    "expected the type of a value, found {}",
                    other.kind()
                )));
            }
        };
        let value = self.value(&ty, depth + 1)?;
        Ok(Value::dynamic(ty, value))
    }
}
